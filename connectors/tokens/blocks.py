"""The blocks of an identity: composites of normalised fields, each of which becomes one keyed token or a few.

Here, as data in one place: what each block holds (BLOCKS). Which blocks join two rows, and how firmly, is said in
pipelines/people/rules.py. No block holds a single field: a token of one field could be guessed from how often it comes.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import product

from connectors.tokens.keyed import SEPARATOR
from connectors.tokens.names import full_forms, less_one_letter, name_parts, normalise_name
from connectors.tokens.person import Person
from connectors.tokens.sounds import sound

# Block: the forms of fields that it holds. A form may have several values; each combination makes a token.
BLOCKS: dict[str, tuple[str, ...]] = {
    "names_birth": ("names", "birth"),
    "sounds_birth": ("sounds", "birth"),
    "first_slip_birth": ("first_slips", "last_sound", "birth"),
    "last_slip_birth": ("first_sounds", "last_slips", "birth"),
    "sounds_near_birth": ("sounds", "near_births"),
    "sounds_contact": ("sounds", "contacts"),
    "names_postcode": ("names", "postcode"),
    "first_birth_contact": ("first_parts", "birth", "contacts"),
    "first_birth_postcode": ("first_parts", "birth", "postcode"),
    "start_last_birth": ("first_start", "last", "birth"),
    "initial_last_birth_contact": ("first_initial", "last", "birth", "contacts"),
    "last_birth_contact": ("last_sound", "birth", "contacts"),
    "address": ("street", "postcode"),
    "household_number": ("partner", "household_id"),
}

_START = 3
_CACHED = 1 << 16
_HOUSE_NUMBER = re.compile(r"[0-9]+")


def blocks_of(
    key: bytes, person: Person, *, partner: str = "", household_id: str = ""
) -> list[tuple[str, int]]:
    """Return (block, token) of everything that a row says; a token is 64 bits of the keyed hash of its block.

    A block of which a field is not there makes no token.
    """
    forms = _forms(person)
    if household_id.strip():
        forms |= {"partner": (partner,), "household_id": (household_id.strip(),)}
    return list(_tokens(key, forms))


def _tokens(key: bytes, forms: dict[str, tuple[str, ...]]) -> Iterator[tuple[str, int]]:
    none: tuple[str, ...] = ()
    keyed = hmac.new(key, digestmod="sha256")
    for block, fields in BLOCKS.items():
        for values in product(*(forms.get(field, none) for field in fields)):
            token = keyed.copy()
            token.update(f"block/v1/{block}{SEPARATOR}{SEPARATOR.join(values)}".encode())
            yield block, int.from_bytes(token.digest()[:8], "big")


def _forms(person: Person) -> dict[str, tuple[str, ...]]:
    """Every form of the fields that are there."""
    forms: dict[str, tuple[str, ...]] = {}
    if person.first:
        forms |= _first_name_forms(person.first)
    if person.last:
        forms |= _last_name_forms(person.last)
    if person.first and person.last:
        forms |= _name_forms(person.first, person.last)
    if person.birth is not None:
        year, month, day = person.birth.strftime("%Y %m %d").split()
        forms["birth"] = (year + month + day,)
        # One part wrong, or day and month in each other's place: two dates still have one of these in common.
        forms["near_births"] = (
            f"{year}-{month}", f"{year}--{day}", f"-{month}-{day}", year + min(month, day) + max(month, day),
        )  # fmt: skip
    contacts = {"phone": person.phone, "email": person.email}
    if person.street and person.postcode:
        # Names of streets are written in many ways, house numbers in one.
        house = _HOUSE_NUMBER.match(person.street)
        contacts["house"] = (house[0] if house else person.street) + SEPARATOR + person.postcode
        forms["street"] = (person.street,)
    if person.postcode:
        forms["postcode"] = (person.postcode,)
    forms["contacts"] = tuple(kind + SEPARATOR + value for kind, value in contacts.items() if value)
    return forms


@lru_cache(_CACHED)
def _first_name_forms(written: str) -> dict[str, tuple[str, ...]]:
    first = normalise_name(written)
    given = full_forms((name_parts(written) or (first,))[0])
    return {
        "first_parts": given,
        "first_sounds": tuple(dict.fromkeys(map(sound, (*given, *full_forms(first))))),
        "first_slips": less_one_letter(first),
        "first_start": (first[:_START],),
        "first_initial": (first[:1],),
    }


@lru_cache(_CACHED)
def _last_name_forms(written: str) -> dict[str, tuple[str, ...]]:
    last = normalise_name(written)
    return {"last": (last,), "last_sound": (sound(last),), "last_slips": less_one_letter(last)}


@lru_cache(_CACHED)
def _name_forms(written_first: str, written_last: str) -> dict[str, tuple[str, ...]]:
    """The forms of both names together, in order: a first name in the place of the last gives the same token."""
    first, last = normalise_name(written_first), normalise_name(written_last)
    names = {SEPARATOR.join(sorted((form, last))) for form in (*full_forms(first), first)}
    lasts = dict.fromkeys(map(sound, (*name_parts(written_last), last)))
    sounds = (
        SEPARATOR.join(sorted(pair))
        for pair in product(_first_name_forms(written_first)["first_sounds"], lasts)
    )
    return {"names": tuple(sorted(names)), "sounds": tuple(dict.fromkeys(sounds))}
