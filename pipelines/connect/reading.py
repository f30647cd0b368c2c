"""How one matched column is to be read: its entry in the mapping, with evidence, and what is open about it.

Chooses the reader by the contract's type. Which column it is was decided in `matching`.
"""

from __future__ import annotations

from typing import Any

from expectations.contract import Column
from pipelines.connect.answers import Answers
from pipelines.connect.matching import GRADES
from pipelines.connect.model import Choice, ConnectError, Entry, Question, Sample
from pipelines.connect.numbers import number_reading
from pipelines.connect.readings import (
    Reading,
    date_format,
    entry_of,
    month_format,
    school_years,
)
from pipelines.connect.vocabulary import Vocabulary
from pipelines.connect.words import Word, WordMap, map_words

MOST_WORDS = 15
_DOUBTFUL = ("a code with other zeros", "the same grades")
_TRUTH = {"true": ("true", "yes"), "false": ("false", "no")}
# What the engine reads as true or false by itself.
_READ_AS_TRUTH = frozenset(["true", "yes", "y", "1", "x", "false", "no", "n", "0"])


def read_column(
    sample: Sample, vocabulary: Vocabulary, column: Column, header: str, answers: Answers
) -> tuple[Entry | None, list[Question]]:
    """The entry for a matched column, None while a question keeps it from being written."""
    settings, notes, questions = _reading(sample, vocabulary, column, header, answers)
    if any(not question.key.startswith(f"{column.name}:") for question in questions):
        return None, questions
    return entry_of(header, settings, notes), questions


def _reading(
    sample: Sample, vocabulary: Vocabulary, column: Column, header: str, answers: Answers
) -> Reading:
    if column.logical_type == "date":
        return _date(sample, column, header, answers)
    if column.logical_type in ("integer", "number"):
        return number_reading(sample, header, column, answers)
    if column.name in ("school_year", "period"):
        years = school_years(sample, header, column.name, column.allowed, answers)
        if years is not None:
            return years
    if column.logical_type == "boolean":
        return _truth(sample, column, header, answers)
    if column.allowed:
        return _words(sample, vocabulary, column, header, answers)
    return {}, [], []


def _date(sample: Sample, column: Column, header: str, answers: Answers) -> Reading:
    extra: dict[str, Any] = {"read_as": "month"} if column.name == "month" else {}
    months = month_format(sample.counts(header)) if extra else None
    if months is not None:
        settings = extra if months == "%Y-%m" else {"format": months, **extra}
        return settings, [f"assumed: the values are months as {months}"] if months != "%Y-%m" else [], []
    form, notes, question = date_format(sample, header, column.name, answers)
    if question is not None:
        choices = tuple(
            Choice(one.answer, one.words, {"column": header, "format": one.words.partition(":")[0], **extra})
            for one in question.choices
        )
        asked = Question(question.key, column.name, question.text, choices, needed=column.required)
        return {}, [], [asked]
    return ({"format": form, **extra} if form else extra), notes, []


def _truth(sample: Sample, column: Column, header: str, answers: Answers) -> Reading:
    counts = sample.counts(header)
    if {text.lower() for text in counts} <= _READ_AS_TRUTH:
        return {}, [], []
    words = map_words(
        counts, ("true", "false"), lambda value: _TRUTH[value], lambda word: _said(column, word, answers)
    )
    return _worded(column, words, ("true", "false"), answers)


def _words(sample: Sample, vocabulary: Vocabulary, column: Column, header: str, answers: Answers) -> Reading:
    counts = sample.counts(header)
    bare = {text: text.removesuffix(".0") for text in counts}
    if any(text.endswith(".0") for text in counts) and set(bare.values()) <= {*column.allowed}:
        return {"read_as": "code"}, ["assumed: codes with a decimal, such as 792.0, are read as 792"], []
    words = map_words(
        counts,
        column.allowed,
        lambda value: vocabulary.names(column.name, value),
        lambda word: _said(column, word, answers),
        are_grades=column.name == GRADES,
    )
    return _worded(column, words, column.allowed, answers)


def _said(column: Column, word: str, answers: Answers) -> str | None:
    """The value that a person gave for a word."""
    key = f"{column.name}:{word}"
    said = answers.get(key)
    if said is None or answers.leaves_out(key):
        return None
    allowed = column.allowed or ("true", "false")
    if said not in allowed:
        raise ConnectError(f"--answer {key}={said}: the contract allows {', '.join(allowed[:20])}.")
    return said


def _worded(column: Column, words: WordMap, allowed: tuple[str, ...], answers: Answers) -> Reading:
    if answers.get(f"{column.name}:*") == "suggested":
        words = words.with_suggestions()
    settings: dict[str, Any] = {"values": words.values} if words.values else {}
    notes = [
        f"assumed: {word.text!r} is {word.value} ({word.how})"
        for word in words.words
        if word.value not in (None, word.text) and (word.score > 0 or word.how in _DOUBTFUL)
    ][:MOST_WORDS]
    if words.unknown and not column.required:
        settings["marks"] = words.unknown
        notes.append(f"assumed: {', '.join(map(repr, words.unknown))} says that nothing is known")
    left = [word for word in words.open if not answers.leaves_out(f"{column.name}:{word.text}")]
    if len(left) > MOST_WORDS:
        rows = sum(word.rows for word in left)
        notes.append(
            f"to decide: {len(left)} words in {rows} rows are none of the agreed values and are left as they are"
        )
        return settings, notes, []
    return settings, notes, [_what_means(column, word, allowed) for word in left]


def _what_means(column: Column, word: Word, allowed: tuple[str, ...]) -> Question:
    perhaps = f" Perhaps {word.suggestion} ({word.score:.0f} of 100)." if word.suggestion else ""
    text = f"What is {word.text!r} of {column.name} ({word.rows} rows)?{perhaps}"
    ordered = sorted(allowed, key=lambda value: value != word.suggestion)[:20]
    choices = (*(Choice(value, "") for value in ordered), Choice("-", "leave it as it is"))
    return Question(f"{column.name}:{word.text}", column.name, text, choices)
