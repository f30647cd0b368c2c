"""Reads a text file for `look`, and tells running text from rows of values.

How text is decoded and split is decided in `delimited`.
"""

from __future__ import annotations

from typing import Any

from connectors.pull import Original
from connectors.reading.sandbox import limits_for, run
from connectors.tables.cell_kinds import Grid
from connectors.tables.header import filled_columns
from connectors.tables.table import Sheet
from connectors.texts.delimited import CsvOptions, read_text_file
from connectors.workbooks.sheet_seen import SheetSeen

_SENTENCE = 5
_MOSTLY = 0.9


def read_text(original: Original) -> SheetSeen:
    """Return a text file as one sheet, with the options that say how it is written."""
    limits = limits_for(len(original.content))
    read: tuple[Sheet, list[str], dict[str, Any]] = run(
        original.name, read_text_file, original, CsvOptions(path=original.name), limits=limits
    )
    sheet, notes, options = read
    doubts = ["its lines read as running text; it may be no table."] if _is_running_text(sheet.grid) else []
    return SheetSeen(sheet, "csv", options, None, notes, doubted=doubts)


def _is_running_text(grid: Grid) -> bool:
    """Say whether a text has one column, with several words in most of its lines."""
    lines = [row for row in grid if any(row)]
    words = [len((row[0] or "").split()) for row in lines if len(filled_columns(row)) == 1]
    return len(words) > _MOSTLY * len(lines) and sum(count >= _SENTENCE for count in words) > len(words) / 2
