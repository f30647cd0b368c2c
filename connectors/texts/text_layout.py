"""Settles how one text file is to be read: what the feed says, and the rest by evidence.

Brings the evidence of `encoding`, `dialect` and `fixed_width` together; splits nothing itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from connectors.pull import Original
from connectors.texts.dialect import (
    NO_DELIMITER,
    Dialect,
    excel_mark,
    find_delimiter,
    find_quotechar,
    in_words,
)
from connectors.texts.encoding import find_encoding
from connectors.texts.fixed_width import find_columns
from connectors.texts.text_records import Text
from connectors.texts.unpacking import unpack_text

_SAMPLE_CHARACTERS = 50_000


@dataclass(frozen=True)
class Known:
    """What the feed says about the writing of the file; None where it is to be found."""

    encoding: str | None = None
    delimiter: str | None = None
    quotechar: str | None = None
    escapechar: str | None = None
    columns_at: list[int] | None = None


@dataclass(frozen=True)
class TextLayout:
    """How a text file is to be read: its dialect or, in a file of fixed width, where its columns start.

    `found` are the options of a feed that say what was found, where it is not what the feed says or
    the default. `quoting_known` says that the feed gave the quoting.
    """

    text: Text
    dialect: Dialect
    columns: list[int]
    quoting_known: bool
    notes: list[str] = field(default_factory=list)
    found: dict[str, Any] = field(default_factory=dict)


def find_layout(original: Original, known: Known) -> TextLayout:
    """Return the layout of a file; PermanentFailure as `unpack_text` and `find_encoding` raise it."""
    name = original.name
    content, notes = unpack_text(original)
    encoding = find_encoding(content, name, known.encoding)
    text = Text(content, encoding)
    notes += encoding.notes + text.notes(name)
    found: dict[str, Any] = {} if encoding.name.startswith("utf-8") else {"encoding": encoding.name}
    sample, whole = text.sample(_SAMPLE_CHARACTERS)
    marked = excel_mark(sample)
    if marked is not None:
        text = replace(text, skip=1)
        sample, whole = text.sample(_SAMPLE_CHARACTERS)
        notes.append(f"{name}: line 1 names the delimiter for Excel and was left out.")
    dialect, columns = _find_dialect(sample, whole, replace(known, delimiter=known.delimiter or marked))
    if known.delimiter is None and known.columns_at is None:
        notes.append(f"{name}: {in_words(dialect, columns)}")
        found |= _as_options(dialect, columns)
    if known.quotechar is None and dialect.quotechar == "'":
        notes.append(f"{name}: single quotes were read as quotes around values.")
        found["quotechar"] = "'"
    quoting_known = known.quotechar is not None or known.escapechar is not None
    return TextLayout(text, dialect, columns, quoting_known, notes, found)


def _find_dialect(sample: str, whole: bool, known: Known) -> tuple[Dialect, list[int]]:
    columns = known.columns_at or []
    delimiter = NO_DELIMITER if columns else known.delimiter
    found = delimiter or find_delimiter(sample, known.quotechar or '"', whole)
    quotechar = find_quotechar(sample, found) if known.quotechar is None else known.quotechar
    if delimiter is None:
        delimiter = found if quotechar == '"' else find_delimiter(sample, quotechar, whole)
        if delimiter == NO_DELIMITER:
            columns = find_columns(sample.splitlines()) or []
    return Dialect(delimiter, quotechar, known.escapechar or ""), columns


def _as_options(dialect: Dialect, columns: list[int]) -> dict[str, Any]:
    if columns:
        return {"columns_at": columns}
    return {} if dialect.delimiter == NO_DELIMITER else {"delimiter": dialect.delimiter}
