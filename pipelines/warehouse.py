"""The pipeline's DuckDB file: one writer at a time, closed whatever happens. Not here: what stands in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa


@contextmanager
def connect(path: Path, *, read_only: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that is closed on every way out, so that the file's lock never outlives its use."""
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect(str(path), read_only=read_only)
    # A bar for each long query would run through the program's own lines.
    connection.execute("SET enable_progress_bar = false")
    try:
        yield connection
    finally:
        connection.close()


def write_table(
    connection: duckdb.DuckDBPyConnection,
    schema: str,
    table: str,
    columns: Mapping[str, str],
    rows: Sequence[Mapping[str, Any]],
) -> int:
    """Replace a table by these rows; `columns` gives names and SQL types. Returns the number of rows."""
    connection.execute(f'CREATE SCHEMA IF NOT EXISTS "{schema}"')
    types = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
    connection.execute(f'CREATE OR REPLACE TABLE "{schema}"."{table}" ({types})')
    if rows:
        arrow = pa.table({name: [row[name] for row in rows] for name in columns})
        connection.register("incoming", arrow)
        connection.execute(f'INSERT INTO "{schema}"."{table}" BY NAME SELECT * FROM incoming')
        connection.unregister("incoming")
    return len(rows)


def row_counts(connection: duckdb.DuckDBPyConnection, schema: str) -> dict[str, int]:
    """Rows of every table and view of a schema."""
    names = connection.execute(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = ? ORDER BY table_name",
        [schema],
    ).fetchall()
    return {name: _count(connection, schema, name) for (name,) in names}


def _count(connection: duckdb.DuckDBPyConnection, schema: str, table: str) -> int:
    (count,) = connection.execute(f'SELECT count(*) FROM "{schema}"."{table}"').fetchall()[0]
    return int(count)
