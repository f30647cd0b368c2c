"""Reads the tables of a web page that came under a spreadsheet's name, as many systems export them.

Rows and cells only; nothing that the page points to is fetched, no style is read.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

from connectors.failures import PermanentFailure
from connectors.reading.sandbox import limits_for, run
from connectors.tables.table import Sheet

_META = re.compile(rb'charset=["\']?([\w-]+)', re.IGNORECASE)
_MAX_SPAN = 1000
_Cell = tuple[str | None, int, int]


def read_html_sheets(file: str, content: bytes) -> list[Sheet]:
    """Return every table of a page as a sheet, with rows counted from 1.

    PermanentFailure `unreadable_file` for a page without one.
    """
    sheets: list[Sheet] = run(file, _read_sheets, file, content, limits=limits_for(len(content)))
    return sheets


def _read_sheets(file: str, content: bytes) -> list[Sheet]:
    parser = _TableParser()
    parser.feed(_decode(content))
    parser.close()
    tables = [table for table in parser.tables if any(cell[0] for row in table for cell in row)]
    if not tables:
        raise PermanentFailure(
            "unreadable_file",
            f"{file} is a web page without a table, perhaps a login page. Ask for the file itself.",
        )
    return [_sheet(f"{file}, table {number}", table) for number, table in enumerate(tables, 1)]


def _decode(content: bytes) -> str:
    found = _META.search(content[:2000])
    for encoding in ("utf-8-sig", found[1].decode() if found else "cp1252"):
        try:
            return content.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return content.decode("latin-1")


def _sheet(place: str, table: list[list[_Cell]]) -> Sheet:
    """Lay the cells out on a grid; a cell that spans several keeps its text in the first."""
    taken: dict[tuple[int, int], str | None] = {}
    merged: list[tuple[int, int, int, int]] = []
    for row, cells in enumerate(table):
        column = 0
        for text, across, down in cells:
            while (row, column) in taken:
                column += 1
            for place_down in range(down):
                for place_across in range(across):
                    taken[row + place_down, column + place_across] = None
            taken[row, column] = text
            if across > 1 or down > 1:
                merged.append((row, column, row + down - 1, column + across - 1))
    height = len(table)
    width = max((column for _, column in taken), default=-1) + 1
    grid = [[taken.get((row, column)) for column in range(width)] for row in range(height)]
    return Sheet(place, grid, list(range(1, height + 1)), merged)


class _TableParser(HTMLParser):
    """Collects the cells of every table; a table within a cell is one of its own."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[_Cell]]] = []
        self._open: list[list[list[_Cell]]] = []
        self._text: list[str] | None = None
        self._span = (1, 1)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a table, a row or a cell; end tags of rows and cells may be missing."""
        if tag == "table":
            self._end_cell()
            self._open.append([])
            self.tables.append(self._open[-1])
        elif tag == "tr" and self._open:
            self._end_cell()
            self._open[-1].append([])
        elif tag in ("td", "th") and self._open:
            self._end_cell()
            if not self._open[-1]:
                self._open[-1].append([])
            known = dict(attrs)
            self._span = (_span(known.get("colspan")), _span(known.get("rowspan")))
            self._text = []
        elif tag == "br" and self._text is not None:
            self._text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """Close a cell, a row or a table."""
        if tag in ("td", "th", "tr", "table"):
            self._end_cell()
        if tag == "table" and self._open:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        """Collect the text of a cell."""
        if self._text is not None:
            self._text.append(data)

    def _end_cell(self) -> None:
        if self._text is not None and self._open and self._open[-1]:
            text = " ".join("".join(self._text).split())
            self._open[-1][-1].append((text or None, *self._span))
        self._text = None


def _span(value: str | None) -> int:
    return min(max(int(value), 1), _MAX_SPAN) if value and value.isdigit() else 1
