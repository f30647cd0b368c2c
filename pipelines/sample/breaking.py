"""Breaks rows on purpose, so that every rule of a contract is seen at work.

Here: applying defects, and how often they break each rule. Not here: which defects there are (defect_list.py).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from pipelines.sample.defect import Defect, Feed
from pipelines.sample.sheets import Sheet
from pipelines.sample.writers import Row

Defects = Mapping[Feed, Sequence[Defect]]


def violations(defects: Defects) -> dict[Feed, dict[str, int]]:
    """Violations of each rule at each feed, warnings included; rules and feeds without any are left out."""
    counts = {feed: Counter(_rule_ids(found)) for feed, found in defects.items()}
    return {feed: dict(count) for feed, count in counts.items() if count}


def with_defects(whole: Iterable[Sheet], defects: Defects) -> tuple[Sheet, ...]:
    """The tables, broken; the defects of a feed with several files are in the last."""
    sheets = tuple(whole)
    last = {(sheet.partner, sheet.feed): sheet.path for sheet in sheets}
    return tuple(
        replace(sheet, rows=broken(sheet.rows, defects.get((sheet.partner, sheet.feed), ())))
        if last[sheet.partner, sheet.feed] == sheet.path
        else sheet
        for sheet in sheets
    )


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
