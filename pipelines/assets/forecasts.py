"""Assets of the forecasts: earlier ones as tables before dbt runs, and the ledger that freezes new ones after it."""

from __future__ import annotations

from collections.abc import Iterator

import dagster as dg

from pipelines.forecasts import LEDGER_SCHEMAS, Ledger, read_forecasts, write_ledger_tables
from pipelines.ingest import read_states
from pipelines.initiative import Initiative
from pipelines.lineage import asset_key, spec, table_key
from pipelines.paths import DataFolder
from pipelines.progress import progress
from pipelines.release.identity import release_id
from pipelines.retries import WAREHOUSE_RETRIES
from pipelines.warehouse import connect

_DESCRIPTIONS = {
    "frozen_forecasts": "What earlier runs expected, as they wrote it down then, to be held against what came.",
    "coming_periods": "The periods that are not over, for which forecasts are made.",
}


def forecast_assets(initiative: Initiative) -> list[dg.AssetsDefinition]:
    """The step before dbt and the step after it."""
    return [_earlier(initiative), _ledger(initiative)]


def _earlier(initiative: Initiative) -> dg.AssetsDefinition:
    name = initiative.name
    accepted = [asset_key(name, "accepted", partner.partner, feed.id) for partner, feed in initiative.feeds]
    specs = [
        spec(
            table_key(name, "ledger", table),
            _DESCRIPTIONS[table],
            # Which inputs are today's is known when every feed was pulled.
            deps=accepted if table == "frozen_forecasts" else [],
            columns=[(column, kind, "") for column, kind in columns.items()],
        )
        for table, columns in LEDGER_SCHEMAS.items()
    ]

    @dg.multi_asset(name=f"{name}__earlier_forecasts", specs=specs, retry_policy=WAREHOUSE_RETRIES)
    def earlier_forecasts() -> Iterator[dg.MaterializeResult]:
        data = DataFolder.of(initiative.name)
        version = release_id(initiative, read_states(initiative, data))
        with connect(data.warehouse) as connection:
            counts = write_ledger_tables(connection, initiative, Ledger(data.forecasts), data_version=version)
        for table, count in counts.items():
            key = table_key(initiative.name, "ledger", table)
            yield dg.MaterializeResult(asset_key=key, metadata={"dagster/row_count": count})

    return earlier_forecasts


def _ledger(initiative: Initiative) -> dg.AssetsDefinition:
    name = initiative.name
    about = spec(
        asset_key(name, "metrics", "forecast_ledger"),
        "Every forecast as it was when it was made, with its method and its data: a file that is only added to.",
        deps=[asset_key(name, "metrics", "forecasts")],
        kinds={"json"},
        columns=[(column, kind, "") for column, kind in LEDGER_SCHEMAS["frozen_forecasts"].items()],
    )

    @dg.multi_asset(name=f"{name}__forecast_ledger", specs=[about])
    def forecast_ledger() -> dg.MaterializeResult:
        data = DataFolder.of(initiative.name)
        version = release_id(initiative, read_states(initiative, data))
        ledger = Ledger(data.forecasts)
        with connect(data.warehouse, read_only=True) as connection:
            added = ledger.freeze(read_forecasts(connection), data_version=version)
        progress.info("forecasts: %d frozen", added)
        count = len(ledger.entries())
        return dg.MaterializeResult(metadata={"dagster/row_count": count, "added": added})

    return forecast_ledger
