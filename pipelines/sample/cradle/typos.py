"""How partners write a child's name and birth date: nicknames, slips, swapped fields, lost accents.

Here: which partner has which hand. Not here: who the children are (people.py), what a slip is (slips.py).
"""

from __future__ import annotations

from pipelines.sample.clerks import Clerks
from pipelines.sample.cradle.people import children

_CLERKS = Clerks(
    "typos",
    {"library_system": "upper", "county_early_learning": "plain", "summit_tutoring": "plain"},
    careful=frozenset({"unified_schools"}),
)
written = _CLERKS.written


def identity_values(partners: tuple[str, ...]) -> set[str]:
    """Every name and birth date that these partners may write, for tests that look for them where none may be."""
    return _CLERKS.identity_values(children(), partners)
