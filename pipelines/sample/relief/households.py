"""The households of the sample: who lives in them, where, from when to when they need help. Singles, families, twins.

Here: who they are. Not here: what they get (requests.py, handouts.py) and how partners write them (typos.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random

from pipelines.sample.chance import chance
from pipelines.sample.names import FIRST_NAMES, LAST_NAMES
from pipelines.sample.relief.weeks import LAST_DAY, WEEKS, need

_HOUSEHOLDS = 520
# Tract: how many households live there, and the share with little money.
TRACTS = {
    "4101": (14, 0.74), "4102": (12, 0.66), "4103": (12, 0.58), "4104": (10, 0.41),
    "4105": (11, 0.70), "4106": (9, 0.52), "4107": (10, 0.36), "4108": (8, 0.47), "4109": (8, 0.63),
    "4110": (6, 0.55),
}  # fmt: skip
# Far from stores and volunteers: deliveries take longer and fail more often.
FAR = frozenset({"4108", "4109", "4110"})
_RACES = {"black": 30, "hispanic": 26, "white": 30, "asian": 7, "multiracial": 5, "another": 2}
_LITTLE_ENGLISH = {"hispanic": 0.4, "asian": 0.4}
_TWINS = 9


@dataclass(frozen=True)
class Person:
    """One made-up person."""

    number: int
    household: int
    first: str
    last: str
    birth: date
    area: str
    race_ethnicity: str
    gender: str
    disability: bool
    english_learner: bool
    disadvantaged: bool

    def age(self, day: date) -> int:
        """Full years of life on a day."""
        return day.year - self.birth.year - ((day.month, day.day) < (self.birth.month, self.birth.day))


@dataclass(frozen=True)
class Household:
    """People who live together; the first one asks for all of them."""

    number: int
    people: tuple[Person, ...]
    first_day: date
    last_day: date

    @property
    def head(self) -> Person:
        """Who registers and asks."""
        return self.people[0]

    @property
    def area(self) -> str:
        """Where they live."""
        return self.head.area

    @property
    def has_baby(self) -> bool:
        """Whether somebody is below three years when the need begins."""
        return any(person.age(self.first_day) < 3 for person in self.people)

    @property
    def is_old(self) -> bool:
        """Whether the head is 65 or older when the need begins."""
        return self.head.age(self.first_day) >= 65


@cache
def households() -> tuple[Household, ...]:
    """All households, by number."""
    found: list[Household] = []
    people = 0
    for number in range(_HOUSEHOLDS):
        found.append(_household(number, people))
        people += len(found[-1].people)
    return tuple(found)


def _household(number: int, first_person: int) -> Household:
    dice = chance("relief household", number)
    area = dice.choices(list(TRACTS), [size for size, _ in TRACTS.values()])[0]
    race = dice.choices(list(_RACES), list(_RACES.values()))[0]
    last = dice.choice(LAST_NAMES)
    if dice.random() < 0.06:
        last += "-" + dice.choice(LAST_NAMES)
    shared = {
        "household": number,
        "last": last,
        "area": area,
        "race_ethnicity": race,
        "english_learner": dice.random() < _LITTLE_ENGLISH.get(race, 0.02),
        "disadvantaged": dice.random() < TRACTS[area][1],
    }
    births = _births(dice, has_twins=number % (_HOUSEHOLDS // _TWINS) == 7)
    people = tuple(
        Person(
            number=first_person + position,
            first=first,
            birth=birth,
            gender=dice.choices(("female", "male", "nonbinary"), (51, 47, 2))[0],
            disability=dice.random() < (0.22 if birth.year < 1956 else 0.1),
            **shared,  # type: ignore[arg-type]
        )
        for position, (first, birth) in enumerate(
            zip(dice.sample(FIRST_NAMES, len(births)), births, strict=True)
        )
    )
    first_day = dice.choices(WEEKS, [need(week) for week in range(len(WEEKS))])[0]
    first_day += timedelta(days=dice.randrange(5))
    weeks = min(70.0, 4 + dice.expovariate(1 / 22))
    return Household(number, people, first_day, min(LAST_DAY, first_day + timedelta(weeks=weeks)))


def _births(dice: Random, *, has_twins: bool) -> list[date]:
    """Birth dates, the head's first: an old person alone, a couple, or adults with children."""
    kind = dice.random()
    if kind < 0.2 and not has_twins:
        return [_born(dice, 1930, 1954)]
    if kind < 0.4 and not has_twins:
        year = dice.randrange(1945, 1992)
        return [_born(dice, year, year + 1), _born(dice, year - 4, year + 5)]
    year = dice.randrange(1972, 1996)
    adults = [_born(dice, year, year + 1)]
    if dice.random() < 0.6:
        adults.append(_born(dice, year - 5, year + 4))
    children = [
        _born(dice, max(year + 19, 2003), 2021) for _ in range(dice.choices((1, 2, 3), (45, 38, 17))[0])
    ]
    return adults + children + (children[-1:] if has_twins else [])


def _born(dice: Random, first_year: int, before_year: int) -> date:
    first = date(first_year, 1, 1)
    # Nobody in the sample is born after it begins.
    last = min(date(before_year, 1, 1), date(2020, 3, 1))
    return first + timedelta(days=dice.randrange((last - first).days))
