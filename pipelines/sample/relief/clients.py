"""Which households turn to which partner, and from when to when. Many turn to several.

Here: who is whose client. Not here: what they ask for and get (requests.py, handouts.py).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from pipelines.sample.chance import chance
from pipelines.sample.relief.households import Household, households

CITY, SOUTH, COUNTRY = frozenset({"4101", "4102", "4103", "4104"}), frozenset({"4105", "4106", "4107"}), frozenset(
    {"4108", "4109", "4110"}
)  # fmt: skip
EVERYWHERE = CITY | SOUTH | COUNTRY


@dataclass(frozen=True)
class Client:
    """A household at a partner."""

    household: Household
    partner: str
    first_day: date
    last_day: date


@dataclass(frozen=True)
class _Reach:
    """Where a partner's clients live, which households may come, and the share of those that do."""

    areas: frozenset[str]
    share: float
    fits: Callable[[Household], bool] = lambda household: True


_REACHES = {
    "county_emergency": _Reach(EVERYWHERE, 0.5),
    "school_meals": _Reach(EVERYWHERE, 0.42, lambda one: len(_pupils(one)) > 0),
    "public_library": _Reach(CITY | SOUTH, 0.2),
    "kitchen_collective": _Reach(CITY, 0.26),
    "elm_pharmacy": _Reach(EVERYWHERE, 0.3, lambda one: one.is_old or any(p.disability for p in one.people)),
    "wheelhouse_rides": _Reach(CITY, 0.1),
    "north_side_pantry": _Reach(CITY, 0.4),
    "river_pantry": _Reach(SOUTH, 0.5),
    "hilltop_pantry": _Reach(COUNTRY, 0.55),
    "eastside_mutual_aid": _Reach(CITY, 0.34),
    "hillside_neighbours": _Reach(SOUTH | COUNTRY, 0.3),
    "saint_orla_kitchen": _Reach(CITY | SOUTH, 0.14),
    "crescent_table": _Reach(CITY, 0.14),
    "elder_line": _Reach(EVERYWHERE, 0.7, lambda one: one.is_old),
    "little_bundles": _Reach(EVERYWHERE, 0.75, lambda one: one.has_baby),
    "new_roots": _Reach(EVERYWHERE, 0.7, lambda one: one.head.english_learner),
}


@cache
def clients(partner: str) -> tuple[Client, ...]:
    """The households of a partner, by number."""
    reach = _REACHES[partner]
    return tuple(
        _client(household, partner)
        for household in households()
        if household.area in reach.areas
        and reach.fits(household)
        and chance("relief client", partner, household.number).random() < reach.share
    )


def _pupils(household: Household) -> list[int]:
    return [person.number for person in household.people if 5 <= person.age(household.first_day) <= 18]


def _client(household: Household, partner: str) -> Client:
    dice = chance("relief stay", partner, household.number)
    span = (household.last_day - household.first_day).days
    start = household.first_day + timedelta(days=int(span * dice.triangular(0, 0.6, 0)))
    return Client(household, partner, start, household.last_day)
