"""One sheet: a table that begins in its first cell, with a frozen header, a filter, and widths that fit.

No merged cells, nothing above or beside the table, one fact a cell, as the UK Analysis Function asks of spreadsheets
(analysisfunction.civilservice.gov.uk, releasing statistics in spreadsheets). Every text is written as text, so nothing
becomes a formula or a link. Not here: what stands in the sheets.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from pipelines.exports.plain_text import cell_text

Value = str | int | float | Decimal | bool | date | None

# Marks in place of a figure, in the words of the UK Analysis Function.
HIDDEN, NOT_AVAILABLE, NOT_APPLICABLE = "[c]", "[x]", "[z]"
MARKS = {
    HIDDEN: "Hidden (confidential), so that nobody can be recognised from a small number.",
    NOT_AVAILABLE: "Not available: no partner gave the figure, or only a range is known.",
    NOT_APPLICABLE: "Not applicable: this kind of measure has no such figure here.",
}
SHARE, WHOLE, NUMBER, DAY = "0.0%", "#,##0", "#,##0.0##", "yyyy-mm-dd"
_NARROWEST, _WIDEST, _ROWS_MEASURED = 9, 60, 400


@dataclass(frozen=True)
class Column:
    """A column: its heading and what it says, for the dictionary; `wide` lets text wrap."""

    heading: str
    meaning: str
    wide: bool = False


@dataclass(frozen=True)
class Figure:
    """A number with the format it is shown in."""

    value: float | int | Decimal
    shown: str


@dataclass
class Sheet:
    """A sheet with one table. `links` leads from cells of the first column to other sheets."""

    name: str
    holds: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Value | Figure]]
    links: dict[str, str] = field(default_factory=dict)


class Formats:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[str, Any] = {}
        self.header = book.add_format(
            {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top", "bg_color": "#E6EEF3"}
        )
        self.text = book.add_format({"valign": "top"})
        self.wrapped = book.add_format({"valign": "top", "text_wrap": True})
        self.mark = book.add_format({"valign": "top", "align": "right"})
        self.link = book.add_format({"valign": "top", "font_color": "#0B5C8A", "underline": 1})

    def number(self, shown: str) -> Any:
        """The format of a number."""
        if shown not in self._made:
            self._made[shown] = self._book.add_format({"valign": "top", "num_format": shown})
        return self._made[shown]


def write_sheet(book: Any, formats: Formats, sheet: Sheet) -> Any:
    """Write the sheet and return it."""
    page = book.add_worksheet(sheet.name)
    for across, column in enumerate(sheet.columns):
        page.write_string(0, across, column.heading, formats.header)
        page.set_column(across, across, _width(sheet, across))
    for down, row in enumerate(sheet.rows, 1):
        for across, value in enumerate(row):
            _write(page, formats, down, across, value, sheet.columns[across].wide)
        link = sheet.links.get(str(row[0]))
        if link:
            page.write_url(down, 0, f"internal:'{link}'!A1", formats.link, string=str(row[0]))
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, max(len(sheet.rows), 1), len(sheet.columns) - 1)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    return page


def _write(page: Any, formats: Formats, down: int, across: int, value: Value | Figure, wide: bool) -> None:
    if isinstance(value, Figure):
        if math.isfinite(value.value):
            page.write_number(down, across, float(value.value), formats.number(value.shown))
        else:
            page.write_string(down, across, NOT_AVAILABLE, formats.mark)
    elif isinstance(value, bool):
        page.write_string(down, across, "yes" if value else "no", formats.text)
    elif isinstance(value, int | float | Decimal):
        _write(page, formats, down, across, Figure(value, WHOLE if value == int(value) else NUMBER), wide)
    elif isinstance(value, date):
        page.write_datetime(down, across, datetime.combine(value, time()), formats.number(DAY))
    elif value in MARKS:
        page.write_string(down, across, value, formats.mark)
    elif value:
        page.write_string(down, across, cell_text(value), formats.wrapped if wide else formats.text)


def _width(sheet: Sheet, across: int) -> int:
    """Wide enough for most of what stands in the column."""
    heading = max(map(len, sheet.columns[across].heading.split()), default=0)
    seen = [_length(row[across]) for row in sheet.rows[:_ROWS_MEASURED]]
    longest = max([heading + 2, *seen])
    return min(max(longest + 2, _NARROWEST), _WIDEST)


def _length(value: Value | Figure) -> int:
    if isinstance(value, str):
        return max(map(len, value.splitlines()), default=0)
    return 10 if isinstance(value, date) else 8
