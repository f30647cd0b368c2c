"""Handouts: what a person got at a partner on a day without having asked beforehand.

Here: what happened. Not here: in which columns a partner writes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from pipelines.sample.chance import chance
from pipelines.sample.relief.clients import Client, clients
from pipelines.sample.relief.households import Person


@dataclass(frozen=True)
class Handout:
    """One kind of item for one person on one day."""

    person: Person
    partner: str
    day: date
    what: str
    category: str
    quantity: int
    household_size: int


@dataclass(frozen=True)
class _Style:
    """What a partner hands out, every how many days, and how much at most."""

    kinds: tuple[tuple[str, str], ...]
    every: int
    most: int


_STYLES = {
    "school_meals": _Style((("Bag of meals", "prepared_meals"),), 26, 10),
    "public_library": _Style((("Mask pack", "hygiene"), ("Cleaning kit", "cleaning")), 32, 2),
    "kitchen_collective": _Style((("Hot meal", "prepared_meals"), ("Family tray", "prepared_meals")), 15, 4),
    "wheelhouse_rides": _Style((("Box to the door", "groceries"),), 20, 2),
    "north_side_pantry": _Style((("Choice shelf", "groceries"), ("Ready box", "groceries")), 17, 3),
    "river_pantry": _Style((("Drive-through box", "groceries"),), 17, 2),
    "hilltop_pantry": _Style((("Ready box", "groceries"),), 19, 2),
    "saint_orla_kitchen": _Style((("Supper", "prepared_meals"),), 12, 4),
    "crescent_table": _Style((("Parcel", "groceries"),), 20, 2),
}


@cache
def handouts(partner: str) -> tuple[Handout, ...]:
    """All handouts of a partner, in the order of days."""
    found = [handout for client in clients(partner) for handout in _of_client(client)]
    return tuple(sorted(found, key=lambda one: (one.day, one.person.number)))


def _of_client(client: Client) -> list[Handout]:
    style = _STYLES[client.partner]
    dice = chance("relief handouts", client.partner, client.household.number)
    people = _recipients(client)
    found = []
    day = client.first_day + timedelta(days=dice.randrange(7))
    while day <= client.last_day:
        what, category = dice.choice(style.kinds)
        quantity = dice.randint(1, style.most)
        found += [
            Handout(person, client.partner, day, what, category, quantity, len(client.household.people))
            for person in people
        ]
        day += timedelta(days=max(5, round(style.every * dice.uniform(0.6, 1.6))))
    return found


def _recipients(client: Client) -> tuple[Person, ...]:
    """The head for the whole household; at the school, each child."""
    if client.partner != "school_meals":
        return (client.household.head,)
    return tuple(person for person in client.household.people if 5 <= person.age(client.first_day) <= 18)
