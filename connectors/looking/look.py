"""Looks into a file and says which tables stand in it, where, what was assumed and what is doubted.

The one door for `common-measure look` and for connecting a partner. How a format is read and how a
table is found is decided elsewhere; nothing here knows a contract.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from connectors.failures import PermanentFailure
from connectors.looking.look_book import read_sheets
from connectors.looking.look_text import read_text
from connectors.pull import Original
from connectors.reading.file_kind import Kind, kind_of
from connectors.tables.column_types import ColumnSeen, infer_columns
from connectors.tables.side_rows import in_words
from connectors.tables.table import Sheet, Table, TableRules, cut_region, place_of
from connectors.tables.table_finder import Region, find_regions
from connectors.tables.totals import split_totals
from connectors.workbooks.html_table import read_html_sheets
from connectors.workbooks.sheet_seen import SheetSeen


@dataclass(frozen=True)
class TableSeen:
    """One table of a file.

    `place` says in words where it stands. Rows count from 1 as a person counts them; `header_row` is
    None where no row names the columns. `rows` are as wide as `columns`, `row_numbers` gives the row
    or line of each. `connector` and `options` are the feed that reads exactly this table.
    """

    place: str
    file: str
    sheet: str | None
    header_row: int | None
    first_row: int
    last_row: int
    columns: list[ColumnSeen]
    rows: list[list[str | None]]
    row_numbers: list[int]
    assumptions: list[str]
    doubts: list[str]
    connector: str
    options: dict[str, Any]


def look(original: Original) -> list[TableSeen]:
    """Return the tables of a file in the order in which a person meets them.

    Raises PermanentFailure where the file has no table, cannot be read, or is too large or too slow.
    """
    tables = [table for sheet in _sheets(original) for table in _tables(original, sheet)]
    if not tables:
        raise PermanentFailure(
            "no_table",
            f"{original.name}: no table was found: there are no rows of values under names of columns.",
        )
    return tables


def _sheets(original: Original) -> list[SheetSeen]:
    match kind_of(original):
        case Kind.WORKBOOK:
            return read_sheets(original)
        case Kind.HTML:
            note = f"{original.name}: is a web page by its content, and was read as one."
            pages = read_html_sheets(original.name, original.content)
            several = len(pages) > 1
            return [
                SheetSeen(page, "excel", {"sheet": number} if several else {}, None, [note])
                for number, page in enumerate(pages, 1)
            ]
    return [read_text(original)]


def _tables(original: Original, seen: SheetSeen) -> Iterator[TableSeen]:
    regions = find_regions(seen.sheet.grid, seen.sheet.numbers, seen.sheet.merged)
    for number, region in enumerate(regions, 1):
        options = {
            "path": original.name,
            **seen.options,
            **_options(seen.sheet, region, number, len(regions)),
        }
        yield _table(original, seen, region, options)


def _options(sheet: Sheet, region: Region, number: int, count: int) -> dict[str, Any]:
    """The options that find this table again among those of its sheet."""
    if count > 1:
        return {"table": number}
    if region.header is None:
        return {"header_rows": 0}
    lines = {"header_rows": region.lines} if region.lines > 1 else {}
    return {"header_row": sheet.numbers[region.header], **lines}


def _table(original: Original, seen: SheetSeen, region: Region, options: dict[str, Any]) -> TableSeen:
    rules = TableRules(stop_at=None if seen.connector == "excel" else ())
    table = cut_region(seen.sheet, region, rules)
    columns = infer_columns(table.columns, table.rows, [index + 1 for index in table.positions])
    numbers = [*([table.header_number] if table.header_number else []), *table.numbers]
    where = place_of(table) if seen.sheet_name is not None else f"lines {numbers[0]}-{numbers[-1]}"
    return TableSeen(
        place=", ".join(filter(None, [original.name, seen.sheet_name, where])),
        file=original.name,
        sheet=seen.sheet_name,
        header_row=table.header_number or None,
        first_row=numbers[0],
        last_row=numbers[-1],
        columns=columns,
        rows=table.rows,
        row_numbers=table.numbers,
        assumptions=[*seen.assumed, *table.notes, *seen.assumed_of(table)],
        doubts=[*table.doubts, *_table_doubts(seen, region, table, rules), *seen.doubts_of(table)],
        connector=seen.connector,
        options=options,
    )


def _table_doubts(seen: SheetSeen, region: Region, table: Table, rules: TableRules) -> list[str]:
    doubts = []
    if region.header is None:
        doubts.append("no row names the columns: name them in the file, or use (column 1), (column 2) ...")
    if not table.rows:
        doubts.append("the table has a header and no rows.")
    if rules.stop_at == ():
        found = split_totals(seen.sheet.grid, region.rows, region.left, region.right)
        suspicious = sorted([*found.totals, *found.doubtful])
        if suspicious:
            rows = in_words(seen.sheet.numbers, suspicious)
            doubts.append(f"{rows} may add up others, and stayed with the rows (see stop_at).")
    return doubts
