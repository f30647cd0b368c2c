"""The tables of the theory of change and the plan of action: outcomes, activities, outputs, what leads to what.

Here: columns, types, rows. Not here: the other tables of the schema `agenda` (agenda_tables.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pipelines.initiative.initiative import Initiative

Rows = list[dict[str, Any]]

THEORY_SCHEMAS: Mapping[str, Mapping[str, str]] = {
    "outcomes": {
        "outcome_id": "VARCHAR", "name": "VARCHAR", "description": "VARCHAR", "level": "VARCHAR",
        "position": "INTEGER",
    },
    "outcome_metrics": {"outcome_id": "VARCHAR", "metric_id": "VARCHAR"},
    "sub_program_outcomes": {"sub_program_id": "VARCHAR", "outcome_id": "VARCHAR"},
    "activities": {"activity_id": "VARCHAR", "name": "VARCHAR", "description": "VARCHAR"},
    "outputs": {"output_id": "VARCHAR", "name": "VARCHAR", "metric_id": "VARCHAR"},
    "theory_links": {"from_id": "VARCHAR", "to_id": "VARCHAR", "assumption": "VARCHAR", "evidence": "VARCHAR"},
    "commitments": {
        "partner_id": "VARCHAR", "commitment_id": "VARCHAR", "activity_id": "VARCHAR", "what": "VARCHAR",
        "due_on": "DATE", "status": "VARCHAR", "cost": "DECIMAL(18,2)", "currency": "VARCHAR",
    },
}  # fmt: skip


def _outcomes(initiative: Initiative) -> Rows:
    return [
        {
            "outcome_id": outcome.id,
            "name": outcome.name,
            "description": outcome.description,
            "level": outcome.level,
            "position": position,
        }
        for position, outcome in enumerate(initiative.theory.outcomes, 1)
    ]


def _outcome_metrics(initiative: Initiative) -> Rows:
    return [
        {"outcome_id": outcome.id, "metric_id": metric}
        for outcome in initiative.theory.outcomes
        for metric in outcome.metrics
    ]


def _sub_program_outcomes(initiative: Initiative) -> Rows:
    return [
        {"sub_program_id": sub.id, "outcome_id": outcome}
        for sub in initiative.sub_programs
        for outcome in sub.outcomes
    ]


def _activities(initiative: Initiative) -> Rows:
    return [
        {"activity_id": activity.id, "name": activity.name, "description": activity.description}
        for activity in initiative.theory.activities
    ]


def _outputs(initiative: Initiative) -> Rows:
    return [
        {"output_id": output.id, "name": output.name, "metric_id": output.metric}
        for output in initiative.theory.outputs
    ]


def _theory_links(initiative: Initiative) -> Rows:
    return [
        {
            "from_id": link.source,
            "to_id": link.target,
            "assumption": link.assumption,
            "evidence": link.evidence,
        }
        for link in initiative.theory.links
    ]


def _commitments(initiative: Initiative) -> Rows:
    return [
        {
            "partner_id": partner.partner,
            "commitment_id": commitment.id,
            "activity_id": commitment.activity,
            "what": commitment.what,
            "due_on": commitment.due,
            "status": commitment.status,
            "cost": commitment.cost,
            "currency": commitment.currency,
        }
        for partner in initiative.partners
        for commitment in partner.commitments
    ]


# Table: what makes its rows.
THEORY_TABLES: Mapping[str, Callable[[Initiative], Rows]] = {
    "outcomes": _outcomes,
    "outcome_metrics": _outcome_metrics,
    "sub_program_outcomes": _sub_program_outcomes,
    "activities": _activities,
    "outputs": _outputs,
    "theory_links": _theory_links,
    "commitments": _commitments,
}
