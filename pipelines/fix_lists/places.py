"""From row numbers of a batch to the files that the rows stand in: the originals are read again as they were landed.

Not here: which rows were rejected (rejections.py) and what a marked file looks like (own_file.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from pydantic import BaseModel

from connectors import CONNECTORS, FileLayout, Original, Pull, pull
from pipelines.fix_lists.rejections import Rejections


@dataclass(frozen=True)
class FilePart:
    """One file of a batch and what is to be mended in it: row of the file -> rule -> the partner's columns.

    `table` holds the rows as they were read, with the columns of all files of the feed.
    """

    original: Original
    layout: FileLayout
    table: pd.DataFrame
    rows: dict[int, dict[str, tuple[str, ...]]]

    @property
    def rows_received(self) -> int:
        """Rows of the table in this file."""
        return len(self.layout.rows)


def comes_in_files(connector: str) -> bool:
    """Whether a connector reads files from a place; what comes from a form or an API has no cells to mark."""
    return "place" in CONNECTORS[connector].Options.model_fields


def read_again(connector: str, options: BaseModel, originals: list[Original]) -> Pull:
    """Read originals as they were pulled; nothing is fetched, and no path of this machine matters."""
    return pull(connector, options, base_dir=Path(), originals=originals)


def split_by_file(pulled: Pull, rejections: Rejections) -> list[FilePart] | None:
    """The files with rejected rows; all files where no row could be judged.

    None where the files no longer read as they did when they were landed: a mark in the wrong cell would be worse
    than none.
    """
    if sum(len(layout.rows) for layout in pulled.layouts) != rejections.rows_received or not pulled.layouts:
        return None
    originals = {original.name: original for original in pulled.originals}
    parts = [
        FilePart(originals[layout.original], layout, table, rows)
        for layout, table, rows in _by_layout(pulled, rejections)
    ]
    return [part for part in parts if part.rows or rejections.held]


def _by_layout(
    pulled: Pull, rejections: Rejections
) -> Iterator[tuple[FileLayout, pd.DataFrame, dict[int, dict[str, tuple[str, ...]]]]]:
    """The row number of a batch counts on over the files, in the order of the pull."""
    before = 0
    for layout in pulled.layouts:
        numbered = enumerate(layout.rows, before + 1)
        rows = {row: rejections.rows[number] for number, row in numbered if number in rejections.rows}
        after = before + len(layout.rows)
        yield layout, pulled.rows.iloc[before:after].reset_index(drop=True), rows
        before = after
