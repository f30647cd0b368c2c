"""How the partners of an initiative write people down: each in its own hand, always the same, now and then with a slip.

Here: what stands in a partner's records. Not here: who the people are, and which partner has which hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from pipelines.sample.chance import chance
from pipelines.sample.names import nickname
from pipelines.sample.slips import Style, slip, styled

_BIRTH_DATE_FORMATS = ("%Y-%m-%d", "%m/%d/%Y", "%d.%m.%Y", "%d %b %Y", "%Y%m%d")


class _Named(Protocol):
    """Somebody made up, with a number of their own."""

    @property
    def number(self) -> int: ...
    @property
    def first(self) -> str: ...
    @property
    def last(self) -> str: ...
    @property
    def birth(self) -> date: ...


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


@dataclass(frozen=True)
class Clerks:
    """Who writes names at the partners of an initiative.

    `styles` holds partners that keep names in capitals or without accents; `careful` those that make no slips.
    """

    seed: str
    styles: Mapping[str, Style] = field(default_factory=dict)
    careful: frozenset[str] = frozenset()

    def written(self, person: _Named, partner: str) -> Written:
        """The person in the partner's records."""
        first, last = person.first, person.last
        if partner not in self.careful:
            first, last = slip(first, last, chance(self.seed, partner, person.number).random())
        style = self.styles.get(partner, "as_is")
        return Written(styled(first, style), styled(last, style), person.birth)

    def identity_values(self, people: Iterable[_Named], partners: Iterable[str]) -> set[str]:
        """Every name and birth date that these partners may write, in every way in which they write it.

        For tests that look for people's data where none may be. Double names count with their parts.
        """
        writing = tuple(partners)
        values: set[str] = set()
        for person in people:
            values |= {person.birth.strftime(form) for form in _BIRTH_DATE_FORMATS}
            names = [person.first, person.last, nickname(person.first)]
            for found in (self.written(person, partner) for partner in writing):
                names += [found.first, found.last]
            values.update(part for name in names for part in (name, *name.split("-")))
        return values
