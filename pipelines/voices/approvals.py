"""Gives out approved quotes, and nothing else: the only door through which a person's text leaves this room.

Here: which approved texts may still be printed. An approval is the hash of the exact text; consent that is withdrawn,
a gate that has become stricter or a group that has become small take a quote back, whatever was approved.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from pipelines.initiative.models.voices import Quotes
from pipelines.voices.answers import Answer
from pipelines.voices.candidates import quotable
from pipelines.voices.coding import Coding
from pipelines.voices.gate import Gate
from pipelines.voices.texts import normalised

LeftOut = Literal["not_found", "not_quotable", "person_quoted_already", "theme_too_small"]


@dataclass(frozen=True)
class Quote:
    """An approved text as it is printed, with the themes it may stand beside and the group it is printed with."""

    sha256: str
    text: str
    group: str
    themes: tuple[str, ...]


@dataclass(frozen=True)
class Approved:
    """The quotes that may be printed, and how many approvals came to nothing for which reason."""

    quotes: tuple[Quote, ...]
    left_out: Mapping[LeftOut, int] = field(default_factory=dict)


def approved_quotes(
    answers: Sequence[Answer], coding: Coding, approvals: Quotes, gate: Gate, smallest: int
) -> Approved:
    """The approved quotes in the order of quotes.yaml, at most one a person.

    `not_found`: no answer has that text (any more). `not_quotable`: no consent, a group smaller than `smallest`
    people, or the gate refuses it. `theme_too_small`: none of its themes has `smallest` people; a quote without any
    theme is printed beside none.
    """
    open_to_all = set(quotable(answers, gate, smallest))
    large = _large_themes(answers, coding, smallest)
    places: dict[str, list[int]] = {}
    for at, answer in enumerate(answers):
        places.setdefault(answer.sha256, []).append(at)
    quoted: set[str] = set()
    quotes: list[Quote] = []
    left_out: Counter[LeftOut] = Counter()
    for approval in approvals.approved:
        found = places.get(approval.sha256, [])
        allowed = [at for at in found if at in open_to_all]
        free = [at for at in allowed if answers[at].person not in quoted]
        # Where several people wrote the same words, all of whom may be quoted, it does not matter whose they are.
        if not free:
            left_out[_why(found, allowed)] += 1
            continue
        at = min(free, key=lambda at: (answers[at].group, answers[at].person))
        themes = tuple(name for name in coding.answers[at].themes if name in large)
        if coding.answers[at].themes and not themes:
            left_out["theme_too_small"] += 1
        else:
            quoted.add(answers[at].person)
            quotes.append(Quote(approval.sha256, normalised(answers[at].text), answers[at].group, themes))
    return Approved(tuple(quotes), dict(left_out))


def _why(found: Sequence[int], allowed: Sequence[int]) -> LeftOut:
    if not found:
        return "not_found"
    return "person_quoted_already" if allowed else "not_quotable"


def _large_themes(answers: Sequence[Answer], coding: Coding, smallest: int) -> set[str]:
    people: dict[str, set[str]] = {}
    for answer, coded in zip(answers, coding.answers, strict=True):
        for theme in coded.themes:
            people.setdefault(theme, set()).add(answer.person)
    return {theme for theme, members in people.items() if len(members) >= smallest}
