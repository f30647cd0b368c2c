"""agenda.yaml: the common agenda. Vision, population, areas, groups, reporting calendar, privacy, publication."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from zoneinfo import available_timezones

from pydantic import Field, field_validator

from pipelines.initiative.models.base import Identifier, MonthDay, Strict
from pipelines.initiative.models.publication import Publication

PeriodType = Literal["school_year", "calendar_year", "quarter", "month", "week"]


class Population(Strict):
    """The people whom the initiative is for, whoever serves them."""

    description: str = Field(description="Who they are, in one sentence.")
    size: int | None = Field(None, ge=0, description="How many they are.")
    source: str | None = Field(None, description="Where the number comes from.")


class Backbone(Strict):
    """The organisation that runs the initiative."""

    name: str
    contact: str | None = Field(None, description="A role and a shared mailbox, not a person.")


class Area(Strict):
    """A place that results are broken down by. Areas form a hierarchy through `parent`."""

    id: str = Field(
        description="As partners write it, for example a district code or a postcode.", min_length=1
    )
    name: str
    level: str = Field(description="For example neighbourhood, district, county, region.")
    parent: str | None = Field(None, description="The area that this one is a part of.")
    population: int | None = Field(None, ge=0)


class GroupValue(Strict):
    """One group, for example one answer to the question for race and ethnicity."""

    id: Identifier
    name: str
    reference: bool = Field(False, description="Gaps are measured against this group.")
    contains: list[Identifier] = Field(
        default_factory=list, description="Groups of the same kind whose people are all in this one."
    )


class Group(Strict):
    """A way to group people. `id` is a group column of the enrolment contract, unless only totals use it."""

    id: Identifier
    name: str
    totals_only: bool = Field(False, description="True for a grouping that only occurs in partners' totals.")
    overlapping: bool = Field(False, description="True where a person may be in several of the groups.")
    values: list[GroupValue] = Field(min_length=1)


def parts_of(group: Group, value: str) -> set[str]:
    """The groups of a kind that lie within one of them, however deep; a circle ends where it began."""
    inside, waiting = set[str](), {value}
    contents = {known.id: known.contains for known in group.values}
    while waiting:
        waiting = {part for each in waiting for part in contents.get(each, [])} - inside
        inside |= waiting
    return inside - {value}


class CountDays(Strict):
    """The two days of a period on which those who take part are counted, for retention."""

    start: MonthDay = "10-01"
    end: MonthDay = "05-15"


class Calendar(Strict):
    """Which periods results are published for, and when partners report."""

    year_starts: MonthDay = Field("07-01", description="First day of the initiative's year.")
    first_year: int = Field(
        description="Calendar year in which the first reported year starts.", ge=1990, le=2100
    )
    periods: list[PeriodType] = Field(["school_year"], min_length=1)
    count_days: CountDays = Field(default_factory=CountDays)
    nightly_at: str = Field(
        "02:00", pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$", description="When feeds are pulled."
    )
    timezone: str = Field("UTC", description="For example America/Chicago.")
    due_days: int = Field(30, ge=0, description="Days after the end of a period by which partners report.")
    as_of: date | None = Field(
        None,
        description="The day on which the clock stands still; leave it out to use today. Sample data needs it.",
    )

    @field_validator("timezone")
    @classmethod
    def _known_timezone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError(f"there is no time zone '{value}'; write it like America/Chicago")
        return value


class Privacy(Strict):
    """How small a published count of people may be."""

    smallest_count: int = Field(11, ge=5, description="Counts from 1 to one less than this are hidden.")


QuestionKind = Literal["choice", "yes_no", "date", "month", "number", "name", "text"]


class Burden(Strict):
    """How long one answer takes to write down, for the burden ledger. Asking for it is not in it.

    The defaults follow the keystroke-level model: 1.35 s to think, 0.28 s a key, 1.1 s to point, 0.4 s to reach for
    the mouse (Card, Moran and Newell 1980). A date is 10 keys, a number 3, a name 8, a text 20, and one to go on.
    """

    seconds: dict[QuestionKind, Annotated[float, Field(ge=0)]] = Field(
        default_factory=dict, description="Seconds an answer by kind of question, where measured otherwise."
    )
    source: str = Field(
        "Keystroke-level model, Card, Moran and Newell 1980, Communications of the ACM 23(7).",
        description="Where the seconds come from.",
    )


# Licences for data by their SPDX identifiers; pipelines/exports/licences.py has their titles and addresses.
Licence = Literal[
    "CC0-1.0", "CC-BY-4.0", "CC-BY-SA-4.0", "CC-BY-NC-4.0", "ODC-By-1.0", "ODbL-1.0", "PDDL-1.0", "OGL-UK-3.0"
]


class Agenda(Strict):
    """The common agenda."""

    initiative: Identifier = Field(description="Short name; the first part of every asset key.")
    name: str
    vision: str
    sample: bool = Field(False, description="True when the data is generated; every output then says so.")
    population: Population
    backbone: Backbone
    areas: list[Area] = Field(default_factory=list)
    groups: list[Group] = Field(default_factory=list)
    calendar: Calendar
    privacy: Privacy = Privacy(smallest_count=11)
    languages: list[Annotated[str, Field(pattern="^[a-z]{2,3}$")]] = Field(
        ["en"], min_length=1, description="Languages of the kits, the first one first, for example [en, es]."
    )
    licence: Licence | None = Field(
        None, description="The licence that releases are given away under; without one all rights are kept."
    )
    publication: Publication = Field(default_factory=lambda: Publication.model_validate({}))
    burden: Burden = Field(default_factory=lambda: Burden.model_validate({}))
