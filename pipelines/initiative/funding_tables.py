"""The tables of the schema `agenda` about money: what came in, what was spent, what would have happened without it.

Not here: grants that funders publish; they are rows of feeds.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipelines.initiative.initiative import Initiative

FUNDING_SCHEMAS: Mapping[str, Mapping[str, str]] = {
    "funding": {
        "funding_id": "VARCHAR", "funder": "VARCHAR", "kind": "VARCHAR", "partner_id": "VARCHAR",
        "sub_program_id": "VARCHAR", "outcome_id": "VARCHAR", "commitment_id": "VARCHAR", "award_id": "VARCHAR",
        "amount": "DECIMAL(18,2)", "currency": "VARCHAR", "interest_rate": "DECIMAL(9,6)",
        "market_rate": "DECIMAL(9,6)", "subsidy_amount": "DECIMAL(18,2)", "starts_on": "DATE", "ends_on": "DATE",
    },
    "costs": {
        "sub_program_id": "VARCHAR", "partner_id": "VARCHAR", "period_id": "VARCHAR", "amount": "DECIMAL(18,2)",
        "currency": "VARCHAR", "source": "VARCHAR",
    },
    "counterfactuals": {
        "metric_id": "VARCHAR", "sub_program_id": "VARCHAR", "period_id": "VARCHAR", "without_value": "DOUBLE",
        "partner_cost": "DECIMAL(18,2)", "participant_cost": "DECIMAL(18,2)", "currency": "VARCHAR",
        "source": "VARCHAR",
    },
}  # fmt: skip


def funding(initiative: Initiative) -> list[dict[str, Any]]:
    """Rows of `agenda.funding`."""
    return [
        {
            "funding_id": grant.id,
            "funder": grant.funder,
            "kind": grant.kind,
            "partner_id": grant.partner,
            "sub_program_id": grant.sub_program,
            "outcome_id": grant.outcome,
            "commitment_id": grant.commitment,
            "award_id": grant.award,
            "amount": grant.amount,
            "currency": grant.currency,
            "interest_rate": grant.interest_rate,
            "market_rate": grant.market_rate,
            "subsidy_amount": grant.subsidy,
            "starts_on": grant.starts,
            "ends_on": grant.ends,
        }
        for grant in initiative.funding.grants
    ]


def costs(initiative: Initiative) -> list[dict[str, Any]]:
    """Rows of `agenda.costs`; 'all' where a cost is of every partner or sub-program together."""
    return [
        {
            "sub_program_id": cost.sub_program or "all",
            "partner_id": cost.partner or "all",
            "period_id": cost.period,
            "amount": cost.amount,
            "currency": cost.currency,
            "source": cost.source,
        }
        for cost in initiative.funding.costs
    ]


def counterfactuals(initiative: Initiative) -> list[dict[str, Any]]:
    """Rows of `agenda.counterfactuals`."""
    return [
        {
            "metric_id": entry.metric,
            "sub_program_id": entry.sub_program,
            "period_id": entry.period,
            "without_value": entry.without,
            "partner_cost": entry.partner_cost,
            "participant_cost": entry.participant_cost,
            "currency": entry.currency,
            "source": entry.source,
        }
        for entry in initiative.funding.counterfactuals
    ]
