"""Asset of the open answers: what they are about, in shares, and the quotes that may be printed.

The texts are in memory while this step runs. What they become is in pipelines/voices.
"""

from __future__ import annotations

from collections.abc import Iterator

import dagster as dg

from connectors import load_initiative_key
from pipelines.ingest import read_states
from pipelines.initiative import Initiative
from pipelines.lineage import asset_key, spec
from pipelines.paths import DataFolder
from pipelines.progress import progress
from pipelines.retries import WAREHOUSE_RETRIES
from pipelines.voices import VOICES_SCHEMAS, collect, voices_rows
from pipelines.warehouse import connect, write_table

QUOTABLE = "every_approved_quote_may_be_printed"
_DESCRIPTIONS = {
    "theme_shares": "How many of the people who answered spoke of each theme, by question, period and sub-program.",
    "answer_themes": "The themes of each open answer by the hash of its text. It never leaves the pipeline.",
    "quotes": "The quotes that a person approved, with consent, through the gate and from large groups.",
    "theme_proposals": "Words that go together in answers without a theme, for the backbone's next codebook only.",
}


def voices_assets(initiative: Initiative) -> dg.AssetsDefinition:
    """The tables of the schema `voices`; empty where no partner asks open questions."""
    name = initiative.name
    upstream = [
        asset_key(name, "accepted", "feedback"),
        asset_key(name, "accepted", "person_keys"),
    ]
    specs = [
        spec(
            asset_key(name, "voices", table),
            _DESCRIPTIONS[table],
            deps=upstream,
            columns=[(column, kind, "") for column, kind in columns.items()],
        )
        for table, columns in VOICES_SCHEMAS.items()
    ]
    quotes = asset_key(name, "voices", "quotes")
    check = dg.AssetCheckSpec(
        QUOTABLE,
        asset=quotes,
        description="Every approval still finds its text, with consent, through the gate and in a large group.",
    )

    @dg.multi_asset(name=f"{name}__voices", specs=specs, check_specs=[check], retry_policy=WAREHOUSE_RETRIES)
    def voices() -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
        data = DataFolder.of(name)
        key = load_initiative_key(data.key_file, name)
        with connect(data.warehouse) as connection:
            collected = collect(initiative, data, read_states(initiative, data), connection, key)
            tables, approved = voices_rows(initiative, collected)
            for table, columns in VOICES_SCHEMAS.items():
                write_table(connection, "voices", table, columns, tables[table])
        progress.info(
            "open answers: %d read, %d quotes of %d approvals",
            len(collected.placed), len(approved.quotes), len(initiative.quotes.approved),
        )  # fmt: skip
        for table in VOICES_SCHEMAS:
            yield dg.MaterializeResult(
                asset_key=asset_key(name, "voices", table),
                metadata={"dagster/row_count": len(tables[table])},
            )
        yield dg.AssetCheckResult(
            asset_key=quotes,
            check_name=QUOTABLE,
            passed=not approved.left_out,
            severity=dg.AssetCheckSeverity.WARN,
            metadata={str(reason): count for reason, count in sorted(approved.left_out.items())},
        )

    return voices
