"""Finds errors, percentages, hidden rows and columns, and colours in the sheets of an .xlsx.

Reads the parts as text with patterns, piece by piece: no entity is expanded, no link followed, and a
sheet without anything of the kind costs one search.
"""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Iterator

from connectors.workbooks.sheet_facts import SheetFacts

_PIECE = 1 << 20
_TAG = rb"<(?:\w+:)?"
_ROW = re.compile(_TAG + rb"row\b([^>]*)>")
_ERROR = re.compile(_TAG + rb'c\b([^>]*\bt="e"[^>]*)>(.*?)</(?:\w+:)?c>', re.DOTALL)
_NO_RESULT = re.compile(
    _TAG + rb"c\b([^>]*)><f\b[^>]*(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?"
    rb"</c>"
)
_VALUE = re.compile(_TAG + rb"v>([^<]*)<")
_COLUMN = re.compile(_TAG + rb"col\b([^>]*)>")
_CELL = re.compile(rb'\br="([A-Z]{1,3})(\d+)"')
_NUMBER = re.compile(rb'\br="(\d+)"')
_SHEET = re.compile(_TAG + rb"sheet\b([^>]*)>")
_RELATION = re.compile(_TAG + rb"Relationship\b([^>]*)>")
_FORMAT = re.compile(_TAG + rb"numFmt\b([^>]*)>")
_FORMATS_OF_CELLS = re.compile(_TAG + rb"cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
_FORMAT_OF_CELL = re.compile(_TAG + rb"xf\b([^>]*)>")
_FILL = re.compile(_TAG + rb"fill>(.*?)</(?:\w+:)?fill>", re.DOTALL)
_PERCENT_FORMATS: set[str | None] = {"9", "10"}
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_MAX_STYLES = 4 << 20


class XlsxFacts:
    """The facts of one open .xlsx."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        styles = _text(archive, "xl/styles.xml", _MAX_STYLES)
        formats = _cell_formats(styles)
        percent_formats = _percent_formats(styles)
        coloured = _coloured_fills(styles)
        self._percent = [str(i) for i, (number, _) in enumerate(formats) if number in percent_formats]
        self._colours = {str(i): fill for i, (_, fill) in enumerate(formats) if fill and fill in coloured}

    def of_sheet(self, sheet: str) -> SheetFacts:
        """Return the facts of a sheet."""
        facts = SheetFacts(has_booleans=False)
        percent = _styled(self._percent)
        coloured = _styled(list(self._colours))
        for piece in _pieces(self._archive, self._part(sheet)):
            _add_hidden(piece, facts)
            _add_errors(piece, facts)
            _add_uncomputed(piece, facts)
            facts.has_booleans = facts.has_booleans or b't="b"' in piece
            if percent is not None:
                facts.percents.update(
                    (row, column) for row, column, _, empty in _cells(percent, piece) if not empty
                )
            if coloured is not None:
                for row, _, style, _ in _cells(coloured, piece):
                    facts.colours[row] = facts.colours.get(row, frozenset()) | {self._colours[style]}
        return facts

    def _part(self, sheet: str) -> str:
        """Return the name of the part that holds a sheet."""
        wanted = None
        for found in _SHEET.finditer(_text(self._archive, "xl/workbook.xml")):
            if _attribute(found[1], "name") == sheet:
                wanted = _attribute(found[1], r"\w+:id")
        for found in _RELATION.finditer(_text(self._archive, "xl/_rels/workbook.xml.rels")):
            if _attribute(found[1], "Id") == wanted:
                target = _attribute(found[1], "Target") or ""
                return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        raise KeyError(sheet)


def _text(archive: zipfile.ZipFile, part: str, size: int = _PIECE) -> bytes:
    if part not in archive.namelist():
        return b""
    with archive.open(part) as file:
        return file.read(size)


def _pieces(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """Yield a part in pieces that end between two rows."""
    with archive.open(part) as file:
        rest = b""
        while piece := file.read(_PIECE):
            piece = rest + piece
            end = piece.rfind(b"row>") + len(b"row>")
            if end < len(b"row>"):
                end = len(piece)
            rest = piece[end:]
            yield piece[:end]
        yield rest


def _attribute(attributes: bytes, name: str) -> str | None:
    found = re.search(rf'(?<![\w:]){name}="([^"]*)"'.encode(), attributes)
    return html.unescape(found[1].decode("utf-8", "replace")) if found else None


def _is_true(attributes: bytes, name: str) -> bool:
    return _attribute(attributes, name) in ("1", "true")


def _add_hidden(piece: bytes, facts: SheetFacts) -> None:
    if b"hidden=" not in piece:
        return
    for found in _COLUMN.finditer(piece):
        if _is_true(found[1], "hidden"):
            first, last = int(_attribute(found[1], "min") or 1), int(_attribute(found[1], "max") or 1)
            facts.hidden_columns.update(range(first - 1, last))
    for found in _ROW.finditer(piece):
        number = _NUMBER.search(found[1])
        if number and _is_true(found[1], "hidden"):
            facts.hidden_rows.add(int(number[1]) - 1)


def _add_errors(piece: bytes, facts: SheetFacts) -> None:
    if b't="e"' not in piece:
        return
    for found in _ERROR.finditer(piece):
        place, value = _CELL.search(found[1]), _VALUE.search(found[2])
        if place and value:
            facts.errors[int(place[2]) - 1, _column(place[1])] = html.unescape(
                value[1].decode("utf-8", "replace")
            )


def _add_uncomputed(piece: bytes, facts: SheetFacts) -> None:
    if b"<f" not in piece:
        return
    for found in _NO_RESULT.finditer(piece):
        place = _CELL.search(found[1])
        # A formula that gives an empty text has the type of a text and an empty value.
        if place and b't="str"' not in found[1]:
            facts.uncomputed.add((int(place[2]) - 1, _column(place[1])))


def _styled(styles: list[str]) -> re.Pattern[bytes] | None:
    """Return a pattern of the cells in one of these styles."""
    if not styles:
        return None
    numbers = "|".join(styles).encode()
    return re.compile(_TAG + rb'c\b([^>]*\bs="(' + numbers + rb')"[^>]*)>')


def _cells(pattern: re.Pattern[bytes], piece: bytes) -> Iterator[tuple[int, int, str, bool]]:
    """Yield row, column and style of the cells of a pattern, and whether each is empty."""
    for found in pattern.finditer(piece):
        place = _CELL.search(found[1])
        if place:
            yield int(place[2]) - 1, _column(place[1]), found[2].decode(), found[1].endswith(b"/")


def _column(letters: bytes) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + letter - 64
    return index - 1


def _cell_formats(styles: bytes) -> list[tuple[str | None, str | None]]:
    """Return the numbers of number format and fill for each cell format."""
    found = _FORMATS_OF_CELLS.search(styles)
    if not found:
        return []
    return [
        (_attribute(one[1], "numFmtId"), _attribute(one[1], "fillId"))
        for one in _FORMAT_OF_CELL.finditer(found[0])
    ]


def _percent_formats(styles: bytes) -> set[str | None]:
    own = {
        _attribute(one[1], "numFmtId")
        for one in _FORMAT.finditer(styles)
        if "%" in _LITERAL.sub("", _attribute(one[1], "formatCode") or "")
    }
    return _PERCENT_FORMATS.union(own)


def _coloured_fills(styles: bytes) -> set[str | None]:
    """Return the numbers of the fills that a person sees as a colour."""
    return {
        str(number)
        for number, fill in enumerate(_FILL.finditer(styles))
        if b'patternType="solid"' in fill[1] and b"FFFFFFFF" not in fill[1].upper()
    }
