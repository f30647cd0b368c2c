"""Places where food and goods are given out, and how five agencies list them: each with its own names and addresses.

Here: the places and the lists. The coordinates lie in the open sea, so that no real place is meant. Not here: merging
lists (pipelines/sites).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from pipelines.sample.chance import chance
from pipelines.sample.relief.clients import CITY, SOUTH
from pipelines.sample.relief.households import TRACTS

_NAMES = (
    "Quayside", "Tanner Row", "Bell Yard", "Orchard Walk", "Mill Lane", "Ferry Green", "Brickfield", "Larkspur Hill",
    "Copper Beech", "Sandhouse", "Old Foundry", "Weir Side", "Rookery", "Millrace", "Stonegate", "Halfway",
)  # fmt: skip
_KINDS = (
    ("Pantry", "food_pantry"),
    ("Branch Library", "grab_and_go"),
    ("School", "grab_and_go"),
    ("Farmers Market", "farmers_market"),
    ("Corner Market", "snap_retailer"),
)
_STREETS = (
    "Foundry Street", "North Quay Road", "Tanner Avenue", "Second Street", "Weir Boulevard", "Saint Orla Lane",
)  # fmt: skip
_CITIES = {"41": "Brindleton", "42": "Upper Ferrow", "43": "Tamsin Falls"}
_SHORT = {
    "Street": "St.", "Road": "Rd", "Avenue": "Ave", "Boulevard": "Blvd.", "Lane": "Ln", "North": "N.", "Saint": "St.",
}  # fmt: skip


@dataclass(frozen=True)
class Place:
    """One place as somebody writes it."""

    number: int
    name: str
    street: str
    city: str
    postcode: str
    latitude: float | None
    longitude: float | None
    kind: str
    area: str
    hours: str


@cache
def places() -> tuple[Place, ...]:
    """Every place, written in full."""
    found = []
    for number in range(64):
        dice = chance("relief place", number)
        word, kind = _KINDS[number % len(_KINDS)]
        area = dice.choice(list(TRACTS))
        city = "41" if area in CITY else "42" if area in SOUTH else "43"
        found.append(
            Place(
                number=number,
                name=f"{_NAMES[number // 4]} {word}",
                street=f"{dice.randrange(11, 900)} {dice.choice(_STREETS)}",
                city=_CITIES[city],
                postcode=f"{city}9{int(area) % 100:02d}",
                latitude=round(40.2 + 0.01 * (int(area) % 100) + dice.uniform(0, 0.009), 6),
                longitude=round(-40.3 - 0.012 * (number % 8) - dice.uniform(0, 0.009), 6),
                kind=kind,
                area=area,
                hours=dice.choice(("Mon-Fri 9-12", "Tue and Thu 16-18", "Sat 8-11", "daily 11-13")),
            )
        )
    return tuple(found)


def listed(agency: str, kinds: frozenset[str], share: float) -> list[Place]:
    """The places in one agency's list, written as that agency writes them."""
    found = []
    for place in places():
        dice = chance("relief list", agency, place.number)
        if place.kind in kinds and dice.random() < share:
            found.append(_as_written(place, dice.random(), dice.random()))
    return found


def _as_written(place: Place, roll: float, other: float) -> Place:
    """The place with shortened words, without a postcode or coordinates, or a little aside."""
    if roll < 0.5:
        words = [_SHORT.get(word, word) for word in place.street.split()]
        place = replace(place, street=" ".join(words))
    if roll < 0.2:
        place = replace(place, name=place.name.upper())
    elif roll > 0.8:
        place = replace(place, name=f"{place.name} of {place.city}")
    if other < 0.25:
        return replace(place, latitude=None, longitude=None)
    if other > 0.85:
        return replace(place, postcode="")
    if place.latitude is not None and place.longitude is not None:
        return replace(
            place, latitude=round(place.latitude + 0.0003, 6), longitude=round(place.longitude - 0.0002, 6)
        )
    return place
