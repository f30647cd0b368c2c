"""Writes released tables as CSV: UTF-8, RFC 4180, sorted, the same bytes for the same release.

A hidden or missing figure is an empty field; its reason stands in `status`. Text is written by the rule of
plain_text.py. A table of very many rows is compressed. Not here: what describes the files.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from expectations.mapping_sql import identifier, literal
from pipelines.exports.plain_text import csv_text
from pipelines.exports.released import Column, Table

# Above it a file is larger than anybody opens by a double click, and packs to a thirtieth.
_MOST_ROWS_UNPACKED = 100_000


def write_csv(connection: duckdb.DuckDBPyConnection, table: Table, folder: Path) -> Path:
    """Write `folder/<schema>/<table>.csv`, or `.csv.gz` for a large table; returns the path."""
    packed = table.rows > _MOST_ROWS_UNPACKED
    path = folder / table.schema / f"{table.name}.csv{'.gz' if packed else ''}"
    columns = ", ".join(map(_shown, table.columns))
    copy(connection, f"SELECT {columns} FROM {table.sql_name} ORDER BY ALL", path)
    return path


def copy(connection: duckdb.DuckDBPyConnection, sql: str, path: Path) -> None:
    """Write the rows of a query, with a header; packed where the name ends in `.gz`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    packed = "gzip" if path.suffix == ".gz" else "none"
    connection.execute(f"COPY ({sql}) TO {literal(str(path))} (FORMAT csv, HEADER, COMPRESSION {packed})")


def _shown(column: Column) -> str:
    name = identifier(column.name)
    return f"{csv_text(name)} AS {name}" if column.is_text else name
