"""Joins the tables of the files of a feed into one pull.

Bytes in, bytes kept. Where the files come from is decided in `places`, what is in one by the connector.
"""

from __future__ import annotations

from collections.abc import Callable

from connectors.failures import PermanentFailure
from connectors.places.place import Place
from connectors.pull import FileLayout, Original, Pull, PullContext, text_frame
from connectors.tables.table import Table

Reader = Callable[[Original], tuple[str | None, Table]]


def pull_files(pattern: str, place: Place, context: PullContext, read: Reader) -> Pull:
    """Read every file that matches and put their rows under one another, in the order of the names.

    `read` returns the name of the sheet, None in a text file, and the table.
    """
    originals = context.originals if context.originals is not None else place.fetch(pattern, context)
    tables = [(original.name, *read(original)) for original in originals]
    _check_related(tables)
    columns = list(dict.fromkeys(name for _, _, table in tables for name in table.columns))
    rows: list[list[str | None]] = []
    refs: list[str] = []
    notes: list[str] = []
    for name, sheet, table in tables:
        prefix = f"{name} " if len(tables) > 1 else ""
        word = "line" if sheet is None else f"{sheet} row"
        refs += [f"{prefix}{word} {number}" for number in table.numbers]
        rows += _aligned(table, columns)
        notes += table.notes
        missing = [column for column in columns if column not in table.columns]
        if missing:
            notes.append(f"{name}: has no column {', '.join(missing)}, which other files of this feed have.")
    source = ", ".join(original.name for original in originals)
    layouts = tuple(_layout(*found) for found in tables)
    return Pull(text_frame(columns, rows), refs, originals, source, notes, layouts=layouts)


def _layout(original: str, sheet: str | None, table: Table) -> FileLayout:
    places = dict(zip(table.columns, table.positions, strict=True))
    return FileLayout(original, sheet, table.header_number, places, table.numbers)


def _check_related(tables: list[tuple[str, str | None, Table]]) -> None:
    """Refuse a file without one column of the first: its header was missed, or it is of another kind."""
    first, _, expected = tables[0]
    for name, _, table in tables[1:]:
        if not set(table.columns) & set(expected.columns):
            raise PermanentFailure(
                "unexpected_columns",
                f"{name} has no column in common with {first}. Give it a feed of its own, or header_row.",
            )


def _aligned(table: Table, columns: list[str]) -> list[list[str | None]]:
    if table.columns == columns:
        return table.rows
    places = {name: index for index, name in enumerate(table.columns)}
    order = [places.get(name) for name in columns]
    return [[None if place is None else row[place] for place in order] for row in table.rows]
