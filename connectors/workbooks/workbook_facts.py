"""Looks for what calamine does not tell of a sheet, in a thread beside it.

Chooses the reader of the format. What a file of each format looks like is known to `xlsx_facts`,
`ods_facts` and `xls_facts`; nothing is known of .xlsb.
"""

from __future__ import annotations

import io
import threading
import zipfile
from collections.abc import Callable

from connectors.workbooks.sheet_facts import SheetFacts

_OLD = b"\xd0\xcf\x11\xe0"


class FactReader:
    """Finds the facts of the sheets of one workbook."""

    def __init__(self, content: bytes) -> None:
        self._read = _reader(content)

    def start(self, sheet: str) -> Callable[[], SheetFacts]:
        """Start to look at a sheet; what is returned waits for the end and gives the facts."""
        found = SheetFacts()
        failures: list[MemoryError] = []

        def look() -> None:
            nonlocal found
            try:
                found = self._read(sheet)
            except MemoryError as error:
                failures.append(error)
            except Exception:
                # A part that is not as expected: the values are read all the same.
                found = SheetFacts()

        thread = threading.Thread(target=look, daemon=True)
        thread.start()

        def wait() -> SheetFacts:
            thread.join()
            if failures:
                raise failures[0]
            return found

        return wait


def _reader(content: bytes) -> Callable[[str], SheetFacts]:
    if content.startswith(_OLD):
        from connectors.workbooks.xls_facts import XlsFacts

        return XlsFacts(content).of_sheet
    archive = zipfile.ZipFile(io.BytesIO(content))
    names = set(archive.namelist())
    if "xl/workbook.xml" in names:
        from connectors.workbooks.xlsx_facts import XlsxFacts

        return XlsxFacts(archive).of_sheet
    if "content.xml" in names:
        from connectors.workbooks.ods_facts import OdsFacts

        return OdsFacts(archive).of_sheet
    return lambda sheet: SheetFacts()
