"""Volunteers and their shifts. Some of them are also helped themselves.

Here: who gave which hours. Not here: in which columns a partner writes it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from pipelines.sample.chance import chance
from pipelines.sample.names import FIRST_NAMES, LAST_NAMES
from pipelines.sample.relief.households import TRACTS, Person, households
from pipelines.sample.relief.weeks import LAST_DAY, WEEKS, need

_NEIGHBOURS, _ALSO_HELPED = 170, 20
# Numbers of volunteers begin where those of households' people have long ended.
_FIRST_NUMBER = 50_000


@dataclass(frozen=True)
class Shift:
    """One volunteer on one day at one partner; hours are None for who did not come."""

    volunteer: Person
    partner: str
    area: str
    day: date
    role: str
    offered: float
    given: float | None


@dataclass(frozen=True)
class _Style:
    """How a partner works with volunteers: share of them, roles, lengths, places."""

    share: float
    roles: tuple[str, ...]
    hours: tuple[float, ...]
    areas: tuple[str, ...]


_STYLES = {
    "volunteer_centre": _Style(
        0.45, ("packing", "delivery", "phone", "site_host"), (2, 3, 4), ("4101", "4105", "4108")
    ),
    "eastside_mutual_aid": _Style(0.22, ("delivery", "phone"), (1.5, 2, 3), ("4101", "4102")),
    "hillside_neighbours": _Style(0.2, ("delivery", "packing"), (2, 2.5), ("4105", "4109")),
    "saint_orla_kitchen": _Style(0.2, ("packing", "site_host"), (3, 4), ("4103",)),
}  # fmt: skip


@cache
def volunteers() -> tuple[Person, ...]:
    """All volunteers; the first are heads of households that also get help."""
    heads = [one.head for one in households() if one.head.age(one.first_day) < 60]
    helped = chance("relief helped").sample(heads, _ALSO_HELPED)
    return (*helped, *(_neighbour(number) for number in range(_NEIGHBOURS)))


def _neighbour(number: int) -> Person:
    dice = chance("relief volunteer", number)
    model = dice.choice(households()).head
    return replace(
        model,
        number=_FIRST_NUMBER + number,
        household=-1,
        first=dice.choice(FIRST_NAMES),
        last=dice.choice(LAST_NAMES),
        birth=date(1950, 1, 1) + timedelta(days=dice.randrange(53 * 365)),
        area=dice.choice(list(TRACTS)),
    )


@cache
def shifts(partner: str) -> tuple[Shift, ...]:
    """All shifts at a partner, in the order of days."""
    style = _STYLES[partner]
    found = [
        shift
        for person in volunteers()
        if chance("relief helps", partner, person.number).random() < style.share
        for shift in _of_volunteer(person, partner, style)
    ]
    return tuple(sorted(found, key=lambda one: (one.day, one.volunteer.number)))


@cache
def first_shifts() -> tuple[Shift, ...]:
    """The first shift of everybody who ever volunteered, at whichever partner, in the order of days."""
    found: dict[int, Shift] = {}
    for shift in sorted((one for partner in _STYLES for one in shifts(partner)), key=lambda one: one.day):
        found.setdefault(shift.volunteer.number, shift)
    return tuple(found.values())


def _of_volunteer(person: Person, partner: str, style: _Style) -> list[Shift]:
    dice = chance("relief shifts", partner, person.number)
    day = dice.choices(WEEKS, [need(week) for week in range(len(WEEKS))])[0] + timedelta(
        days=dice.randrange(6)
    )
    last = min(LAST_DAY, day + timedelta(weeks=3 + dice.expovariate(1 / 16)))
    area, role = dice.choice(style.areas), dice.choice(style.roles)
    found = []
    while day <= last:
        offered = dice.choice(style.hours)
        given = None if dice.random() < 0.09 else max(1.0, offered - dice.choice((0, 0, 0, 0.5)))
        found.append(Shift(person, partner, area, day, role, offered, given))
        day += timedelta(days=dice.choice((7, 7, 14, 21)))
    return found
