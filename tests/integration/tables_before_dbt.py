"""Every table that Python writes before dbt runs, empty, with the very columns that the program gives it.

Not here: rows. Tests fill in what they need (`warehouse_fixture.py`).
"""

from __future__ import annotations

from collections.abc import Mapping

import duckdb

from expectations.contract import record_types
from expectations.enforcement import accepted_columns
from pipelines.forecasts.ledger import LEDGER_SCHEMAS
from pipelines.ingest.in_force import INGEST_SCHEMAS
from pipelines.initiative.agenda_tables import SCHEMAS
from pipelines.people import PEOPLE_SCHEMAS
from pipelines.sites.schemas import SITE_SCHEMAS
from pipelines.warehouse import write_table

Tables = Mapping[str, Mapping[str, str]]
_ORIGIN = dict.fromkeys(("partner_id", "feed_id", "batch_id"), "VARCHAR")


def tables_before_dbt() -> dict[str, Tables]:
    """Schema: table: columns with their SQL types."""
    accepted = {kind: {**_ORIGIN, **dict(accepted_columns(kind))} for kind in record_types()}
    return {
        "agenda": SCHEMAS,
        "ingest": INGEST_SCHEMAS,
        "accepted": accepted,
        "people": PEOPLE_SCHEMAS,
        "sites": SITE_SCHEMAS,
        "ledger": LEDGER_SCHEMAS,
    }


def create_tables(connection: duckdb.DuckDBPyConnection, *schemas: str) -> None:
    """Make the tables of these schemas, of all where none is named, replacing what is there."""
    for schema, tables in tables_before_dbt().items():
        for table, columns in tables.items():
            if not schemas or schema in schemas:
                write_table(connection, schema, table, columns, [])
