"""partners/<partner>.yaml: one partner, its commitments and claims, its data-sharing agreement and its feeds."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Literal

from pydantic import Field, field_validator, model_validator

from connectors import CONNECTORS, IdentityColumns
from expectations.mapping import Mapping
from pipelines.initiative.models.base import Identifier, Strict

# What the contracts know of an open answer; the text itself is in no contract.
WORDS_OF_ANSWER = "answer_words"


class Commitment(Strict):
    """What the partner promised in the plan of action."""

    id: Identifier
    activity: Identifier = Field(description="An activity of the theory of change.")
    what: str
    due: date
    status: Literal["planned", "under_way", "done", "dropped"] = "planned"
    cost: Decimal | None = Field(
        None,
        ge=0,
        decimal_places=2,
        description="What it costs; grants that cover it name it in funding.yaml.",
    )
    currency: str = Field("USD", pattern="^[A-Z]{3}$")


class Claim(Strict):
    """A change that the partner says it brought about, to be held against the change that happened."""

    metric: Identifier = Field(description="A metric of people that the sub-program selected.")
    sub_program: Identifier
    period: str = Field(description="The period by whose end the change had come, for example 2025-26.")
    people: int = Field(ge=1, description="For how many people it made the difference.")
    evidence: str = Field(description="What speaks for it, with its source.")


class Agreement(Strict):
    """The data-sharing agreement: what the data may be used for, what is shared, and until when."""

    purpose: str
    signed: date = Field(description="Before this day nothing is pulled.")
    expires: date = Field(description="After this day nothing is pulled any more.")
    retain_until: date | None = Field(
        None,
        description="After this day what was shared is no longer used; without it, it stays and is shown as stale.",
    )
    shares: dict[Identifier, Literal["all"] | list[Identifier]] | None = Field(
        None,
        description="Record type: the contract's columns that are shared, or all; others are dropped at landing. "
        "Without it every column that a mapping names is shared.",
    )
    tokens: bool = Field(
        True,
        description="False: names and birth dates may not become tokens; only the partner's own number does.",
    )
    names_reach_backbone: bool = Field(
        False,
        description="True: the backbone may keep names, encrypted, and link people by them; only a key comes out.",
    )


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
    mapping: Mapping = Field(
        default_factory=lambda: Mapping(columns={}),
        description="How the partner's columns and values become the contract's; not needed with 'kit: true'.",
    )
    answers: str | None = Field(
        None,
        description="The column of an open question: its texts are kept encrypted, and what is mapped from it is how "
        "many words an answer has.",
    )
    kit: bool = Field(
        False,
        description="True for a filled-in kit: mapping, identity and sheet follow from the kit's definition.",
    )
    funders: list[str] = Field(
        default_factory=list, description="Who asks for this data, written as in funding.yaml."
    )
    metrics: list[Identifier] | None = Field(
        None,
        description="The metrics that the feed is for; without it, every metric that needs its record type.",
    )
    cadence: Literal["week", "month", "quarter", "school_year", "calendar_year"] = Field(
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

    @model_validator(mode="after")
    def _mapping_or_kit(self) -> Feed:
        if self.kit == bool(self.mapping.columns or self.mapping.rows):
            raise ValueError("give either 'mapping' or 'kit: true'")
        if self.kit and (self.identity is not None or self.sub_program is not None):
            raise ValueError("with 'kit: true' leave out 'identity' and 'sub_program': the kit says both")
        return self

    @model_validator(mode="after")
    def _answers_are_counted(self) -> Feed:
        readers = [
            name for name, entry in self.mapping.columns.items() if self.answers in entry.partner_columns
        ]
        if self.answers is not None and readers != [WORDS_OF_ANSWER]:
            raise ValueError(
                f"map the column of 'answers' to '{WORDS_OF_ANSWER}', and to nothing else: its texts do not travel"
            )
        if self.answers is None and WORDS_OF_ANSWER in self.mapping.columns:
            raise ValueError(
                "say with 'answers' which column holds the open question, so that its texts are encrypted"
            )
        return self


class Partner(Strict):
    """An organisation that takes part."""

    partner: Identifier = Field(description="Short name; also the name of the file.")
    name: str
    sector: Literal["nonprofit", "business", "government"]
    about: str | None = None
    sub_programs: list[Identifier] = Field(min_length=1)
    commitments: list[Commitment] = Field(default_factory=list)
    claims: list[Claim] = Field(
        default_factory=list,
        description="Changes that the partner counts as its own; all claims together are held against the change.",
    )
    agreement: Agreement | None = None
    definitions: dict[Identifier, dict[str, int | float | str]] = Field(
        default_factory=dict,
        description="Metrics that the partner defines otherwise than agreed: metric, parameter and value.",
    )
    totals_only: bool = Field(
        default=False,
        description="True for a partner that may send nothing about single people, such as a shelter from violence; "
        "its totals are counted apart.",
    )
    feeds: list[Feed] = Field(default_factory=list)
