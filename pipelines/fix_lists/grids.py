"""A partner's file as a workbook that can be marked: its own where it is an .xlsx, else the same cells anew.

Same sheets, same rows, same columns. Not here: the marks and the summary.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath
from typing import Any

from openpyxl import Workbook, load_workbook  # type: ignore[import-untyped]
from pydantic import BaseModel

from connectors import FIX_SUMMARY_SHEET, FileLayout, Original
from connectors.reading.file_kind import Kind, kind_of
from connectors.tables.cells import cell_text
from connectors.texts.delimited import CsvOptions, read_text_sheet
from connectors.workbooks.workbook import BookSheet, read_book
from pipelines.fix_lists.looks import BOLD, fit_widths
from pipelines.fix_lists.marks import clear_marks
from pipelines.safe_cells import Value, disarm, put

# openpyxl holds about a gigabyte for a million cells.
LARGEST_UNPACKED = 40 * 1024 * 1024
MOST_CELLS = 1_000_000
_NOT_IN_A_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
_LONGEST_SHEET_NAME = 31
_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,12})?")


class NotHandedBackError(Exception):
    """The file cannot be handed back with its cells marked: it is too large, or a web page."""


@dataclass(frozen=True)
class Grid:
    """A workbook to mark: the sheet with the table, and where the rows of the file stand on it."""

    book: Workbook
    sheet: str
    row_on_sheet: dict[int, int]


def own_workbook(original: Original, layout: FileLayout) -> Grid:
    """The partner's .xlsx with its looks; values in place of formulas, nothing that acts, no earlier marks.

    Raises NotHandedBackError, and whatever openpyxl raises on a workbook that it cannot read.
    """
    with zipfile.ZipFile(io.BytesIO(original.content)) as archive:
        if sum(member.file_size for member in archive.infolist()) > LARGEST_UNPACKED:
            raise NotHandedBackError
    with warnings.catch_warnings():
        # It warns of what it leaves out, and everything that acts is to be left out.
        warnings.simplefilter("ignore")
        book = load_workbook(io.BytesIO(original.content), data_only=True, keep_links=False)
    if FIX_SUMMARY_SHEET in book.sheetnames:
        book.remove(book[FIX_SUMMARY_SHEET])
    disarm(book)
    for sheet in book.worksheets:
        clear_marks(sheet)
    return Grid(book, str(layout.sheet), {row: row for row in layout.rows})


def rebuilt_workbook(original: Original, layout: FileLayout, options: BaseModel) -> Grid:
    """The cells of a file of another format in a new workbook; raises NotHandedBackError."""
    if layout.sheet is None:
        return _from_text(original, layout, options)
    book = Workbook()
    book.remove(book.active)
    for source in _sheets(original):
        if source.is_worksheet:
            rows = source.grid() if source.cells is not None and source.cells.width else []
            sheet = _fill(book, source.name, rows, _natural)
            sheet.sheet_state = "hidden" if source.is_hidden else "visible"
    _show_header(book[layout.sheet], layout.header_row)
    return Grid(book, layout.sheet, {row: row for row in layout.rows})


def _sheets(original: Original) -> list[BookSheet]:
    """Every sheet of a workbook, through the very reader that a feed is read with."""
    if kind_of(original) is not Kind.WORKBOOK:
        raise NotHandedBackError
    return read_book(original.name, original.content, None, everything=True)


def is_xlsx(original: Original) -> bool:
    """Whether the content is an Office Open XML workbook, whatever the file is called."""
    if not original.content.startswith(b"PK"):
        return False
    with zipfile.ZipFile(io.BytesIO(original.content)) as archive:
        return "xl/workbook.xml" in archive.namelist()


def _from_text(original: Original, layout: FileLayout, options: BaseModel) -> Grid:
    """Every cell stays text, so that a leading zero or a date is saved again as it was written."""
    known = options if isinstance(options, CsvOptions) else CsvOptions(path=original.name)
    source, _ = read_text_sheet(original, known)
    book = Workbook()
    book.remove(book.active)
    stem = _NOT_IN_A_SHEET_NAME.sub(" ", PurePath(original.name).stem).strip(" '")
    name = stem[:_LONGEST_SHEET_NAME].strip(" '") or "Rows"
    _fill(book, name, source.grid, str)
    places = {line: place for place, line in enumerate(source.numbers, 1)}
    _show_header(book[name], places.get(layout.header_row, 1))
    return Grid(book, name, places)


def _fill(book: Workbook, name: str, rows: list[list[str | None]], reading: Callable[[str], Value]) -> Any:
    if sum(map(len, rows)) > MOST_CELLS:
        raise NotHandedBackError
    sheet = book.create_sheet(name)
    for number, texts in enumerate(rows, 1):
        for column, text in enumerate(texts, 1):
            if text is not None:
                put(sheet.cell(number, column), reading(text))
    return sheet


def _natural(text: str) -> Value:
    """A number or a day where the text is written as a spreadsheet's own would be, else the text."""
    if _NUMBER.fullmatch(text) and cell_text(float(text)) == text:
        return float(text)
    with suppress(ValueError):
        day = date.fromisoformat(text)
        # Spreadsheets count days from 1900 on, and not all of them alike in the first weeks.
        if day.year > 1900 and day.isoformat() == text:
            return day
    return text


def _show_header(sheet: Any, row: int) -> None:
    for cell in sheet[row]:
        cell.font = BOLD
    fit_widths(sheet, row)
