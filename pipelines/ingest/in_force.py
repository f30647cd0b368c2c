"""Puts the batches in force and the record of how they came before dbt: the schemas `accepted` and `ingest`.

Accepted rows stay where they are; the warehouse gets views over their Parquet files.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb

from connectors import Batch
from expectations.contract import record_types
from expectations.enforcement import Enforced, accepted_columns
from expectations.mapping_sql import literal
from pipelines.ingest.changes import change_rows
from pipelines.ingest.grant_changes import GRANT_CHANGES, grant_change_rows
from pipelines.ingest.history import batch_rows, read_history, rejection_rows
from pipelines.ingest.state import FeedState, Judged
from pipelines.paths import DataFolder
from pipelines.warehouse import write_table

INGEST_SCHEMAS: dict[str, dict[str, str]] = {
    "batches": {
        "partner_id": "VARCHAR", "feed_id": "VARCHAR", "record_type": "VARCHAR", "batch_id": "VARCHAR",
        "content_sha256": "VARCHAR", "rows_received": "BIGINT", "rows_accepted": "BIGINT",
        "rows_quarantined": "BIGINT", "in_force": "BOOLEAN",
    },
    "feed_status": {
        "partner_id": "VARCHAR", "feed_id": "VARCHAR", "record_type": "VARCHAR", "status": "VARCHAR",
        "reason": "VARCHAR", "message": "VARCHAR", "in_force_batch_id": "VARCHAR", "is_stale": "BOOLEAN",
        "columns_unknown": "INTEGER", "columns_missing": "INTEGER",
    },
    "rule_results": {
        "partner_id": "VARCHAR", "feed_id": "VARCHAR", "batch_id": "VARCHAR", "record_type": "VARCHAR",
        "rule_id": "VARCHAR", "column_name": "VARCHAR", "severity": "VARCHAR", "outcome": "VARCHAR",
        "violations": "BIGINT", "rows_checked": "BIGINT", "description": "VARCHAR", "fix": "VARCHAR",
    },
    "batch_history": {
        "partner_id": "VARCHAR", "feed_id": "VARCHAR", "batch_id": "VARCHAR", "position": "INTEGER",
        "arrived_on": "DATE", "record_type": "VARCHAR", "status": "VARCHAR", "rows_received": "BIGINT",
        "rows_accepted": "BIGINT", "rows_quarantined": "BIGINT",
    },
    "rejection_history": {
        "partner_id": "VARCHAR", "feed_id": "VARCHAR", "batch_id": "VARCHAR", "position": "INTEGER",
        "arrived_on": "DATE", "rule_id": "VARCHAR", "outcome": "VARCHAR", "violations": "BIGINT",
    },
    "changes": {
        "partner_id": "VARCHAR", "feed_id": "VARCHAR", "record_type": "VARCHAR", "batch_id": "VARCHAR",
        "previous_batch_id": "VARCHAR", "measure": "VARCHAR", "column_name": "VARCHAR", "value_name": "VARCHAR",
        "previous_figure": "BIGINT", "figure": "BIGINT", "outcome": "VARCHAR", "message": "VARCHAR",
    },
    "grant_changes": GRANT_CHANGES,
}  # fmt: skip


def write_in_force(
    connection: duckdb.DuckDBPyConnection, data: DataFolder, states: Sequence[FeedState]
) -> dict[str, int]:
    """Make the views of `accepted` and the tables of `ingest`; returns rows in force by record type."""
    connection.execute("CREATE SCHEMA IF NOT EXISTS accepted")
    for record_type in record_types():
        connection.execute(
            f"CREATE OR REPLACE VIEW accepted.{record_type} AS {_rows_in_force(data, states, record_type)}"
        )
    tables = {
        "batches": [row for state in states for row in _batches(data, state)],
        "feed_status": [_feed_status(data, state) for state in states],
        "rule_results": [row for state in states for row in _rule_results(data, state)],
        **_history(data, states),
    }
    for name, rows in tables.items():
        write_table(connection, "ingest", name, INGEST_SCHEMAS[name], rows)
    return {
        record_type: int(connection.execute(f"SELECT count(*) FROM accepted.{record_type}").fetchall()[0][0])
        for record_type in record_types()
    }


def _rows_in_force(data: DataFolder, states: Sequence[FeedState], record_type: str) -> str:
    """One SELECT over the accepted rows of every feed of a record type, with the columns of every version."""
    columns = accepted_columns(record_type)
    typed = ", ".join(f"CAST({name} AS {kind}) AS {name}" for name, kind in columns)
    empty = ", ".join(f"CAST(NULL AS {kind}) AS {name}" for name, kind in columns)
    selects = [
        f"SELECT {literal(state.partner)} AS partner_id, {literal(state.feed)} AS feed_id, "
        f"{literal(state.in_force.batch_id)} AS batch_id, * "
        f"FROM read_parquet({literal(str(state.in_force.verdict(data).accepted_path))})"
        for state in states
        if state.record_type == record_type and state.in_force is not None
    ]
    none = f"SELECT '' AS partner_id, '' AS feed_id, '' AS batch_id, {empty} WHERE false"
    # By name: rows that were judged by an earlier version lack the columns of a later one.
    rows = " UNION ALL BY NAME ".join([none, *selects])
    return f"SELECT partner_id, feed_id, batch_id, {typed} FROM ({rows}) AS accepted_rows"


def _judged(state: FeedState) -> list[tuple[Judged, bool]]:
    """The batches that matter now, each with whether it is in force: the latest, and the one it did not replace."""
    latest = [(state.latest, state.latest == state.in_force)] if state.latest else []
    earlier = [(state.in_force, True)] if state.in_force and state.in_force != state.latest else []
    return [*latest, *earlier]


def _batches(data: DataFolder, state: FeedState) -> list[dict[str, Any]]:
    verdicts: list[tuple[Judged, bool, Enforced]] = [
        (judged, in_force, judged.verdict(data)) for judged, in_force in _judged(state)
    ]
    return [
        {
            "partner_id": state.partner,
            "feed_id": state.feed,
            "record_type": state.record_type,
            "batch_id": judged.batch_id,
            "content_sha256": judged.batch(data).manifest["content_sha256"],
            "rows_received": _landed_rows(judged.batch(data)),
            "rows_accepted": verdict.rows_accepted,
            "rows_quarantined": verdict.rows_quarantined,
            "in_force": in_force,
        }
        for judged, in_force, verdict in verdicts
    ]


def _landed_rows(batch: Batch) -> int:
    """Counted at landing, independently of the enforcement that the count is held against."""
    return int(batch.manifest["rows"])


def _feed_status(data: DataFolder, state: FeedState) -> dict[str, Any]:
    latest = state.latest.batch(data).manifest if state.latest else {}
    return {
        "partner_id": state.partner,
        "feed_id": state.feed,
        "record_type": state.record_type,
        "status": state.status,
        "reason": state.reason,
        "message": state.message,
        "in_force_batch_id": state.in_force.batch_id if state.in_force else None,
        "is_stale": state.is_stale,
        "columns_unknown": len(latest.get("columns_unknown", [])),
        "columns_missing": len(latest.get("columns_missing", [])),
    }


def _history(data: DataFolder, states: Sequence[FeedState]) -> dict[str, list[dict[str, Any]]]:
    histories = [(state, read_history(data, state.partner, state.feed)) for state in states]
    return {
        "batch_history": [row for state, history in histories for row in batch_rows(state, history)],
        "rejection_history": [row for state, history in histories for row in rejection_rows(state, history)],
        "changes": [row for state, history in histories for row in change_rows(data, state, history)],
        "grant_changes": [
            row for state, history in histories for row in grant_change_rows(data, state, history)
        ],
    }


def _rule_results(data: DataFolder, state: FeedState) -> list[dict[str, Any]]:
    if state.latest is None:
        return []
    shared = {
        "partner_id": state.partner,
        "feed_id": state.feed,
        "batch_id": state.latest.batch_id,
        "record_type": state.record_type,
    }
    return [{**shared, **vars(result)} for result in state.latest.verdict(data).results]
