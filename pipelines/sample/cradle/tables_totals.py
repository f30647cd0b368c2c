"""The table of the shelter, which keeps names to itself and sends totals only.

Here: its figures and how it prints them, one of them withheld.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.sample.chance import chance
from pipelines.sample.cradle.school_calendar import YEARS, school_year
from pipelines.sample.sheets import Sheet, sheet
from pipelines.sample.writers import Cell, Row, Xlsx

PARTNER = "harbor_shelter"
_AREAS = ("38981", "38982", "38985", "38986")
_WITHHELD = (YEARS[0], "38986")
_SITES = ("River house", "Garden house")
_PEOPLE = dict(zip(YEARS, (64, 71, 78), strict=True))


@dataclass(frozen=True)
class _Figure:
    """One line of the table."""

    measure: str
    year: int
    count: int | None
    out_of: int | None = None
    area: Cell = None
    breakdown: str = "All"
    group: str = "Everybody"
    kind: str = "Count"
    site: str | None = None


def sheets() -> list[Sheet]:
    """The shelter's one table."""
    titles = (
        "Harbor Light Family Shelter",
        "Homework room: totals by school year",
        "* fewer than 11 children",
    )
    figures = [figure for year in YEARS for figure in _figures(year)]
    return [sheet(PARTNER, "totals", ".xlsx", Xlsx(titles, sheet="Totals"), figures, _row)]


def _figures(year: int) -> Iterator[_Figure]:
    people = _PEOPLE[year]
    by_area = _split(people, len(_AREAS), year)
    hours = chance("shelter hours", year)
    yield _Figure("Children helped", year, people)
    for area, count in zip(_AREAS, by_area, strict=True):
        yield _Figure("Children helped", year, None if (year, area) == _WITHHELD else count, area=area)
    yield _Figure("Children helped", year, people, kind="Check")
    girls = round(people * 0.53)
    for site, count in zip(_SITES, (people - people // 3, people // 3), strict=True):
        yield _Figure("Children helped", year, count, kind="Part", site=site)
    yield _Figure("Hours of help", year, people * 17)
    for area, count in zip(_AREAS, by_area, strict=True):
        yield _Figure("Hours of help", year, round(count * hours.uniform(12, 21)), area=area)
    measures = (("Still with us in May", 0.67), ("Often away from school", 0.3 - 0.02 * (year - YEARS[0])))
    for group, children in (("Girls", girls), ("Boys", people - girls)):
        yield _Figure("Children helped", year, children, breakdown="Gender", group=group)
    for measure, share in measures:
        yield _Figure(measure, year, round(people * share), people)


def _split(whole: int, parts: int, year: int) -> list[int]:
    """Parts of different size that add up to the whole; the last is the smallest."""
    dice = chance("shelter", year)
    last = round(whole * 0.155)
    weights = [dice.uniform(3, 4) for _ in range(parts - 1)]
    shares = [int((whole - last) * weight / sum(weights)) for weight in weights]
    shares[0] += whole - last - sum(shares)
    return [*shares, last]


def _row(figure: _Figure) -> Row:
    rate = (
        None if figure.count is None or not figure.out_of else f"{100 * figure.count / figure.out_of:.1f} %"
    )
    return {
        "Measure": figure.measure,
        "Program": "Homework room",
        "School year": school_year(figure.year),
        "Area": figure.area,
        "Breakdown": figure.breakdown,
        "Group": figure.group,
        "Count": "*" if figure.count is None else figure.count,
        "Out of": figure.out_of,
        "Printed rate": rate,
        "Note": "Withheld" if figure.count is None else "Published",
        "Line": figure.kind,
        "Split by": "house" if figure.site else None,
        "House": figure.site,
    }
