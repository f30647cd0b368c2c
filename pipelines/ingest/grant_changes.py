"""What funders changed from one delivery of their grants to the next: added, restated, removed, or rejected this time.

Money that was published once and then changed must stay visible. Here: accepted rows of each batch held against the
batch in force before it. No name of a recipient is kept: it may be a person who trades under their own name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb

from expectations.contract import load_contract
from expectations.enforcement import read_enforced
from expectations.mapping_sql import identifier, literal
from pipelines.ingest.history import Arrival
from pipelines.ingest.state import FeedState
from pipelines.paths import DataFolder

RECORD_TYPE = "funding"
GRANT_CHANGES = {
    "partner_id": "VARCHAR", "feed_id": "VARCHAR", "position": "INTEGER", "arrived_on": "DATE",
    "batch_id": "VARCHAR", "previous_batch_id": "VARCHAR", "grant_id": "VARCHAR", "change": "VARCHAR",
    "columns_changed": "VARCHAR", "previous_amount": "DECIMAL(18,2)", "amount": "DECIMAL(18,2)",
    "currency": "VARCHAR",
}  # fmt: skip


def grant_change_rows(data: DataFolder, state: FeedState, history: Sequence[Arrival]) -> list[dict[str, Any]]:
    """Rows of the table `ingest.grant_changes` for one feed; the first batch adds all of its grants."""
    if state.record_type != RECORD_TYPE:
        return []
    in_force = [(place, one) for place, one in enumerate(history, 1) if _is_readable(data, one)]
    steps = pairwise([None, *in_force])
    with duckdb.connect() as connection:
        return [row for before, now in steps if now for row in _step(connection, data, state, before, now)]


def _is_readable(data: DataFolder, arrival: Arrival) -> bool:
    return arrival.status == "ok" and (data.root / arrival.enforced / "results.json").is_file()


def _step(
    connection: duckdb.DuckDBPyConnection,
    data: DataFolder,
    state: FeedState,
    before: tuple[int, Arrival] | None,
    now: tuple[int, Arrival],
) -> Iterator[dict[str, Any]]:
    position, arrival = now
    earlier = before[1] if before else None
    relation = connection.execute(_differences(data, earlier, arrival))
    names = [column[0] for column in relation.description or ()]
    for values in relation.fetchall():
        yield {
            "partner_id": state.partner,
            "feed_id": state.feed,
            "position": position,
            "arrived_on": date.fromisoformat(arrival.arrived_on),
            "batch_id": arrival.batch_id,
            "previous_batch_id": earlier.batch_id if earlier else None,
            **dict(zip(names, values, strict=True)),
        }


def _differences(data: DataFolder, before: Arrival | None, now: Arrival) -> str:
    """One SELECT of the grants that are new, gone or not as they were."""
    verdict = read_enforced(data.root / now.enforced)
    here = f"read_parquet({literal(str(verdict.accepted_path))})"
    earlier = read_enforced(data.root / before.enforced).accepted_path if before else None
    there = f"read_parquet({literal(str(earlier))})" if earlier else f"(SELECT * FROM {here} WHERE false)"
    compared = [name for name in _columns() if _has(earlier or verdict.accepted_path, name)]
    unlike = ", ".join(
        f"CASE WHEN now.{identifier(name)} IS DISTINCT FROM was.{identifier(name)} THEN {literal(name)} END"
        for name in compared
        if _has(verdict.accepted_path, name)
    )
    return f"""
        WITH changes AS (
            SELECT coalesce(now.grant_id, was.grant_id) AS grant_id,
                CASE WHEN was.grant_id IS NULL THEN 'added' WHEN now.grant_id IS NOT NULL THEN 'restated'
                    WHEN coalesce(now.grant_id, was.grant_id) IN ({_rejected(verdict.quarantine_path)})
                    THEN 'rejected' ELSE 'removed' END AS change,
                CASE WHEN was.grant_id IS NOT NULL AND now.grant_id IS NOT NULL
                    THEN concat_ws(',', {unlike}) END AS columns_changed,
                was.amount AS previous_amount, now.amount AS amount, coalesce(now.currency, was.currency) AS currency
            FROM {here} AS now FULL JOIN {there} AS was ON now.grant_id = was.grant_id
        )
        SELECT * FROM changes WHERE columns_changed IS DISTINCT FROM '' ORDER BY grant_id
    """


def _rejected(quarantine: Path) -> str:
    """The grants that came but broke a rule this time."""
    if not quarantine.is_file() or not _has(quarantine, "grant_id"):
        return "SELECT NULL WHERE false"
    return f"SELECT grant_id FROM read_parquet({literal(str(quarantine))})"


def _columns() -> list[str]:
    return [column.name for column in load_contract(RECORD_TYPE).value_columns if column.name != "grant_id"]


def _has(path: Path, column: str) -> bool:
    found = duckdb.sql(f"SELECT name FROM parquet_schema({literal(str(path))})").fetchall()
    return (column,) in found
