"""What the lineage page shows of files that a step wrote into the release: how many, how large, how long it took.

Not here: any of these steps.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import dagster as dg

from pipelines.progress import progress


def made(key: dg.AssetKey, folder: Path, write: Callable[[], object]) -> dg.MaterializeResult:
    """Call `write` and report the files below `folder` that were not there before."""
    before, began = {*_files(folder)}, time.monotonic()
    progress.debug("writing %s", key.path[-1].replace("_", " "))
    write()
    seconds = time.monotonic() - began
    new = [path for path in _files(folder) if path not in before]
    size = sum(path.stat().st_size for path in new)
    return dg.MaterializeResult(
        asset_key=key,
        metadata={"dagster/row_count": len(new), "bytes": size, "seconds": round(seconds, 1)},
    )


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]
