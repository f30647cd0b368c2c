"""Turns single values into text, and column headings into clean and unique names.

One cell or one list of names at a time. Where the table is on the sheet is found in `table`.
"""

from __future__ import annotations

import json
import re
from datetime import date, datetime, time, timedelta
from typing import Any

_MARK = re.compile(
    r"n/?a|n\.a\.?|[-–—]+|\.+|\?+|\*+|[†‡]|null|nil|none|unknown|tbd|tbc|missing|suppressed|withheld|"
    r"see (note|below|above|comment).*|not (available|applicable|known|reported|provided)|no data|"
    r"(<|<=|≤|>|>=|≥) ?\d+ ?%?|\d+ or (fewer|less|more)",
    re.IGNORECASE,
)
_NUMBER_OR_DATE = re.compile(r"[-+(]*[$£€]?[\d.,\s:/%)-]+([eE][-+]?\d+)?(T[\d:.]+)?")


def cell_text(value: Any) -> str | None:
    """Return a value as text: ISO dates, whole numbers without ".0", blank as None."""
    if value is None:
        return None
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return float_text(value)
    if isinstance(value, (datetime, date, time, timedelta)):
        return _moment_text(value)
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    return str(value)


def float_text(value: float) -> str:
    """Return a number as a spreadsheet shows it: 12 for 12.0, at most 15 digits."""
    if value.is_integer():
        return str(int(value))
    # A spreadsheet shows and keeps 15 significant digits; repr would show 0.30000000000000004.
    return format(value, ".15g")


def _moment_text(value: datetime | date | time | timedelta) -> str:
    if isinstance(value, timedelta):
        minutes, seconds = divmod(int(value.total_seconds()), 60)
        return f"{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}"
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return value.isoformat()


def is_words(text: str | None) -> bool:
    """Say whether a cell reads as words, not as a number, a date or a time."""
    if text is None:
        return False
    # Most words are told by their first letter, which no number or date starts with.
    return text[0].isalpha() or _NUMBER_OR_DATE.fullmatch(text) is None


def is_mark(text: str) -> bool:
    """Say whether a cell holds a mark where a value should be: N/A, -, see note, <5."""
    return _MARK.fullmatch(text) is not None


def column_letters(index: int) -> str:
    """Return the letters of a column of a spreadsheet, counted from 0: 0 is A, 26 is AA."""
    letters = ""
    while index >= 0:
        index, rest = divmod(index, 26)
        letters, index = chr(ord("A") + rest) + letters, index - 1
    return letters


def clean_name(name: str) -> str:
    """Return a column name with the blanks and line breaks around and inside it collapsed."""
    return " ".join(name.split())


def unique_names(names: list[str]) -> list[str]:
    """Clean column names and tell repeated ones apart: "Site", "Site (2)", "Site (3)"."""
    taken: set[str] = set()
    last: dict[str, int] = {}
    result = []
    for name in map(clean_name, names):
        candidate, number = name, last.get(name, 1)
        while candidate in taken:
            number += 1
            candidate = f"{name} ({number})"
        last[name] = number
        taken.add(candidate)
        result.append(candidate)
    return result
