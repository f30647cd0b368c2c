"""Assets of the people behind the rows in force: one key a person, and whom somebody should look at."""

from __future__ import annotations

from collections.abc import Iterator

import dagster as dg

from connectors import load_initiative_key
from expectations.contract import load_contract, record_types
from pipelines.ingest import read_states
from pipelines.initiative import Initiative
from pipelines.lineage import asset_key, spec, table_key
from pipelines.paths import DataFolder
from pipelines.people import PEOPLE_SCHEMAS, write_person_keys
from pipelines.progress import progress
from pipelines.retries import WAREHOUSE_RETRIES
from pipelines.warehouse import connect

_DESCRIPTIONS = {
    "person_keys": "Who each pair of tokens in the rows in force stands for, and in which household: keys, no names.",
    "to_review": "People about whom the tokens contradict each other, for the backbone to look at: keys, no names.",
}


def people_assets(initiative: Initiative) -> dg.AssetsDefinition:
    """The tables `person_keys` and `to_review` of the schema `people`."""
    kinds = [kind for kind in record_types() if load_contract(kind).has_people]
    rows = [asset_key(initiative.name, "accepted", kind) for kind in kinds]
    specs = [
        spec(
            table_key(initiative.name, "people", table),
            _DESCRIPTIONS[table],
            deps=rows,
            columns=[(name, kind, "") for name, kind in columns.items()],
        )
        for table, columns in PEOPLE_SCHEMAS.items()
    ]

    @dg.multi_asset(name=f"{initiative.name}__people", specs=specs, retry_policy=WAREHOUSE_RETRIES)
    def people() -> Iterator[dg.MaterializeResult]:
        data = DataFolder.of(initiative.name)
        key = load_initiative_key(data.key_file, initiative.name)
        with connect(data.warehouse) as connection:
            counts = write_person_keys(connection, initiative, data, read_states(initiative, data), key)
        progress.info("people: %d keys, %d to look at", counts["person_keys"], counts["to_review"])
        for table, count in counts.items():
            yield dg.MaterializeResult(
                asset_key=table_key(initiative.name, "people", table),
                metadata={"dagster/row_count": count},
            )

    return people
