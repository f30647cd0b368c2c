"""What one defect of the sample is. Not here: which there are (defect_list.py) and applying them (defects.py)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from pipelines.sample.writers import Row

# Partner and feed.
Feed = tuple[str, str]


@dataclass(frozen=True)
class Defect:
    """Some rows of a feed that break the same rules.

    `change` puts `cells` into rows that are there, `repeat` appends copies of rows, `add` appends copies with
    `cells` in them ("{n}" in a text becomes a running number). Only rows that hold `among` are taken.
    """

    rules: tuple[str, ...]
    rows: int
    cells: Row = field(default_factory=dict)
    among: Row = field(default_factory=dict)
    how: Literal["change", "repeat", "add"] = "change"
