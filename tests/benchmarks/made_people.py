"""A made-up population at forty partners, and how each of them wrote its people down. Nobody of it exists.

Here: people in households, twins, siblings, short names, slips. Not here: linking and scoring (test_linkage.py).
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from faker.providers.address.en_US import Provider as Addresses
from faker.providers.person.en_US import Provider as Names

PARTNERS = 40
POSTCODES = 60
# Partly other short forms than those of the product's own table: partners use forms that no table knows.
SHORT = {
    "Robert": "Bob", "William": "Bill", "Elizabeth": "Liz", "Jennifer": "Jen", "Michael": "Mike", "James": "Jim",
    "Christopher": "Chris", "Matthew": "Matt", "Joshua": "Josh", "Daniel": "Dan", "Nicholas": "Nick",
    "Katherine": "Katie", "Margaret": "Maggie", "Joseph": "Joe", "Samantha": "Sam", "Andrew": "Drew",
    "Alexander": "Xan", "Jessica": "Jessa", "Victoria": "Tor", "Anthony": "Tonio", "Stephanie": "Stevie",
}  # fmt: skip
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Record:
    """What one partner's records say of one person; `number` is the partner's own, `truth` who it really is."""

    truth: int
    household: int
    partner: int
    number: str
    first: str
    last: str
    birth: date | None
    phone: str | None
    email: str | None
    street: str
    postcode: str


@cache
def _weighted(kind: str) -> tuple[list[str], list[float]]:
    names = {
        "female": Names.first_names_female,
        "male": Names.first_names_male,
        "last": Names.last_names,
    }[kind]
    total, sums = 0.0, []
    for weight in names.values():
        total += weight
        sums.append(total)
    return list(names), sums


def _name(chance: random.Random, kind: str) -> str:
    names, sums = _weighted(kind)
    return chance.choices(names, cum_weights=sums)[0]


def _birth(chance: random.Random, child: bool) -> date:
    first, years = (date(2004, 1, 1), 16) if child else (date(1950, 1, 1), 53)
    return first + timedelta(days=chance.randrange(years * 365))


def people(chance: random.Random, count: int) -> Iterator[Record]:
    """People household by household: parents, siblings, now and then twins, who share whatever a household shares."""
    number = household = 0
    while number < count:
        household += 1
        last, street = _name(chance, "last"), _street(chance)
        phone, postcode = _phone(chance), f"381{chance.randrange(POSTCODES):02}"
        adults, children = chance.choice([0, 1, 1, 2]), chance.choice([0, 1, 1, 2, 2, 3])
        births = [_birth(chance, False) for _ in range(adults)] + [
            _birth(chance, True) for _ in range(children)
        ]
        if children and chance.random() < 0.03:
            births.append(births[-1])
        before = ""
        for at, birth in enumerate(births):
            first = _name(chance, chance.choice(["female", "male"]))
            twin = at > 0 and births[at - 1] == birth
            while twin and (first == before or (chance.random() < 0.2 and first[0] != before[0])):
                first = _name(chance, chance.choice(["female", "male"]))
            before = first
            own = last if chance.random() < 0.85 else _name(chance, "last")
            reached = phone if at >= adults or chance.random() < 0.4 else _phone(chance)
            email = f"{first}.{last}{number % 997}@example.org".lower() if chance.random() < 0.5 else None
            yield Record(number, household, 0, "", first, own, birth, reached, email, street, postcode)
            number += 1


def _street(chance: random.Random) -> str:
    suffix = chance.choice(Addresses.street_suffixes[:60])
    return f"{chance.randrange(1, 4000)} {_name(chance, 'last')} {suffix}"


def _phone(chance: random.Random) -> str:
    return f"901{chance.randrange(2_000_000, 9_999_999)}"


def records(count: int, seed: int = 4) -> Iterator[Record]:
    """About `count` records: seven in ten people at one partner, the others at two to five."""
    chance = random.Random(seed)
    for person in people(chance, round(count / 1.44)):
        times = chance.choices([1, 2, 3, 4, 5], [70, 20, 7, 2, 1])[0]
        home = chance.randrange(PARTNERS)
        near = [home, *((home + chance.randrange(1, PARTNERS)) % PARTNERS for _ in range(times - 1))]
        for partner in dict.fromkeys(near):
            # Now and then the same person is written down at the same partner a second time, under a new number.
            for again in range(2 if chance.random() < 0.01 else 1):
                yield _written(chance, replace(person, partner=partner, number=f"{person.truth}-{again}"))


def _written(chance: random.Random, person: Record) -> Record:
    first, last, birth = person.first, person.last, person.birth
    assert birth is not None
    if chance.random() < 0.5:
        first = SHORT.get(first, first)
    if chance.random() < 0.02:
        first = f"{first} {_name(chance, 'female')}"
    if chance.random() < 0.035:
        first = _slip(chance, first)
    if chance.random() < 0.04:
        last = _slip(chance, last)
    if chance.random() < 0.025:
        last = f"{last}-{_name(chance, 'last')}"
    if chance.random() < 0.015:
        last = _name(chance, "last")
    if chance.random() < 0.01:
        first, last = last, first
    street, postcode, phone = person.street, person.postcode, person.phone
    if chance.random() < 0.12:
        street, postcode = _street(chance), f"381{chance.randrange(POSTCODES):02}"
    if chance.random() < 0.10:
        phone = _phone(chance)
    if chance.random() < 0.03:
        street = _slip(chance, street)
    if chance.random() < 0.02:
        postcode = _slip_of_digits(chance, postcode)
    email = person.email if chance.random() < 0.95 else f"{_phone(chance)}@example.org"
    return replace(
        person,
        first=first,
        last=last,
        birth=_misdated(chance, birth),
        street=street if chance.random() < 0.9 else "",
        postcode=postcode,
        phone=phone if chance.random() < 0.65 else None,
        email=email if person.email and chance.random() < 0.6 else None,
    )


def _slip(chance: random.Random, name: str) -> str:
    """One letter left out, put in, replaced or in its neighbour's place."""
    at, letter = chance.randrange(len(name)), chance.choice(_LETTERS)
    return chance.choice(
        [
            name[:at] + name[at + 1 :] or name,
            name[:at] + letter + name[at:],
            name[:at] + letter + name[at + 1 :],
            name[:at] + name[at + 1 : at + 2] + name[at] + name[at + 2 :],
        ]
    )


def _slip_of_digits(chance: random.Random, digits: str) -> str:
    """Two neighbours in each other's place."""
    at = chance.randrange(len(digits) - 1)
    return digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]


def _misdated(chance: random.Random, birth: date) -> date | None:
    roll = chance.random()
    if roll < 0.04:
        return None
    if roll < 0.05 and birth.day <= 12:
        return birth.replace(month=birth.day, day=birth.month)
    if roll < 0.06:
        return birth.replace(day=chance.randrange(1, 29))
    if roll < 0.065:
        return birth.replace(day=min(birth.day, 28), month=chance.randrange(1, 13))
    if roll < 0.07:
        return birth.replace(day=min(birth.day, 28), year=birth.year + chance.choice([-1, 1, -10, 10]))
    return birth
