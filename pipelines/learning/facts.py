"""What a fact is: an id made of its place, figures as they are printed, how sure it is, the cells it rests on.

Finding facts (changes.py and its neighbours) and wording them (sentences.py) do not belong here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

ALL = "all"
Chance = Literal["beyond", "within"]
Line = Literal["same", "agrees", "disagrees"]


class Place(NamedTuple):
    """One cell of the breakdown; 'all' stands for the whole."""

    metric_id: str
    sub_program_id: str
    period_id: str
    group_type: str = ALL
    group_value: str = ALL
    area_id: str = ALL
    partner_id: str = ALL

    @property
    def cell(self) -> str:
        """The cell of `metrics.metric_values`, as facts name it."""
        return f"metric_values:{'/'.join(self)}"

    def fact_id(self, kind: str) -> str:
        """For example `chronic_absence_rate/after_school/2025-26/change`; what narrows the place comes last."""
        narrower = [
            f"/{name}={value}"
            for name, value in (
                (self.group_type, self.group_value),
                ("area", self.area_id),
                ("partner", self.partner_id),
            )
            if value != ALL
        ]
        return f"{self.metric_id}/{self.sub_program_id}/{self.period_id}/{kind}{''.join(narrower)}"


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a fact: its value, its printed form with the unit, and the words that say whose or when it is.

    A share has a value from 0 to 1 and is printed in percent; a distance between shares likewise, in points.
    """

    name: str
    value: float
    text: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Sureness:
    """How sure a fact is; None is 'not known'.

    `chance` says whether the interval of the difference leaves out zero; `interval` is that interval, in the unit of
    the value. For a gap, `step` says the same of how it moved since the period before. `line` compares with the
    partners that reported in all periods. `least` and `most` bound a count of people where records are in doubt.
    `compared` is how many differences were looked at together, `size` how large one is beside the others of its kind.
    """

    people: int | None = None
    chance: Chance | None = None
    step: Chance | None = None
    interval: tuple[float, float] | None = None
    line: Line | None = None
    partners_reported: int | None = None
    partners_due: int | None = None
    least: float | None = None
    most: float | None = None
    compared: int = 1
    size: float = 0.0


@dataclass(frozen=True, slots=True)
class Fact:
    """A computed statement. `names` are words that no rewording may change; `standing` is the verdict of its kind."""

    fact_id: str
    kind: str
    place: Place
    figures: tuple[Figure, ...]
    names: tuple[str, ...]
    unit: str
    standing: str
    cells: tuple[str, ...]
    sureness: Sureness = field(default_factory=Sureness)

    def figure(self, name: str) -> Figure:
        """A figure by its name; raises KeyError."""
        for figure in self.figures:
            if figure.name == name:
                return figure
        raise KeyError(f"{self.fact_id} has no figure '{name}'")

    def has(self, name: str) -> bool:
        """Whether the fact has a figure of this name."""
        return any(figure.name == name for figure in self.figures)


@dataclass(frozen=True, slots=True)
class ThemeShare:
    """How many of the people who answered in one period speak of a theme: a count, a share and its margin (0 to 1).

    Only what may be published: `people` are those who name the theme, `answers` all who answered, each counted once.
    """

    theme_id: str
    theme: str
    sub_program_id: str
    period_id: str
    people: int
    answers: int
    margin: float
    share_before: float | None = None
    period_before: str | None = None

    @property
    def share(self) -> float:
        """People who name the theme out of all who answered, from 0 to 1."""
        return self.people / self.answers
