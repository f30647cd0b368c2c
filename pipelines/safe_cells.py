"""Cells that cannot act: every workbook that the product writes with openpyxl puts its values in through here.

Text stays text whatever it begins with, links lead to a web page or into the workbook itself, and a workbook of a
partner is stripped of everything that computes or reaches out. What a workbook says is decided elsewhere.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Any

from openpyxl.cell.cell import Cell, MergedCell  # type: ignore[import-untyped]
from openpyxl.styles import Font  # type: ignore[import-untyped]
from openpyxl.workbook import Workbook  # type: ignore[import-untyped]
from openpyxl.worksheet.hyperlink import Hyperlink  # type: ignore[import-untyped]

LONGEST_TEXT = 32_767
# What XML 1.0 has no place for: control characters, halves of characters, and two that are none.
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LINK = Font(name="Calibri", color="FF0563C1", underline="single")
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_WEB_ADDRESS = re.compile(r"https?://[^\s\"<>]+", re.IGNORECASE)
# 'Sheet 1'!$A$2:$A$9, Lists!A2:A9 or $A$2:$A$9: cells of this workbook, no function and no other file.
_PLAIN_RANGE = re.compile(r"=?(('[^'\[\]]+'|[\w.]+)!)?\$?[A-Z]{1,3}\$?\d+(:\$?[A-Z]{1,3}\$?\d+)?")
_PLAIN_LIST = re.compile(r'"[^"]*"')
_PLAIN_NUMBER = re.compile(r"-?\d+(\.\d+)?")

Value = str | bool | int | float | date | datetime | time | timedelta | None


def clean_text(text: str) -> str:
    """Drop the characters that a workbook cannot hold, and what goes beyond the longest text of a cell."""
    return _NOT_IN_XML.sub("", text)[:LONGEST_TEXT]


def put_text(cell: Cell, text: str) -> None:
    """Write text as text: "=1+1" stays these four characters, also after a person has edited the cell."""
    cell.value = clean_text(text)
    cell.data_type = "s"
    if text.startswith(_STARTS_A_FORMULA):
        # Without the prefix, Excel would take the text for a formula as soon as somebody confirms the cell.
        cell.quotePrefix = True


def put(cell: Cell, value: Value) -> None:
    """Write a value as what it is: text as text, numbers, moments and truth values as such, None as nothing."""
    if isinstance(value, str):
        put_text(cell, value)
    else:
        cell.value = value


def link_to_web(cell: Cell, address: str) -> None:
    """Let a cell lead to a web page; any other kind of address is left out."""
    if _WEB_ADDRESS.fullmatch(address):
        cell.hyperlink = address
        cell.font = _LINK


def link_to_cell(cell: Cell, sheet: str, place: str) -> None:
    """Let a cell lead to another cell of the same workbook, such as ("Visits 2025", "D17")."""
    quoted = "'" + sheet.replace("'", "''") + "'"
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"{quoted}!{place}")
    cell.font = _LINK


def disarm(book: Workbook) -> None:
    """Leave values and looks of a partner's workbook, and nothing that computes, draws or reaches out.

    To be loaded with `data_only`, so that a cell with a formula holds what the formula gave. Lists of choices stay
    where they are plain: written out, or cells of the workbook.
    """
    book._external_links = []
    book._pivots = []
    for sheet in list(book.chartsheets):
        book.remove(sheet)
    for names in (book.defined_names, *(sheet.defined_names for sheet in book.worksheets)):
        for name in [name for name, entry in names.items() if not _PLAIN_RANGE.fullmatch(str(entry.value))]:
            del names[name]
    for sheet in book.worksheets:
        _disarm_sheet(sheet, {*book.defined_names, *sheet.defined_names})


def _disarm_sheet(sheet: Any, names: set[str]) -> None:
    sheet._charts, sheet._images, sheet._pivots = [], [], []
    sheet.scenarios = type(sheet.scenarios)()
    sheet.conditional_formatting = type(sheet.conditional_formatting)()
    # Asking for rows would make a cell for every place up to the last one, which may be the millionth row.
    for cell in list(sheet._cells.values()):
        if isinstance(cell, MergedCell):
            continue
        cell.hyperlink = None
        if isinstance(cell.value, str) and cell.data_type != "e":
            put_text(cell, cell.value)
    validations = sheet.data_validations.dataValidation
    sheet.data_validations.dataValidation = [one for one in validations if _is_plain(one, names)]
    for table in sheet.tables.values():
        _disarm_table(table)


def _disarm_table(table: Any) -> None:
    table.tableType = table.connectionId = None
    for column in table.tableColumns:
        column.calculatedColumnFormula = column.totalsRowFormula = None
        column.queryTableFieldId = None


def _is_plain(validation: Any, names: set[str]) -> bool:
    formulas = [text for text in (validation.formula1, validation.formula2) if text]
    return all(
        text.removeprefix("=") in names
        or any(kind.fullmatch(text) for kind in (_PLAIN_RANGE, _PLAIN_LIST, _PLAIN_NUMBER))
        for text in formulas
    )
