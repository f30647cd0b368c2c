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

from connectors.http import HttpPolicy


@dataclass(frozen=True)
class Original:
    """Raw payload as received: one per file, or one JSON-lines document for an API pull."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Pull:
    """What one pull of a feed brought.

    `rows` holds text or None in every cell, under the partner's own column names. `row_refs` says
    for each row where a person finds it. `source` is file names, or a URL without query. `notes`
    says in words what was assumed while reading. `server_columns` are added by the server, such as
    its own id of a record: they are not the partner's and never count as unknown.
    """

    rows: pd.DataFrame
    row_refs: list[str]
    originals: list[Original]
    source: str
    notes: list[str]
    server_columns: frozenset[str] = frozenset()

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
    read: Callable[[Any, Path, HttpPolicy], Pull]


def text_frame(columns: list[str], rows: list[list[str | None]]) -> pd.DataFrame:
    """Build a frame of object columns that hold text or None, whatever pandas would infer."""
    data = {name: [row[index] for row in rows] for index, name in enumerate(columns)}
    return pd.DataFrame(data, columns=columns, index=range(len(rows)), dtype=object)
