"""Stores and capacities: what lay where on which day, and how many meals, boxes and shifts there were.

Here: figures that add up. Not here: in which columns a partner writes them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from pipelines.sample.chance import chance
from pipelines.sample.relief.volunteers import shifts
from pipelines.sample.relief.weeks import MONTH_ENDS, WEEKS, need, week_of


@dataclass(frozen=True)
class Count:
    """One item in a store at the end of a day; movements are those since the count before."""

    item: str
    category: str
    unit: str
    day: date
    on_hand: int
    received: int
    issued: int
    requested: int
    days_out: int


@dataclass(frozen=True)
class Capacity:
    """How much was needed, offered and filled in the week that begins on a day."""

    day: date
    area: str | None
    needed: int
    offered: int
    filled: int


# Partner: items with their category, unit, and how many go out in a usual month.
_STORES: dict[str, tuple[tuple[str, str, str, int], ...]] = {
    "regional_food_bank": (
        ("FB-DRY", "groceries", "box", 5200),
        ("FB-FRESH", "groceries", "crate", 2100),
        ("FB-SOAP", "hygiene", "pack", 900),
    ),
    "health_department": (
        ("Hand cleaner", "hygiene", "bottle", 640),
        ("Surface cleaner", "cleaning", "bottle", 410),
        ("Thermometer", "medicine", "piece", 60),
    ),
    "corner_markets": (("Staples", "groceries", "bag", 880),),
    "kestrel_freight": (
        ("K1", "groceries", "pallet", 75),
        ("K2", "household_goods", "pallet", 18),
        ("K3", "cleaning", "pallet", 12),
    ),
    "threadworks": (("Cloth mask", "hygiene", "piece", 3100),),
    "little_bundles": (("Size 3", "baby_supplies", "pack", 240), ("Size 5", "baby_supplies", "pack", 310)),
}


@cache
def counts(partner: str, *, weekly: bool = False) -> tuple[Count, ...]:
    """All counts of a partner's store, by day and item."""
    days: Sequence[date] = WEEKS if weekly else MONTH_ENDS
    found = [
        count
        for item, category, unit, monthly in _STORES[partner]
        for count in _series(partner, item, category, unit, monthly // 4 if weekly else monthly, days)
    ]
    return tuple(sorted(found, key=lambda one: (one.day, one.item)))


def _series(
    partner: str, item: str, category: str, unit: str, usual: int, days: Sequence[date]
) -> list[Count]:
    dice = chance("relief store", partner, item)
    on_hand, found = round(usual * dice.uniform(0.8, 1.6)), []
    for day in days:
        requested = round(usual * (0.6 + 0.5 * need(week_of(day))) * dice.uniform(0.85, 1.15))
        received = round(usual * dice.uniform(0.5, 1.45))
        issued = min(requested, on_hand + received)
        on_hand += received - issued
        days_out = dice.randint(2, 6) if issued < requested else 0
        found.append(Count(item, category, unit, day, on_hand, received, issued, requested, days_out))
    return found


@cache
def weekly_capacity(partner: str, usual: int) -> tuple[Capacity, ...]:
    """Meals or boxes of a partner, week by week."""
    dice = chance("relief capacity", partner)
    found = []
    for week, day in enumerate(WEEKS):
        needed = round(usual * (0.6 + 0.6 * need(week)) * dice.uniform(0.9, 1.1))
        offered = round(usual * dice.uniform(0.85, 1.25))
        found.append(Capacity(day, None, needed, offered, min(needed, offered)))
    return tuple(found)


@cache
def shift_capacity(partner: str) -> tuple[Capacity, ...]:
    """Shifts that a partner needed, by week and place; those filled are the shifts that took place."""
    dice = chance("relief shift capacity", partner)
    filled: dict[tuple[date, str], int] = {}
    for shift in shifts(partner):
        if shift.given is not None:
            place = (WEEKS[week_of(shift.day)], shift.area)
            filled[place] = filled.get(place, 0) + 1
    areas = sorted({area for _, area in filled})
    found = []
    for week, day in enumerate(WEEKS):
        for area in areas:
            done = filled.get((day, area), 0)
            offered = done + dice.randint(0, 3)
            found.append(
                Capacity(day, area, offered + dice.randint(0, round(2 * need(week)) + 1), offered, done)
            )
    return tuple(found)
