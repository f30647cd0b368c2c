"""The codebook's words as rules: which answers a theme's words are in.

Here: words and phrases of people into regular expressions that can't run away (no repetition within a repetition),
and the flags that they give. Not here: what is learned from labels (model.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from pipelines.initiative.models.voices import Theme
from pipelines.voices.texts import folded

_NEVER = re.compile(r"(?!)")


class Rules:
    """The rules of a codebook's themes, in their order."""

    def __init__(self, themes: Sequence[Theme]) -> None:
        self._include = [_pattern(theme.include) for theme in themes]
        self._exclude = [_pattern(theme.exclude) for theme in themes]

    def flags(self, texts: Iterable[str]) -> NDArray[np.bool_]:
        """One row per text, one column per theme: whether a word of the theme is in the text.

        An excluded phrase is taken out before the words are looked for, so that "can't wait" does not hide
        another "wait".
        """
        rows = [self._row(folded(text)) for text in texts]
        return np.array(rows, dtype=bool).reshape(len(rows), len(self._include))

    def _row(self, text: str) -> list[bool]:
        return [
            include.search(exclude.sub(" . ", text)) is not None
            for include, exclude in zip(self._include, self._exclude, strict=True)
        ]


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    parts = sorted({_part(folded(word)) for word in words})
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)") if parts else _NEVER


def _part(word: str) -> str:
    ending = r"\w*" if word.endswith("*") else ""
    return r"\s+".join(re.escape(one) for one in word.removesuffix("*").split()) + ending
