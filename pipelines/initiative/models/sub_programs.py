"""sub_programs.yaml: the parts of the initiative, what they collect and which standard metrics they selected."""

from __future__ import annotations

from pydantic import Field

from pipelines.initiative.models.base import Identifier, Strict


class Narrowing(Strict):
    """A rule of a contract made tighter for one sub-program; a contract is never loosened."""

    record_type: Identifier
    column: Identifier
    allowed: list[str] = Field(min_length=1, description="The only values that remain.")


class SubProgram(Strict):
    """One part of the initiative."""

    id: Identifier
    name: str
    description: str | None = None
    outcomes: list[Identifier] = Field(
        default_factory=list, description="Outcomes of the theory of change it serves."
    )
    record_types: list[Identifier] = Field(min_length=1, description="What its partners deliver.")
    metrics: list[Identifier] = Field(
        min_length=1, description="The metrics that it selected from the catalogue."
    )
    narrow: list[Narrowing] = Field(default_factory=list)


class SubPrograms(Strict):
    """All sub-programs, in the order in which the report shows them."""

    sub_programs: list[SubProgram] = Field(min_length=1)
