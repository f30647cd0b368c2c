"""A partner's words and the allowed values that they stand for: by spelling, by known words, by likeness.

One list of words at a time. What is not sure is left open with a suggestion, never chosen.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from pipelines.connect.grades import band_of
from pipelines.connect.names import fold, word_set

SURE = 88.0
_SUGGESTED = 50.0
_CLEAR_LEAD = 8.0
# Words that mean the same to everybody who fills in such a column.
_SAME = tuple(
    frozenset(line.split("|"))
    for line in (
        "yes|y|true|t|1|x|si|ja",
        "no|n|false|f|0|nein",
        "female|f|girl|woman|women|w",
        "male|m|boy|man|men",
        "nonbinary|nb|x|neitherorboth|neither",
        "black|africanamerican|blackorafricanamerican|blackafricanamerican|aa",
        "hispanic|latino|latina|latinx|latinoa|hispanicorlatino|hispaniclatino|hispaniclatinoofanyrace",
        "white|caucasian",
        "asian|asianamerican",
        "multiracial|twoormorerace|twoormore|several|mixed|multirace|multipleraces|multiplerace",
        "americanindian|americanindianoralaskanative|nativeamerican|indigenous",
        "pacificislander|nativehawaiianorotherpacificislander|nativehawaiian",
        "another|other|otherrace|anotherraceorethnicity",
        "all|allstudent|total|everyone|everybody|allpupil",
    )
)
_UNKNOWN = word_set(
    """unknown unk notknown notstated declined declinedtostate prefernottosay notreported na missing blank
    nodata"""
)
_ZEROS = re.compile(r"^0+(?=\d)|\.0+$")


@dataclass(frozen=True)
class Word:
    """One word of a partner and its meaning. `value` is None where the word is left open."""

    text: str
    rows: int
    value: str | None
    how: str
    suggestion: str | None = None
    score: float = 0.0


@dataclass(frozen=True)
class WordMap:
    """All words of one column."""

    words: tuple[Word, ...]

    @property
    def values(self) -> dict[str, str]:
        """What a mapping must list: the words that are not written as the value itself."""
        return {word.text: word.value for word in self.words if word.value and word.value != word.text}

    @property
    def open(self) -> list[Word]:
        """The words whose meaning is not known."""
        return [word for word in self.words if word.value is None and not says_unknown(word.text)]

    def with_suggestions(self) -> WordMap:
        """The same words with every suggestion taken."""
        taken = (
            replace(word, value=word.suggestion, how="as suggested") if word.suggestion else word
            for word in self.words
        )
        return WordMap(tuple(taken))

    @property
    def unknown(self) -> list[str]:
        """The words that say that nothing is known."""
        return [word.text for word in self.words if word.value is None and says_unknown(word.text)]

    @property
    def coverage(self) -> float:
        """The share of rows with a known meaning."""
        rows = sum(word.rows for word in self.words)
        return sum(word.rows for word in self.words if word.value) / rows if rows else 0.0


def says_unknown(text: str) -> bool:
    """Whether a word stands where nothing is known, such as Unknown, N/A or a dash."""
    return fold(text) in _UNKNOWN or not re.search(r"\w", text)


def map_words(
    counts: Counter[str],
    allowed: Sequence[str],
    names: Callable[[str], Sequence[str]],
    answered: Callable[[str], str | None] = lambda word: None,
    *,
    are_grades: bool = False,
) -> WordMap:
    """Find the allowed value of every word; `names` gives what a value is called, `answered` what a person said.

    Words that differ by case alone are one word, as in a mapping.
    """
    merged: dict[str, tuple[str, int]] = {}
    for text, rows in counts.items():
        key = text.strip().lower()
        first, before = merged.get(key, (text.strip(), 0))
        merged[key] = (first, before + rows)
    known = {value: [fold(name) for name in names(value)] for value in allowed}
    found = []
    for text, rows in merged.values():
        said = answered(text)
        band = band_of(text, allowed, map(names, allowed)) if are_grades and not said else None
        if said or band:
            found.append(Word(text, rows, said or band, "answered" if said else "the same grades"))
        else:
            found.append(_meaning(text, rows, allowed, known))
    return WordMap(tuple(found))


def _meaning(text: str, rows: int, allowed: Sequence[str], known: dict[str, list[str]]) -> Word:
    if text in allowed:
        return Word(text, rows, text, "the value itself")
    folded = fold(text)
    bare = _bare(text)
    for how, values in (
        ("another spelling", [value for value in allowed if folded and folded in known[value]]),
        ("a code with other zeros", [value for value in allowed if bare.isdigit() and bare == _bare(value)]),
        ("a word known for it", [value for value in allowed if _same(folded, known[value])]),
    ):
        if len(values) == 1:
            return Word(text, rows, values[0], how)
    return _likely(text, rows, allowed, known)


def _bare(text: str) -> str:
    return _ZEROS.sub("", text.strip())


def _same(folded: str, names: list[str]) -> bool:
    return any(folded in group and not group.isdisjoint(names) for group in _SAME)


def _likely(text: str, rows: int, allowed: Sequence[str], known: dict[str, list[str]]) -> Word:
    """By likeness: sure only where one value is very like and every other one clearly less so."""
    folded = fold(text)
    if not folded.strip("0123456789"):
        return Word(text, rows, None, "not known")
    scores = sorted(
        ((max(_score(folded, name) for name in known[value]), value) for value in allowed), reverse=True
    )
    (best, value), second = scores[0], scores[1][0] if len(scores) > 1 else 0.0
    if best >= SURE and best - second >= _CLEAR_LEAD and len(folded) > 3:
        return Word(text, rows, value, f"like it, {best:.0f} of 100", score=best)
    if best >= _SUGGESTED and best > second:
        return Word(text, rows, None, "not sure", value, best)
    return Word(text, rows, None, "not known")


def _score(word: str, name: str) -> float:
    """Likeness of two folded words; a beginning ("bl" of "black") suggests, and is never sure."""
    begins = 60.0 + 10.0 * len(word) / len(name) if name.startswith(word) else 0.0
    return max(begins, float(fuzz.ratio(word, name)))
