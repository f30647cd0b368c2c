"""sub_programs.yaml: the parts of the initiative, what they collect and which standard metrics they selected."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from pipelines.initiative.models.base import Identifier, Strict


class OwnRule(Strict):
    """A rule of a sub-program's own, beside those of the contract."""

    id: Identifier
    must_hold: str = Field(
        description="A condition on the contract's columns and `as_of`: hours <= 4 or service_type = 'camp'."
    )
    description: str = Field(description="The rule in words.", pattern=r"\.$")
    fix: str = Field(description="What the partner does about it, in words.", pattern=r"\.$")
    severity: Literal["error", "warning"] = "error"


class Narrowing(Strict):
    """Rules of a contract made tighter for one sub-program; a contract is never loosened."""

    record_type: Identifier
    column: Identifier | None = Field(None, description="The column that the next keys are about.")
    allowed: list[str] | None = Field(None, min_length=1, description="The only values that remain.")
    required: Literal[True] | None = Field(None, description="True: the column must be filled in.")
    minimum: float | None = Field(None, description="The smallest number that remains.")
    maximum: float | None = Field(None, description="The largest number that remains.")
    fix: str | None = Field(None, description="The words of the fix for this column.", pattern=r"\.$")
    rules: list[OwnRule] = Field(default_factory=list, description="Rules of the sub-program's own.")
    to_error: list[str] = Field(
        default_factory=list, description="Ids of rules of the contract that only warn, and shall reject."
    )

    @model_validator(mode="after")
    def _tightens_something(self) -> Narrowing:
        about_column = (self.allowed, self.required, self.minimum, self.maximum)
        if self.column is None and any(part is not None for part in (*about_column, self.fix)):
            raise ValueError("say which 'column' this is about")
        if self.column is not None and all(part is None for part in about_column):
            raise ValueError("give 'allowed', 'required', 'minimum' or 'maximum' for the column")
        if self.column is None and not self.rules and not self.to_error:
            raise ValueError("nothing is tightened: give 'column', 'rules' or 'to_error'")
        return self


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
