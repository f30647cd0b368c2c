"""Reads answers to closed questions: scales that run backwards, words for codes, and codes that are no value.

Here: what people answered into a value (higher is better) or a reason why there is none, and counts of each. Not
here: the model of a scale (pipelines/initiative/models/voices.py).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from pipelines.initiative.models.voices import MissingReason, Scale

Reason = MissingReason | Literal["not_on_scale"]
REASONS: tuple[Reason, ...] = (*get_args(MissingReason), "not_on_scale")


@dataclass(frozen=True)
class Reading:
    """One answer: a value on the scale, or the reason why there is none."""

    value: int | None
    reason: Reason | None


@dataclass(frozen=True)
class Readings:
    """All answers to one question, in order, with how many have a value and how many miss it for which reason."""

    question: str
    readings: tuple[Reading, ...]

    @property
    def valued(self) -> int:
        """How many answers have a value."""
        return sum(reading.value is not None for reading in self.readings)

    @property
    def missing(self) -> Mapping[Reason, int]:
        """How many answers have none, by reason; every reason is there, with 0 too."""
        counts = Counter(reading.reason for reading in self.readings)
        return {reason: counts[reason] for reason in REASONS}


def read_answers(scale: Scale, answers: Sequence[object]) -> Readings:
    """Read the answers to one closed question; an empty one is `not_answered`, an unknown one `not_on_scale`.

    On a reversed scale from low to high, code c becomes low + high - c: a higher value is always the better one.
    """
    words = {_plain(word): code for word, code in scale.words.items()}
    missing: dict[str, Reason] = {_plain(code): reason for code, reason in scale.missing.items()}
    return Readings(scale.question, tuple(_read(scale, words, missing, answer) for answer in answers))


def _read(scale: Scale, words: Mapping[str, int], missing: Mapping[str, Reason], answer: object) -> Reading:
    plain = _plain(answer)
    if plain in missing:
        return Reading(None, missing[plain])
    if not plain:
        return Reading(None, "not_answered")
    code = words.get(plain, _code(plain))
    if code is None or not scale.low <= code <= scale.high:
        return Reading(None, "not_on_scale")
    return Reading(scale.low + scale.high - code if scale.is_reversed else code, None)


def _plain(answer: object) -> str:
    """An answer as codes and words are compared: 6.0 and " 6 " are 6; a number that is not one (NaN) is empty."""
    if answer is None or answer != answer:
        return ""
    if isinstance(answer, float) and answer.is_integer():
        return str(int(answer))
    text = " ".join(str(answer).split()).casefold()
    whole, point, rest = text.partition(".")
    return whole if point and not rest.strip("0") and whole.lstrip("-").isdecimal() else text


def _code(plain: str) -> int | None:
    sign, digits = plain[:1], plain.lstrip("-+")
    if not (digits.isascii() and digits.isdecimal()) or len(plain) - len(digits) > 1 or len(digits) > 9:
        return None
    return -int(digits) if sign == "-" else int(digits)
