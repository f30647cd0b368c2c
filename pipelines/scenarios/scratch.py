"""A scratch warehouse that looks through to the pipeline's own, until a table is taken over and altered.

The pipeline's file is attached read-only, so that no scenario can touch it. Not here: what is altered (inputs.py) and
which models follow from it (models.py).
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from expectations.mapping_sql import identifier, literal
from pipelines.scenarios.models import Compiled

BASE = "base"
_PREFIX = ".scenario-"
_A_DAY = 24 * 60 * 60
Place = tuple[str, str]


class Scratch:
    """The altered warehouse of one variant. `altered` and `built` name the (schema, table) pairs that are its own."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, database: str) -> None:
        self.connection = connection
        self.altered: set[Place] = set()
        self.built: set[Place] = set()
        self._database = database

    def add_schema(self, schema: str) -> None:
        """Make a schema, unless every database has it."""
        place = f"{identifier(self._database)}.{identifier(schema)}"
        self.connection.execute(f"CREATE SCHEMA IF NOT EXISTS {place}")

    def name(self, schema: str, table: str) -> str:
        """The table as this scenario has it."""
        return f"{identifier(self._database)}.{identifier(schema)}.{identifier(table)}"

    def base(self, schema: str, table: str) -> str:
        """The table as the pipeline has it."""
        return f"{BASE}.{identifier(schema)}.{identifier(table)}"

    def columns(self, schema: str, table: str) -> list[str]:
        """The names of its columns."""
        return [row[0] for row in self.connection.execute(f"DESCRIBE {self.name(schema, table)}").fetchall()]

    def tables(self, schema: str, with_columns: set[str]) -> list[str]:
        """The tables of a schema that have all of these columns, by name."""
        found = self.connection.execute(
            "SELECT table_name, list(column_name) FROM duckdb_columns() WHERE database_name = ? AND schema_name = ? "
            "GROUP BY table_name ORDER BY table_name",
            [BASE, schema],
        ).fetchall()
        return [table for table, columns in found if with_columns <= set(columns)]

    def take_over(self, schema: str, table: str) -> str:
        """Make the table this scenario's own, with the pipeline's rows in it; returns its name."""
        name = self.name(schema, table)
        if (schema, table) not in self.altered:
            self.connection.execute(f"DROP VIEW {name}")
            self.connection.execute(f"CREATE TABLE {name} AS SELECT * FROM {self.base(schema, table)}")
            self.altered.add((schema, table))
        return name

    def build(self, model: Compiled) -> None:
        """Build a model anew from its compiled SQL."""
        name = self.name(model.schema, model.name)
        self.connection.execute(f"DROP VIEW IF EXISTS {name}")
        kind = "VIEW" if model.is_view else "TABLE"
        self.connection.execute(f"CREATE {kind} {name} AS {model.sql}")
        self.built.add(model.place)


@contextmanager
def scratch(warehouse: Path, models: Mapping[str, Compiled]) -> Iterator[Scratch]:
    """A scratch warehouse over the pipeline's; gone with everything in it on every way out."""
    # Compiled SQL names the database, which DuckDB calls as its file.
    database = next(iter(models.values())).database
    _clear_killed(warehouse.parent)
    with (
        TemporaryDirectory(prefix=_PREFIX, dir=warehouse.parent) as folder,
        duckdb.connect() as connection,
    ):
        connection.execute("SET enable_progress_bar = false")
        connection.execute(f"SET temp_directory = {literal(folder)}")
        connection.execute(f"ATTACH {literal(str(warehouse))} AS {BASE} (READ_ONLY)")
        connection.execute(
            f"ATTACH {literal(str(Path(folder) / 'scratch.duckdb'))} AS {identifier(database)}"
        )
        made = Scratch(connection, database)
        _look_through(made, models)
        yield made
        connection.execute("USE memory")


def _clear_killed(folder: Path) -> None:
    """Take away what a run that was killed left behind, and nothing of one that may still be working."""
    for left in folder.glob(f"{_PREFIX}*"):
        if time.time() - left.stat().st_mtime > _A_DAY:
            shutil.rmtree(left, ignore_errors=True)


def _look_through(made: Scratch, models: Mapping[str, Compiled]) -> None:
    """A view for everything that the pipeline has; its own views are made anew, for they name what they read."""
    views = {(model.schema, model.name): model for model in models.values() if model.is_view}
    found = made.connection.execute(
        "SELECT DISTINCT schema_name, table_name FROM duckdb_columns() WHERE database_name = ? AND NOT internal",
        [BASE],
    ).fetchall()
    for schema in sorted({schema for schema, _ in found}):
        made.add_schema(schema)
    for schema, table in sorted(set(found) - set(views)):
        made.connection.execute(
            f"CREATE VIEW {made.name(schema, table)} AS SELECT * FROM {made.base(schema, table)}"
        )
    for model in models.values():
        if (model.schema, model.name) in views:
            made.build(model)
