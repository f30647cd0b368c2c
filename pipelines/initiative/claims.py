"""What partners claim to have changed: the table `claims` of the agenda, and the checks of what is written.

Not here: the change that happened, and whether the claims exceed it (dbt_project/models/metrics/reinforcing).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pipelines.initiative.checks import dangling, with_files
from pipelines.initiative.initiative import Initiative
from pipelines.initiative.models.partner import Claim
from pipelines.initiative.periods import reporting_periods
from pipelines.initiative.problems import Problem
from pipelines.initiative.source import Location

CLAIM_SCHEMAS: Mapping[str, Mapping[str, str]] = {
    "claims": {
        "partner_id": "VARCHAR", "metric_id": "VARCHAR", "sub_program_id": "VARCHAR", "period_id": "VARCHAR",
        "people": "BIGINT", "evidence": "VARCHAR",
    },
}  # fmt: skip


def claims(initiative: Initiative) -> list[dict[str, Any]]:
    """One row per partner and claim."""
    return [
        {
            "partner_id": partner.partner,
            "metric_id": claim.metric,
            "sub_program_id": claim.sub_program,
            "period_id": claim.period,
            "people": claim.people,
            "evidence": claim.evidence,
        }
        for partner in initiative.partners
        for claim in partner.claims
    ]


def claim_problems(initiative: Initiative) -> Iterator[Problem]:
    """Claims about a sub-program, metric or period that is not the partner's, or where no way is better."""
    periods = [period.period_id for period in reporting_periods(initiative.agenda.calendar, initiative.as_of)]
    for partner, file in with_files(initiative):
        for index, claim in enumerate(partner.claims):
            at: Location = ("claims", index)
            where = (*at, "sub_program")
            kind = "sub-program of the partner"
            yield from dangling(initiative, file, where, claim.sub_program, partner.sub_programs, kind)
            kind = "reporting period that has begun"
            yield from dangling(initiative, file, (*at, "period"), claim.period, periods, kind)
            yield from _metric(initiative, file, at, claim)


def _metric(initiative: Initiative, file: str, at: Location, claim: Claim) -> Iterator[Problem]:
    where = (*at, "metric")
    selected = [
        name for sub in initiative.sub_programs if sub.id == claim.sub_program for name in sub.metrics
    ]
    kind = f"metric that '{claim.sub_program}' selected"
    yield from dangling(initiative, file, where, claim.metric, selected, kind)
    metric = initiative.catalogue.get(claim.metric) if claim.metric in selected else None
    if metric is None:
        return
    if metric.counted != "people":
        what = f"'{claim.metric}' counts an amount, and a claim is about people"
        yield initiative.sources[file].problem(where, what, "Claim a metric that counts people.")
    if metric.direction == "none":
        what = f"'{claim.metric}' says of no direction that it is better"
        yield initiative.sources[file].problem(where, what, "Claim a metric that should rise or fall.")
