"""A workbook that is written the same, byte for byte, as long as its content is the same.

Every cell is text: nothing that stands in an agenda becomes a formula or a link.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

# A kit says nothing of when it was made; its version is the fingerprint of what it asks.
_CREATED = datetime(2000, 1, 1)


@contextmanager
def stable_workbook(path: Path) -> Iterator[Any]:
    """An xlsxwriter workbook that is complete on disk when the context ends."""
    # Loads slowly, and only who writes a kit needs it.
    import xlsxwriter  # type: ignore[import-untyped]

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(str(path), options)
    book.set_properties({"created": _CREATED})
    yield book
    book.close()


def write_rows(sheet: Any, rows: Sequence[Sequence[str]]) -> None:
    """Write rows of text from the top; empty text leaves the cell empty."""
    for number, row in enumerate(rows):
        for position, text in enumerate(row):
            if text:
                sheet.write_string(number, position, text)
