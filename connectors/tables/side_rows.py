"""Tells rows that are no rows of the table apart: its header come again, titles of pages, notes below it.

Rows that add up others are recognised in `totals`. What is left out is said in words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from connectors.tables.cell_kinds import Grid, Row
from connectors.tables.cells import is_words
from connectors.tables.header import filled_columns
from connectors.tables.totals import is_total

_NOTE = re.compile(
    r"(notes?|source|sources|footnotes?|remarks?|comments?|legend|key|prepared|produced|last updated|updated|data from)"
    r"\b.*|[*†‡§¹²³].*|\(\d\) .*|\d\) .*|\[\d\] .*",
    re.IGNORECASE | re.DOTALL,
)
_PAGE = re.compile(r"page \d+", re.IGNORECASE)
_SHORT_NOTE, _LONG_NOTE = 3, 6
_WIDTH_ROWS = 50


def is_repeat(row: Row, header: Row) -> bool:
    """Say whether a row holds the names of a header again."""
    return [cell and cell.casefold() for cell in row if cell] == [
        cell and cell.casefold() for cell in header if cell
    ]


def without_repeats(
    grid: Grid, numbers: Sequence[int], header: int, lines: int, rows: list[int], assumed: list[str]
) -> list[int]:
    """Leave out the header where it comes again, as on each printed page, with the title above it."""
    titles = {tuple(filter(None, grid[i])) for i in range(header) if any(grid[i])}
    lead = next((k for k, cell in enumerate(grid[header]) if cell), 0)
    name = (grid[header][lead] or "").casefold()
    dropped: set[int] = set()
    for position, index in enumerate(rows):
        row = grid[index]
        if (
            len(row) > lead
            and row[lead]
            and (row[lead] or "").casefold() == name
            and is_repeat(row, grid[header])
        ):
            dropped.update(rows[position : position + lines])
            before = position - 1
            while (
                before >= 0
                and len(filled_columns(grid[rows[before]])) == 1
                and _is_page_title(grid[rows[before]], titles)
            ):
                dropped.add(rows[before])
                before -= 1
    if dropped:
        assumed.append(f"{in_words(numbers, sorted(dropped))} repeat the header or title and were left out.")
    return [index for index in rows if index not in dropped]


def _is_page_title(row: Row, titles: set[tuple[str, ...]]) -> bool:
    text = next(cell for cell in row if cell is not None)
    return (text,) in titles or _PAGE.match(text) is not None or len(text.split()) > 2


def without_notes(
    grid: Grid, numbers: Sequence[int], header: int | None, rows: list[int], assumed: list[str]
) -> list[int]:
    """Leave out the notes under a table: rows of one cell of words that no row of the table is like."""
    width = len(filled_columns(grid[header])) if header is not None else 0
    width = max([width, *(len(filled_columns(grid[index])) for index in rows[:_WIDTH_ROWS])], default=0)
    kept = list(rows)
    while kept and width > 1 and _is_note(grid, kept[-1], width):
        kept.pop()
    if len(kept) < len(rows) and kept:
        left = rows[len(kept) :]
        assumed.append(
            f"{in_words(numbers, left)} under the table {_are(left)} notes and {_were(left)} left out."
        )
        return kept
    return rows


def _is_note(grid: Grid, index: int, width: int) -> bool:
    cells = [cell for cell in grid[index] if cell is not None]
    if len(cells) != 1 or not is_words(cells[0]):
        return False
    above = [cell for cell in grid[index - 1] if cell is not None] if index else []
    apart = len(above) <= 1 or is_total(above[0])
    count = len(cells[0].split())
    return (
        _NOTE.fullmatch(cells[0]) is not None
        or (apart and count >= _SHORT_NOTE)
        or (width > 2 and count >= _LONG_NOTE)
    )


def in_words(numbers: Sequence[int], indexes: Sequence[int]) -> str:
    """Return "row 5" or "rows 5, 9-12" for indexes in ascending order."""
    parts: list[list[int]] = []
    for index in indexes:
        if parts and numbers[index] == parts[-1][1] + 1:
            parts[-1][1] = numbers[index]
        else:
            parts.append([numbers[index], numbers[index]])
    shown = ", ".join(f"{a}" if a == b else f"{a}-{b}" for a, b in parts[:6])
    return f"row{'' if len(indexes) == 1 else 's'} {shown}{' ...' if len(parts) > 6 else ''}"


def _are(rows: Sequence[int]) -> str:
    return "is read as" if len(rows) == 1 else "are read as"


def _were(rows: Sequence[int]) -> str:
    return "was" if len(rows) == 1 else "were"
