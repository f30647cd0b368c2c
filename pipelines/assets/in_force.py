"""Assets of the rows in force: what all partners together put before dbt, and the record of how it came."""

from __future__ import annotations

from collections.abc import Iterator

import dagster as dg
import duckdb

from expectations.contract import load_contract, record_types
from expectations.enforcement import accepted_columns
from pipelines.ingest import read_states
from pipelines.ingest.in_force import INGEST_SCHEMAS, write_in_force
from pipelines.initiative import Initiative
from pipelines.lineage import asset_key, spec, table_key
from pipelines.paths import DataFolder
from pipelines.retries import WAREHOUSE_RETRIES
from pipelines.warehouse import connect, row_counts

ACCOUNTED_FOR = "every_row_accounted_for"
_DESCRIPTIONS = {
    "batches": "Each feed's latest batch and the one in force: rows received, accepted and in quarantine.",
    "feed_status": "How the last pull of each feed ended, and whether an older batch stands in for it.",
    "rule_results": "Every rule of the contract on every latest batch: met, violated or not evaluable.",
    "batch_history": "Every batch of each feed in the order in which it came, with its verdict of that day.",
    "rejection_history": "Every rule that a feed ever broke, on every batch that came since.",
    "changes": "Each feed's latest batch held against the one in force before it: rows, and how much is filled in.",
    "grant_changes": "Grants that a funder added, restated or removed from one delivery to the next.",
}


def in_force_assets(initiative: Initiative) -> dg.AssetsDefinition:
    """Rows in force by record type, and the tables `batches`, `feed_status` and `rule_results`."""
    batches = table_key(initiative.name, "ingest", "batches")
    check = dg.AssetCheckSpec(
        ACCOUNTED_FOR,
        asset=batches,
        blocking=True,
        description="Rows received = rows accepted + rows in quarantine, for every batch.",
    )

    @dg.multi_asset(
        name=f"{initiative.name}__in_force",
        specs=_specs(initiative),
        check_specs=[check],
        retry_policy=WAREHOUSE_RETRIES,
    )
    def put_in_force() -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
        data = DataFolder.of(initiative.name)
        with connect(data.warehouse) as connection:
            rows = write_in_force(connection, data, read_states(initiative, data))
            tables = row_counts(connection, "ingest")
            lost = unaccounted_batches(connection)
        for record_type, count in rows.items():
            key = asset_key(initiative.name, "accepted", record_type)
            yield dg.MaterializeResult(asset_key=key, metadata={"dagster/row_count": count})
        for table, count in tables.items():
            key = table_key(initiative.name, "ingest", table)
            yield dg.MaterializeResult(asset_key=key, metadata={"dagster/row_count": count})
        yield dg.AssetCheckResult(
            asset_key=batches,
            check_name=ACCOUNTED_FOR,
            passed=not lost,
            metadata={"batches that do not add up": lost},
        )

    return put_in_force


def unaccounted_batches(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Batches in which a row got lost or appeared twice."""
    found = connection.execute(
        "SELECT partner_id || '/' || feed_id || '/' || batch_id FROM ingest.batches "
        "WHERE rows_received <> rows_accepted + rows_quarantined ORDER BY ALL"
    ).fetchall()
    return [name for (name,) in found]


def _specs(initiative: Initiative) -> list[dg.AssetSpec]:
    name = initiative.name
    every_accepted = [
        asset_key(name, "accepted", partner.partner, feed.id) for partner, feed in initiative.feeds
    ]
    specs = []
    for record_type in record_types():
        feeds = [(partner, feed) for partner, feed in initiative.feeds if feed.record_type == record_type]
        contract = load_contract(record_type)
        specs.append(
            spec(
                asset_key(name, "accepted", record_type),
                f"{contract.title} rows in force, of all partners together.",
                deps=[asset_key(name, "accepted", partner.partner, feed.id) for partner, feed in feeds],
                columns=[(column, kind, "") for column, kind in accepted_columns(record_type)],
            )
        )
    for table, columns in INGEST_SCHEMAS.items():
        described = [(column, kind, "") for column, kind in columns.items()]
        key = table_key(name, "ingest", table)
        specs.append(spec(key, _DESCRIPTIONS[table], deps=every_accepted, columns=described))
    return specs
