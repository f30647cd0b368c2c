"""What every connector gives back: rows of text, where each row stands, and the raw payload.

The shape only. How the rows are found is each connector's own business; what is kept of them is
decided in landing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from pydantic import BaseModel

from connectors.policy import HttpPolicy


@dataclass(frozen=True)
class Original:
    """Raw payload as received: one per file, or one JSON-lines document for an API pull."""

    name: str
    content: bytes


@dataclass(frozen=True)
class FileLayout:
    """Where the table of one file stands, so that a fix can be written into the very cell.

    `original` is the name of the original, `sheet` None for a text file. `columns` gives the index of
    each column in the file, `rows` the row or line number of each row in the order of the pull; rows
    count from 1 as a person counts them, columns from 0.
    """

    original: str
    sheet: str | None
    header_row: int
    columns: dict[str, int]
    rows: list[int]


@dataclass(frozen=True)
class Earlier:
    """What the pull before brought and where it stopped, for connectors that can ask for changes only."""

    originals: list[Original]
    cursor: str


@dataclass(frozen=True)
class PullContext:
    """What a connector may use beside its options.

    Relative paths start at `base_dir`. With `earlier` a connector that has a cursor asks for changes
    and gives back the whole all the same. With `originals` a connector of files reads those and
    fetches nothing.
    """

    base_dir: Path
    policy: HttpPolicy
    earlier: Earlier | None = None
    originals: list[Original] | None = None


@dataclass(frozen=True)
class Pull:
    """What one pull of a feed brought: always the whole of the source, also after asking for changes only.

    `rows` holds text or None in every cell, under the partner's own column names. `row_refs` says
    for each row where a person finds it; `row_links` is the address at which a person opens the
    record to mend it, where the source has one. `source` is file names, or a URL without query.
    `notes` says in words what was assumed while reading. `server_columns` are added by the server,
    such as its own id of a record: they are not the partner's and never count as unknown. `cursor`
    is where the next pull may start, `layouts` where the rows stand in their files.
    """

    rows: pd.DataFrame
    row_refs: list[str]
    originals: list[Original]
    source: str
    notes: list[str]
    server_columns: frozenset[str] = frozenset()
    row_links: list[str | None] | None = None
    cursor: str | None = None
    layouts: tuple[FileLayout, ...] = ()

    @property
    def content_sha256(self) -> str:
        """SHA-256 over the bytes of the originals, in the order of their names."""
        digest = hashlib.sha256()
        for original in sorted(self.originals, key=lambda one: one.name):
            # With the length in front, no byte can move from one file to the next unseen.
            digest.update(len(original.content).to_bytes(8, "big"))
            digest.update(original.content)
        return digest.hexdigest()


@dataclass(frozen=True)
class Connector:
    """One way for data to get in: a name, a version, its options and the function that reads."""

    name: str
    version: str
    Options: type[BaseModel]
    read: Callable[[Any, PullContext], Pull]


def text_frame(columns: list[str], rows: list[list[str | None]]) -> pd.DataFrame:
    """Build a frame of object columns that hold text or None, whatever pandas would infer."""
    data = {name: [row[index] for row in rows] for index, name in enumerate(columns)}
    return pd.DataFrame(data, columns=columns, index=range(len(rows)), dtype=object)
