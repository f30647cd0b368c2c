"""Checks that warn: what contradicts itself between feeds, and what changed more than the contract says.

Here: reading two tables of `data_quality` and showing what was found. Not here: finding it (dbt_project, ingest).
"""

from __future__ import annotations

from collections.abc import Sequence

import dagster as dg

from pipelines.initiative import Initiative
from pipelines.lineage import asset_key
from pipelines.paths import DataFolder
from pipelines.warehouse import connect

_SHOWN = 50


def findings_checks(initiative: Initiative) -> list[dg.AssetChecksDefinition]:
    """One check for each of the two tables; neither blocks, and no row of a person is shown."""
    return [
        _check(
            initiative,
            "cross_feed_findings",
            "feeds_agree",
            "What partners give in one feed agrees with what they give in another.",
            ("partner_id", "feed_id", "rule_id", "violations", "rows_checked", "description"),
        ),
        _check(
            initiative,
            "changes_over_time",
            "nothing_changed_suddenly",
            "No batch differs from the one before by more than the contract says.",
            ("partner_id", "feed_id", "measure", "column_name", "previous_figure", "figure", "message"),
        ),
    ]


def _check(
    initiative: Initiative, table: str, name: str, description: str, columns: Sequence[str]
) -> dg.AssetChecksDefinition:
    key = asset_key(initiative.name, "data_quality", table)

    @dg.asset_check(asset=key, name=name, description=description)
    def check() -> dg.AssetCheckResult:
        with connect(DataFolder.of(initiative.name).warehouse, read_only=True) as connection:
            found = connection.execute(
                f"SELECT {', '.join(columns)} FROM data_quality.{table} WHERE outcome = 'violated' ORDER BY ALL"
            ).fetchall()
        records = [dg.TableRecord(dict(zip(columns, row, strict=True))) for row in found[:_SHOWN]]
        return dg.AssetCheckResult(
            passed=not found,
            severity=dg.AssetCheckSeverity.WARN,
            metadata={"found": len(found)} | ({"first": dg.MetadataValue.table(records)} if records else {}),
        )

    return check
