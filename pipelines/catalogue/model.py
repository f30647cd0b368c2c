"""One metric as data: the grammar that standard and custom metrics share.

Here: what may be written. Not here: which roll-ups are legal (rules.py), checking the expressions (compile.py) and
computing cells (dbt_project).
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from pipelines.catalogue.rules import broken_rules

Parameter = int | float | str
Name = Annotated[str, Field(pattern="^[a-z][a-z0-9_]*$")]


class Standard(BaseModel):
    """The same metric in a standard of the field, for example CEDS, IRIS+ or the SDG indicators."""

    model_config = ConfigDict(extra="forbid")

    authority: str
    id: str
    url: str | None = None


class BandValue(BaseModel):
    """One class of people, such as those with under 15 hours."""

    model_config = ConfigDict(extra="forbid")

    name: str
    when: str = Field(description="Condition on the amounts of one person.")


class Band(BaseModel):
    """A way to class the people of a rate by their amounts, shown like a grouping."""

    model_config = ConfigDict(extra="forbid")

    name: str
    values: dict[Name, BandValue] = Field(min_length=1)


class Metric(BaseModel):
    """A catalogue entry.

    Rows of the fact are grouped within a cell by what `per` names, a person unless it says otherwise, and summed into
    `amounts`; `numerator` and `denominator` are expressions over the amounts. With `counted: people` they are
    conditions and each person counts 1 where they hold; with `counted: amount` they are numbers. So a person is
    counted once in every cell, however many partners sent rows. The type decides how cells roll up.
    """

    model_config = ConfigDict(extra="forbid")

    id: Name = Field(description="Never changed and never used again.")
    version: int = Field(1, ge=1)
    name: str
    definition: str = Field(description="In plain words: what is counted, of what, and who is left out.")
    type: Literal["count", "stock", "distinct", "rate", "population"]
    counted: Literal["people", "amount"]
    unit: str = Field(description="people, hours, percent ...")
    direction: Literal["increase", "decrease", "none"] = Field(description="Which way is better.")
    accountability: Literal["how_much", "how_well", "better_off"]
    fact: str = Field(
        description="The dbt model marts/fct_<fact> that the rows come from; 'total' takes partners' totals alone."
    )
    falls: Literal["within", "overlapping", "with_previous"] = Field(
        "within",
        description="Whether a row must lie within a period, may only overlap it, or lies within it or the period "
        "before it; a row is of the period before when to_date < starts_on.",
    )
    where: str = Field("", description="Condition on the fact's columns.")
    per: list[Name] = Field(
        default_factory=list,
        description="Columns of the fact that make one counted thing; a person, else a partner, if left out.",
    )
    amounts: dict[Name, str] = Field(
        default_factory=dict, description="Name and aggregate over the rows of one counted thing."
    )
    numerator: str = ""
    denominator: str = ""
    by: list[Name] = Field(
        default_factory=list, description="Columns of the fact that the figure is also broken down by."
    )
    never_pooled: list[Name] = Field(
        default_factory=list,
        description="The same, and no figure is made over several values: the instruments of a test.",
    )
    bands: dict[Name, Band] = Field(
        default_factory=dict, description="Classes that the people of a rate fall into."
    )
    parameters: dict[str, Parameter] = Field(default_factory=dict)
    periods: list[Literal["school_year", "calendar_year", "quarter", "month", "week"]] = Field(min_length=1)
    record_types: list[str] = Field(
        default_factory=list,
        description="The record types that the metric needs; none where it is made of the pipeline's own tables.",
    )
    source: str = Field(description="Where the formula comes from.")
    standards: list[Standard] = Field(default_factory=list)

    @property
    def is_totals_only(self) -> bool:
        """Whether nothing is counted: the figures are those that partners and publishers give."""
        return self.fact == "total"

    @model_validator(mode="after")
    def _roll_up_is_legal(self) -> Metric:
        for rule in broken_rules(self):
            raise ValueError(f"metric '{self.id}': {rule}")
        return self
