"""funding.yaml: grants, investments, loans and payments, the costs behind results, and what would have happened anyway.

Not here: money that funders publish themselves; it comes in through a feed of the record type `funding`.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from pipelines.initiative.models.base import Amount, Identifier, Strict

Kind = Literal["grant", "investment", "in_kind", "loan", "disbursement"]
Currency = Annotated[str, Field(pattern="^[A-Z]{3}$")]
Money = Annotated[Decimal, Field(ge=0, decimal_places=2)]
# As funders number them, so that a grant that also comes through a feed counts once.
GrantId = Annotated[str, Field(pattern="^[A-Za-z0-9][A-Za-z0-9_.:/-]*$")]


class Grant(Strict):
    """Money for the initiative. Without a partner it is for the backbone or for all."""

    id: GrantId = Field(
        description="The funder's own number where a feed brings the grant too: it then counts once."
    )
    funder: str
    kind: Kind = Field(
        "grant",
        description="An investment and a loan are paid back; a disbursement is one payment of what was awarded before.",
    )
    partner: Identifier | None = None
    sub_program: Identifier | None = None
    outcome: Identifier | None = Field(
        None, description="The outcome that it is for; without it, those that its sub-program serves."
    )
    commitment: Identifier | None = Field(
        None, description="The commitment of the partner in the plan of action that it pays for."
    )
    award: GrantId | None = Field(None, description="For a disbursement: the grant that it pays out.")
    amount: Money
    currency: Currency = "USD"
    interest_rate: Amount | None = Field(
        None, description="Interest a year on a loan or investment.", ge=0, le=1
    )
    market_rate: Amount | None = Field(
        None, description="Interest a year that the same money would cost elsewhere.", ge=0, le=1
    )
    subsidy: Money | None = Field(
        None,
        description="What a loan or investment gives away, where it is known better than from the rates.",
    )
    starts: date
    ends: date

    @model_validator(mode="after")
    def _kind_and_parts_agree(self) -> Grant:
        lent = self.kind in ("loan", "investment")
        if not lent and (self.interest_rate, self.market_rate, self.subsidy) != (None, None, None):
            raise ValueError("only a loan or an investment has 'interest_rate', 'market_rate' or 'subsidy'")
        if None not in (self.interest_rate, self.market_rate) and (self.interest_rate or 0) > (
            self.market_rate or 0
        ):
            raise ValueError("'interest_rate' is above 'market_rate', so nothing is subsidised")
        if self.award is not None and self.kind != "disbursement":
            raise ValueError("only a disbursement names the 'award' that it pays out")
        if self.commitment is not None and self.partner is None:
            raise ValueError("a commitment is a partner's: give 'partner' beside 'commitment'")
        return self


class Cost(Strict):
    """What a program cost in one period, where that is known. Without it, money received stands for cost."""

    sub_program: Identifier | None = Field(None, description="Leave it out for the whole initiative.")
    partner: Identifier | None = Field(None, description="Leave it out for all partners together.")
    period: str = Field(description="For example 2025-26.")
    amount: Money
    currency: Currency = "USD"
    source: str = Field(description="Where the figure comes from.")


class Counterfactual(Strict):
    """What would have happened without the program, and what others paid. Net cost exists only with this."""

    metric: Identifier = Field(description="A metric that shows an outcome of the theory of change.")
    sub_program: Identifier
    period: str = Field(description="For example 2025-26.")
    without: Amount = Field(
        description="The metric as it would have been: a share of people for a rate, else people.", ge=0
    )
    partner_cost: Money = Field(description="What partners bore themselves, beside the program's cost.")
    participant_cost: Money = Field(description="What the people who took part paid or gave up.")
    currency: Currency = "USD"
    source: str = Field(description="The study or comparison that the figure comes from.")


class Funding(Strict):
    """Money that came in, what was spent, and what would have happened without it."""

    grants: list[Grant] = Field(default_factory=list)
    costs: list[Cost] = Field(default_factory=list)
    counterfactuals: list[Counterfactual] = Field(default_factory=list)
