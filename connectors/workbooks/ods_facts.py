"""Finds errors, percentages, and hidden rows and columns in the sheets of an .ods.

Walks the content with a parser that expands no entity, only where a first search finds something of the kind.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from xml.parsers import expat

from connectors.workbooks.sheet_facts import SheetFacts

_PIECE = 1 << 20
_TELLING = (b'value-type="error"', b'value-type="percentage"', b'visibility="')
_MAX_REPEATED = 10_000


class OdsFacts:
    """The facts of one open .ods."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._sheets: dict[str, SheetFacts] = {}
        if _is_worth_it(archive):
            walk = _Walk(self._sheets)
            with archive.open("content.xml") as content:
                walk.parse(content.read())

    def of_sheet(self, sheet: str) -> SheetFacts:
        """Return the facts of a sheet."""
        return self._sheets.get(sheet, SheetFacts())


def _is_worth_it(archive: zipfile.ZipFile) -> bool:
    before = b""
    with archive.open("content.xml") as content:
        while piece := content.read(_PIECE):
            if any(mark in before + piece for mark in _TELLING):
                return True
            before = piece[-40:]
    return False


class _Walk:
    """Counts rows and cells, repeated ones too, while the parser goes through them."""

    def __init__(self, sheets: dict[str, SheetFacts]) -> None:
        self._sheets = sheets
        self._facts = SheetFacts()
        self._row = self._column = self._width = 0
        self._row_times = self._cell_times = 1
        self._error: list[str] | None = None

    def parse(self, content: bytes) -> None:
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.EntityDeclHandler = self._refuse
        parser.Parse(content, True)

    def _refuse(self, *_: object) -> None:
        raise expat.ExpatError("an entity is declared")

    def _start(self, tag: str, attributes: Mapping[str, str]) -> None:
        match tag:
            case "table:table":
                self._facts = self._sheets.setdefault(attributes.get("table:name", ""), SheetFacts())
                self._row = self._width = 0
            case "table:table-column":
                times = _times(attributes, "table:number-columns-repeated")
                if attributes.get("table:visibility", "visible") != "visible":
                    self._facts.hidden_columns.update(
                        range(self._width, self._width + min(times, _MAX_REPEATED))
                    )
                self._width += times
            case "table:table-row":
                self._row_times, self._column = _times(attributes, "table:number-rows-repeated"), 0
                if attributes.get("table:visibility", "visible") != "visible":
                    self._facts.hidden_rows.update(
                        range(self._row, self._row + min(self._row_times, _MAX_REPEATED))
                    )
            case "table:table-cell" | "table:covered-table-cell":
                self._cell_times = _times(attributes, "table:number-columns-repeated")
                if attributes.get("office:value-type") == "percentage":
                    self._facts.percents.update(self._places())
                self._error = [] if attributes.get("calcext:value-type") == "error" else None

    def _text(self, text: str) -> None:
        if self._error is not None:
            self._error.append(text)

    def _end(self, tag: str) -> None:
        if tag in ("table:table-cell", "table:covered-table-cell"):
            if self._error is not None:
                self._facts.errors.update(dict.fromkeys(self._places(), "".join(self._error)))
                self._error = None
            self._column += self._cell_times
        elif tag == "table:table-row":
            self._row += self._row_times

    def _places(self) -> list[tuple[int, int]]:
        return [
            (row, column)
            for row in range(self._row, self._row + min(self._row_times, _MAX_REPEATED))
            for column in range(self._column, self._column + min(self._cell_times, _MAX_REPEATED))
        ]


def _times(attributes: Mapping[str, str], name: str) -> int:
    return int(attributes.get(name, "1"))
