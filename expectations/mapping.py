"""How a partner's columns and values become the contract's: the model that stands in a partner's YAML.

Here: what may be written and what it means in words. Not here: turning it into SQL (mapping_sql.py).
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

Reading = Literal["code", "school_year_end", "month", "percent"]


class Strict(BaseModel):
    """A model that refuses keys that it does not know."""

    model_config = ConfigDict(extra="forbid")


class ColumnMapping(Strict):
    """Where one column of the contract comes from, and how its text is read."""

    column: str | None = Field(None, description="The partner's column, written as in the partner's header.")
    constant: str | None = Field(None, description="The same text for every row, instead of a column.")
    values: dict[str, str] = Field(
        default_factory=dict,
        description="The partner's words and the contract's values for them; case and blanks do not matter.",
    )
    otherwise: str | None = Field(
        None, description="The value for every word that 'values' does not list, empty cells included."
    )
    format: str | list[str] | None = Field(
        None, description="How the partner writes dates, for example %m/%d/%Y; several are tried in order."
    )
    read_as: Reading | None = Field(
        None,
        description="code: 792.0 is read as 792; school_year_end: 2018 is read as 2017-18; "
        "month: a date or year-month is read as the month; percent: 12 or 12 % is read as 0.12.",
    )
    minus: str | None = Field(
        None, description="A second column that is taken off, for example days present."
    )
    divide_by: float | None = Field(None, gt=0, description="Divide the number, for example 60 for minutes.")
    marks: list[str] = Field(
        default_factory=list,
        description="Marks that stand where a figure was withheld, for example * or **; read as no figure.",
    )

    @model_validator(mode="after")
    def _one_origin(self) -> ColumnMapping:
        if (self.column is None) == (self.constant is None):
            raise ValueError("give either 'column' or 'constant'")
        return self

    @property
    def formats(self) -> list[str]:
        """The date formats in the order in which they are tried."""
        return [self.format] if isinstance(self.format, str) else list(self.format or [])

    @property
    def partner_columns(self) -> list[str]:
        """The partner's columns that this mapping reads."""
        return [name for name in (self.column, self.minus) if name is not None]


def _shorthand(value: Any) -> Any:
    return {"column": value} if isinstance(value, str) else value


ColumnMappingOrName = Annotated[
    ColumnMapping, BeforeValidator(_shorthand, json_schema_input_type=str | ColumnMapping)
]


class RowRule(Strict):
    """Sets columns of the contract in the rows whose partner columns hold certain texts.

    `when` compares the partner's own text (empty text means an empty cell); all entries must hold.
    """

    when: dict[str, str] = Field(
        default_factory=dict, description="Partner column and the text it must hold."
    )
    when_not: dict[str, str] = Field(
        default_factory=dict, description="Partner column and the text it must not hold."
    )
    set: dict[str, str] = Field(description="Contract column and the value it gets.")
    set_from: dict[str, str] = Field(
        default_factory=dict, description="Contract column and the partner column it is taken from."
    )

    @property
    def partner_columns(self) -> list[str]:
        """The partner's columns that this rule reads."""
        return [*self.when, *self.when_not, *self.set_from.values()]


class Mapping(Strict):
    """The mapping of one feed. Columns that it does not name stay empty."""

    columns: dict[str, ColumnMappingOrName] = Field(
        description="Contract column: partner column, or a longer entry with constant, values, format, read_as."
    )
    rows: list[RowRule] = Field(
        default_factory=list, description="Rules for some rows; the first rule that fits a row is used."
    )

    @property
    def partner_columns(self) -> list[str]:
        """Every partner column that the mapping reads, once, in the order of first use."""
        names = [name for entry in self.columns.values() for name in entry.partner_columns]
        names += [name for rule in self.rows for name in rule.partner_columns]
        return list(dict.fromkeys(names))
