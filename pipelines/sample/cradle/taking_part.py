"""Who takes part in which sub-program at which partner, from when to when.

Here: stays. Not here: what happens during a stay (attendance.py, services.py, outcomes.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random

from pipelines.sample.chance import chance, top_share
from pipelines.sample.cradle.people import Child, children
from pipelines.sample.cradle.school_calendar import YEARS, last_day


@dataclass(frozen=True)
class Stay:
    """One child in one sub-program at one partner in one school year; `leaves` is None for who stayed to the end."""

    child: Child
    partner: str
    sub_program: str
    year: int
    start: date
    leaves: date | None

    @property
    def last_day(self) -> date:
        """The day of leaving, or the last day of programs in the year."""
        return self.leaves or last_day(self.year)


@dataclass(frozen=True)
class _Offer:
    """A sub-program's partners with their size, the grades it is for, how many take part and stay."""

    partners: Mapping[str, int]
    grades: range
    share: float
    second_partner: float
    leaving: tuple[float, float, float]


_OFFERS = {
    "preschool": _Offer(
        {"early_start_network": 42, "little_oaks": 32, "county_early_learning": 26},
        range(-1, 0), 0.92, 0.05, (0.12, 0.11, 0.10),
    ),
    "after_school": _Offer(
        {
            "library_system": 30, "homework_clubs": 26, "field_and_court": 18, "code_and_make": 12,
            "summit_tutoring": 9, "music_project": 9,
        },
        range(9), 0.42, 0.35, (0.33, 0.29, 0.26),
    ),
    "college_readiness": _Offer(
        {"college_compass": 34, "workforce_board": 16, "summit_tutoring": 26, "code_and_make": 24},
        range(11, 13), 0.58, 0.22, (0.18, 0.17, 0.16),
    ),
    "special_needs": _Offer(
        {"therapy_clinic": 42, "respite_alliance": 34, "county_early_learning": 24},
        range(13), 0.8, 0.25, (0.29, 0.27, 0.25),
    ),
}  # fmt: skip


@cache
def stays(sub_program: str) -> tuple[Stay, ...]:
    """All stays in a sub-program, by year and child."""
    offer = _OFFERS[sub_program]
    found = [stay for year in YEARS for stay in _stays_of_year(sub_program, offer, year)]
    leaving: set[int] = set()
    for position, year in enumerate(YEARS):
        indexes = [index for index, stay in enumerate(found) if stay.year == year]
        leaving.update(
            top_share(
                indexes,
                offer.leaving[position],
                lambda i: found[i].child.hardship,
                "leaving",
                sub_program,
                year,
            )
        )
    return tuple(_with_end(stay, index in leaving) for index, stay in enumerate(found))


def _stays_of_year(sub_program: str, offer: _Offer, year: int) -> list[Stay]:
    found = []
    for child in children():
        if child.grade(year) not in offer.grades or (sub_program == "special_needs" and not child.disability):
            continue
        # One draw for a child in all years: most who take part one year also do the next.
        steady = chance("takes part", sub_program, child.number).random()
        dice = chance("stay", sub_program, child.number, year)
        if 0.75 * steady + 0.25 * dice.random() < offer.share:
            for partner in _partners(offer, child, dice):
                found.append(Stay(child, partner, sub_program, year, _start(dice, year), None))
    return found


def _partners(offer: _Offer, child: Child, dice: Random) -> list[str]:
    names, sizes = list(offer.partners), list(offer.partners.values())
    usual = chance("partner", *names, child.number).choices(names, sizes)[0]
    first = usual if dice.random() < 0.8 else dice.choices(names, sizes)[0]
    second = dice.choices(names, sizes)[0]
    return [first, second] if dice.random() < offer.second_partner and second != first else [first]


def _start(dice: Random, year: int) -> date:
    if dice.random() < 0.86:
        return date(year, 8, 14) + timedelta(days=dice.randrange(40))
    return date(year, 10, 6) + timedelta(days=dice.randrange(120))


def _with_end(stay: Stay, is_leaving: bool) -> Stay:
    if not is_leaving:
        return stay
    first = max(stay.start + timedelta(days=21), date(stay.year, 10, 10))
    span = (date(stay.year + 1, 5, 8) - first).days
    days = chance("leaves", stay.partner, stay.child.number, stay.year).randrange(span)
    return Stay(
        stay.child, stay.partner, stay.sub_program, stay.year, stay.start, first + timedelta(days=days)
    )
