"""Finds the error cells (#DIV/0!, #REF!) of an .xlsx, which calamine gives back as blank.

A blank would read as "nothing reported" where the partner's formula broke. Only .xlsx is covered.
"""

from __future__ import annotations

import io
import zipfile

from openpyxl import load_workbook  # type: ignore[import-untyped]


def error_cells(content: bytes, sheet: str) -> dict[tuple[int, int], str]:
    """Return {(row, column) from 0: text} of the error cells on a sheet."""
    if not _has_errors(content):
        return {}
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    try:
        return {
            (cell.row - 1, cell.column - 1): str(cell.value)
            for row in book[sheet].iter_rows()
            for cell in row
            if cell.data_type == "e" and cell.value is not None
        }
    finally:
        book.close()


def _has_errors(content: bytes) -> bool:
    """Look for an error cell in the sheets as text, so that only such a workbook is read twice."""
    if not content.startswith(b"PK"):
        return False
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = [
            name for name in archive.namelist() if name.startswith("xl/worksheets/") and name.endswith(".xml")
        ]
        return any(b't="e"' in archive.read(name) for name in names)
