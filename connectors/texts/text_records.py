"""Splits the lines of a whole text file into records, each with the number of its first line.

Tries the plain reading first, then the others that broken quotes leave. The delimiter was found in `dialect`.
"""

from __future__ import annotations

import csv
import io
import itertools
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from connectors.failures import PermanentFailure
from connectors.texts.dialect import NO_DELIMITER, Dialect, split_rows
from connectors.texts.encoding import Encoding

_END = "\x1eend\x1e"
_MEMORY = 100_000
_LONGEST_LINE = 1_000_000
# Bytes of cp1252 that went through latin-1 on their way: quotes, dashes, the euro sign. Web browsers read
# them so too (WHATWG Encoding Standard, "windows-1252"). NUL and the end mark of DOS carry no value.
_REPLACED = {code: bytes([code]).decode("cp1252", errors="ignore") or None for code in range(0x80, 0xA0)}
_REPLACED |= {0: None, 0x1A: None}
_LOST_IN_UTF8 = re.compile(rb"\xc2[\x80-\x9f]")
_LOST_IN_LATIN = re.compile(rb"[\x80-\x9f]")
_WIDE = ("utf-16", "utf-32")

Row = list[str | None]


@dataclass(frozen=True)
class Text:
    """The bytes of a text file and how they are decoded; `skip` lines at the top are not read."""

    content: bytes
    encoding: Encoding
    skip: int = 0

    def lines(self) -> Iterator[str]:
        """Yield the lines with their ends, as an editor counts them: after LF, CR or CR LF."""
        stream: Iterator[str] = io.TextIOWrapper(
            io.BytesIO(self.content), self.encoding.name, errors=self.encoding.errors, newline=""
        )
        if self._has_controls:
            stream = (line.translate(_REPLACED) for line in stream)
        return itertools.islice(stream, self.skip, None)

    @cached_property
    def _has_controls(self) -> bool:
        wide = self.encoding.name.startswith(_WIDE)
        return wide or b"\0" in self.content or b"\x1a" in self.content or self._has_lost_signs

    @cached_property
    def _has_lost_signs(self) -> bool:
        name = self.encoding.name
        pattern = _LOST_IN_UTF8 if name.startswith("utf-8") else _LOST_IN_LATIN
        return name.startswith(("utf-8", "iso8859")) and pattern.search(self.content) is not None

    def notes(self, name: str) -> list[str]:
        """Say which control characters were left out or read as the signs that they once were."""
        notes = []
        if b"\0" in self.content and not self.encoding.name.startswith(_WIDE):
            line = self.content[: self.content.index(b"\0")].count(b"\n") + 1
            count = self.content.count(b"\0")
            notes = [f"{name}: {count} NUL characters were left out, the first in line {line}."]
        if self._has_lost_signs:
            notes.append(f"{name}: control characters were read as the signs that cp1252 has in their place.")
        return notes

    def sample(self, characters: int) -> tuple[str, bool]:
        """Return whole lines from the top, about as many characters, and whether that is all there is.

        A line without an end, as in a file that is one line of 200 MB, is cut.
        """
        taken: list[str] = []
        size = 0
        for line in self.lines():
            if size > characters:
                return "".join(taken), False
            taken.append(line[:_LONGEST_LINE])
            size += len(line)
        return "".join(taken), True


@dataclass(frozen=True)
class Records:
    """The cells of every record, blank ones too, the line on which each starts, and what was assumed."""

    rows: list[Row]
    numbers: list[int]
    notes: list[str]


def read_records(text: Text, dialect: Dialect, name: str, given: bool) -> Records:
    """Split the whole text; with `given` the quoting of the dialect is not put in question.

    Where quotes do not close, or text follows a closing quote, the readings that are left are tried:
    quotes escaped with a backslash, loose quotes, no quoting at all. PermanentFailure
    `unreadable_file` names the line if none of them gives a table.
    """
    # The default of 131,072 characters is too small for one long answer or one embedded shape.
    csv.field_size_limit(sys.maxsize)
    plain, trouble = _read(text, dialect, strict=True)
    if trouble is None:
        return plain
    # A large file fills the memory once, not once for each reading.
    del plain
    if dialect.quotechar and not dialect.escapechar and not given:
        escaped, unread = _read(text, replace(dialect, escapechar="\\"), strict=True)
        if unread is None:
            return _noted(escaped, f"{name}: a backslash before a quote was read as part of the quoting.")
    loose, unclosed = _read(text, dialect, strict=False)
    bare = _bare(text, dialect) if not given else None
    if bare is not None and (unclosed is not None or _regularity(loose) < 1):
        return _noted(bare, f"{name}: quotes near line {trouble} do not pair; they were kept as characters.")
    if unclosed is None:
        return _noted(
            loose,
            f"{name}: line {trouble} has text or blanks after a closing quote; they were kept in one value.",
        )
    raise PermanentFailure(
        "unreadable_file",
        f"{name}: a quote that is opened near line {trouble} is never closed. Close it, "
        "or set quotechar: '' if the file does not quote its values.",
    )


def _noted(records: Records, note: str) -> Records:
    return replace(records, notes=[*records.notes, note])


def _bare(text: Text, dialect: Dialect) -> Records | None:
    """Return the reading without quotes if it gives every record as many cells, more than one."""
    records, _ = _read(text, replace(dialect, quotechar=""), strict=True)
    return records if _regularity(records) == 1 else None


def _regularity(records: Records) -> float:
    """Return the share of the records that have the usual number of cells, 0 if that is one."""
    widths = Counter(len(row) for row in records.rows if any(row))
    width, count = max(widths.items(), key=lambda item: item[1], default=(1, 0))
    return count / widths.total() if width > 1 else 0.0


def _read(text: Text, dialect: Dialect, strict: bool) -> tuple[Records, int | None]:
    """Return the records, and the line of the record at which the reading fails, if it does.

    A closing mark is read as one more record. A quote that is opened and never closed swallows it
    with the rest of the file, and so is noticed. Loose reading fails too where a broken quote makes
    one record of several lines.
    """
    cells_of = _cell_reader(dialect.delimiter)
    single = dialect if len(dialect.delimiter) == 1 else replace(dialect, delimiter=NO_DELIMITER)
    taken: list[str] = []
    lines = itertools.chain(_prepared(text, dialect), [_END])
    reader = split_rows(lines if strict else _remembered(lines, taken), single, strict)
    rows: list[Row] = []
    numbers: list[int] = []
    start = text.skip + 1
    try:
        for cells in reader:
            if cells == [_END]:
                return Records(rows, numbers, []), None
            if len(taken) > 1 and not _is_sound(taken, single):
                break
            taken.clear()
            rows.append(cells_of(cells))
            numbers.append(start)
            start = text.skip + 1 + reader.line_num
    except csv.Error:
        pass
    return Records(rows, numbers, []), start


def _remembered(lines: Iterable[str], taken: list[str]) -> Iterator[str]:
    for line in lines:
        taken.append(line)
        yield line


def _is_sound(lines: list[str], dialect: Dialect) -> bool:
    try:
        return len(list(split_rows(lines, dialect, strict=True))) == 1
    except csv.Error:
        return False


def _prepared(text: Text, dialect: Dialect) -> Iterator[str]:
    """Yield lines that the csv module can split: one character as delimiter, only true escapes."""
    lines = text.lines()
    if len(dialect.delimiter) > 1:
        lines = (line.replace(dialect.delimiter, NO_DELIMITER) for line in lines)
    if dialect.escapechar:
        true = {dialect.escapechar, dialect.quotechar, dialect.delimiter}
        pair = re.compile(re.escape(dialect.escapechar) + "(.|$)", re.DOTALL)

        def keep(match: re.Match[str]) -> str:
            # The csv module drops every escape: C:\new would lose its backslash.
            return match.group() if match.group(1) in true else dialect.escapechar + match.group()

        lines = (pair.sub(keep, line) for line in lines)
    return lines


def _cell_reader(delimiter: str) -> Callable[[list[str]], Row]:
    """Return a function that strips cells and keeps equal texts once: half the memory on real files."""
    restore = len(delimiter) > 1

    class Seen(dict[str, str | None]):
        def __missing__(self, cell: str) -> str | None:
            text = (cell.replace(NO_DELIMITER, delimiter) if restore else cell).strip() or None
            if len(self) < _MEMORY:
                self[cell] = text
            return text

    seen = Seen().__getitem__
    return lambda cells: list(map(seen, cells))
