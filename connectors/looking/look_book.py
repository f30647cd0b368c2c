"""Reads all sheets of a workbook for `look`: which are there, which are hidden, which hold no cells.

Opening workbooks is done in `workbook`.
"""

from __future__ import annotations

from connectors.pull import Original
from connectors.workbooks.fix_sheet import FIX_SUMMARY_SHEET
from connectors.workbooks.sheet_seen import SheetSeen
from connectors.workbooks.workbook import BookSheet, as_sheet, read_book


def read_sheets(original: Original) -> list[SheetSeen]:
    """Return the visible sheets with cells; the others are told of in what was assumed."""
    sheets = read_book(original.name, original.content, None, everything=True)
    visible = [sheet for sheet in sheets if sheet.cells is not None and not sheet.is_hidden]
    assumed = [note for sheet in sheets if (note := _passed_over(sheet, original.name))]
    several = sum(sheet.is_worksheet for sheet in sheets) > 1
    return [
        SheetSeen(
            as_sheet(original.name, sheet),
            "excel",
            {"sheet": sheet.name} if several else {},
            sheet.name,
            assumed,
            sheet.facts,
        )
        for sheet in visible
    ]


def _passed_over(sheet: BookSheet, file: str) -> str | None:
    if sheet.name == FIX_SUMMARY_SHEET:
        return f"{file}: sheet {sheet.name!r} is the summary of a fix list, and was passed over."
    if not sheet.is_worksheet:
        return f"{file}: sheet {sheet.name!r} holds no cells (a chart or macros), and was passed over."
    if sheet.is_hidden:
        return f"{file}: sheet {sheet.name!r} is hidden, and was passed over; name it as sheet to read it."
    return None
