"""How partners write a person's name: nicknames, slips, swapped fields, capitals, lost accents.

Here: which partner has which hand. Not here: who the people are (households.py), what a slip is (slips.py).
"""

from __future__ import annotations

from pipelines.sample.clerks import Clerks
from pipelines.sample.relief.households import households
from pipelines.sample.relief.volunteers import volunteers

_CLERKS = Clerks(
    "relief typos",
    {
        "county_emergency": "upper",
        "public_library": "upper",
        "hilltop_pantry": "plain",
        "hillside_neighbours": "plain",
    },
    # The school district writes names from its register.
    careful=frozenset({"school_meals"}),
)
written = _CLERKS.written


def identity_values(partners: tuple[str, ...]) -> set[str]:
    """Every name and birth date that these partners may write, for tests that look for them where none may be."""
    everybody = [*(person for one in households() for person in one.people), *volunteers()]
    return _CLERKS.identity_values(everybody, partners)
