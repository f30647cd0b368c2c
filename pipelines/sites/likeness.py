"""How alike two listings are, and by which rule: the same place, perhaps the same, or not.

The rules and their numbers stand here and nowhere else. Not here: which pairs are compared (candidates.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz

from pipelines.sites.listing import Listing, metres

Verdict = Literal["same", "doubtful"]

# Names from 0 to 100: alike, and alike enough to stand without an address. Streets too.
NAME_ALIKE, NAME_SAME, ROAD_SAME = 80.0, 92.0, 88.0
_SHORTEST_START = 5
# Two agencies' coordinates of one address lie this far apart at most; farther than the second, they are two places.
NEAR_METRES, FAR_METRES = 150.0, 1500.0


@dataclass(frozen=True)
class Likeness:
    """What two listings have in common; the score is that of the names, from 0 to 100."""

    verdict: Verdict
    rule: str
    score: float


def likeness(one: Listing, other: Listing) -> Likeness | None:
    """The verdict on two listings, None where they are two places."""
    if one.numbers and other.numbers and one.numbers != other.numbers:
        return None
    score = round(max(fuzz.token_sort_ratio(one.name, other.name), _contained(one.name, other.name)), 1)
    distance = metres(one, other)
    address = _same_address(one, other)
    if one.list_id == other.list_id:
        is_copy = one.name == other.name and one.code == other.code and one.road == other.road
        is_copy = is_copy and one.house == other.house and (distance or 0.0) <= NEAR_METRES
        return Likeness("same", "twice_in_one_list", score) if is_copy else None
    if address is True and (distance is None or distance <= FAR_METRES):
        if score >= NAME_ALIKE or _begins_like(one.name, other.name):
            return Likeness("same", "same_address_and_name", score)
        return Likeness("doubtful", "same_address_other_name", score)
    if score < NAME_SAME:
        return None
    if distance is not None and distance <= NEAR_METRES:
        if address is None:
            return Likeness("same", "same_name_nearby", score)
        return Likeness("doubtful", "same_name_nearby_other_address", score)
    if distance is None and address is None and one.code and one.code == other.code:
        return Likeness("doubtful", "same_name_in_postcode", score)
    return None


def _contained(one: str, other: str) -> float:
    """A name within the other, "Carrick Library" in "Carnegie Library of Carrick"; single words do not count."""
    shorter = min(one.split(), other.split(), key=len)
    return fuzz.token_set_ratio(one, other) if len(shorter) > 1 else 0.0


def _begins_like(one: str, other: str) -> bool:
    """One name is the start of the other, "Wal Mart" of "Walmart 3838"; says enough at one address only."""
    shorter, longer = sorted((one.replace(" ", ""), other.replace(" ", "")), key=len)
    return len(shorter) >= _SHORTEST_START and longer.startswith(shorter)


def _same_address(one: Listing, other: Listing) -> bool | None:
    """Whether house, street and town agree; None where one of the two has no house number or no street."""
    if not (one.house and other.house and one.road and other.road):
        return None
    if one.house != other.house or fuzz.ratio(one.road, other.road) < ROAD_SAME:
        return False
    if one.code and other.code and one.code == other.code:
        return True
    distance = metres(one, other)
    if distance is not None:
        return distance <= NEAR_METRES
    # Postcodes are often wrong or missing; the town then decides.
    return (one.city or "").casefold().strip() == (other.city or "").casefold().strip() != ""
