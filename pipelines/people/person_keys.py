"""Gives every person in the rows in force a key, and writes the schema `people` before dbt.

Here: batches in, tables out; names that may reach the backbone are in memory only while this runs. Not here: which
rows are one person (joining.py, named.py).
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import pyarrow as pa

from connectors import Batch
from expectations.contract import load_contract, record_types
from expectations.mapping_sql import literal
from pipelines.ingest import FeedState
from pipelines.initiative import Initiative
from pipelines.paths import DataFolder
from pipelines.people.households import write_households
from pipelines.people.identities import gather
from pipelines.people.joining import Joined, join
from pipelines.people.named import linked_by_name, read_named
from pipelines.people.review import write_review

PEOPLE_SCHEMAS: dict[str, dict[str, str]] = {
    "person_keys": {
        "partner_id": "VARCHAR", "local_token": "VARCHAR", "person_token": "VARCHAR", "person_key": "VARCHAR",
        "person_key_strict": "VARCHAR", "person_key_loose": "VARCHAR", "household_key": "VARCHAR",
    },
    "to_review": {
        "person_key": "VARCHAR", "reason": "VARCHAR", "partners": "VARCHAR", "partner_count": "INTEGER",
        "records": "INTEGER", "people": "INTEGER",
    },
}  # fmt: skip
_PERSON_KEYS = """
CREATE TABLE person_keys AS
WITH at_home AS (SELECT people.person, bool_or(nodes.has_home) AS is_known
    FROM people JOIN nodes ON nodes.node = people.node GROUP BY people.person)
SELECT
    records.partner_id,
    records.local_token,
    records.person_token,
    by_default.identity AS person_key,
    strict.identity AS person_key_strict,
    loose.identity AS person_key_loose,
    CASE WHEN at_home.is_known THEN home.identity END AS household_key
FROM records
JOIN people ON people.node = records.node
JOIN at_home ON at_home.person = people.person
JOIN households ON households.person = people.person
JOIN nodes AS by_default ON by_default.node = people.person
JOIN nodes AS strict ON strict.node = people.person_strict
JOIN nodes AS loose ON loose.node = people.person_loose
JOIN nodes AS home ON home.node = households.household
"""


def write_person_keys(
    warehouse: duckdb.DuckDBPyConnection,
    initiative: Initiative,
    data: DataFolder,
    states: Sequence[FeedState],
    key: bytes,
) -> dict[str, int]:
    """Write `people.person_keys` and `people.to_review`; returns their rows. `key` is the initiative's."""
    with duckdb.connect() as connection:
        connection.register("seen_in_force", _seen(warehouse))
        connection.execute("CREATE TABLE seen AS SELECT * FROM seen_in_force")
        connection.execute(f"CREATE VIEW blocks AS {_blocks(data, states)}")
        named = read_named(initiative, data, states, key)
        find_people(connection, named)
        tables = {name: _columns(connection, name) for name in PEOPLE_SCHEMAS}
    warehouse.execute("CREATE SCHEMA IF NOT EXISTS people")
    for name, table in tables.items():
        warehouse.register("incoming", table)
        warehouse.execute(f"CREATE OR REPLACE TABLE people.{name} AS SELECT * FROM incoming")
        warehouse.unregister("incoming")
    return {name: table.num_rows for name, table in tables.items()}


def find_people(connection: duckdb.DuckDBPyConnection, named: pa.Table | None = None) -> Joined:
    """Make `person_keys` and `to_review` from `seen` and `blocks`; `named` are the rows whose names may be here.

    The result depends on these tables only, and a person's key is the smallest token of its rows.
    """
    count = gather(connection)
    joined = join(connection, count, linked_by_name(connection, named))
    labels = {"node": pa.array(range(count), pa.int32())}
    for level, clusters in joined.clusters.items():
        labels["person" if level == "default" else f"person_{level}"] = pa.array(clusters.people)
    connection.register("labels", pa.table(labels))
    connection.execute("CREATE TABLE people AS SELECT * FROM labels")
    connection.unregister("labels")
    write_households(connection, count)
    connection.execute(_PERSON_KEYS)
    write_review(connection, joined)
    return joined


def _seen(warehouse: duckdb.DuckDBPyConnection) -> pa.Table:
    """Every pair of tokens in the rows in force."""
    kinds = [kind for kind in record_types() if load_contract(kind).has_people]
    rows = " UNION ".join(
        f"SELECT partner_id, local_token, person_token FROM accepted.{kind} "
        "WHERE coalesce(local_token, person_token) IS NOT NULL"
        for kind in kinds
    )
    return warehouse.execute(rows).to_arrow_table()


def _blocks(data: DataFolder, states: Sequence[FeedState]) -> str:
    """One SELECT over the blocks of every batch in force."""
    found: list[tuple[str, Batch]] = [
        (state.partner, state.in_force.batch(data)) for state in states if state.in_force is not None
    ]
    none = (
        "SELECT '' AS partner_id, '' AS local_token, '' AS person_token, '' AS block, 0::UBIGINT AS token "
        "WHERE false"
    )
    selects = [
        f"SELECT {literal(partner)}, local_token, person_token, block, token "
        f"FROM read_parquet({literal(str(batch.blocks_path))})"
        for partner, batch in found
        if batch.blocks_path.is_file()
    ]
    return " UNION ALL ".join([none, *selects])


def _columns(connection: duckdb.DuckDBPyConnection, table: str) -> pa.Table:
    columns = ", ".join(f"CAST({name} AS {kind}) AS {name}" for name, kind in PEOPLE_SCHEMAS[table].items())
    return connection.execute(f"SELECT {columns} FROM {table} ORDER BY ALL").to_arrow_table()
