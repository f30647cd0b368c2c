"""Opens the released warehouse of one release and says which tables it holds, with what they say of themselves.

Read-only, and nothing but the release: a hidden figure is already empty there. Not here: writing any format.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from expectations.mapping_sql import identifier

WAREHOUSE = "warehouse.duckdb"


@dataclass(frozen=True)
class Column:
    """A column of a released table; `kind` is the type that DuckDB names."""

    name: str
    kind: str
    comment: str | None

    @property
    def is_text(self) -> bool:
        """Whether partners' text may stand in it."""
        return self.kind == "VARCHAR"


@dataclass(frozen=True)
class Table:
    """A table of the release with its columns in their order."""

    schema: str
    name: str
    comment: str | None
    rows: int
    columns: tuple[Column, ...]

    @property
    def full_name(self) -> str:
        """`schema.table`, as people write it."""
        return f"{self.schema}.{self.name}"

    @property
    def sql_name(self) -> str:
        """`schema.table`, quoted for SQL."""
        return f"{identifier(self.schema)}.{identifier(self.name)}"

    @property
    def column_names(self) -> list[str]:
        """The names of its columns."""
        return [column.name for column in self.columns]


@contextmanager
def open_release(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A read-only connection to the warehouse of a release. Raises FileNotFoundError where there is none."""
    path = folder / WAREHOUSE
    if not path.is_file():
        raise FileNotFoundError(f"there is no {WAREHOUSE} in {folder.name}; release first, then export")
    with duckdb.connect(str(path), read_only=True) as connection:
        connection.execute("SET enable_progress_bar = false")
        # One thread writes the same bytes every time.
        connection.execute("SET threads = 1")
        yield connection


def tables(connection: duckdb.DuckDBPyConnection) -> list[Table]:
    """Every table of the release, by schema and name."""
    columns: dict[tuple[str, str], list[Column]] = {}
    for schema, table, *column in connection.execute(
        "SELECT schema_name, table_name, column_name, data_type, comment FROM duckdb_columns() "
        "WHERE NOT internal ORDER BY schema_name, table_name, column_index"
    ).fetchall():
        columns.setdefault((schema, table), []).append(Column(*column))
    found = connection.execute(
        "SELECT schema_name, table_name, comment FROM duckdb_tables() WHERE NOT internal ORDER BY ALL"
    ).fetchall()
    return [
        Table(schema, name, comment, _rows(connection, schema, name), tuple(columns[schema, name]))
        for schema, name, comment in found
    ]


def _rows(connection: duckdb.DuckDBPyConnection, schema: str, name: str) -> int:
    counted = connection.execute(f"SELECT count(*) FROM {identifier(schema)}.{identifier(name)}").fetchall()
    return int(counted[0][0])


def records(
    connection: duckdb.DuckDBPyConnection, sql: str, values: Mapping[str, object] | None = None
) -> list[dict[str, Any]]:
    """The rows of a query by column name; `values` stand for its parameters."""
    cursor = connection.execute(sql, values)
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def about(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """What the agenda says of the initiative: name, vision, backbone_name, as_of, smallest_count, licence and so on."""
    (row,) = records(connection, "SELECT * FROM agenda.initiative")
    return row
