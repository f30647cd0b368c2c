"""Finds and reads the files of a feed, and joins the tables of several files into one pull.

Bytes in, bytes kept. What is in a file is the connector's business.
"""

from __future__ import annotations

import glob
import os
from collections.abc import Callable
from pathlib import Path

from connectors.failures import PermanentFailure
from connectors.pull import Original, Pull, text_frame
from connectors.table import Table

MAX_FILE_BYTES = 200 * 1024 * 1024

Reader = Callable[[Original], tuple[str, Table]]


def pull_files(pattern: str, base_dir: Path, read: Reader) -> Pull:
    """Read every file that matches and put their rows under one another, in the order of the names.

    `read` returns the words that stand before a row number ("line", "Sheet1 row") and the table.
    """
    originals = read_originals(pattern, base_dir)
    tables = [(original.name, *read(original)) for original in originals]
    _check_related(tables)
    columns = list(dict.fromkeys(name for _, _, table in tables for name in table.columns))
    rows: list[list[str | None]] = []
    refs: list[str] = []
    notes: list[str] = []
    for name, word, table in tables:
        prefix = f"{name} " if len(tables) > 1 else ""
        refs += [f"{prefix}{word} {number}" for number in table.numbers]
        rows += _aligned(table, columns)
        notes += table.notes
        missing = [column for column in columns if column not in table.columns]
        if missing:
            notes.append(f"{name}: has no column {', '.join(missing)}, which other files of this feed have.")
    source = ", ".join(original.name for original in originals)
    return Pull(text_frame(columns, rows), refs, originals, source, notes)


def _check_related(tables: list[tuple[str, str, Table]]) -> None:
    """Refuse a file without one column of the first: its header was missed, or it is of another kind."""
    first, _, expected = tables[0]
    for name, _, table in tables[1:]:
        if not set(table.columns) & set(expected.columns):
            raise PermanentFailure(
                "unexpected_columns",
                f"{name} has no column in common with {first}. Give it a feed of its own, or header_row.",
            )


def _aligned(table: Table, columns: list[str]) -> list[list[str | None]]:
    if table.columns == columns:
        return table.rows
    places = {name: index for index, name in enumerate(table.columns)}
    order = [places.get(name) for name in columns]
    return [[None if place is None else row[place] for place in order] for row in table.rows]


def read_originals(pattern: str, base_dir: Path) -> list[Original]:
    """Return the bytes of every file that a path or glob means; lock and hidden files are left out."""
    found = (
        [pattern] if (base_dir / pattern).is_file() else glob.glob(pattern, root_dir=base_dir, recursive=True)
    )
    names = sorted(name for name in found if _is_data_file(base_dir / name))
    if not names:
        raise PermanentFailure(
            "no_file", f"No file matches {pattern!r}. Put the file there, or correct the path of the feed."
        )
    return [_read(base_dir, name) for name in names]


def _is_data_file(path: Path) -> bool:
    return path.is_file() and not path.name.startswith(("~$", "."))


def _read(base_dir: Path, name: str) -> Original:
    path = base_dir / name
    label = Path(os.path.relpath(path, base_dir)).as_posix()
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise PermanentFailure(
                "too_large", f"{label} is larger than 200 MB. Split it into several files."
            )
        return Original(label, path.read_bytes())
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise PermanentFailure(
            "unreadable_file", f"{label} could not be read ({reason}). Check its permissions."
        ) from None
