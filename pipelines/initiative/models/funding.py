"""funding.yaml: grants and investments by sub-program and partner."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import Field

from pipelines.initiative.models.base import Identifier, Strict


class Grant(Strict):
    """Money for the initiative. Without a partner it is for the backbone or for all."""

    id: Identifier
    funder: str
    kind: Literal["grant", "investment", "in_kind"] = "grant"
    partner: Identifier | None = None
    sub_program: Identifier | None = None
    amount: Decimal = Field(ge=0, decimal_places=2)
    currency: str = Field("USD", pattern="^[A-Z]{3}$")
    starts: date
    ends: date


class Funding(Strict):
    """All grants and investments."""

    grants: list[Grant] = Field(default_factory=list)
