"""The `csv` connector: reads text files with a delimiter.

Decodes, finds the delimiter and splits records. Finding the table is done in `table`.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from connectors.failures import PermanentFailure
from connectors.files import pull_files
from connectors.places import Folder, Place
from connectors.pull import Connector, Original, Pull, PullContext
from connectors.table import Sheet, Table, TableRules, cut_table

_DELIMITERS = (",", ";", "\t", "|")
_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_SAMPLE_CHARACTERS = 100_000
_END = "\x1eend of file\x1e"


class CsvOptions(BaseModel):
    """Where the text file is and how it is written."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    path: str = Field(
        min_length=1,
        description="Path of the file, from the initiative folder. May be a glob: "
        "all matching files are read in the order of their names.",
    )
    place: Place = Field(default=Folder(), description="Where the file is. Default: the initiative folder.")
    delimiter: str | None = Field(
        default=None,
        min_length=1,
        max_length=1,
        description="What separates values. Default: comma, semicolon, tab or bar is found.",
    )
    encoding: str | None = Field(
        default=None,
        description="Character encoding, such as latin-1. Default: UTF-8 if the file is, else cp1252.",
    )
    header_row: int | None = Field(
        default=None,
        ge=1,
        description="Line of the file with the column names, from 1. Default: it is found.",
    )
    stop_at: list[str] = Field(
        default=[],
        description="A row whose first filled cell starts with one of these texts ends the table. "
        "Default: read to the end.",
    )
    quotechar: str = Field(
        default='"', max_length=1, description="What stands around quoted values; '' if nothing does."
    )


def read_csv(options: CsvOptions, context: PullContext) -> Pull:
    """Read the text files that the options name."""
    return pull_files(
        options.path, options.place, context, lambda original: _read_text_file(original, options)
    )


def _read_text_file(original: Original, options: CsvOptions) -> tuple[str | None, Table]:
    text, notes = _decode(original, options.encoding)
    delimiter = options.delimiter
    if delimiter is None:
        delimiter = _find_delimiter(text, options.quotechar)
        notes.append(f"{original.name}: read with {_NAMES[delimiter]} as the delimiter.")
    records = list(_records(text, delimiter, options.quotechar, original.name))
    sheet = Sheet(original.name, [cells for _, cells in records], [line for line, _ in records], [])
    table = cut_table(sheet, TableRules(options.header_row, stop_at=tuple(options.stop_at)))
    table.notes[:0] = notes
    return None, table


def _decode(original: Original, encoding: str | None) -> tuple[str, list[str]]:
    notes: list[str] = []
    if encoding is None:
        encoding, notes = _guess_encoding(original)
    try:
        text = original.content.decode(encoding)
    except LookupError:
        raise PermanentFailure(
            "unreadable_file", f"{original.name}: there is no encoding {encoding!r}."
        ) from None
    except UnicodeError:
        raise PermanentFailure(
            "unreadable_file",
            f"{original.name} is not written in {encoding}. Save it as 'CSV UTF-8', or give its encoding.",
        ) from None
    if "\0" in text:
        raise PermanentFailure(
            "unreadable_file",
            f"{original.name} has NUL characters. Save it as 'CSV UTF-8', or give its encoding (utf-16?).",
        )
    return text, notes


def _guess_encoding(original: Original) -> tuple[str, list[str]]:
    content = original.content
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", [f"{original.name}: read as UTF-16."]
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "cp1252", [f"{original.name}: not UTF-8, read as cp1252 (Windows)."]
    return "utf-8-sig", []


def _reader(text: str, delimiter: str, quotechar: str) -> Iterator[list[str]]:
    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if quotechar else csv.QUOTE_NONE
    return csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter, quotechar=quotechar or None, quoting=quoting
    )


def _records(text: str, delimiter: str, quotechar: str, name: str) -> Iterator[tuple[int, list[str | None]]]:
    """Yield the first line number and the cells of each record, blank ones too.

    A closing mark is read as one more record. A quote that is opened and never closed would swallow
    it with the rest of the file, and so is noticed.
    """
    reader = _reader(f"{text}\n{_END}", delimiter, quotechar)
    start, after, cells = 1, 1, [""]
    try:
        for cells in reader:
            start, after = after, reader.line_num + 1  # type: ignore[attr-defined]
            if cells != [_END]:
                yield start, [cell.strip() or None for cell in cells]
    except csv.Error:
        start, cells = after, []
    if cells != [_END]:
        raise PermanentFailure(
            "unreadable_file",
            f"{name}: a quote that is opened near line {start} is never closed. Close it, "
            "or set quotechar: '' if the file does not quote its values.",
        )


def _find_delimiter(text: str, quotechar: str) -> str:
    """Return the delimiter that splits most lines into the same number of cells, more than one.

    Where two do equally well, the one with more cells. Without any, the file has one column.
    """
    sample = text[:_SAMPLE_CHARACTERS]
    if len(text) > len(sample):
        sample = sample[: sample.rfind("\n") + 1] or sample
    return max(_DELIMITERS, key=lambda delimiter: _evenness(sample, delimiter, quotechar))


def _evenness(sample: str, delimiter: str, quotechar: str) -> tuple[float, int]:
    widths: Counter[int] = Counter()
    try:
        widths.update(len(cells) for cells in _reader(sample, delimiter, quotechar) if any(cells))
    except csv.Error:
        return 0.0, 0
    several = [(count / widths.total(), width) for width, count in widths.items() if width > 1]
    return max(several, default=(0.0, 0))


CSV = Connector("csv", "1", CsvOptions, read_csv)
