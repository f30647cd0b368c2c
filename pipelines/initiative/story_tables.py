"""The table of the schema `agenda` with the story behind each outcome's curve, what works and the next steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pipelines.initiative.initiative import Initiative
from pipelines.initiative.models.partner import Commitment
from pipelines.initiative.models.story import NextStep, OutcomeStory

Row = dict[str, Any]

STORY_SCHEMAS: Mapping[str, Mapping[str, str]] = {
    "outcome_stories": {
        "outcome_id": "VARCHAR", "position": "INTEGER", "kind": "VARCHAR", "text": "VARCHAR",
        "partner_id": "VARCHAR", "due_on": "DATE", "status": "VARCHAR", "commitment_id": "VARCHAR",
    },
}  # fmt: skip


def outcome_stories(initiative: Initiative) -> list[Row]:
    """Rows of `agenda.outcome_stories`: a row a line, the `kind` of which is story, what_works or next_step."""
    promised = {
        (partner.partner, commitment.id): commitment
        for partner in initiative.partners
        for commitment in partner.commitments
    }
    return [
        {"outcome_id": told.outcome, "position": position, **row}
        for told in initiative.stories.stories
        for position, row in enumerate(_lines(told, promised), 1)
    ]


def _lines(told: OutcomeStory, promised: Mapping[tuple[str, str], Commitment]) -> Iterator[Row]:
    for kind, texts in (("story", told.story), ("what_works", told.what_works)):
        for text in texts:
            yield _row(kind, text)
    for step in told.next_steps:
        yield _step(step, promised)


def _step(step: NextStep, promised: Mapping[tuple[str, str], Commitment]) -> Row:
    if step.commitment is None or step.owner is None:
        return _row("next_step", step.what, step.owner, step.by, step.status or "planned")
    found = promised[step.owner, step.commitment]
    return _row("next_step", found.what, step.owner, found.due, found.status, step.commitment)


def _row(
    kind: str,
    text: str | None,
    partner: str | None = None,
    due: Any = None,
    status: str | None = None,
    commitment: str | None = None,
) -> Row:
    return {
        "kind": kind,
        "text": text,
        "partner_id": partner,
        "due_on": due,
        "status": status,
        "commitment_id": commitment,
    }
