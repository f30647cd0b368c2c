"""A field that a partner is asked for, and what it is for. Values only; which fields there are is said in fields.py."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

UseKind = Literal[
    "metric",
    "period",
    "reporting",
    "group",
    "area",
    "sub_program",
    "person",
    "comparison",
    "theme",
    "rule",
    "required",
]
# What only the contract asks for; a field without any other use feeds nothing.
_FORMAL: frozenset[UseKind] = frozenset({"rule", "required"})


@dataclass(frozen=True)
class Use:
    """What a field is for: a metric, its period, a group, the area, the person, themes of open answers, or only a rule.

    `name` is the metric, the group or the rule; `sub_program` the part of the initiative that it is for.
    """

    kind: UseKind
    name: str
    sub_program: str

    @property
    def is_real(self) -> bool:
        """Whether something is made of the answer; a formal rule makes nothing of it."""
        return self.kind not in _FORMAL


@dataclass(frozen=True)
class Field:
    """One column of a contract, or one of the columns that name a person.

    `is_asked` is false where something else that the partner delivers makes the field superfluous. `values` are the
    only values that its metrics count; empty where any value counts.
    """

    column: str
    required: bool
    uses: tuple[Use, ...]
    is_asked: bool = True
    values: tuple[str, ...] = ()

    @property
    def is_used(self) -> bool:
        """Whether anything but a formal rule needs the field."""
        return any(use.is_real for use in self.uses)
