"""Assets of the common agenda: what the backbone wrote, as tables."""

from __future__ import annotations

from collections.abc import Iterator

import dagster as dg

from pipelines.initiative import Initiative
from pipelines.initiative.agenda_tables import SCHEMAS, agenda_tables
from pipelines.lineage import spec, table_key
from pipelines.paths import DataFolder
from pipelines.progress import progress
from pipelines.retries import WAREHOUSE_RETRIES
from pipelines.warehouse import connect, write_table

_DESCRIPTIONS = {
    "initiative": "The initiative itself: its vision, its population and the privacy threshold.",
    "partners": "Every partner with its sector and its data-sharing agreement.",
    "partner_sub_programs": "Which partner works in which sub-program.",
    "sub_programs": "The sub-programs of the initiative.",
    "areas": "The areas that results are broken down by.",
    "area_ancestors": "Each area with every larger area that it lies in.",
    "groups": "The groups that results are broken down by.",
    "metric_versions": "Every version of the selected metrics, and the days between which each is in force.",
    "group_parts": "The groups that lie within another group, whose people are all in both.",
    "periods": "The reporting periods of the calendar, with the day by which partners report.",
    "metrics": "The metrics in use, with their definition, version and parameters.",
    "sub_program_metrics": "Which sub-program selected which metric.",
    "targets": "Baseline and target of each metric that has one.",
    "feeds": "Every feed of every partner, with its connector and how often it is due.",
    "feed_metrics": "Which feed is expected to report for which metric.",
    "expected_reports": "Which feed is due for which period: what coverage is measured against.",
    "outcomes": "The outcomes of the theory of change.",
    "outcome_metrics": "Which metrics show which outcome.",
    "sub_program_outcomes": "Which sub-program serves which outcome.",
    "activities": "What partners do, in the words of the theory of change.",
    "outputs": "What the activities produce directly.",
    "theory_links": "The steps of the theory of change, with assumption and evidence.",
    "commitments": "The plan of action: what each partner promised, by when, and how far it is.",
    "claims": "The changes that partners count as their contribution, with their evidence.",
    "funding": "Grants, investments, loans and payments by partner, sub-program and outcome.",
    "costs": "What programs cost in a period, where the backbone knows it.",
    "counterfactuals": "What would have happened without a program, and what others paid: the ground of net cost.",
    "asked_fields": "Every field that every feed asks for, how often, and how long an answer takes to write.",
    "field_uses": "What each field of each feed is used for: the metrics, groups, areas and periods behind it.",
    "feed_funders": "Which funder asks for which feed.",
    "definitions": "Every definition of a metric that is in use, the agreed one and partners' own.",
    "definition_partners": "Which partner goes by which definition of a metric.",
    "mappings": "How each feed fills each column of its contract.",
    "communication_plan": "Who is to get what, how often and in which form.",
    "outcome_stories": "The story behind each outcome's curve, what works, and the next steps with their owners.",
    "mapping_words": "Which word of which partner becomes which value of the contract.",
}


def agenda_assets(initiative: Initiative) -> dg.AssetsDefinition:
    """One asset for each table of the schema `agenda`."""
    specs = [
        spec(
            table_key(initiative.name, "agenda", table),
            _DESCRIPTIONS[table],
            kinds={"yaml", "duckdb"},
            columns=[(name, kind, "") for name, kind in columns.items()],
        )
        for table, columns in SCHEMAS.items()
    ]

    @dg.multi_asset(name=f"{initiative.name}__agenda", specs=specs, retry_policy=WAREHOUSE_RETRIES)
    def agenda() -> Iterator[dg.MaterializeResult]:
        with connect(DataFolder.of(initiative.name).warehouse) as connection:
            progress.debug("writing the agenda")
            for table, rows in agenda_tables(initiative).items():
                count = write_table(connection, "agenda", table, SCHEMAS[table], rows)
                yield dg.MaterializeResult(
                    asset_key=table_key(initiative.name, "agenda", table),
                    metadata={"dagster/row_count": count},
                )

    return agenda
