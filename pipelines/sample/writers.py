"""Tables as partners keep them: csv, Excel, OpenDocument, and the JSON that the stand-in server answers from.

Here: columns and rows to bytes, the same bytes every time. Not here: what stands in them. Every file says that it
is generated.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any, Literal, Protocol
from xml.sax.saxutils import escape

import xlsxwriter  # type: ignore[import-untyped]

Cell = str | int | float | date | None
Row = dict[str, Cell]

MARK = "Generated sample data: no real people, no real organisations"
_STAMP = (2026, 6, 30, 0, 0, 0)
_BETWEEN = " / "


class Form(Protocol):
    """A way in which a table is kept."""

    def render(self, columns: Sequence[str], rows: Sequence[Row]) -> bytes:
        """The whole file."""


@dataclass(frozen=True)
class Csv:
    """A text file; its first line says that it is generated."""

    delimiter: str = ","
    encoding: str = "utf-8"

    def render(self, columns: Sequence[str], rows: Sequence[Row]) -> bytes:
        """The whole file."""
        text = io.StringIO(newline="")
        writer = csv.writer(text, delimiter=self.delimiter, lineterminator="\n")
        writer.writerow([MARK.replace(",", ";")])
        writer.writerow(columns)
        writer.writerows([[_plain(row[name]) for name in columns] for row in rows])
        return text.getvalue().encode(self.encoding)


@dataclass(frozen=True)
class Xlsx:
    """A workbook with title rows; columns named "Upper / Lower" get a header of two lines, merged above.

    `total` is a column whose sum stands in a last row.
    """

    titles: tuple[str, ...]
    sheet: str = "Data"
    total: str | None = None

    def render(self, columns: Sequence[str], rows: Sequence[Row]) -> bytes:
        """The whole file."""
        target = io.BytesIO()
        book = xlsxwriter.Workbook(
            target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        )
        book.set_properties({"created": datetime(*_STAMP), "title": MARK})
        sheet = book.add_worksheet(self.sheet)
        day, bold = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"bold": True})
        for number, title in enumerate((MARK, *self.titles)):
            sheet.write_string(number, 0, title, bold)
        header = len(self.titles) + 2
        top = header + _write_header(columns, sheet, header, bold)
        for number, values in enumerate(rows, top):
            for position, name in enumerate(columns):
                _write_cell(sheet, number, position, values[name], day)
        if self.total is not None:
            sheet.write_string(top + len(rows), 0, "Total", bold)
            numbers = [value for row in rows if isinstance(value := row[self.total], int | float)]
            sheet.write_number(top + len(rows), columns.index(self.total), sum(numbers), bold)
        book.close()
        return target.getvalue()


@dataclass(frozen=True)
class Ods:
    """An OpenDocument spreadsheet with one title row, as small as the format allows."""

    sheet: str = "Sheet1"

    def render(self, columns: Sequence[str], rows: Sequence[Row]) -> bytes:
        """The whole file."""
        lines: list[list[Cell]] = [[MARK], list(columns), *([row[name] for name in columns] for row in rows)]
        body = "".join(
            f"<table:table-row>{''.join(map(_ods_cell, line))}</table:table-row>" for line in lines
        )
        spaces = " ".join(
            f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
            for name in ("office", "table", "text")
        )
        content = (
            f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces} office:version="1.2">'
            f'<office:body><office:spreadsheet><table:table table:name="{self.sheet}">{body}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>"
        )
        kind = "application/vnd.oasis.opendocument.spreadsheet"
        names = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
        manifest = (
            f'<?xml version="1.0" encoding="UTF-8"?><manifest:manifest xmlns:manifest="{names}" '
            f'manifest:version="1.2"><manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
            '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
        )
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as archive:
            # The format wants the media type first and not packed, so that a program knows the file by its start.
            _add(archive, "mimetype", kind, zipfile.ZIP_STORED)
            _add(archive, "content.xml", content, zipfile.ZIP_DEFLATED)
            _add(archive, "META-INF/manifest.xml", manifest, zipfile.ZIP_DEFLATED)
        return target.getvalue()


@dataclass(frozen=True)
class Answers:
    """What the stand-in server answers from: where, in which way, names and rows."""

    kind: Literal["kobo", "page_number", "next_url", "down"]
    place: str

    def render(self, columns: Sequence[str], rows: Sequence[Row]) -> bytes:
        """The whole file, one record a line."""
        head = {"_generated": MARK, "kind": self.kind, "place": self.place, "fields": list(columns)}
        lines = ",\n".join(_json([_json_cell(row[name]) for name in columns]) for row in rows)
        return (_json(head)[:-1] + ', "rows": [\n' + lines + "\n]}\n").encode()


def _plain(value: Cell) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)


def _write_header(columns: Sequence[str], sheet: Any, top: int, bold: Any) -> int:
    """Write the names; returns the number of lines that they take."""
    if not any(_BETWEEN in name for name in columns):
        sheet.write_row(top, 0, columns, bold)
        return 1
    upper, lower = zip(*(name.split(_BETWEEN) for name in columns), strict=True)
    start = 0
    for name, group in groupby(upper):
        width = len(list(group))
        if width > 1:
            sheet.merge_range(top, start, top, start + width - 1, name, bold)
        else:
            sheet.write_string(top, start, name, bold)
        start += width
    sheet.write_row(top + 1, 0, lower, bold)
    return 2


def _write_cell(sheet: Any, row: int, column: int, value: Cell, day: Any) -> None:
    if isinstance(value, date):
        sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), day)
    elif isinstance(value, str):
        sheet.write_string(row, column, value)
    elif value is not None:
        sheet.write_number(row, column, value)


def _ods_cell(value: Cell) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, date):
        return f'<table:table-cell office:value-type="date" office:date-value="{value.isoformat()}"/>'
    if isinstance(value, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
    return f'<table:table-cell office:value-type="string"><text:p>{escape(value)}</text:p></table:table-cell>'


def _add(archive: zipfile.ZipFile, name: str, text: str, packing: int) -> None:
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.compress_type = packing
    archive.writestr(entry, text)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _json_cell(value: Cell) -> str | int | float | None:
    return value.isoformat() if isinstance(value, date) else value
