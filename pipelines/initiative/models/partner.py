"""partners/<partner>.yaml: one partner, its commitments, its data-sharing agreement and its feeds."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import Field, field_validator

from connectors import CONNECTORS, IdentityColumns
from expectations.mapping import Mapping
from pipelines.initiative.models.base import Identifier, Strict


class Commitment(Strict):
    """What the partner promised in the plan of action."""

    id: Identifier
    activity: Identifier = Field(description="An activity of the theory of change.")
    what: str
    due: date
    status: Literal["planned", "under_way", "done", "dropped"] = "planned"


class Agreement(Strict):
    """The data-sharing agreement: what the data may be used for, and until when."""

    purpose: str
    signed: date
    expires: date


class Feed(Strict):
    """One source of one record type at the partner, pulled by one connector."""

    id: Identifier
    record_type: Identifier
    sub_program: Identifier | None = Field(None, description="When all rows belong to one sub-program.")
    connector: Identifier
    options: dict[str, Any] = Field(description="Options of the connector.")
    identity: IdentityColumns | None = Field(
        None, description="The columns that name a person; they become tokens."
    )
    mapping: Mapping
    metrics: list[Identifier] | None = Field(
        None,
        description="The metrics that the feed is for; without it, every metric that needs its record type.",
    )
    cadence: Literal["month", "quarter", "school_year", "calendar_year"] = Field(
        "school_year", description="How often new data is due."
    )
    first_period: str | None = Field(None, description="The first period that the feed is due for.")
    last_period: str | None = Field(None, description="The last period that the feed is due for.")

    @field_validator("connector")
    @classmethod
    def _known_connector(cls, value: str) -> str:
        if value not in CONNECTORS:
            raise ValueError(f"there is no connector '{value}'; known: {', '.join(sorted(CONNECTORS))}")
        return value


class Partner(Strict):
    """An organisation that takes part."""

    partner: Identifier = Field(description="Short name; also the name of the file.")
    name: str
    sector: Literal["nonprofit", "business", "government"]
    about: str | None = None
    sub_programs: list[Identifier] = Field(min_length=1)
    commitments: list[Commitment] = Field(default_factory=list)
    agreement: Agreement | None = None
    feeds: list[Feed] = Field(default_factory=list)
