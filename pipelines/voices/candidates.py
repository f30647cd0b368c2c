"""Chooses quotes for a person to look at: a few of each theme that stand for it, unlike one another, and one against.

Here: who may be quoted at all, and which of those are offered. Not here: one text's own faults (gate.py) and what a
person approved (approvals.py). Candidates hold texts: they are for the approver's eyes and are never stored.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from pipelines.voices.answers import Answer
from pipelines.voices.coding import Coding
from pipelines.voices.gate import Gate
from pipelines.voices.texts import folded, normalised

MOST_CANDIDATES = 8
# How much nearness to the theme counts against likeness to what is already chosen (maximal marginal relevance,
# Carbonell and Goldstein 1998).
_NEARNESS = 0.7


@dataclass(frozen=True)
class Candidate:
    """A text that could be quoted for a theme, as it would be printed; `is_against` for the one that dissents."""

    theme: str
    sha256: str
    group: str
    text: str = field(repr=False)
    is_against: bool = False


def quotable(answers: Sequence[Answer], gate: Gate, smallest: int) -> list[int]:
    """The answers, by their place, that may be quoted: with consent, through the gate, from a large enough group.

    `smallest` is the privacy threshold: so many different people must have answered in the group that a quote is
    printed with. Of equal texts of one person the first counts.
    """
    people: dict[str, set[str]] = defaultdict(set)
    for answer in answers:
        people[answer.group].add(answer.person)
    return [
        at
        for at, answer in enumerate(answers)
        if answer.may_quote and len(people[answer.group]) >= smallest and gate.passes(answer.text)
    ]


def quote_candidates(
    answers: Sequence[Answer], coding: Coding, gate: Gate, smallest: int, most: int = MOST_CANDIDATES
) -> dict[str, tuple[Candidate, ...]]:
    """For each theme up to `most` candidates, the best first, and at most one more that speaks against them.

    A person is quoted once at most, over all themes. A theme of fewer than `smallest` people has no candidates.
    """
    open_to_all = quotable(answers, gate, smallest)
    used: set[str] = set()
    found = {}
    for theme in _rarest_first(answers, coding):
        places = [at for at in open_to_all if theme in coding.answers[at].themes]
        inside = {
            answer.person
            for answer, coded in zip(answers, coding.answers, strict=True)
            if theme in coded.themes
        }
        free = _one_each([at for at in places if answers[at].person not in used], answers)
        if len(inside) < smallest or not free:
            continue
        chosen, against = _chosen(answers, free, most)
        used |= {answers[at].person for at in (*chosen, *against)}
        found[theme] = tuple(_candidate(theme, answers[at], at in against) for at in (*chosen, *against))
    return {theme: found[theme] for theme in coding.methods if theme in found}


def _rarest_first(answers: Sequence[Answer], coding: Coding) -> list[str]:
    """Themes with the fewest answers choose first: a person who spoke of two speaks for the rarer one."""
    counts = {theme: sum(theme in coded.themes for coded in coding.answers) for theme in coding.methods}
    return sorted(counts, key=lambda theme: (counts[theme], theme))


def _one_each(places: Sequence[int], answers: Sequence[Answer]) -> list[int]:
    """One answer a person and one a text, in the order of their hashes, which favours nobody."""
    people: set[str] = set()
    texts: set[str] = set()
    kept = []
    for at in sorted(places, key=lambda at: (answers[at].sha256, answers[at].person)):
        if answers[at].person not in people and answers[at].sha256 not in texts:
            people.add(answers[at].person)
            texts.add(answers[at].sha256)
            kept.append(at)
    return kept


def _chosen(answers: Sequence[Answer], places: Sequence[int], most: int) -> tuple[list[int], list[int]]:
    vectors = _vectors([answers[at].text for at in places])
    nearness = vectors @ _unit(vectors.mean(axis=0))
    against = _against([answers[at].rating for at in places], nearness)
    order: list[int] = []
    left = [at for at in range(len(places)) if at != against]
    while left and len(order) < most:
        likeness = (vectors[left] @ vectors[order].T).max(axis=1) if order else np.zeros(len(left))
        best = int(np.argmax(np.round(_NEARNESS * nearness[left] - (1 - _NEARNESS) * likeness, 9)))
        order.append(left.pop(best))
    return [places[at] for at in order], [] if against is None else [places[against]]


def _against(ratings: Sequence[float | None], nearness: Any) -> int | None:
    """The answer that dissents: rated on the other side of the middle rating, and of those the nearest to the theme.

    Without ratings it is the answer that is least like the others; of fewer than three answers none dissents.
    """
    if len(nearness) < 3:
        return None
    rated = [rating for rating in ratings if rating is not None]
    if len(set(rated)) > 1:
        middle, mean = float(np.median(rated)), float(np.mean([min(rated), max(rated)]))
        other = [
            at
            for at, rating in enumerate(ratings)
            if rating is not None and (rating < mean if middle >= mean else rating > mean)
        ]
        if other:
            return max(other, key=lambda at: (round(float(nearness[at]), 9), -at))
    return int(np.argmin(np.round(nearness, 9)))


def _vectors(texts: Sequence[str]) -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(sublinear_tf=True, token_pattern=r"[^\W\d_]+")
    return vectorizer.fit_transform([folded(text) for text in texts]).toarray()


def _unit(vector: Any) -> Any:
    length = float(np.linalg.norm(vector))
    return vector / length if length else vector


def _candidate(theme: str, answer: Answer, is_against: bool) -> Candidate:
    return Candidate(theme, answer.sha256, answer.group, normalised(answer.text), is_against)
