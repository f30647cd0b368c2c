"""What labelled answers teach: one logistic regression per theme on the words, parts of words and flags of the rules.

Here: learning from texts with their themes, and telling which themes a text belongs to. Not here: which answers are
labelled and which themes have enough labels (coding.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipelines.voices.texts import folded

# Chosen by cross-validation within the training part of tests/benchmarks/test_themes.py.
_STRENGTH = 3.0
_WEIGHT_OF_FLAGS = 0.3
# A word of one answer teaches nothing that holds, unless there are few labels; a part of a word needs three.
_FEW_LABELS = 1000
_FEWEST_WITH_PART = 3


class ThemeModel:
    """One-vs-rest over TF-IDF (words and pairs, parts of words of 3 to 5 letters) and rule flags.

    Deterministic: the solver walks in a fixed order. A rare theme weighs as much as a frequent one, so that themes of
    which people said little are found too.
    """

    def __init__(self, texts: Sequence[str], flags: NDArray[np.bool_], belongs: NDArray[np.bool_]) -> None:
        """Learn from texts; `flags` and `belongs` have one row per text, each theme of `belongs` both values."""
        from sklearn.linear_model import LogisticRegression

        self._vectorizers = _vectorizers(len(texts))
        features = self._features(texts, flags, "fit_transform")
        self._models = [
            LogisticRegression(C=_STRENGTH, class_weight="balanced", solver="liblinear", random_state=0).fit(
                features, column
            )
            for column in belongs.T
        ]

    def predict(self, texts: Sequence[str], flags: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """One row per text, one column per theme."""
        if not texts:
            return np.zeros((0, len(self._models)), dtype=bool)
        features = self._features(texts, flags, "transform")
        return np.column_stack([model.decision_function(features) > 0 for model in self._models])

    def _features(self, texts: Sequence[str], flags: NDArray[np.bool_], how: str) -> Any:
        from scipy import sparse

        plain = [folded(text) for text in texts]
        parts = [getattr(vectorizer, how)(plain) for vectorizer in self._vectorizers]
        return sparse.hstack([*parts, sparse.csr_matrix(flags * _WEIGHT_OF_FLAGS)]).tocsr()


def _vectorizers(labelled: int) -> list[Any]:
    # scikit-learn takes seconds to import, and most runs have no answers.
    from sklearn.feature_extraction.text import TfidfVectorizer

    rare = 1 if labelled < _FEW_LABELS else 2
    return [
        TfidfVectorizer(ngram_range=(1, 2), min_df=rare, sublinear_tf=True, dtype=np.float32),
        TfidfVectorizer(
            analyzer="char_wb",
            ngram_range=(3, 5),
            min_df=_FEWEST_WITH_PART,
            sublinear_tf=True,
            dtype=np.float32,
        ),
    ]
