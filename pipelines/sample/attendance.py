"""Months of attendance, at school and in preschool: seasons, and who misses a tenth of the days or more.

Here: days enrolled and absent. Not here: in which columns a partner writes them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from math import ceil

from pipelines.sample.chance import chance, top_share
from pipelines.sample.people import Child
from pipelines.sample.school_calendar import SCHOOL_MONTHS, YEARS, month_start
from pipelines.sample.taking_part import Stay, stays

_CHRONIC_SHARE = dict(zip(YEARS, (0.24, 0.21, 0.18), strict=True))
_PRESCHOOL_ABSENCE = dict(zip(YEARS, (0.135, 0.12, 0.105), strict=True))
_OTHER_SCHOOLS = 0.08


@dataclass(frozen=True)
class Month:
    """One child's month: days enrolled, and days absent among them."""

    child: Child
    partner: str
    month: date
    enrolled: int
    absent: int


@cache
def school_months(sub_program: str) -> tuple[Month, ...]:
    """School attendance of the children in a sub-program who go to the district's schools."""
    found: list[Month] = []
    for year in YEARS:
        chronic = _chronically_absent(year)
        for child in pupils_of(sub_program, year):
            found += _school_year(child, year, child.number in chronic)
    return tuple(found)


@cache
def preschool_months(partner: str) -> tuple[Month, ...]:
    """Attendance at a preschool partner, for the months of each stay."""
    return tuple(
        month for stay in stays("preschool") if stay.partner == partner for month in _preschool_stay(stay)
    )


def pupils_of(sub_program: str, year: int) -> list[Child]:
    """The children in a sub-program who go to the district's schools, each once."""
    found = {stay.child.number: stay.child for stay in stays(sub_program) if stay.year == year}
    return [child for child in found.values() if chance("district", child.number).random() >= _OTHER_SCHOOLS]


@cache
def _chronically_absent(year: int) -> frozenset[int]:
    pupils = {
        child.number: child for name in ("after_school", "special_needs") for child in pupils_of(name, year)
    }
    # Half of the score stays with a child for years, so that it is mostly the same children who are absent.
    lasting = {number: 2 * chance("absence", number).gauss(0, 1) for number in pupils}
    chosen = top_share(
        pupils.values(),
        _CHRONIC_SHARE[year],
        lambda child: 1.2 * child.hardship + lasting[child.number],
        "chronic",
        year,
    )
    return frozenset(child.number for child in chosen)


def _school_year(child: Child, year: int, is_chronic: bool) -> list[Month]:
    dice = chance("school", child.number, year)
    days = sum(days for _, days, _ in SCHOOL_MONTHS)
    if is_chronic:
        total = ceil(days * dice.triangular(0.101, 0.34, 0.12))
    else:
        total = int(days * dice.triangular(0.0, 0.097, 0.04))
    return _spread(child, "unified_schools", year, total, SCHOOL_MONTHS)


def _preschool_stay(stay: Stay) -> list[Month]:
    dice = chance("preschool", stay.partner, stay.child.number, stay.year)
    first = (stay.start.year, stay.start.month)
    last = (stay.last_day.year, stay.last_day.month)
    months = []
    for month, days, weight in SCHOOL_MONTHS:
        start = month_start(stay.year, month)
        if first <= (start.year, start.month) <= last:
            months.append((month, days, weight))
    usual = _PRESCHOOL_ABSENCE[stay.year] * (1 + 0.4 * stay.child.hardship)
    total = round(sum(days for _, days, _ in months) * min(0.6, dice.triangular(0.0, 3 * usual - 0.04, 0.04)))
    return _spread(stay.child, stay.partner, stay.year, total, months)


def _spread(
    child: Child, partner: str, year: int, total: int, months: Sequence[tuple[int, int, float]]
) -> list[Month]:
    """Put the days absent into months: more in winter, never more than the month has."""
    dice = chance("days", partner, child.number, year)
    absent = dict.fromkeys((month for month, _, _ in months), 0)
    room = {month: days for month, days, _ in months}
    weights = {month: weight for month, _, weight in months}
    for _ in range(total):
        free = [month for month in absent if absent[month] < room[month]]
        absent[dice.choices(free, [weights[month] for month in free])[0]] += 1
    return [Month(child, partner, month_start(year, month), days, absent[month]) for month, days, _ in months]
