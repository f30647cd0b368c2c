"""How alike two names are: a partner's header and a name or synonym of the contract.

Names only; whether the values fit as well is decided in `matching` and `people`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import fuzz

# Below this the likeness of two names is no evidence.
THRESHOLD = 78.0
EXACT, SYNONYM, TAIL = 100.0, 97.0, 95.0
# A name that partners often give to a column, but that the contract does not list.
USUAL = 93.0
_SPELLINGS = {
    "enrollment": "enrolment",
    "enrolled": "enrolled",
    "programme": "program",
    "centre": "center",
    "neighbourhood": "neighborhood",
}


def word_set(text: str) -> frozenset[str]:
    """The words of a text as a set, for lists of words that would fill pages."""
    return frozenset(text.split())


# One such word inside a longer header says nothing about what the header means.
_WEAK = word_set(
    """date day type time number count year status end left start kind service test measure first last name
    id code period result value area group outcome activity percent total rate class min length"""
)
_FILLING = frozenset({"on", "of", "the", "at", "a", "in", "is", "for"})
_PARTS = re.compile(r"\s+/\s+|\.")


def words_of(name: str) -> tuple[str, ...]:
    """The words of a name: lower case, in the singular, without accents, punctuation and filling words."""
    found = _every_word(name)
    return tuple(word for word in found if word not in _FILLING) or found


@lru_cache(maxsize=4096)
def _every_word(name: str) -> tuple[str, ...]:
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name).replace("%", " percent ")
    plain = unicodedata.normalize("NFKD", spaced).encode("ascii", "ignore").decode().lower()
    found = re.findall(r"[a-z0-9]+", plain.replace("'s ", " "))
    return tuple(_singular(_SPELLINGS.get(word, word)) for word in found)


def _singular(word: str) -> str:
    if len(word) > 3 and word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us")) else word


def fold(text: str) -> str:
    """A text without case, accents, punctuation, blanks and plural, to compare words by."""
    return "".join(_every_word(text))


def _squashed(name: str) -> str:
    return "".join(words_of(name))


def likeness(header: str, name: str, synonyms: Iterable[str]) -> float:
    """0 to 100: 100 the name itself, 97 a synonym, 95 the last part of a longer header, less by likeness.

    A header of two lines ("Pupil / ZIP") and a name of an API ("participant.zip") also count by their last part.
    """
    if _squashed(header) == _squashed(name):
        return EXACT
    known = [name, *synonyms]
    folded = {_squashed(one) for one in known}
    if _squashed(header) in folded or _sorted(header) in {_sorted(one) for one in known}:
        return SYNONYM
    tail = _PARTS.split(header)[-1]
    if tail != header and _squashed(tail) in folded:
        return TAIL
    return max(_alike(part, one) for part in {header, tail} for one in known)


def _sorted(name: str) -> tuple[str, ...]:
    """The words in order, for "date of visit" is "visit date"."""
    return tuple(sorted(words_of(name)))


def _alike(header: str, name: str) -> float:
    ours, theirs = words_of(name), words_of(header)
    if not ours or not theirs:
        return 0.0
    spelled = 0.93 * fuzz.token_sort_ratio(" ".join(ours), " ".join(theirs))
    return max(spelled, _within(ours, theirs, 70), _within(theirs, ours, 69))


def _within(few: tuple[str, ...], many: tuple[str, ...], base: float) -> float:
    """The likeness of a name that is a part of the other; one weak word alone is no likeness."""
    if not set(few) <= set(many) or set(few) <= _WEAK:
        return 0.0
    return base + 20 * len(few) / len(many)
