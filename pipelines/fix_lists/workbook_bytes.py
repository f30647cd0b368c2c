"""A workbook as bytes, with the sign by which a fix list is known to be up to date."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime, time
from pathlib import Path

from openpyxl import Workbook  # type: ignore[import-untyped]

# openpyxl names the namespace on the element itself where lxml is installed.
_SIGN = re.compile(r"<dc:identifier\b[^>]*>([^<]*)</dc:identifier>")


def workbook_bytes(book: Workbook, sign: str | None = None, made_on: date | None = None) -> bytes:
    """The file; sign and day are kept in its properties."""
    if sign is not None:
        book.properties.identifier = sign
        book.properties.lastModifiedBy = book.properties.creator = "Common Measure"
    if made_on is not None:
        book.properties.created = datetime.combine(made_on, time())
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def sign_of(path: Path) -> str | None:
    """The sign of a file that was written here; None where it has none or is no workbook."""
    try:
        with zipfile.ZipFile(path) as archive:
            text = archive.read("docProps/core.xml").decode("utf-8", "replace")
    except (OSError, KeyError, zipfile.BadZipFile):
        return None
    found = _SIGN.search(text)
    return found.group(1) if found else None
