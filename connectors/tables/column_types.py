"""What kind of values a column of text holds, and how sure one can be of it.

One column at a time, from its cells alone; no contract and no file format is known here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

from connectors.tables.cells import is_mark
from connectors.tables.date_words import compact_dates, formats_of

ColumnType = Literal["text", "integer", "number", "percent", "date", "time", "boolean", "empty", "mixed"]

ERROR_TEXTS = frozenset(
    {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#GETTING_DATA", "#SPILL!", "#CALC!"}
)
_GROUPED = r"\d{1,3}(?:[,' \u00a0]\d{3})+|\d+"
_SIGN = r"[-+]?[$£€]? ?"
_INTEGER = re.compile(rf"{_SIGN}(?:{_GROUPED})|\({_SIGN}(?:{_GROUPED})\)")
_NUMBER = re.compile(
    rf"{_SIGN}(?:{_GROUPED})?\.\d+(?:[eE][-+]?\d+)?|{_SIGN}\d+\.?[eE][-+]?\d+|{_SIGN}\d+\.|"
    rf"\({_SIGN}(?:{_GROUPED})?\.\d+\)"
)
_DECIMAL_COMMA = re.compile(r"[-+]?(?:\d{1,3}(?:[. ]\d{3})+|\d+),\d+")
_PERCENT = re.compile(r"[-+]?\d+(?:[.,]\d+)? ?%")
_TIME = re.compile(r"\d{1,3}:[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?: ?[AaPp][Mm])?")
_LEADING_ZERO = re.compile(r"0\d+")
_WORDS_OF_DATES = re.compile(r"date|day|dob|birth|when|datum|fecha|time", re.IGNORECASE)
_BOOLEANS = ({"true", "false"}, {"yes", "no"}, {"y", "n"}, {"t", "f"})
_MOSTLY = 0.5
_SERIALS = range(20_000, 60_000)
_NUMERIC = ("integer", "number", "decimal comma")
_TYPES = frozenset(get_args(ColumnType))


@dataclass(frozen=True)
class ColumnSeen:
    """A column as a person would describe it.

    `position` counts from 1 in the file. `filled` and `distinct` count cells with a value.
    `date_formats` holds every strptime format that reads all the dates: two or more mean that the
    order of day and month is open. `doubts` says what a person should look at.
    """

    name: str
    position: int
    type: ColumnType
    filled: int
    distinct: int
    doubts: list[str] = field(default_factory=list)
    date_formats: list[str] = field(default_factory=list)


@dataclass
class _Evidence:
    """The distinct texts of a column with their counts, sorted by what each of them looks like."""

    counts: Counter[str]
    kinds: dict[str, list[str]] = field(default_factory=dict)
    formats: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def weight(self, *kinds: str) -> int:
        """How many cells look like one of these kinds."""
        return sum(self.counts[text] for kind in kinds for text in self.kinds.get(kind, ()))


def infer_columns(
    names: Sequence[str], rows: Sequence[Sequence[str | None]], positions: Iterable[int] | None = None
) -> list[ColumnSeen]:
    """Describe every column of a table; `positions` are 1, 2, 3 ... unless given."""
    places = list(positions) if positions is not None else list(range(1, len(names) + 1))
    return [
        infer_column(name, [row[index] for row in rows], place)
        for index, (name, place) in enumerate(zip(names, places, strict=True))
    ]


def infer_column(name: str, cells: Sequence[str | None], position: int = 1) -> ColumnSeen:
    """Describe one column by its name and cells."""
    evidence = _sort(cells)
    found = _settle(evidence)
    formats: list[str] = []
    if found == "date":
        formats = _common_formats(evidence)
    elif found == "integer" and _WORDS_OF_DATES.search(name) and compact_dates(evidence.kinds["integer"]):
        found, formats = "date", ["%Y%m%d"]
    counts = evidence.counts
    return ColumnSeen(
        name, position, found, counts.total(), len(counts), _doubts(name, found, formats, evidence), formats
    )


def _sort(cells: Sequence[str | None]) -> _Evidence:
    evidence = _Evidence(Counter(cell for cell in cells if cell is not None))
    for text in evidence.counts:
        kind = _kind(text)
        if kind == "text":
            formats = formats_of(text)
            if formats:
                kind, evidence.formats[text] = "date", formats
        evidence.kinds.setdefault(kind, []).append(text)
    words = {text.casefold() for text in evidence.kinds.get("text", [])}
    if words and any(words <= pair for pair in _BOOLEANS):
        evidence.kinds["boolean"] = evidence.kinds.pop("text")
    return evidence


def _kind(text: str) -> str:
    """What one text looks like; dates and booleans are told apart later."""
    if text in ERROR_TEXTS:
        return "error"
    first = text[0]
    if first.isdigit() or first in "-+($£€.":
        if _LEADING_ZERO.fullmatch(text):
            return "code"
        for kind, shape in _SHAPES:
            if shape.fullmatch(text):
                return kind
    return "mark" if is_mark(text) else "text"


_SHAPES = (
    ("integer", _INTEGER),
    ("number", _NUMBER),
    ("decimal comma", _DECIMAL_COMMA),
    ("percent", _PERCENT),
    ("time", _TIME),
)


def _settle(evidence: _Evidence) -> ColumnType:
    """The type of the column: what all its cells are, marks and errors apart."""
    seen = {kind for kind in evidence.kinds if kind not in ("mark", "error")}
    if not seen:
        return "text" if evidence.counts else "empty"
    if seen <= {"integer"}:
        return "integer"
    if seen <= set(_NUMERIC):
        return "number"
    if len(seen) == 1:
        only = seen.pop()
        return only if only in _TYPES else "text"  # type: ignore[return-value]
    if "code" in seen and seen <= {"code", "integer", "text"}:
        return "text"
    typed = evidence.weight(*_NUMERIC, "percent", "date", "time", "boolean")
    total = typed + evidence.weight("code", "text")
    return "mixed" if typed >= _MOSTLY * total else "text"


def _common_formats(evidence: _Evidence) -> list[str]:
    """The formats that read every date, in the order in which they are known."""
    each = list(evidence.formats.values())
    return [form for form in each[0] if all(form in forms for forms in each)]


def _doubts(name: str, found: ColumnType, formats: list[str], evidence: _Evidence) -> list[str]:
    doubts = []
    if found == "date":
        doubts += _date_doubts(formats, evidence)
    if found == "mixed":
        doubts.append(f"holds {_account(evidence)}.")
    if errors := evidence.kinds.get("error"):
        doubts.append(f"{_cells(evidence.weight('error'))} the error of a broken formula: {_some(errors)}.")
    marks = evidence.kinds.get("mark")
    if marks and found not in ("text", "empty"):
        doubts.append(
            f"{_cells(evidence.weight('mark'))} a mark in place of a value, kept as text: {_some(marks)}."
        )
    if evidence.kinds.get("code"):
        doubts.append("has leading zeros, so it is a code and stays text.")
    if evidence.kinds.get("decimal comma"):
        doubts.append("is written with decimal commas.")
    if found == "integer" and _WORDS_OF_DATES.search(name) and _serials(evidence.kinds["integer"]):
        doubts.append("may be dates that a spreadsheet gave as day numbers.")
    return doubts


def _date_doubts(formats: list[str], evidence: _Evidence) -> list[str]:
    if len(formats) > 1:
        return [f"the order of day and month is open: {' and '.join(formats)} both read every date."]
    if formats:
        return []
    ways = dict.fromkeys(" or ".join(forms) for forms in evidence.formats.values())
    doubt = f"dates are written in several ways: {'; '.join(ways)}."
    if any(forms[0].startswith("%Y-%m-%d") for forms in evidence.formats.values()):
        doubt += " Real dates beside dates as text often mean that a spreadsheet swapped day and month in the former."
    return [doubt]


def _account(evidence: _Evidence) -> str:
    """What a mixed column holds, in numbers of cells and never in values."""
    kinds = [kind for kind in evidence.kinds if kind not in ("mark", "error")]
    return ", ".join(f"{evidence.weight(kind)} x {kind}" for kind in kinds)


def _cells(count: int) -> str:
    return "1 cell holds" if count == 1 else f"{count} cells hold"


def _some(texts: list[str]) -> str:
    shown = ", ".join(sorted(texts)[:4])
    return shown if len(texts) <= 4 else f"{shown} ..."


def _serials(texts: list[str]) -> bool:
    return all(text.isdigit() and int(text) in _SERIALS for text in texts)
