"""Assets of the places behind partners' site lists: each once, with the evidence of every merge."""

from __future__ import annotations

from collections.abc import Iterator

import dagster as dg

from pipelines.initiative import Initiative
from pipelines.lineage import asset_key, spec, table_key
from pipelines.paths import DataFolder
from pipelines.progress import progress
from pipelines.retries import WAREHOUSE_RETRIES
from pipelines.sites.schemas import SITE_SCHEMAS
from pipelines.warehouse import connect

_DESCRIPTIONS = {
    "sites": "Places in partners' lists, each once, however many agencies list it.",
    "site_evidence": "Every line of every list with the place it belongs to, and what brought it there.",
    "sites_to_review": "Pairs of listings that may be one place, for somebody who knows them to look at.",
}


def site_assets(initiative: Initiative) -> dg.AssetsDefinition:
    """The three tables of the schema `sites`."""
    specs = [
        spec(
            table_key(initiative.name, "sites", table),
            _DESCRIPTIONS[table],
            deps=[asset_key(initiative.name, "accepted", "site")],
            columns=[(name, kind, "") for name, kind in columns.items()],
        )
        for table, columns in SITE_SCHEMAS.items()
    ]

    @dg.multi_asset(name=f"{initiative.name}__sites", specs=specs, retry_policy=WAREHOUSE_RETRIES)
    def sites() -> Iterator[dg.MaterializeResult]:
        from pipelines.sites.tables import write_sites

        with connect(DataFolder.of(initiative.name).warehouse) as connection:
            counts = write_sites(connection)
        progress.info("sites: %d places in %d listings", counts["sites"], counts["site_evidence"])
        for table, count in counts.items():
            yield dg.MaterializeResult(
                asset_key=table_key(initiative.name, "sites", table),
                metadata={"dagster/row_count": count},
            )

    return sites
