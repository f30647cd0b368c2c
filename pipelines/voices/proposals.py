"""Proposes new themes from answers that no theme covers: for the backbone to look at, never a series.

Here: groups of words by non-negative matrix factorisation. What comes out is words and counts, no text: a proposal
names only known words that are nobody's name and stand in enough people's answers. Found topics change with every
few answers more, so nothing may be drawn over time from them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from pipelines.voices.answers import Answer
from pipelines.voices.gate import is_plain_word
from pipelines.voices.texts import folded

MOST_PROPOSALS = 8
_WORDS_EACH = 8
# Half of a topic's own weight on its strongest answer: below, an answer has little of it.
_BELONGS = 0.25
_ITERATIONS = 400


@dataclass(frozen=True)
class Proposal:
    """Words that go together, the strongest first, in the answers of so many people."""

    words: tuple[str, ...]
    answers: int
    people: int


def propose_themes(uncovered: Sequence[Answer], smallest: int, most: int = MOST_PROPOSALS) -> list[Proposal]:
    """Possible new themes of answers that no theme covers, the largest first.

    `smallest` is the privacy threshold: a word, and a proposal, stands for at least so many people. With fewer
    answers than three times that there is nothing to propose.
    """
    if len({answer.person for answer in uncovered}) < 3 * smallest:
        return []
    weights, names = _weighted_words(uncovered, smallest)
    if len(names) < 2:
        return []
    has, topics = _factors(weights, min(most, len(names) - 1))
    found = [_proposal(uncovered, has[:, at], topics[at], names) for at in range(len(topics))]
    kept = {one.words: one for one in found if one is not None and one.people >= smallest}
    return sorted(kept.values(), key=lambda one: (-one.people, one.words))


def _weighted_words(answers: Sequence[Answer], smallest: int) -> tuple[Any, list[str]]:
    """TF-IDF of the plain words that at least `smallest` people used."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(
        token_pattern=r"[^\W\d_]{3,}", lowercase=False, stop_words="english", sublinear_tf=True
    )
    try:
        weights = vectorizer.fit_transform([folded(answer.text) for answer in answers]).tocsc()
    except ValueError:  # nothing but stop words
        return np.zeros((len(answers), 0)), []
    people = np.array([answer.person for answer in answers])
    names = vectorizer.get_feature_names_out()
    kept = [
        at
        for at, name in enumerate(names)
        if is_plain_word(name) and len(set(people[weights[:, [at]].nonzero()[0]])) >= smallest
    ]
    return weights[:, kept], [str(names[at]) for at in kept]


def _factors(weights: Any, count: int) -> tuple[Any, Any]:
    from sklearn.decomposition import NMF

    model = NMF(count, init="nndsvd", max_iter=_ITERATIONS, tol=1e-3)
    with np.errstate(invalid="ignore"):  # its stopping rule takes the root of a tiny negative number
        return model.fit_transform(weights), model.components_


def _proposal(answers: Sequence[Answer], has: Any, topic: Any, names: Sequence[str]) -> Proposal | None:
    strongest = [int(at) for at in np.argsort(-topic, kind="stable")[:_WORDS_EACH] if topic[at] > 0]
    inside = np.flatnonzero(has > _BELONGS * has.max()) if has.max() > 0 else np.array([], dtype=int)
    if not strongest or not inside.size:
        return None
    people = {answers[int(at)].person for at in inside}
    return Proposal(tuple(names[at] for at in strongest), len(inside), len(people))
