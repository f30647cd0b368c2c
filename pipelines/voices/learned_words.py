"""Proposes the words of a theme from labelled answers, for a person to take into the codebook.

Here: which words tell a theme's answers from the others. Not here: using them (rules.py). Names are never proposed:
a word must be a known word and stand in several people's answers.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipelines.voices.texts import folded
from pipelines.voices.words import load_words

MOST_WORDS = 15
FEWEST_ANSWERS = 3
_LEAST_GAIN = 0.001


def propose_words(
    texts: Sequence[str], belongs: NDArray[np.bool_], most: int = MOST_WORDS
) -> list[list[str]]:
    """For each theme (a column of `belongs`) the words and pairs of words to include, the most telling first.

    A word is added while it raises F1 of "has one of the words" against the labels.
    """
    from sklearn.feature_extraction.text import CountVectorizer

    known = load_words().known
    counter = CountVectorizer(
        ngram_range=(1, 2),
        min_df=FEWEST_ANSWERS,
        binary=True,
        token_pattern=r"[^\W\d_][\w']*",
        lowercase=False,
    )
    try:
        has = counter.fit_transform([folded(text) for text in texts]).tocsc()
    except ValueError:  # no word is in enough answers
        return [[] for _ in belongs.T]
    names = counter.get_feature_names_out()
    kept = np.array([all(word.split("'")[0] in known for word in name.split()) for name in names], dtype=bool)
    return [_greedy(has[:, kept], names[kept], column, most) for column in belongs.T]


def _greedy(has, names, belongs, most: int) -> list[str]:  # type: ignore[no-untyped-def]
    covered = np.zeros(len(belongs), dtype=bool)
    chosen: list[str] = []
    best = 0.0
    while len(chosen) < most and has.shape[1]:
        right = has.T @ (belongs & ~covered).astype(float)
        wide = has.T @ (~covered).astype(float)
        f1 = 2 * (covered[belongs].sum() + right) / (covered.sum() + wide + belongs.sum())
        f1[right < FEWEST_ANSWERS] = 0
        at = int(f1.argmax())
        if f1[at] <= best + _LEAST_GAIN:
            break
        best = float(f1[at])
        chosen.append(str(names[at]))
        covered |= has[:, [at]].toarray().ravel().astype(bool)
    return chosen
