"""The table of the shelter, which keeps names to itself and sends totals only, quarter by quarter.

Here: its figures and how it prints them, some of them withheld.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.sample.chance import chance
from pipelines.sample.sheets import Sheet, sheet
from pipelines.sample.writers import Row, Xlsx

PARTNER = "haven_house"
_QUARTERS = ("2020-21-Q1", "2020-21-Q2", "2020-21-Q3", "2020-21-Q4", "2021-22-Q1")
_PEOPLE = dict(zip(_QUARTERS, (58, 66, 61, 83, 71), strict=True))
_YEAR, _PEOPLE_OF_YEAR = "2020-21", 192
_PLACES = ("4101", "4102", "4105")
_AGES = (("Under 18", 0.5), ("18 to 64", 0.42))


@dataclass(frozen=True)
class _Figure:
    """One line of the table; a count of None was withheld."""

    measure: str
    period: str
    count: int | None
    area: str | None = None
    breakdown: str = "All"
    group: str = "Everybody"
    line: str = "Count"
    house: str | None = None


def sheets() -> list[Sheet]:
    """The shelter's one table."""
    titles = ("Haven House", "People who got food and household goods", "* fewer than 11 people")
    return [sheet(PARTNER, "totals", ".xlsx", Xlsx(titles, sheet="Totals"), list(_figures()), _row)]


def _figures() -> Iterator[_Figure]:
    yield _Figure("People helped", _YEAR, _PEOPLE_OF_YEAR)
    for period, people in _PEOPLE.items():
        yield _Figure("People helped", period, people)
        yield _Figure("People helped", period, people, line="Check")
        yield _Figure("Households helped", period, round(people / 2.4))
        yield _Figure("Handed out", period, people * chance("shelter goods", period).randint(5, 8))
        rest = people
        for place, share in zip(_PLACES, (0.55, 0.33, 0.12), strict=True):
            count = rest if place == _PLACES[-1] else round(people * share)
            rest -= count
            yield _Figure("People helped", period, count if count > 10 else None, place)
        for group, share in _AGES:
            yield _Figure("People helped", period, round(people * share), breakdown="Age", group=group)
        for house, count in (("A", people // 2), ("B", people - people // 2)):
            yield _Figure("People helped", period, count, line="Part", house=house)


def _row(figure: _Figure) -> Row:
    return {
        "Measure": figure.measure,
        "Program": "Groceries",
        "Period": figure.period,
        "Tract": figure.area,
        "Breakdown": figure.breakdown,
        "Group": figure.group,
        "Count": "*" if figure.count is None else figure.count,
        "Note": "Withheld" if figure.count is None else "Published",
        "Line": figure.line,
        "Split by": "house" if figure.house else None,
        "House": figure.house,
    }
