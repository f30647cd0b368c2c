"""A grid of text cells as it was read from a file, and a part of it.

The shape that all readers of files share. Where tables stand on it is found in `table_finder`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from connectors.failures import PermanentFailure
from connectors.tables.cell_kinds import Grid

Merged = list[tuple[int, int, int, int]]

_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})")


@dataclass(frozen=True)
class Sheet:
    """A grid as read: its place in words, the row or line number of each row, merged cells if known.

    `merged` holds (first row, first column, last row, last column), counted from 0.
    """

    place: str
    grid: Grid
    numbers: list[int]
    merged: Merged


def cropped(sheet: Sheet, place: str) -> Sheet:
    """Keep what stands in a range; columns keep their index, those before it are blank.

    PermanentFailure `no_table` for what is no range, and where it is empty.
    """
    found = _RANGE.fullmatch(place.upper())
    if not found:
        raise PermanentFailure("no_table", f"{sheet.place}: {place} is no range like A4:F210.")
    left, right = _column_index(found[1]), _column_index(found[3])
    kept = [i for i, number in enumerate(sheet.numbers) if int(found[2]) <= number <= int(found[4])]
    if not any(any(sheet.grid[i][left : right + 1]) for i in kept):
        raise PermanentFailure("no_table", f"{sheet.place}: there is nothing at {place}. Correct the range.")
    grid: Grid = [[*[None] * left, *sheet.grid[i][left : right + 1]] for i in kept]
    first = kept[0]
    merged = [
        (a - first, b, c - first, d) for a, b, c, d in sheet.merged if a >= first and left <= b <= right
    ]
    return Sheet(sheet.place, grid, [sheet.numbers[i] for i in kept], merged)


def _column_index(letters: str) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - ord("A") + 1
    return index - 1
