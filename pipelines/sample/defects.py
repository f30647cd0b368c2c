"""What is broken in the sample on purpose, so that every rule of every contract is seen at work.

Here: how many rows of which feed break which rules, and breaking them. Not here: whole tables (defect_list.py).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pipelines.sample.defect import Defect, Feed
from pipelines.sample.defect_list import DEFECTS
from pipelines.sample.writers import Row

# The server of this feed answers 503 to everything, and no earlier batch of it exists.
DOWN_FEED: Feed = ("mentor_line", "calls")
# A required column was renamed here, so no row can be judged and the batch is held.
HELD_FEED: Feed = ("music_project", "lessons")
# Here a column came that no mapping knows; it is reported and nothing else happens.
DRIFTED_FEED: Feed = ("library_system", "visits")
# This partner has delivered nothing for the last school year.
LATE_PARTNER = "workforce_board"


def expected_rejections() -> dict[Feed, dict[str, int]]:
    """Violations of each rule at each feed, warnings included; rules and feeds without any are left out."""
    counts = {feed: Counter(_rule_ids(defects)) for feed, defects in DEFECTS.items()}
    return {feed: dict(count) for feed, count in counts.items() if count}


def broken(rows: Sequence[Row], defects: Sequence[Defect]) -> list[Row]:
    """The rows with the defects in them; no row gets two. Raises ValueError when too few rows fit a defect."""
    result = [dict(row) for row in rows]
    untouched = set(range(len(rows)))
    extra: list[Row] = []
    for defect in defects:
        fitting = [
            index
            for index in sorted(untouched)
            if all(rows[index][name] == value for name, value in defect.among.items())
        ]
        if len(fitting) < defect.rows:
            raise ValueError(f"{len(fitting)} rows fit a defect that needs {defect.rows}: {defect}")
        for turn in range(defect.rows):
            index = fitting[(turn + 1) * len(fitting) // (defect.rows + 1)]
            if defect.how != "add":
                untouched.discard(index)
            if defect.how == "change":
                result[index] |= defect.cells
            else:
                extra.append({**rows[index], **_numbered(defect.cells, len(extra))})
    return result + extra


def _numbered(cells: Row, number: int) -> Row:
    return {
        name: value.replace("{n}", str(101 + number)) if isinstance(value, str) else value
        for name, value in cells.items()
    }


def _rule_ids(defects: Sequence[Defect]) -> list[str]:
    return [rule for defect in defects for rule in defect.rules for _ in range(defect.rows)]
