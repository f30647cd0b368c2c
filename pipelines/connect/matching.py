"""Which of a partner's columns is which column of the contract: by name, held against type and values.

One column is used once. Close seconds are named, ties are asked about. How the values are read is in `reading`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from connectors.tables.column_types import ColumnSeen
from expectations.contract import Column
from pipelines.connect.known_names import KNOWN_NAMES
from pipelines.connect.model import Sample
from pipelines.connect.names import TAIL, THRESHOLD, USUAL, likeness
from pipelines.connect.numbers import reads_as_number
from pipelines.connect.readings import formats_in, is_years, month_format
from pipelines.connect.vocabulary import Vocabulary
from pipelines.connect.words import map_words

# By their values alone: nearly all rows hold an allowed value, and the values are not just yes and no.
_BY_VALUES, _MOSTLY, _FEW = 78.5, 0.9, 3
_UNTRANSLATED = 2.0
_SHORT, _MANY = 4, 10
_MOST_WORDS = 300
_CLOSE = 12.0
_TIE = 1.5
GRADES = "grade_band"
YEAR_COLUMNS = ("school_year", "period")


@dataclass(frozen=True)
class Match:
    """One column of the contract and the partner's column for it. `rivals` fit as well, `others` nearly so."""

    column: str
    header: str
    score: float
    by_values: bool = False
    rivals: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


def match_columns(
    sample: Sample, vocabulary: Vocabulary, taken: Collection[str], settled: Collection[str]
) -> dict[str, Match]:
    """The best match of every column of the contract; `taken` headers and `settled` columns are left aside."""
    free = [seen for seen in sample.columns if seen.name not in taken]
    wanted = [column for column in vocabulary.contract.value_columns if column.name not in settled]
    scores = {
        (column.name, seen.name): fit
        for column in wanted
        for seen in free
        if (fit := score(sample, vocabulary, column, seen)) >= THRESHOLD
    }
    found: dict[str, Match] = {}
    used: set[str] = set()
    for (name, header), fit in sorted(scores.items(), key=lambda item: (-item[1], item[0])):
        if name in found or header in used:
            continue
        found[name] = _match(name, header, fit, scores, used)
        used.add(header)
    return found


def _match(name: str, header: str, fit: float, scores: dict[tuple[str, str], float], used: set[str]) -> Match:
    seconds = {
        other: value
        for (column, other), value in scores.items()
        if column == name
        and other not in (header, *used)
        and value >= fit - _CLOSE
        # A column that is another one's better match is no rival.
        and value >= max(rest for (one, also), rest in scores.items() if also == other)
    }
    rivals = tuple(other for other, value in seconds.items() if value >= fit - _TIE)
    return Match(
        name,
        header,
        fit,
        fit in (_BY_VALUES, _BY_VALUES + _UNTRANSLATED),
        rivals,
        tuple(set(seconds) - set(rivals)),
    )


def score(sample: Sample, vocabulary: Vocabulary, column: Column, seen: ColumnSeen) -> float:
    """How well a partner's column fits one of the contract, 0 to 100; 0 where type or values rule it out."""
    own = column.name.replace("_", " ")
    named = likeness(seen.name, own, column.synonyms)
    usual = likeness(seen.name, own, KNOWN_NAMES.get(column.name, ()))
    if usual >= TAIL > named:
        named = USUAL
    if named >= THRESHOLD:
        return named if _fits(sample, vocabulary, column, seen, named) else 0.0
    return _by_values(sample, vocabulary, column, seen)


def can_be(sample: Sample, vocabulary: Vocabulary, column: Column, seen: ColumnSeen) -> bool:
    """Whether type and values of a partner's column allow that it is this one, whatever its name."""
    match column.logical_type:
        case "date":
            return seen.type == "date" or bool(formats_in(sample, seen.name))
        case "integer" | "number":
            return seen.type not in ("empty", "date") and _mostly_numbers(sample, seen)
    if column.name in YEAR_COLUMNS:
        return is_years(list(sample.counts(seen.name)))
    if column.allowed:
        return coverage(sample, vocabulary, column, seen.name) > 0
    return seen.type not in ("date", "empty")


def _fits(sample: Sample, vocabulary: Vocabulary, column: Column, seen: ColumnSeen, named: float) -> bool:
    if seen.type == "empty":
        return named >= USUAL
    texts = list(sample.counts(seen.name))
    match column.logical_type:
        case "date":
            is_month = column.name == "month" and month_format(sample.counts(seen.name)) is not None
            return is_month or seen.type == "date" or bool(formats_in(sample, seen.name))
        case "integer" | "number":
            return _mostly_numbers(sample, seen)
        case "boolean":
            return seen.type in ("boolean", "integer") or seen.distinct <= _FEW
    if column.name in YEAR_COLUMNS:
        return is_years(texts) or coverage(sample, vocabulary, column, seen.name) > 0
    if column.allowed:
        return named >= USUAL or coverage(sample, vocabulary, column, seen.name) > 0
    return seen.type != "date"


def _mostly_numbers(sample: Sample, seen: ColumnSeen) -> bool:
    if seen.type in ("integer", "number", "percent"):
        return True
    counts = sample.counts(seen.name)
    return sum(rows for text, rows in counts.items() if reads_as_number(text)) >= 0.5 * seen.filled


def coverage(sample: Sample, vocabulary: Vocabulary, column: Column, header: str) -> float:
    """The share of filled rows whose word is known for an allowed value, judged by the most frequent words."""
    words = map_words(
        Counter(dict(sample.counts(header).most_common(_MOST_WORDS))),
        column.allowed,
        lambda value: vocabulary.names(column.name, value),
        are_grades=column.name == GRADES,
    )
    return words.coverage


def _by_values(sample: Sample, vocabulary: Vocabulary, column: Column, seen: ColumnSeen) -> float:
    """The score of a column whose values are the allowed ones, higher where none needs translating."""
    if len(column.allowed) < _FEW or seen.distinct < 2 or seen.type not in ("text", "integer"):
        return 0.0
    texts = list(sample.counts(seen.name))
    is_code = all(len(text) < _SHORT for text in texts)
    # Short codes such as 1, 2, 3 or F and M may be anything, unless there are many of them.
    if is_code and len(texts) < _MANY:
        return 0.0
    if coverage(sample, vocabulary, column, seen.name) < _MOSTLY:
        return 0.0
    return _BY_VALUES + (_UNTRANSLATED if set(texts) <= set(column.allowed) else 0)
