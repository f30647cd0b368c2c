"""A workbook of a release, with its sheets: the same release gives the same bytes. Not here: what the sheets are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, time
from pathlib import Path
from typing import Any

from pipelines.exports.plain_text import cell_text
from pipelines.exports.workbook.sheet import Formats, Sheet, write_sheet
from pipelines.kits.workbook import stable_workbook


@contextmanager
def release_book(
    path: Path, told: Mapping[str, Any], *, title: str, release_id: str, sheets: Sequence[Sheet]
) -> Iterator[tuple[Any, dict[str, Any]]]:
    """The workbook with its sheets written, and these by name; on disk when the context ends.

    `told` is what the agenda says of the initiative.
    """
    with stable_workbook(path) as book:
        book.set_properties(
            {
                "title": cell_text(title),
                "author": cell_text(told["backbone_name"] or ""),
                "comments": f"Release {release_id}",
                # The day of the release: no clock goes into the file.
                "created": datetime.combine(told["as_of"], time()),
            }
        )
        formats = Formats(book)
        yield book, {sheet.name: write_sheet(book, formats, sheet) for sheet in sheets}
