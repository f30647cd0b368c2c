"""Writes the capsule as one JSON-LD file. Not here: what stands in it."""

from __future__ import annotations

import json
from pathlib import Path

from pipelines.exports.cids.capsule import Capsule
from pipelines.exports.cids.terms import context
from pipelines.exports.released import open_release

NAME = "standards/cids.jsonld"


def write_cids(folder: Path, *, base: str | None = None) -> Path:
    """Write `standards/cids.jsonld` into a release's folder and return its path.

    `base` is the address under which the initiative's things have their own, ending in / or #; without it they get a
    name that is no address. Raises FileNotFoundError without a warehouse.
    """
    with open_release(folder) as connection:
        graph = list(Capsule(connection, base).nodes())
    path = folder / NAME
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"@context": context(), "@graph": graph}, indent=1, ensure_ascii=False)
    # JSON-LD is often put into a page: no text in it may end the element that it stands in.
    path.write_text(text.replace("<", "\\u003c") + "\n", encoding="utf-8")
    return path
