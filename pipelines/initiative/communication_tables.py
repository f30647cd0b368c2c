"""The table of the schema `agenda` about communication: who is to get what, when and in which form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from pipelines.initiative.initiative import Initiative
from pipelines.initiative.models.communication import AUDIENCES

COMMUNICATION_SCHEMAS: Mapping[str, Mapping[str, str]] = {
    "communication_plan": {
        "delivery_id": "VARCHAR", "what": "VARCHAR", "audience": "VARCHAR", "partner_id": "VARCHAR",
        "cadence": "VARCHAR", "form": "VARCHAR", "position": "INTEGER",
    },
}  # fmt: skip


@dataclass(frozen=True)
class Planned:
    """One delivery to one receiver in one form; `partner_id` is set where the receiver is a partner."""

    delivery_id: str
    what: str
    audience: str
    partner_id: str | None
    cadence: str
    form: str
    position: int


def planned(initiative: Initiative) -> Iterator[Planned]:
    """The plan line by line, each partner and each form apart; a partner that is named twice in a line comes once."""
    partners = [partner.partner for partner in initiative.partners]
    for position, line in enumerate(initiative.communication.deliveries):
        to: dict[tuple[str, str | None], None] = {}
        for name in line.to:
            if name == "partners":
                to |= {("partners", partner): None for partner in partners}
            else:
                to[(name, None) if name in AUDIENCES else ("partners", name)] = None
        for audience, partner in to:
            for form in dict.fromkeys(line.form):
                yield Planned(line.id, line.what, audience, partner, line.when, form, position)


def communication_plan(initiative: Initiative) -> list[dict[str, Any]]:
    """Rows of `agenda.communication_plan`."""
    return [asdict(line) for line in planned(initiative)]
