"""The rows of one batch as a DuckDB table, for as long as they are judged.

Here: making it, helper tables beside it, and the two Parquet files it is split into. Not here: any rule.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from expectations.contract import Contract
from expectations.mapping import Mapping
from expectations.mapping_sql import literal, select_rows
from expectations.rules import TEXT_SUFFIX, Column

# In memory it costs half of what a file costs; beyond this size it spills into the working folder.
_MEMORY = "2GB"


@dataclass(frozen=True)
class BatchTable:
    """The table `batch`. `landed` are the partner's columns, `columns` the contract's by name."""

    database: str
    connection: Connection
    landed: list[str]
    columns: dict[str, Column]

    def run(self, query: str) -> list[tuple[Any, ...]]:
        """Run a statement and return its rows."""
        return [tuple(row) for row in self.connection.exec_driver_sql(query)]

    def materialise(self, query: str) -> str | None:
        """Keep the row numbers that a rule's query finds; None where the query breaks: the engine shall say so."""
        name = f"found_{uuid4().hex}"
        try:
            self.run(f"CREATE TABLE {name} AS {query.replace('{batch}', 'batch')}")
        except DBAPIError:
            return None
        return name

    def tally(self, table: str, ids: str) -> dict[str, int]:
        """How many rows of a table carry each id of its list column."""
        return dict(
            self.run(f"SELECT id, count(*) FROM (SELECT unnest({ids}) AS id FROM {table}) AS one GROUP BY id")
        )

    def split(self, folder: Path) -> dict[str, int]:
        """Write accepted.parquet and quarantine.parquet by the table `rejected`; returns the three row counts."""
        columns = [str(row[0]) for row in self.run("DESCRIBE batch")]
        typed = [
            name
            for name in columns
            if not name.endswith(TEXT_SUFFIX) and name not in ("row_ref", "identity_problem")
        ]
        as_sent = [
            name for name in columns if name.endswith(TEXT_SUFFIX) or name + TEXT_SUFFIX not in columns
        ]
        accepted = f"SELECT {', '.join(typed)} FROM batch ANTI JOIN rejected USING (row_number)"
        quarantine = (
            f"SELECT {', '.join(f'batch.{name}' for name in as_sent)}, rejected.rule_ids "
            "FROM batch JOIN rejected USING (row_number) ORDER BY row_number"
        )
        return {
            "rows_received": int(self.run("SELECT count(*) FROM batch")[0][0]),
            "rows_accepted": self._copy(accepted, folder / "accepted.parquet"),
            "rows_quarantined": self._copy(quarantine, folder / "quarantine.parquet"),
        }

    def _copy(self, select: str, path: Path) -> int:
        (count,) = self.run(f"COPY ({select}) TO {literal(str(path))} (FORMAT parquet)")[0]
        return int(count)


@contextmanager
def batch_table(work: Path, rows: Path, contract: Contract, mapping: Mapping) -> Iterator[BatchTable]:
    """Read landed rows as rows of the contract, into a database that goes when the block ends."""
    from sqlalchemy import create_engine

    database = f":memory:{uuid4().hex}"
    source = f"read_parquet({literal(str(rows))})"
    # A database in memory can only be shared between connections that were opened alike, so by the same dialect.
    engine = create_engine(f"duckdb:///{database}", isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            table = BatchTable(database, connection, [], {c.name: c for c in contract.columns})
            table.run(f"SET memory_limit = '{_MEMORY}'")
            table.run(f"SET temp_directory = {literal(str(work / 'spill'))}")
            table.landed.extend(str(row[0]) for row in table.run(f"DESCRIBE SELECT * FROM {source}"))
            table.run(f"CREATE TABLE batch AS {select_rows(contract, mapping, source, table.landed)}")
            yield table
    finally:
        engine.dispose()
