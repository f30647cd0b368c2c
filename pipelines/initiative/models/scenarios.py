"""scenarios/<scenario>.yaml: one question of the form "what if", as changes to what came in, with its assumptions.

Not here: making the changes and computing what follows (pipelines/scenarios).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import AliasChoices, Field, model_validator

from pipelines.initiative.models.base import Identifier, Strict


class Serve(Strict):
    """A partner serves more people, like those it serves now; with a number below zero, fewer."""

    partner: Identifier
    people: int = Field(description="How many more; below zero, how many fewer.")
    sub_program: Identifier | None = Field(
        None,
        description="Like those of this sub-program, and only in it; without it, in all of the partner's.",
    )

    @model_validator(mode="after")
    def _changes_something(self) -> Serve:
        if self.people == 0:
            raise ValueError("'people' is 0, so nothing changes")
        return self


class MoneyPlace(Strict):
    """Where money is, or where it goes."""

    partner: Identifier | None = Field(None, description="Leave it out for no single partner.")
    sub_program: Identifier | None = Field(None, description="Leave it out for no single sub-program.")
    cost_per_person: Decimal | None = Field(
        None,
        gt=0,
        description="With it, the partner serves as many people more or fewer as the money pays for.",
    )

    @model_validator(mode="after")
    def _people_are_a_partners(self) -> MoneyPlace:
        if self.cost_per_person is not None and self.partner is None:
            raise ValueError("'cost_per_person' needs a 'partner': people are served by somebody")
        return self


class Move(Strict):
    """Money moves from one place to another, for the whole of the period."""

    source: MoneyPlace = Field(validation_alias=AliasChoices("from", "source"), serialization_alias="from")
    target: MoneyPlace = Field(validation_alias=AliasChoices("to", "target"), serialization_alias="to")
    amount: Decimal = Field(gt=0, decimal_places=2)
    currency: str = Field("USD", pattern="^[A-Z]{3}$")


class Define(Strict):
    """A metric is computed with other parameters."""

    metric: Identifier
    values: dict[str, int | float | str] = Field(min_length=1)


class Leave(Strict):
    """A partner leaves: its rows, its totals and the money for it are gone."""

    partner: Identifier


class Change(Strict):
    """One change; several of them make a scenario together."""

    serve: Serve | None = None
    move: Move | None = None
    define: Define | None = None
    leave: Leave | None = None

    @model_validator(mode="after")
    def _one_each(self) -> Change:
        given = [part for part in (self.serve, self.move, self.define, self.leave) if part is not None]
        if len(given) != 1:
            raise ValueError("give exactly one of 'serve', 'move', 'define' and 'leave' in each change")
        return self


class Scenario(Strict):
    """What if: changes, why they are looked at, and what is taken for granted."""

    scenario: Identifier = Field(description="Short name; also the name of the file.")
    name: str
    why: str = Field(description="The decision that it is for.")
    assumptions: list[str] = Field(min_length=1, description="What is taken for granted, in words.")
    changes: list[Change] = Field(min_length=1)
    variants: dict[Identifier, Annotated[float, Field(gt=0)]] = Field(
        default_factory=lambda: {"middle": 1.0},
        min_length=1,
        description="Name and factor on people and money, for example low: 0.5, middle: 1, high: 1.5.",
    )
    period: str | None = Field(
        None, description="The period that is looked at; without it, the last whole one of the first kind."
    )

    @model_validator(mode="after")
    def _variants_differ(self) -> Scenario:
        scalable = any(change.serve or change.move for change in self.changes)
        if len(self.variants) > 1 and not scalable:
            raise ValueError(
                "nothing here grows with a factor, so 'variants' would all be the same; leave them out"
            )
        return self
