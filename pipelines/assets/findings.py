"""Checks that warn: what contradicts itself, what changed suddenly, what was claimed or promised and is not.

Here: reading tables of `data_quality` and showing what was found. Not here: finding it (dbt_project, ingest).
"""

from __future__ import annotations

from dataclasses import dataclass

import dagster as dg

from pipelines.initiative import Initiative
from pipelines.lineage import asset_key
from pipelines.paths import DataFolder
from pipelines.warehouse import connect

_SHOWN = 50


@dataclass(frozen=True)
class Findings:
    """A table of `data_quality` with an `outcome`, the check that looks at it, and the columns that the check shows."""

    table: str
    check: str
    description: str
    columns: tuple[str, ...]


FINDINGS = (
    Findings(
        "cross_feed_findings", "feeds_agree",
        "What partners give in one feed agrees with what they give in another.",
        ("partner_id", "feed_id", "rule_id", "violations", "rows_checked", "description"),
    ),
    Findings(
        "changes_over_time", "nothing_changed_suddenly",
        "No batch differs from the one before by more than the contract says.",
        ("partner_id", "feed_id", "measure", "column_name", "previous_figure", "figure", "message"),
    ),
    Findings(
        "overlap_traps", "totals_stand_apart_from_their_parts",
        "No feed of totals counts a total beside its parts, or groups that share people.",
        ("partner_id", "feed_id", "metric_id", "trap", "told_by", "members", "violations", "comparisons", "fix"),
    ),
    Findings(
        "printed_rates", "printed_rates_can_be_true_together",
        "Every printed rate lies between the rates of its parts.",
        ("partner_id", "metric_id", "period_id", "compared_by", "contradicted", "comparisons", "description"),
    ),
    Findings(
        "claims_check", "claims_stay_within_the_change",
        "What partners claim to have changed is no more than what changed.",
        ("metric_id", "sub_program_id", "period_id", "partners_claiming", "people_claimed", "description"),
    ),
    Findings(
        "plan_progress", "nothing_promised_is_late",
        "No commitment of the plan of action is late.",
        ("partner_id", "activity_id", "late", "due", "next_due_on"),
    ),
)  # fmt: skip


def findings_checks(initiative: Initiative) -> list[dg.AssetChecksDefinition]:
    """One check for each of FINDINGS; none blocks, and no row of a person is shown."""
    return [_check(initiative, findings) for findings in FINDINGS]


def _check(initiative: Initiative, findings: Findings) -> dg.AssetChecksDefinition:
    columns = findings.columns

    @dg.asset_check(
        asset=asset_key(initiative.name, "data_quality", findings.table),
        name=findings.check,
        description=findings.description,
    )
    def check() -> dg.AssetCheckResult:
        with connect(DataFolder.of(initiative.name).warehouse, read_only=True) as connection:
            found = connection.execute(
                f"SELECT {', '.join(columns)} FROM data_quality.{findings.table} "
                "WHERE outcome = 'violated' ORDER BY ALL"
            ).fetchall()
        records = [dg.TableRecord(dict(zip(columns, row, strict=True))) for row in found[:_SHOWN]]
        return dg.AssetCheckResult(
            passed=not found,
            severity=dg.AssetCheckSeverity.WARN,
            metadata={"found": len(found)} | ({"first": dg.MetadataValue.table(records)} if records else {}),
        )

    return check
