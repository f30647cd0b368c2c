"""Which versions of standard metrics were released, with a fingerprint of what each counts: none is ever edited.

`python -m pipelines.catalogue.released` adds versions that are new; a test holds the catalogue to the list.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from pipelines.catalogue.model import Metric
from pipelines.catalogue.standard import load_versions

RELEASED = Path(__file__).parent / "released.json"
# How a metric is shown and where it comes from may be told better without counting otherwise.
_WORDING = {"name", "source", "standards"}


def fingerprint(metric: Metric) -> str:
    """Sixteen hex digits over what a version says of how it is counted."""
    told = metric.model_dump(exclude=_WORDING, exclude_defaults=True)
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]


def released() -> dict[str, str]:
    """The fingerprint of every released version, by `metric v1`."""
    known: dict[str, str] = json.loads(RELEASED.read_text("utf-8"))
    return known


def in_catalogue() -> dict[str, str]:
    """The same of every version that the catalogue holds now."""
    return {
        f"{name} v{metric.version}": fingerprint(metric)
        for name, versions in load_versions().items()
        for metric in versions
    }


def add_new() -> None:
    """Write down the versions that are not in the list yet. Those that are stay as they were released."""
    known = in_catalogue() | released()
    RELEASED.write_text(json.dumps(known, indent=2, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    add_new()
