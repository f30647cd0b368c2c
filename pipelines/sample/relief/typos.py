"""How partners write a person's name: nicknames, slips, swapped fields, capitals, lost accents.

Here: what stands in a partner's records. Not here: who the people are (households.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pipelines.sample.chance import chance
from pipelines.sample.names import nickname
from pipelines.sample.relief.households import Person, households
from pipelines.sample.relief.volunteers import volunteers
from pipelines.sample.slips import Style, slip, styled

BIRTH_DATE_FORMATS = ("%Y-%m-%d", "%m/%d/%Y", "%d.%m.%Y", "%d %b %Y", "%Y%m%d")
_STYLES: dict[str, Style] = {
    "county_emergency": "upper",
    "public_library": "upper",
    "hilltop_pantry": "plain",
    "hillside_neighbours": "plain",
}
# The school district writes names from its register.
_CAREFUL = frozenset({"school_meals"})


@dataclass(frozen=True)
class Written:
    """A person as one partner's records have it."""

    first: str
    last: str
    birth: date

    @property
    def last_first(self) -> str:
        """The name in one field."""
        return f"{self.last}, {self.first}"


def written(person: Person, partner: str) -> Written:
    """The person in the partner's records: always the same there, now and then not as elsewhere."""
    first, last = person.first, person.last
    if partner not in _CAREFUL:
        first, last = slip(first, last, chance("relief typos", partner, person.number).random())
    style = _STYLES.get(partner, "as_is")
    return Written(styled(first, style), styled(last, style), person.birth)


def identity_values(partners: tuple[str, ...]) -> set[str]:
    """Every name and birth date that these partners may write, in every way in which they write it."""
    everybody = [*(person for one in households() for person in one.people), *volunteers()]
    values = {person.birth.strftime(form) for person in everybody for form in BIRTH_DATE_FORMATS}
    for person in everybody:
        names = [person.first, person.last, nickname(person.first)]
        for partner in partners:
            found = written(person, partner)
            names += [found.first, found.last]
        values.update(part for name in names for part in (name, *name.split("-")))
    return values
