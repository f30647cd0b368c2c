"""Grants and subsidised loans to local businesses and to relief work.

Here: who gave how much to whom, all of them organisations. Not here: in which columns a partner writes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from pipelines.sample.chance import chance

_TRADES = (
    "Bakery", "Barber Shop", "Bike Repair", "Book Room", "Cafe", "Child Care", "Cleaners", "Diner", "Dry Goods",
    "Flower House", "Garage", "Garden Store", "Hardware", "Laundry", "Music School", "Noodle House", "Print Shop",
    "Shoe Repair", "Tailors", "Tea Room", "Toy Store", "Upholstery",
)  # fmt: skip
_STREETS = ("Mill Lane", "Quay Street", "Tanner Row", "Bell Yard", "Orchard Walk")


@dataclass(frozen=True)
class Award:
    """One grant or loan to a business; rates are shares of one a year."""

    number: int
    recipient: str
    kind: str
    amount: int
    awarded: date
    months: int
    interest: float | None
    market: float | None


def awards(lender: str, size: int, kinds: tuple[str, ...]) -> tuple[Award, ...]:
    """The awards of one funder, in the order of days."""
    dice = chance("relief money", lender)
    found = []
    for number in range(size):
        kind = dice.choice(kinds)
        is_loan = kind == "loan"
        found.append(
            Award(
                number=number + 1,
                recipient=f"{dice.choice(_STREETS)} {dice.choice(_TRADES)} LLC",
                kind=kind,
                amount=dice.randrange(40, 400) * (100 if is_loan else 25),
                awarded=date(2020, 4, 6) + timedelta(days=round(dice.triangular(0, 440, 60))),
                months=dice.choice((12, 24, 36)) if is_loan else 6,
                interest=dice.choice((0.0, 0.01, 0.0175)) if is_loan else None,
                market=0.0725 if is_loan else None,
            )
        )
    return tuple(sorted(found, key=lambda one: (one.awarded, one.number)))
