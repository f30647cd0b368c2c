"""theory_of_change.yaml: activities, outputs, outcomes, and the links between them with their assumptions."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from pipelines.initiative.models.base import Identifier, Strict


class Activity(Strict):
    """Something that partners do."""

    id: Identifier
    name: str
    description: str | None = None


class Output(Strict):
    """What activities produce directly."""

    id: Identifier
    name: str
    metric: Identifier | None = Field(None, description="The metric that shows it.")


class Outcome(Strict):
    """A change for people, intermediate or long-term."""

    id: Identifier
    name: str
    description: str | None = None
    level: Literal["intermediate", "long_term"]
    metrics: list[Identifier] = Field(default_factory=list, description="The metrics that show it.")


class Link(Strict):
    """A step of the theory: the first leads to the second."""

    source: Identifier = Field(alias="from")
    target: Identifier = Field(alias="to")
    assumption: str | None = Field(None, description="What must be true for the step to work.")
    evidence: str | None = Field(None, description="What speaks for it, with its source.")


class TheoryOfChange(Strict):
    """How the initiative expects change to happen."""

    activities: list[Activity] = Field(default_factory=list)
    outputs: list[Output] = Field(default_factory=list)
    outcomes: list[Outcome] = Field(default_factory=list)
    links: list[Link] = Field(default_factory=list)
