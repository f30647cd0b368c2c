"""Made-up comments that name somebody or say where to find him: names, telephones, addresses, dates, numbers.

Names are Faker's of several languages, names that are words too, and names that nobody has heard; in small letters,
in capitals and as usual. Made by the same people as the gate: read "none leaks" as "few".
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from faker import Faker


def _split(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# First names that are words. Surnames of this kind come with a title or a first name, as in comments.
WORD_NAMES = _split(
    "rose mark will may grace hope joy faith bill grant jack frank sue pat dawn ray gene rob art lance heather ivy olive "
    "violet ruby pearl iris daisy poppy amber jade crystal ginger robin jay drew chase hunter carter mason parker "
    "cooper taylor guy miles max nick josh dean april june august summer autumn holly hazel lily melody harmony"
)
WORD_SURNAMES = _split(
    "baker cook walker young king brown white black green hill hall stone wood bush rice price fox wolf bell field ford "
    "banks rivers woods may day long short small best good love hope moore case pope bishop page park lake marsh"
)
_SYLLABLES = _split("ka zu mi ra to ne shi lo ba du ve qua ri no je wy the oph xa pre tho mal gwen ix")
_DIGITS = _split("oh one two three four five six seven eight nine")
_LOCALES = ("en_US", "en_GB", "es_MX", "vi_VN", "en_IN", "pl_PL", "fr_FR")

_ABOUT_A_PERSON = (
    "{name} helped me to fill in the forms and never made me feel small.",
    "I want to thank {name} for all the help with my reading this year.",
    "thanks to {name} my daughter goes to school every day and likes it",
    "The group is great and {name} was very kind when my mother was ill.",
    "Everybody was friendly. {name} gave us food for the whole week and a smile.",
    "i was late twice but {name} said it does not matter, just come",
    "My son learned to read with {name} and now he reads to his sister.",
    "The tutor called {name} should get more hours, she is the best you have.",
)
_ABOUT_CONTACT = (
    "You can call me on {contact} if you want to know more about it.",
    "the food box never came, please bring it to {contact} next week",
    "My number with the program is {contact} and nobody has called me back.",
    "I came on {contact} and the door was closed, nobody had told us.",
    "please write to {contact} when the next summer group begins, thanks",
    "We live at {contact} and there is no bus after the class ends.",
)


@dataclass(frozen=True)
class MadeQuote:
    """A comment, and the kind of thing in it that gives somebody away."""

    kind: str
    text: str


def made_quotes(count: int, seed: int = 5) -> Iterator[MadeQuote]:
    """So many comments; the same seed gives the same ones."""
    chance = random.Random(seed)
    fakers = [Faker(locale) for locale in _LOCALES]
    for number, faker in enumerate(fakers):
        faker.seed_instance(seed + number)
    for number in range(count):
        if number % 8 < 5:
            kind, name = _name(chance, fakers)
            yield MadeQuote(kind, chance.choice(_ABOUT_A_PERSON).format(name=name))
        else:
            kind, contact = _contact(chance, fakers[chance.randrange(2)])
            yield MadeQuote(kind, chance.choice(_ABOUT_CONTACT).format(contact=contact))


def made_bare_surnames() -> Iterator[MadeQuote]:
    """What the gate does not promise to see: an everyday word in small letters that is somebody's only name."""
    for surname in WORD_SURNAMES:
        for template in _ABOUT_A_PERSON:
            yield MadeQuote("bare surname", template.format(name=surname))


def _name(chance: random.Random, fakers: list[Faker]) -> tuple[str, str]:
    faker = chance.choice(fakers)
    kind = chance.choice(["first", "full", "title", "word", "word", "rare", "initial", "word full"])
    names = {
        "first": faker.first_name(),
        "full": f"{faker.first_name()} {faker.last_name()}",
        "title": f"{chance.choice(['Mr', 'Mrs', 'Ms.', 'Dr', 'Coach', 'Miss', 'Sister', 'Pastor'])} "
        f"{chance.choice([faker.last_name(), chance.choice(WORD_SURNAMES).title()])}",
        "word": chance.choice(WORD_NAMES).title(),
        "rare": "".join(chance.choice(_SYLLABLES) for _ in range(chance.randint(2, 4))).title(),
        "initial": f"{faker.last_name()[0]}. {faker.last_name()}",
        "word full": f"{chance.choice(WORD_NAMES).title()} {chance.choice(WORD_SURNAMES).title()}",
    }
    case = chance.choice([str, str.lower, str.upper, str])
    return f"name: {kind}", case(names[kind])


def _contact(chance: random.Random, faker: Faker) -> tuple[str, str]:
    digits = "".join(str(chance.randrange(10)) for _ in range(10))
    said = " ".join(_DIGITS[int(one)] for one in digits[:6])
    street = f"{chance.randint(1, 99)} {chance.choice(WORD_SURNAMES)} {chance.choice(['street', 'road', 'lane', 'court'])}"
    made = {
        "phone": chance.choice(
            [faker.phone_number(), f"{digits[:3]}-{digits[3:6]}-{digits[6:]}", f"0{digits[:4]} {digits[4:]}",
             " ".join(digits[at : at + 2] for at in range(0, 10, 2)), f"({digits[:3]}) {digits[3:6]}.{digits[6:]}", said]
        ),
        "address": chance.choice([faker.street_address(), street, street.title(), f"flat {digits[0]}, {street}",
                                  faker.address().replace("\n", ", ")]),
        "postcode": faker.postcode().lower(),
        "date": chance.choice(
            [faker.date(), f"{chance.randint(1, 12)}/{chance.randint(1, 28)}/{digits[:2]}", f"{chance.randint(1, 28)}th march",
             f"may {chance.randint(1, 28)}", f"{chance.randint(1, 28)} Dec", f"{chance.randint(1, 9)}.{chance.randint(1, 9)}.19{digits[:2]}"]
        ),
        "id": chance.choice([digits[:6], f"ab{digits[:4]}", f"{digits[:2]}-{digits[2:4]}", f"c{digits[:2]}x", f"#{digits[:2]}"]),
        "mail": chance.choice([faker.email(), f"www.{chance.choice(WORD_NAMES)}.org", f"@{chance.choice(WORD_NAMES)}",
                               f"{chance.choice(WORD_NAMES)} at {chance.choice(WORD_SURNAMES)} dot com"]),
    }  # fmt: skip
    kind = chance.choice([*made])
    return kind, made[kind]
