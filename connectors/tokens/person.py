"""What a partner's row says about who it is about, read and normalised; what stands in the way is said in a word.

Here: one person, in memory. Not here: tokens (keyed.py, blocks.py), tables (landing).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from connectors.tokens.names import has_letters, normalise_name, split_full_name, without_suffix

NAME_FIELDS = ("first_name", "last_name", "full_name")
CONTACT_FIELDS = ("phone", "email", "street_address", "postcode")
# What may identify: names, birth date, contacts, the partner's own numbers of a person and of a household.
IDENTITY_FIELDS = (*NAME_FIELDS, "birth_date", "local_id", *CONTACT_FIELDS, "household_id")

_EARLIEST_YEAR = 1900
_DIGITS = re.compile(r"\D+")
_STREET_WORDS = {
    "street": "st", "avenue": "av", "ave": "av", "road": "rd", "drive": "dr", "lane": "ln", "court": "ct",
    "boulevard": "blvd", "place": "pl", "circle": "cir", "apartment": "apt", "unit": "apt", "no": "apt",
    "north": "n", "south": "s", "east": "e", "west": "w", "terrace": "ter", "highway": "hwy", "parkway": "pkwy",
}  # fmt: skip
_SHORTEST_PHONE = 7


@dataclass(frozen=True)
class Person:
    """One person as a row has it. Names as written, without suffix; contacts normalised; "" for what is not there."""

    first: str = ""
    last: str = ""
    birth: date | None = None
    phone: str = ""
    email: str = ""
    street: str = ""
    postcode: str = ""


def read_person(
    values: Mapping[str, str | None], birth_date_format: str | None = None
) -> tuple[Person, str | None]:
    """Return the person of IDENTITY_FIELDS, and None or what is wrong: a name or birth date missing or unreadable."""
    first, last = values.get("first_name"), values.get("last_name")
    full = values.get("full_name")
    if full and not (first and last):
        first, last = split_full_name(full)
    first, last = (name if name and has_letters(name) else "" for name in (first, last))
    problem = None if first and last else "name_missing"
    born = values.get("birth_date")
    birth = read_birth_date(born, birth_date_format) if born else None
    if birth is None:
        problem = problem or ("birth_date_unreadable" if born else "birth_date_missing")
    person = Person(
        first,
        without_suffix(last),
        birth,
        _phone(values.get("phone") or ""),
        _email(values.get("email") or ""),
        _street(values.get("street_address") or ""),
        _postcode(values.get("postcode") or ""),
    )
    return person, problem


def read_birth_date(text: str, written: str | None) -> date | None:
    """Return a birth date in the given strptime format or in ISO, None if it is neither or before 1900."""
    found = None
    if written:
        with suppress(ValueError):
            found = datetime.strptime(text, written)
    if found is None:
        with suppress(ValueError):
            found = datetime.fromisoformat(text)
    return found.date() if found and found.year >= _EARLIEST_YEAR else None


def _phone(text: str) -> str:
    """The last ten digits; nothing for what cannot be a number of anybody, such as 000-0000."""
    digits = _DIGITS.sub("", text)[-10:]
    return digits if len(digits) >= _SHORTEST_PHONE and len(set(digits)) > 1 else ""


def _email(text: str) -> str:
    address = "".join(text.split()).casefold()
    return address if "@" in address.strip("@") else ""


def _street(text: str) -> str:
    """Number and street in short forms without blanks: "12 North Oak Street" as 12noakst."""
    words = re.findall(r"[^\W_]+", text.casefold())
    return "".join(_STREET_WORDS.get(word) or normalise_name(word) or word for word in words)


def _postcode(text: str) -> str:
    """Letters and digits; of a US code with four more digits only the first five."""
    code = "".join(re.findall(r"[^\W_]", text.casefold()))
    return code[:5] if code.isdigit() and len(code) == 9 else code
