"""The shares of themes: how many answers of each group belong to each theme, with a margin.

Here: counts, shares and margins. Counts of people go with each share, because the release hides small ones
(pipelines/release); a share that stands here is not yet safe to publish.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from pipelines.voices.answers import Answer
from pipelines.voices.coding import Coded, Coding, Method

EVERYBODY = "all"
_SURE = 1.96


@dataclass(frozen=True)
class ThemeShare:
    """One theme in one group of answers. `share` and `margin` are 0 to 1; the margin is half of a 95 % interval."""

    theme: str
    group: str
    answers_with: int
    answers: int
    people_with: int
    people: int
    share: float
    margin: float
    method: Method


def theme_shares(answers: Sequence[Answer], coding: Coding) -> list[ThemeShare]:
    """Each theme's share in every group and among all answers, by theme (as in the codebook) and group.

    The margin covers both that those who answered are some of many (a binomial standard error, Agresti-Coull) and
    that coding errs (`Coding.errors`): 1.96 times the root of the sum of their squares.
    """
    pairs = list(zip(answers, coding.answers, strict=True))
    groups = {EVERYBODY: pairs}
    for answer, coded in pairs:
        if answer.group != EVERYBODY:
            groups.setdefault(answer.group, []).append((answer, coded))
    return [
        _share(theme, group, groups[group], coding)
        for theme in coding.methods
        for group in sorted(groups, key=lambda name: (name != EVERYBODY, name))
        if groups[group]
    ]


def uncovered(answers: Sequence[Answer], coding: Coding) -> list[Answer]:
    """The answers that belong to no theme."""
    return [answer for answer, coded in zip(answers, coding.answers, strict=True) if not coded.themes]


def _share(theme: str, group: str, pairs: Sequence[tuple[Answer, Coded]], coding: Coding) -> ThemeShare:
    inside = [answer for answer, coded in pairs if theme in coded.themes]
    return ThemeShare(
        theme=theme,
        group=group,
        answers_with=len(inside),
        answers=len(pairs),
        people_with=len({answer.person for answer in inside}),
        people=len({answer.person for answer, _ in pairs}),
        share=len(inside) / len(pairs),
        margin=_margin(len(inside), len(pairs), coding.errors[theme]),
        method=coding.methods[theme],
    )


def _margin(inside: int, count: int, coding_error: float) -> float:
    # Two answers of each kind more (Agresti and Coull 1998): no margin of zero where nobody mentioned a theme.
    likely = (inside + 2) / (count + 4)
    return min(1.0, _SURE * sqrt(likely * (1 - likely) / (count + 4) + coding_error**2))
