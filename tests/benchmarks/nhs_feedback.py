"""Comments of patients of two NHS trusts with themes given by trained people, where the data lies beside this clone.

MIT, github The-Strategy-Unit/pxtextmining at ba6c0a2, a part of datasets/v6framework_230831.csv chosen by respondent.
"""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FEEDBACK = Path(__file__).parents[3] / "shared/data/text_nhs_feedback/feedback.csv"
_FIRST_THEME = "Not assigned"
_NO_THEMES = ("Not assigned", "Labelling not possible")
_NO_COMMENT = "Did not answer"
_FEWEST = 50


@dataclass(frozen=True)
class Comments:
    """Texts, who wrote them, themes (one column each of `belongs`) and how critical they are: 1 very positive, 5."""

    texts: list[str]
    people: list[str]
    themes: list[str]
    belongs: NDArray[np.bool_]
    critical: list[float]

    def part(self, chosen: NDArray[np.bool_]) -> Comments:
        """The comments where `chosen` holds."""
        at = np.flatnonzero(chosen)
        return Comments(
            [self.texts[one] for one in at],
            [self.people[one] for one in at],
            self.themes,
            self.belongs[at],
            [self.critical[one] for one in at],
        )


@cache
def comments() -> Comments:
    """Every comment with a text, and the themes that at least fifty of them have."""
    with FEEDBACK.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["FFT answer"] not in ("", _NO_COMMENT)]
    names = list(rows[0])
    themes = [name for name in names[names.index(_FIRST_THEME) :] if name not in _NO_THEMES]
    belongs = np.array([[row[name] in ("1", "1.0") for name in themes] for row in rows])
    kept = belongs.sum(axis=0) >= _FEWEST
    return Comments(
        texts=[row["FFT answer"] for row in rows],
        people=[row["Respondent ID"] for row in rows],
        themes=[name for name, is_kept in zip(themes, kept, strict=True) if is_kept],
        belongs=belongs[:, kept],
        critical=[float(row["Comment sentiment"] or "nan") for row in rows],
    )


def taught_and_held_back() -> tuple[Comments, Comments]:
    """Two thirds to learn from and one third to be judged by; a person is in one of them only."""
    every = comments()
    third = np.array([int(hashlib.sha256(name.encode()).hexdigest(), 16) % 3 == 0 for name in every.people])
    return every.part(~third), every.part(third)
