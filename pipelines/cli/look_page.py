"""Writes at a terminal what was seen in a file: one account a table, for a person who has the file.

Layout only; what is seen is found in `connectors.looking.look`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from connectors.looking.look import TableSeen

_WIDEST_CELL = 28


def show(console: Console, file: str, tables: Sequence[TableSeen], rows: int) -> None:
    """Show every table: where it stands, its columns, its first rows, assumptions and doubts."""
    count = "1 table" if len(tables) == 1 else f"{len(tables)} tables"
    console.print(f"[bold]{escape(file)}[/bold]: {count}", highlight=False)
    for number, table in enumerate(tables, 1):
        console.print()
        header = "without a header" if table.header_row is None else f"header in row {table.header_row}"
        size = f"{len(table.rows)} rows, {len(table.columns)} columns, {header}"
        console.print(f"[bold]{number}. {escape(table.place)}[/bold]: {size}", highlight=False)
        console.print(_columns(table))
        if table.rows and rows > 0:
            console.print(_first_rows(table, rows))
        _list(console, "Assumed", table.assumptions)
        _list(console, "Doubted", [*table.doubts, *_column_doubts(table)])
        _list(console, "As a feed", [f"connector: {table.connector}", f"options: {_flow(table.options)}"])


def _columns(table: TableSeen) -> Table:
    shown = Table("column", "type", "filled", "different", "dates as", box=None, pad_edge=False)
    for column in table.columns:
        shown.add_row(
            escape(column.name),
            column.type,
            str(column.filled),
            str(column.distinct),
            escape(" or ".join(column.date_formats)),
        )
    return shown


def _first_rows(table: TableSeen, count: int) -> Table:
    shown = Table("row", *(escape(column.name) for column in table.columns), title_justify="left")
    for number, row in zip(table.row_numbers[:count], table.rows[:count], strict=True):
        shown.add_row(str(number), *(escape(_short(cell)) for cell in row))
    return shown


def _short(cell: str | None) -> str:
    text = " ".join((cell or "").split())
    return text if len(text) <= _WIDEST_CELL else f"{text[: _WIDEST_CELL - 1]}…"


def _column_doubts(table: TableSeen) -> Iterable[str]:
    return (f"{column.name}: {doubt}" for column in table.columns for doubt in column.doubts)


def _list(console: Console, title: str, lines: Iterable[str]) -> None:
    lines = list(lines)
    if lines:
        console.print(f"[bold]{title}[/bold]", highlight=False)
    for line in lines:
        console.print(f"  - {escape(line)}", highlight=False, soft_wrap=True)


def _flow(options: dict[str, Any]) -> str:
    """Return options as a line of YAML."""
    return (
        "{"
        + ", ".join(f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in options.items())
        + "}"
    )
