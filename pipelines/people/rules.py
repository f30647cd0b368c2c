"""Which blocks in common make two rows one person, and how firmly: the only place where that is said.

Here: data. Not here: what a block holds (connectors/tokens/blocks.py), joining (joining.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["strict", "default", "loose"]
Lack = Literal["birth_date", "names"]
LEVELS: tuple[Level, ...] = ("strict", "default", "loose")

# A token that so many differently written people have in common says nothing about any two of them.
MOST_WITH_ONE_TOKEN = 30
# A person who is written in more ways than this is looked at by somebody.
MOST_RECORDS = 8
# More people at one address are a shelter, a home or a block of flats.
MOST_AT_ONE_ADDRESS = 12


@dataclass(frozen=True)
class Rule:
    """Two rows are joined that have a token of `block` in common and, if it is given, one of `also`.

    `where_one_lacks`: only where one of the two has no birth date (or no names), so that it can't differ.
    """

    level: Level
    block: str
    also: str | None = None
    where_one_lacks: Lack | None = None


# From the firmest to the weakest: where rows contradict each other the weakest joins are left out.
RULES: tuple[Rule, ...] = (
    Rule("strict", "names_birth"),
    Rule("default", "sounds_birth"),
    Rule("default", "last_slip_birth"),
    Rule("default", "first_slip_birth"),
    Rule("default", "first_birth_contact"),
    Rule("default", "sounds_contact", also="sounds_near_birth"),
    Rule("default", "sounds_contact", where_one_lacks="birth_date"),
    Rule("default", "names_postcode", also="sounds_near_birth"),
    Rule("default", "start_last_birth"),
    Rule("default", "last_birth_contact", where_one_lacks="names"),
    Rule("loose", "initial_last_birth_contact"),
    Rule("loose", "first_birth_postcode"),
    Rule("loose", "names_postcode", where_one_lacks="birth_date"),
)
# Blocks that nobody makes without these; a person token needs both.
SHOWS: dict[Lack | Literal["home"], tuple[str, ...]] = {
    "birth_date": ("sounds_near_birth", "first_birth_contact", "last_birth_contact"),
    "names": ("sounds_contact", "sounds_near_birth"),
    "home": ("household_number", "address"),
}
# Rows that share the first but none of the second though both have a birth date: two people, father and son perhaps.
DIFFERENT_BIRTH_DATES = ("sounds_contact", "sounds_near_birth")
