"""Finds out how a text file separates and quotes its values, from its first lines.

Judges; reading the whole file is done in `text_records`, tables drawn with blanks in `fixed_width`.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

NO_DELIMITER = "\ue000"

_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", ":": "colon", " ": "blank", "^": "caret",
          "~": "tilde"}  # fmt: skip
_DELIMITERS = (",", ";", "\t", "|", "^", "~", "¦", "\x01", "\x1f")
# These stand within values as a rule: they separate only where nothing else does, and then in every row.
_WEAK_DELIMITERS = (":", " ")
_MAX_ROWS = 400
_ONE_COLUMN_BELOW = 0.1
_LONG_ENOUGH = 0.8

_NUMBER = r"[-+(]?\s?[£$€]?\s?\d[\d.,' \u00a0]*([eE][-+]?\d+)?\s?[%£$€)]?"
_MOMENT = r"\d{1,4}[-/.]\w{1,9}[-/.]\d{1,4}([ T]\d{1,2}:\d\d(:[\d.]+)?\s?([AaPp][Mm])?(Z|[-+][\d:]+)?)?"
_PLAIN_TEXT = r"[^,;\t|^~¦\x01\x1f]*"
_CLEAN = re.compile(f"{_NUMBER}|{_MOMENT}|{_PLAIN_TEXT}", re.DOTALL)
_SIGNS = r"[|~^:#$*&@!¦§<>]"
_DECIMAL_COMMA = re.compile(r"\s*[-+]?\d+,\d+\s*")
_EXCEL_MARK = re.compile(r'"?sep=(.)"?[,;\t]*[\r\n]', re.IGNORECASE)


@dataclass(frozen=True)
class Dialect:
    """How values are separated and quoted. The delimiter may have several characters.

    `quotechar` is "" where nothing is quoted; `escapechar` stands before a quote or delimiter that
    belongs to the value.
    """

    delimiter: str
    quotechar: str = '"'
    escapechar: str = ""


def in_words(dialect: Dialect, columns: list[int]) -> str:
    """Say in a note how the values are separated."""
    if columns:
        return f"no delimiter was found; read as columns of fixed width that start at {columns}."
    if dialect.delimiter == NO_DELIMITER:
        return "no delimiter was found; read as one column."
    return f"read with {_NAMES.get(dialect.delimiter, repr(dialect.delimiter))} as the delimiter."


class Reader(Protocol):
    """What the csv module reads with: cells by the record, and how many lines were taken for them."""

    line_num: int

    def __iter__(self) -> Iterator[list[str]]: ...


def excel_mark(sample: str) -> str | None:
    """Return the delimiter that a first line such as `sep=;` names for Excel, None if it is no such line."""
    match = _EXCEL_MARK.match(sample)
    return match.group(1) if match else None


def find_quotechar(sample: str, delimiter: str) -> str:
    """Return the single quote if values plainly stand in it, else the double quote.

    Plainly: no value begins with a double quote, nearly all that begin with a single quote end with
    one, and there are several, or one that holds what makes quotes necessary.
    """
    mark = re.escape(delimiter)
    edge, after_edge = rf"(?:{mark}|[\r\n])", rf"(?:^|(?<={mark})|(?<=[\r\n]))"
    if re.search(rf'(?:^|{edge}) *"', sample):
        return '"'
    opened = len(re.findall(rf"(?:^|{edge}) *'", sample))
    closed = re.findall(rf"{after_edge} *'((?:[^']|'')*)' *(?={edge}|$)", sample)
    needed = any("''" in inner or re.search(edge, inner) for inner in closed)
    return "'" if closed and len(closed) >= 0.9 * opened and (needed or len(closed) > 1) else '"'


def find_delimiter(sample: str, quotechar: str, whole: bool) -> str:
    """Return what separates the values of a sample of lines, `NO_DELIMITER` for a single column.

    The delimiter is taken that splits most rows into the same number of cells and leaves cells that
    read as numbers, dates or plain text, without another delimiter in them. `whole` says that the
    sample is the whole file, so that its last row is not cut.
    """
    scores = {one: _score(sample, one, quotechar, whole) for one in _DELIMITERS if one in sample}
    for long in _long_delimiters(sample):
        score = _score(sample, long, quotechar, whole)
        if score >= _LONG_ENOUGH * max(scores.get(sign, 0.0) for sign in long):
            scores = {one: other for one, other in scores.items() if one not in long}
            scores[long] = score
            break
    best = max(scores, key=lambda one: scores[one], default=NO_DELIMITER)
    if best == "," and _is_decimal_column(sample):
        return NO_DELIMITER
    if scores.get(best, 0) >= _ONE_COLUMN_BELOW:
        return best
    for one in _WEAK_DELIMITERS:
        if one in sample and _splits_every_row(sample, one, quotechar, whole):
            return one
    return best if best != NO_DELIMITER and _splits_first_row(sample, best, quotechar) else NO_DELIMITER


def split_rows(lines: Iterable[str], dialect: Dialect, strict: bool = False) -> Reader:
    """Return the csv reader of a dialect of one-character delimiters; its `line_num` counts lines."""
    return csv.reader(
        lines,
        delimiter=dialect.delimiter,
        quotechar=dialect.quotechar or None,
        quoting=csv.QUOTE_MINIMAL if dialect.quotechar else csv.QUOTE_NONE,
        escapechar=dialect.escapechar or None,
        skipinitialspace=True,
        strict=strict,
    )


def _rows(sample: str, delimiter: str, quotechar: str, whole: bool = True) -> list[list[str]]:
    if len(delimiter) > 1:
        sample, delimiter = sample.replace(delimiter, NO_DELIMITER), NO_DELIMITER
    rows: list[list[str]] = []
    try:
        for row in split_rows(io.StringIO(sample, newline=""), Dialect(delimiter, quotechar)):
            if any(row):
                rows.append(row)
            if len(rows) == _MAX_ROWS:
                return rows
    except csv.Error:
        return rows
    return rows if whole else rows[:-1]


def _evenness(widths: Counter[int]) -> float:
    """Return 0 to 1: how likely two rows have the same number of cells, weighed by how many they have.

    Rows of one cell, such as titles, count as rows and add nothing.
    """
    total = widths.total()
    return sum((count / total) ** 2 * (1 - 1 / width) for width, count in widths.items() if width > 1)


def _score(sample: str, delimiter: str, quotechar: str, whole: bool) -> float:
    rows = _rows(sample, delimiter, quotechar, whole)
    if not rows:
        return 0.0
    cells = [cell.strip() for row in rows for cell in row if len(row) > 1]
    clean = sum(_CLEAN.fullmatch(cell) is not None for cell in cells)
    return _evenness(Counter(map(len, rows))) * clean / max(1, len(cells))


def _long_delimiters(sample: str) -> list[str]:
    """Return runs of two or three signs that are frequent and hold most of these signs, the longest first."""
    lines = max(1, len(sample.splitlines()))
    runs = Counter(re.findall(rf"(?=({_SIGNS}{{3}}))", sample)) + Counter(
        re.findall(rf"(?=({_SIGNS}{{2}}))", sample)
    )
    found = [
        run
        for run, _ in runs.most_common(6)
        if sample.count(run) >= 0.5 * lines
        and sample.count(run) * len(run) >= 0.8 * sum(sample.count(sign) for sign in set(run))
    ]
    return sorted(found, key=len)[::-1]


def _is_decimal_column(sample: str) -> bool:
    """Say whether commas stand only in numbers of one column: 1,5 under a heading without a comma."""
    lines = [line for line in sample.splitlines() if line.strip()]
    with_comma = [line for line in lines if "," in line]
    return lines[0] not in with_comma and all(_DECIMAL_COMMA.fullmatch(line) for line in with_comma)


def _splits_every_row(sample: str, delimiter: str, quotechar: str, whole: bool) -> bool:
    """Say whether a weak delimiter gives every row below the first as many cells, mostly numbers if blanks."""
    rows = _rows(sample, delimiter, quotechar, whole)
    widths = {len([cell for cell in row if cell]) for row in rows}
    if len(rows) < 3 or len(widths) != 1 or widths == {1}:
        return False
    cells = [cell for row in rows[1:] for cell in row if cell]
    numbers = sum(re.fullmatch(_NUMBER, cell.strip()) is not None for cell in cells)
    return numbers >= 0.5 * len(cells)


def _splits_first_row(sample: str, delimiter: str, quotechar: str) -> bool:
    rows = _rows(sample, delimiter, quotechar)
    return bool(rows) and len(rows[0]) > 1
