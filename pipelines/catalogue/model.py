"""One metric as data: the grammar that standard and custom metrics share.

Here: what may be written. Not here: checking the expressions (compile.py) and computing cells (dbt_project).
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Parameter = int | float | str


class Standard(BaseModel):
    """The same metric in a standard of the field, for example CEDS, IRIS+ or the SDG indicators."""

    model_config = ConfigDict(extra="forbid")

    authority: str
    id: str
    url: str | None = None


class Metric(BaseModel):
    """A catalogue entry.

    Rows of the fact are grouped by person within a cell and summed into `amounts`; `numerator` and `denominator` are
    expressions over the amounts. With `counted: people` they are conditions and each person counts 1 where they
    hold; with `counted: amount` they are numbers. So a person is counted once in every cell, however many partners
    sent rows. The type decides how cells roll up.
    """

    model_config = ConfigDict(extra="forbid")

    id: str = Field(pattern="^[a-z][a-z0-9_]*$", description="Never changed and never used again.")
    version: int = Field(1, ge=1)
    name: str
    definition: str = Field(description="In plain words: what is counted, of what, and who is left out.")
    type: Literal["count", "distinct", "rate"]
    counted: Literal["people", "amount"]
    unit: str = Field(description="people, hours, percent ...")
    direction: Literal["increase", "decrease", "none"] = Field(description="Which way is better.")
    accountability: Literal["how_much", "how_well", "better_off"]
    fact: str = Field(description="The dbt model marts/fct_<fact> that the rows come from.")
    falls: Literal["within", "overlapping"] = Field(
        "within", description="Whether a row must lie within a period or only overlap it."
    )
    where: str = Field("", description="Condition on the fact's columns.")
    amounts: dict[str, str] = Field(
        default_factory=dict, description="Name and aggregate over a person's rows."
    )
    numerator: str
    denominator: str = ""
    parameters: dict[str, Parameter] = Field(default_factory=dict)
    periods: list[Literal["school_year", "calendar_year", "quarter", "month"]] = Field(min_length=1)
    record_types: list[str] = Field(min_length=1, description="The record types that the metric needs.")
    source: str = Field(description="Where the formula comes from.")
    standards: list[Standard] = Field(default_factory=list)

    @model_validator(mode="after")
    def _type_and_parts_agree(self) -> Metric:
        if self.type == "rate" and not self.denominator:
            raise ValueError(f"metric '{self.id}': a rate needs a denominator; rates are never averaged")
        if self.type != "rate" and self.denominator:
            raise ValueError(
                f"metric '{self.id}': only a rate has a denominator; make it a rate or take it out"
            )
        if self.type == "distinct" and self.counted != "people":
            raise ValueError(f"metric '{self.id}': a distinct count counts people; write 'counted: people'")
        if self.type == "count" and self.counted != "amount":
            raise ValueError(
                f"metric '{self.id}': people are not added up over partners; write 'type: distinct'"
            )
        return self
