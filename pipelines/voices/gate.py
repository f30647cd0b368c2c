"""The selection gate: which answers may be shown to an approver as a quote at all. Nothing is redacted.

Here: one text in, the reasons against it out. Redaction leaves names in; a text of which every word is a known word
leaves little to leak. What no tool sees ("the only deaf pupil at ...") the approver is asked. Not here: consent, groups
and variety (candidates.py), and what was approved (approvals.py).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from connectors import normalise_name
from pipelines.voices.gate_words import (
    ANY_CASE,
    BEFORE_A_NAME,
    BEFORE_A_PERSON,
    BEFORE_A_STREET,
    CALLED,
    DEEDS,
    GRAMMAR,
    GRAMMAR_SURNAMES,
    HONORIFICS,
    MONTHS,
    NUMBERS,
    RATHER_NAMES,
    SHORT_FORMS,
    STREETS,
    THANKED,
    TITLES,
)
from pipelines.voices.texts import normalised
from pipelines.voices.words import Words, load_words

SHORTEST = 40
LONGEST = 240
REASONS = (
    "length", "character", "number", "title", "date", "address", "name_place", "unknown_word", "name_word", "capital",
    "roster",
)  # fmt: skip


def _any(words: Collection[str]) -> str:
    return "|".join(map(re.escape, words))


_ALLOWED = re.compile(r"[A-Za-z0-9\s.,;:!?'\"()\-–—…&/%£$€]*")
_WORD = re.compile(r"[A-Za-z0-9']+")
_SENTENCE_END = re.compile(r"(?:^|[.!?…][\"')]*\s+)[\"'(]*$")
# Digits that only blanks, dashes, points, slashes or brackets stand between: telephone numbers, dates, long ids.
_LONG_NUMBER = re.compile(r"\d(?:[\s./\-–—()]*\d){2,}")
_SPOKEN_NUMBER = re.compile(rf"\b(?:{_any(NUMBERS)})(?:[\s,\-]+(?:{_any(NUMBERS)})){{2,}}\b")
_SHORT_NUMBER = re.compile(r"\d{1,2}(?:st|nd|rd|th|am|pm|hrs?|mins?|h|m)?")
_HONORIFIC = re.compile(rf"\b(?:{_any(HONORIFICS)})\b")
_AFTER_TITLE = re.compile(rf"\b(?:{_any(TITLES)})\b\.?\s+(?P<name>[a-z']+)")
_TITLE_AND_DEED = re.compile(
    rf"\b(?:{_any(TITLES)})\s+(?P<name>[a-z]+)\s+(?:{DEEDS}|should|would|could|can|and|for)\b"
)
_THANKED = re.compile(r"\b(?:thank|thanks\s+to|thank\s+you\s+to)\s+(?P<name>[a-z]+)")
_AFTER_CALLED = re.compile(rf"\b(?:{CALLED})\s+(?P<name>[a-z']+)")
_MONTH = rf"(?:{_any(MONTHS)})"
_DATE = re.compile(rf"\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}\b|\b{_MONTH}\s+(?:the\s+)?\d{{1,2}}\b")
_STREET = rf"(?:{_any(STREETS)})"
_ADDRESS = re.compile(rf"\b\d+[a-z]?,?\s+(?:[a-z]+\s+){{1,3}}{_STREET}\b|\b(?:flat|apartment|apt|unit)\s+\d")
_BEFORE_STREET = re.compile(
    r"\b(?P<before>[a-z]+)\s+(?:street|road|avenue|lane|drive|terrace|crescent|boulevard)\b"
)
_BEFORE_A_DEED = re.compile(
    rf"(?:^|[.!?,;:]\s*|\b(?:{BEFORE_A_PERSON}|{BEFORE_A_NAME})\s+)(?P<name>[a-z]+)\s+(?:{DEEDS})\b"
)
_WITH_SURNAME = re.compile(rf"\b(?:will|may)\s+(?P<name>[a-z]+)\s+(?:{DEEDS})\b")
_AFTER_WITH = re.compile(rf"\b(?:{BEFORE_A_NAME})\s+(?P<name>[a-z]+)\b(?!\s+be\b)")
_AFTER_ROLES = GRAMMAR - GRAMMAR_SURNAMES
_NEVER_NAMES = (GRAMMAR | SHORT_FORMS) - {
    "will",
    "may",
    "young",
    "little",
    "small",
    "best",
    "day",
    "long",
    "good",
}
_ENDING = re.compile(r"(?:n't|'(?:s|ll|re|ve|d|m|t)?)$")
_IRREGULAR = {"can't": "can", "won't": "will", "shan't": "shall"}


class Gate:
    """The gate of one initiative: `roster` are its people's names (`roster_of`), `known_words` its codebook's own."""

    def __init__(self, roster: Collection[str] = frozenset(), known_words: Collection[str] = ()) -> None:
        self._roster = roster
        self._words = load_words()
        known = sorted({word.casefold() for word in known_words}, key=lambda word: (-len(word), word))
        self._known = re.compile(rf"(?<![\w'])(?:{_any(known)})(?![\w'])", re.IGNORECASE) if known else None

    def refusals(self, text: str) -> tuple[str, ...]:
        """Every one of REASONS that holds, in their order; empty for a text that an approver may see.

        `length` counts 40 to 240 characters; `name_place` is a word of grammar where a name would stand. The reasons
        quote nothing of the text.
        """
        shown = normalised(text)
        # A word of the field is as good as any word of grammar, also for the rules around it.
        plain = self._known.sub("it", shown) if self._known else shown
        lower = plain.lower()
        words = {self._against(word, begins) for word, begins in _words(plain)}
        holds = {
            "length": not SHORTEST <= len(shown) <= LONGEST,
            "character": _ALLOWED.fullmatch(plain) is None,
            "number": bool(_LONG_NUMBER.search(plain) or _SPOKEN_NUMBER.search(lower)),
            "title": self._has_name_after(lower),
            "date": _DATE.search(lower) is not None,
            "address": bool(_ADDRESS.search(lower) or _names_a_street(lower)),
            "name_place": self._has_name_in_place(lower),
        }
        return tuple(reason for reason in REASONS if holds.get(reason, reason in words))

    def passes(self, text: str) -> bool:
        """Whether nothing speaks against showing the text to an approver."""
        return not self.refusals(text)

    def _against(self, word: str, begins: bool) -> str | None:
        """What speaks against one word, if anything; `begins` where a sentence begins with it."""
        lower = _without_ending(word.lower())
        if lower in self._roster and not (lower in GRAMMAR and word.islower()):
            return "roster"
        if word[0].isdigit():
            return None if _SHORT_NUMBER.fullmatch(word) else "unknown_word"
        if lower not in self._words.known and lower not in SHORT_FORMS:
            return "unknown_word"
        if is_rather_a_name(lower, self._words):
            return "name_word"
        if not (word.islower() or lower in ANY_CASE or lower == "i" or (begins and word[1:].islower())):
            return "capital"
        is_name = lower in self._words.first_names or lower in self._words.last_names
        return "name_word" if begins and word[0].isupper() and is_name and lower not in GRAMMAR else None

    def _has_name_after(self, lower: str) -> bool:
        """Whether a title or "called" stands before something that may be a name."""
        titled = (match["name"] for match in _AFTER_TITLE.finditer(lower))
        called = (match["name"] for match in _AFTER_CALLED.finditer(lower))
        return (
            _HONORIFIC.search(lower) is not None
            or any(name not in _AFTER_ROLES and self._may_be_name(name) for name in titled)
            or any(self._may_be_name(name) for name in called)
            or any(
                match["name"] not in _AFTER_ROLES - {"will", "may"}
                for match in _TITLE_AND_DEED.finditer(lower)
            )
        )

    def _has_name_in_place(self, lower: str) -> bool:
        """Whether a word that is a name too stands where a name would: "cook helped me", "thanks to will"."""
        patterns = (_BEFORE_A_DEED, _WITH_SURNAME, _AFTER_WITH)
        found = (match["name"] for pattern in patterns for match in pattern.finditer(lower))
        thanked = (match["name"] for match in _THANKED.finditer(lower))
        return any(name not in _NEVER_NAMES and self._may_be_name(name) for name in found) or any(
            name not in THANKED for name in thanked
        )

    def _may_be_name(self, word: str) -> bool:
        """Whether a word in the place of a name is one: anybody may be called by a word that few people use."""
        lists = self._words
        return word in lists.first_names or word in lists.last_names or word not in lists.usual


def roster_of(names: Collection[str | None]) -> frozenset[str]:
    """The normalised words of a partner's names, as the gate compares them; one letter is no name."""
    parts = (part for name in names if name for part in re.split(r"[\s\-']+", name))
    return frozenset(word for word in map(normalise_name, parts) if len(word) > 1)


def is_rather_a_name(word: str, words: Words) -> bool:
    """Whether a lower-case word is somebody's name and too rare as a word to be taken for one."""
    if word in GRAMMAR:
        return False
    if word in words.first_names:
        return word not in words.common or word in RATHER_NAMES
    return word in RATHER_NAMES or (word in words.last_names and word not in words.usual)


def is_plain_word(word: str) -> bool:
    """Whether a lower-case word is a known word and nobody's name."""
    words = load_words()
    return word in words.known and not is_rather_a_name(word, words)


def _words(shown: str) -> Iterator[tuple[str, bool]]:
    """Each word of a text, and whether a sentence begins with it."""
    for match in _WORD.finditer(shown):
        word = match.group().strip("'")
        if word:
            yield word, _SENTENCE_END.search(shown, max(0, match.start() - 8), match.start()) is not None


def _without_ending(word: str) -> str:
    """A word without what an apostrophe adds to it: `didn't` is `did`, `can't` is `can`."""
    return _IRREGULAR.get(word) or _ENDING.sub("", word) or word


def _names_a_street(lower: str) -> bool:
    return any(match["before"] not in BEFORE_A_STREET for match in _BEFORE_STREET.finditer(lower))
