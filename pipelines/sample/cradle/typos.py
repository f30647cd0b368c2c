"""How partners write a child's name and birth date: nicknames, slips, swapped fields, lost accents.

Here: what stands in a partner's records. Not here: who the children are (people.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from pipelines.sample.chance import chance
from pipelines.sample.cradle.people import Child, children
from pipelines.sample.names import nickname
from pipelines.sample.slips import Style, slip, styled

BIRTH_DATE_FORMATS = ("%Y-%m-%d", "%m/%d/%Y", "%d.%m.%Y", "%d %b %Y", "%Y%m%d")
# Partners that keep names in capitals or without accents; everybody else writes them as they are.
_STYLES: dict[str, Style] = {
    "library_system": "upper",
    "county_early_learning": "plain",
    "summit_tutoring": "plain",
}
_CAREFUL = frozenset({"unified_schools"})


@dataclass(frozen=True)
class Written:
    """A child as one partner's records have it."""

    first: str
    last: str
    birth: date

    @property
    def last_first(self) -> str:
        """The name in one field."""
        return f"{self.last}, {self.first}"


def written(child: Child, partner: str) -> Written:
    """The child in the partner's records: always the same there, now and then not as elsewhere."""
    first, last = child.first, child.last
    if partner not in _CAREFUL:
        first, last = slip(first, last, chance("typos", partner, child.number).random())
    style = _STYLES.get(partner, "as_is")
    return Written(styled(first, style), styled(last, style), child.birth)


def identity_values(partners: tuple[str, ...]) -> set[str]:
    """Every name and birth date that these partners may write, in every way in which they write it.

    For tests that look for people's data where none may be. Double names count with their parts.
    """
    values = {child.birth.strftime(form) for child in children() for form in BIRTH_DATE_FORMATS}
    for child in children():
        for name in (child.first, child.last, nickname(child.first)):
            values.update(_parts(name))
        for partner in partners:
            found = written(child, partner)
            values.update((*_parts(found.first), *_parts(found.last)))
    return values


def _parts(name: str) -> Iterator[str]:
    yield name
    yield from name.split("-")
