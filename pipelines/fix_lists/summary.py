"""The first sheet of a fix list: who, what came, what is wrong, how to correct it, and where.

Words and links only. Which cells are marked is decided before (own_file.py, records.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook  # type: ignore[import-untyped]
from openpyxl.styles import Font  # type: ignore[import-untyped]

from connectors import FIX_SUMMARY_SHEET
from pipelines.fix_lists.looks import BOLD, HEAD_FILL, HEADING, TITLE, WRAPPED, fit_height
from pipelines.fix_lists.words import Rule
from pipelines.safe_cells import Value, link_to_cell, put

# Beyond this, a list helps nobody and a program that opens thousands of notes becomes slow.
MOST_LISTED = 5_000
_WIDTHS = {"A": 24, "B": 50, "C": 84, "D": 10}


@dataclass(frozen=True)
class Letterhead:
    """What every fix list of a feed begins with; `sign` tells later whether it is up to date."""

    title: str
    partner: str
    sign: str | None = None


@dataclass(frozen=True)
class Entry:
    """One rule that one row broke: where it stands, in words and as a cell to go to."""

    rule: Rule
    where: str
    sheet: str
    cell: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Summary:
    """What the first sheet says; `entries` are in the order of the rows."""

    title: str
    facts: Sequence[tuple[str, Value]]
    held: str | None
    steps: Sequence[str]
    entries: Sequence[Entry]


def add_summary(book: Workbook, summary: Summary) -> None:
    """Put the summary in front of the other sheets and show it when the workbook is opened."""
    sheet = book.create_sheet(FIX_SUMMARY_SHEET, 0)
    for column, width in _WIDTHS.items():
        sheet.column_dimensions[column].width = width
    _line(sheet, 1, [summary.title], TITLE)
    for row, (name, value) in enumerate(summary.facts, 3):
        _line(sheet, row, [name, value])
        sheet.cell(row, 1).font = BOLD
    row = 4 + len(summary.facts)
    if summary.held:
        row = _texts(sheet, row, "Why nothing could be accepted", [summary.held])
    row = _texts(sheet, row, "What to do", summary.steps)
    if summary.entries:
        row = _by_rule(sheet, row, summary.entries)
        _one_by_one(sheet, row, summary.entries)
    _show_first(book)


def _by_rule(sheet: Any, row: int, entries: Sequence[Entry]) -> int:
    """Each rule with the number of rows that broke it, the most frequent one first."""
    first: dict[str, Entry] = {}
    rows: dict[str, int] = {}
    for entry in entries:
        first.setdefault(entry.rule.rule_id, entry)
        rows[entry.rule.rule_id] = rows.get(entry.rule.rule_id, 0) + 1
    row = _heading(sheet, row, "What is wrong", ["First", "What must hold", "How to correct it", "Rows"])
    for rule_id in sorted(first, key=lambda name: (-rows[name], name)):
        entry = first[rule_id]
        _line(sheet, row, [entry.cell, entry.rule.description, entry.rule.fix, rows[rule_id]])
        link_to_cell(sheet.cell(row, 1), entry.sheet, entry.cell)
        row += 1
    return row + 1


def _one_by_one(sheet: Any, row: int, entries: Sequence[Entry]) -> None:
    row = _heading(sheet, row, "Every row to correct", ["Where", "Column", "How to correct it"])
    for entry in entries[:MOST_LISTED]:
        words = f"{entry.rule.description} {entry.rule.fix}"
        _line(sheet, row, [entry.where, ", ".join(entry.columns), words])
        link_to_cell(sheet.cell(row, 1), entry.sheet, entry.cell)
        row += 1
    left = len(entries) - MOST_LISTED
    if left > 0:
        _line(sheet, row, [f"{left:,} more", "They are marked, and not listed here."])


def _texts(sheet: Any, row: int, title: str, texts: Sequence[str]) -> int:
    """A heading and sentences below it; returns the row after a blank one."""
    _line(sheet, row, [title], HEADING)
    for number, text in enumerate(texts, row + 1):
        put(sheet.cell(number, 1), text)
        sheet.cell(number, 1).alignment = WRAPPED
        sheet.merge_cells(start_row=number, end_row=number, start_column=1, end_column=3)
        fit_height(sheet, number, [text], [sum(_WIDTHS[column] for column in "ABC")])
    return row + len(texts) + 2


def _heading(sheet: Any, row: int, title: str, names: Sequence[str]) -> int:
    """A heading and the names of columns; returns the row below."""
    _line(sheet, row, [title], HEADING)
    _line(sheet, row + 1, names, BOLD)
    for column in range(1, len(_WIDTHS) + 1):
        sheet.cell(row + 1, column).fill = HEAD_FILL
    return row + 2


def _line(sheet: Any, row: int, values: Sequence[Value], font: Font | None = None) -> None:
    for column, value in enumerate(values, 1):
        cell = sheet.cell(row, column)
        put(cell, value)
        if font:
            cell.font = font
        else:
            cell.alignment = WRAPPED
    if not font:
        fit_height(sheet, row, values, list(_WIDTHS.values()))


def _show_first(book: Workbook) -> None:
    """Select the first sheet only: with two selected, an edit would go into both."""
    book.active = 0
    for place, sheet in enumerate(book.worksheets):
        sheet.sheet_view.tabSelected = place == 0
