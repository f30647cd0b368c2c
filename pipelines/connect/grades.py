"""Grades and bands of grades: "3-5", "K to 2", "Grade 4" and "PK" as spans of school grades.

Two spellings of a span are one band, and a single grade belongs to the one band that holds it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

PRE_K, KINDERGARTEN = -1, 0
_PRE_K = re.compile(
    r"\bpre[\s_-]?k(indergarten)?\b|\bpk\b|\bpreschool\b|\bbefore kindergarten\b", re.IGNORECASE
)
_KINDERGARTEN = re.compile(r"\bk(indergarten)?\b|\bkg\b", re.IGNORECASE)
_GRADE = re.compile(r"(?<!\d)(\d{1,2})(?!\d)")
_LAST = 12


def span_of(text: str) -> tuple[int, int] | None:
    """First and last grade that a text names, -1 for before kindergarten and 0 for it; None if it names none."""
    plain = text.replace("_", " ")
    rest = _PRE_K.sub(" ", plain)
    grades = [PRE_K] if rest != plain else []
    grades += [KINDERGARTEN] if _KINDERGARTEN.search(rest) else []
    grades += [int(number) for number in _GRADE.findall(rest)]
    if not grades or max(grades) > _LAST or len(grades) > 2 or grades != sorted(grades):
        return None
    return grades[0], grades[-1]


def band_of(text: str, allowed: Sequence[str], names: Iterable[Iterable[str]]) -> str | None:
    """The one allowed band that has the span of a text, or holds its single grade."""
    span = span_of(text)
    bands = {
        value: found
        for value, called in zip(allowed, names, strict=True)
        if (found := next((one for name in called if (one := span_of(name))), None))
    }
    if span is None:
        return None
    same = [value for value, band in bands.items() if band == span]
    holding = [
        value for value, (first, last) in bands.items() if span[0] == span[1] and first <= span[0] <= last
    ]
    fits = same or holding
    return fits[0] if len(fits) == 1 else None
