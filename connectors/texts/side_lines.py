"""Leaves out the lines of a text file that are no rows: comments and ruled lines.

Works on records that are split already. Titles and totals are the business of `table`.
"""

from __future__ import annotations

import re
from dataclasses import replace

from connectors.texts.text_records import Records, Row

_COMMENT = re.compile(r"#\s*\w")
_ONE_COLUMN_COMMENT = re.compile(r"#+\s+\S")
_RULED = re.compile(r"[-+=:_]+")


def without_comments(records: Records, name: str, mark: str | None) -> Records:
    """Leave out the lines that start with `mark`, without one those with # at the top.

    A # line right above the first row with as many cells as that row is its header and stays.
    """
    if mark is not None:
        left_out = {i for i, row in enumerate(records.rows) if (_first(row) or "").startswith(mark)}
    else:
        left_out = _comments_at_top(records.rows)
    return _without(records, left_out, f"{name}: {{}} with comments left out, from line {{}} on.")


def without_rules(records: Records, name: str) -> Records:
    """Leave out lines drawn with signs, such as ---+--- under the header of a printed table."""
    left_out = {i for i, row in enumerate(records.rows) if any(row) and _is_ruled(row)}
    return _without(records, left_out, f"{name}: {{}} drawn with signs left out, from line {{}} on.")


def _without(records: Records, left_out: set[int], note: str) -> Records:
    if not left_out:
        return records
    lines = f"{len(left_out)} line{'s' if len(left_out) > 1 else ''}"
    kept = [i for i in range(len(records.rows)) if i not in left_out]
    return replace(
        records,
        rows=[records.rows[i] for i in kept],
        numbers=[records.numbers[i] for i in kept],
        notes=[*records.notes, note.format(lines, records.numbers[min(left_out)])],
    )


def _first(row: Row) -> str | None:
    return row[0] if row else None


def _comments_at_top(rows: list[Row]) -> set[int]:
    found: list[int] = []
    for index, row in enumerate(rows):
        if any(row) and not _COMMENT.match(_first(row) or ""):
            return _without_header(rows, found, index)
        if any(row):
            found.append(index)
    return set()


def _without_header(rows: list[Row], found: list[int], following: int) -> set[int]:
    if not found:
        return set()
    width, last = _width(rows[following]), rows[found[-1]]
    is_header = _width(last) == width
    if width == 1:
        is_header = not _ONE_COLUMN_COMMENT.match(_first(last) or "")
    return set(found[:-1] if is_header else found)


def _width(row: Row) -> int:
    return max((k + 1 for k, cell in enumerate(row) if cell), default=0)


def _is_ruled(row: Row) -> bool:
    text = "".join(cell for cell in row if cell)
    return len(text) >= 3 and _RULED.fullmatch(text) is not None
