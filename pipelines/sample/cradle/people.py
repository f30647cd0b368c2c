"""The children of the sample: households with siblings and twins, where they live, the groups they belong to.

Here: who they are. Not here: what they take part in (taking_part.py) and how partners write them (typos.py).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from random import Random

from pipelines.sample.chance import chance
from pipelines.sample.names import FIRST_NAMES, LAST_NAMES

# How many children start kindergarten in each year; the seniors of the three years and the preschoolers are most.
_COHORTS = {
    **dict.fromkeys((2011, 2012, 2013), 230),
    2014: 200,
    **dict.fromkeys((2015, 2016), 75),
    **dict.fromkeys(range(2017, 2024), 120),
    **dict.fromkeys((2024, 2025, 2026), 240),
}
# Area: how many of the children live there, and the share of households with little money.
_AREAS = {
    "38981": (12, 0.82), "38982": (11, 0.78), "38983": (11, 0.71), "38984": (10, 0.64), "38985": (11, 0.74),
    "38986": (10, 0.58), "38987": (9, 0.45), "38988": (9, 0.39), "38989": (9, 0.52), "38990": (8, 0.61),
}  # fmt: skip
_RACES = {"black": 50, "hispanic": 20, "white": 14, "asian": 6, "multiracial": 7, "another": 3}
_LEARNING_ENGLISH = {"hispanic": 0.5, "asian": 0.35}
_SIBLING_GAP = 2
_TWINS = (700, 2100)


@dataclass(frozen=True)
class Child:
    """One made-up child; `kindergarten` is the calendar year in which kindergarten starts."""

    number: int
    first: str
    last: str
    birth: date
    kindergarten: int
    area: str
    race_ethnicity: str
    gender: str
    disadvantaged: bool
    disability: bool
    english_learner: bool

    def grade(self, year: int) -> int:
        """The grade in a school year: 0 is kindergarten, -1 the year before."""
        return year - self.kindergarten

    def grade_band(self, year: int) -> str:
        """The band of grades in a school year, in the agenda's words."""
        bands = ((-1, "pre_k"), (2, "k_2"), (5, "grades_3_5"), (8, "grades_6_8"))
        return next((band for last, band in bands if self.grade(year) <= last), "grades_9_12")

    @property
    def hardship(self) -> float:
        """Log-odds by which things are harder for the child than on average; drives every outcome."""
        area = _AREAS[self.area][1] - 0.65
        return (
            0.55 * (self.disadvantaged - 0.65)
            + 1.2 * area
            + 0.5 * self.disability
            + 0.25 * self.english_learner
        )


@cache
def children() -> tuple[Child, ...]:
    """All children, in an order without meaning."""
    dice = chance("people")
    waiting = [year for year, size in _COHORTS.items() for _ in range(size)]
    dice.shuffle(waiting)
    found: list[Child] = []
    while waiting:
        found += _household(dice, waiting, len(found))
    for position in _TWINS:
        found[position] = _twin(found, position)
    return tuple(found)


def _household(dice: Random, waiting: list[int], number: int) -> list[Child]:
    """One household: its children share name, area, money, language; their ages lie years apart."""
    last = dice.choice(LAST_NAMES)
    if dice.random() < 0.07:
        last += "-" + dice.choice(LAST_NAMES)
    area = dice.choices(list(_AREAS), [size for size, _ in _AREAS.values()])[0]
    race = dice.choices(list(_RACES), list(_RACES.values()))[0]
    disadvantaged = dice.random() < _AREAS[area][1]
    english_learner = dice.random() < _LEARNING_ENGLISH.get(race, 0.01)
    years: list[int] = []
    for _ in range(dice.choices((1, 2, 3), (62, 28, 10))[0]):
        fitting = (year for year in waiting if all(abs(year - other) >= _SIBLING_GAP for other in years))
        year = next(fitting, None)
        if year is not None:
            waiting.remove(year)
            years.append(year)
    firsts = dice.sample(FIRST_NAMES, len(years))
    return [
        Child(
            number=number + position,
            first=first,
            last=last,
            birth=date(year - 6, 9, 1) + timedelta(days=dice.randrange(365)),
            kindergarten=year,
            area=area,
            race_ethnicity=race,
            gender=dice.choice(("female", "male")),
            disadvantaged=disadvantaged,
            disability=dice.random() < 0.16,
            english_learner=english_learner,
        )
        for position, (first, year) in enumerate(zip(firsts, years, strict=True))
    ]


def _twin(found: list[Child], position: int) -> Child:
    """The child at this position as the twin of the one before: same birth date, another first name."""
    model = found[position - 1]
    first = next(name for name in FIRST_NAMES if name not in (model.first, found[position].first))
    return replace(model, number=position, first=first)
