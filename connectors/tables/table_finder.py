"""Finds the tables on a grid of text cells: side by side, one under the other, between titles and notes.

Says where each stands, and which of its rows are repeated headers or notes. What the rows hold is cut
out in `table`; sums at the bottom are recognised in `totals`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from connectors.tables.cell_kinds import Grid, has_figures
from connectors.tables.cells import is_words
from connectors.tables.header import Merged, filled_columns, find_header, find_lines, is_name
from connectors.tables.side_rows import is_repeat, without_notes, without_repeats
from connectors.tables.strips import crop, find_strips

_TYPED_ROWS = 50


@dataclass(frozen=True)
class Region:
    """Where one table stands on a grid, in indexes from 0.

    `header` is None where no row names the columns. `rows` are its rows without the header and without
    blank ones. It reaches from column `left` to before `right`, to the end of each row where that is None.
    """

    left: int
    right: int | None
    header: int | None
    lines: int
    rows: list[int]
    assumed: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)

    @property
    def first(self) -> int:
        """Index of the first row of the table, header included."""
        return self.header if self.header is not None else min(self.rows, default=0)


def find_regions(grid: Grid, numbers: Sequence[int], merged: Merged = ()) -> list[Region]:
    """Return the tables of a grid, from top to bottom and from left to right.

    `numbers` are the rows as a person counts them, for what is said.
    """
    regions = []
    for strip in find_strips(grid):
        part = crop(grid, strip.left, strip.right)
        spans = [(a, b - strip.left, c, d - strip.left) for a, b, c, d in merged if b >= strip.left]
        for region in _stacked(part, numbers, spans):
            said = [*strip.assumed, *region.assumed]
            regions.append(
                replace(region, left=strip.left, right=strip.right, assumed=said, doubts=list(strip.doubts))
            )
    return sorted(regions, key=lambda one: (one.first, one.left))


def region_under(
    grid: Grid, numbers: Sequence[int], header: int | None, lines: int, start: int = 0
) -> Region:
    """Return the table under a header that is known; without a header, the table from row `start` on.

    It takes all columns but notes in the margin.
    """
    first = start if header is None else header + lines
    rows, _ = _rows_below(grid, first, header)
    region = _region(grid, numbers, header, lines, rows)
    strips = find_strips(grid)
    if len(strips) > 1:
        return region
    (strip,) = strips
    said = [*strip.assumed, *region.assumed]
    return replace(region, left=strip.left, right=strip.right, assumed=said, doubts=list(strip.doubts))


def _stacked(grid: Grid, numbers: Sequence[int], merged: Merged) -> list[Region]:
    """Return the tables that stand one under the other."""
    regions: list[Region] = []
    start = 0
    while start < len(grid):
        part = grid[start:] if start else grid
        spans = [(a - start, b, c - start, d) for a, b, c, d in merged]
        header, lines, first = _head(part, spans)
        if first is None:
            break
        if header:
            regions += _above(part[:header], numbers[start:], start)
        rows, end = _rows_below(part, first, header)
        found = _region(part, numbers[start:], header, lines, rows)
        if _is_more_than_words(part, found):
            regions.append(_moved_down(found, start))
        start += max(end, 1)
    return regions


def _is_more_than_words(grid: Grid, found: Region) -> bool:
    """Say whether rows are a table: a header over rows or over several columns, several columns, or figures."""
    rows = [grid[i] for i in found.rows]
    if found.header is not None:
        return bool(rows) or len(filled_columns(grid[found.header])) > 1
    return any(len(filled_columns(row)) > 1 for row in rows) or (
        len(rows) > 1 and any(has_figures(rows, k) for k in filled_columns(rows[0]))
    )


def _above(grid: Grid, numbers: Sequence[int], start: int) -> list[Region]:
    """Return the small tables above the header of a larger one; particulars in pairs are none."""
    if not grid or any(grid[-1]):
        return []
    regions = _stacked(grid, numbers, ())
    wide = [
        one
        for one in regions
        if one.header is not None and len(one.rows) > 1 and len(filled_columns(grid[one.header])) > 2
    ]
    return [_moved_down(one, start) for one in wide]


def _head(grid: Grid, merged: Merged) -> tuple[int | None, int, int | None]:
    """Return the header row, its lines and the first row below it; the last is None on an empty grid."""
    found = find_header(grid)
    if found is not None:
        top, lines = find_lines(grid, found, merged)
        return top, lines, top + lines
    widest = max((len(filled_columns(row)) for row in grid[:_TYPED_ROWS]), default=0)
    wide = (i for i, row in enumerate(grid) if any(row) and len(filled_columns(row)) >= widest / 2)
    return None, 0, next(wide, None)


def _moved_down(region: Region, by: int) -> Region:
    header = None if region.header is None else region.header + by
    return replace(region, header=header, rows=[index + by for index in region.rows])


def _rows_below(grid: Grid, first: int, header: int | None) -> tuple[list[int], int]:
    """Return the filled rows that belong to the table above them, and the index at which another one starts."""
    rows: list[int] = []
    gap = first
    typed: set[int] | None = None
    for index in range(first, len(grid)):
        if not any(grid[index]):
            gap = index + 1
            continue
        if gap == index and rows and header is not None:
            typed = _typed_columns(grid, rows) if typed is None else typed
            if _is_other_table(grid, index, header, typed):
                return rows, index
        rows.append(index)
    return rows, len(grid)


def _is_other_table(grid: Grid, index: int, header: int, typed: set[int]) -> bool:
    """Say whether the row after a blank one starts a table of its own, title rows included.

    It does where a line of names comes that is not the header again, above rows of figures or where
    the table so far has figures.
    """
    start: int | None = index
    while start is not None and len(filled_columns(grid[start])) == 1:
        start = next((i for i in range(start + 1, min(start + 3, len(grid))) if any(grid[i])), None)
    if start is None or start + 1 >= len(grid) or not any(grid[start + 1]):
        return False
    names = grid[start]
    filled = filled_columns(names)
    if len({names[k] for k in filled}) < max(2, len(filled)) or is_repeat(names, grid[header]):
        return False
    if not all(is_name(names[k]) for k in filled):
        return False
    body = [row for row in grid[start + 1 : start + 1 + _TYPED_ROWS] if any(row)]
    words = {k for k in filled if is_words(names[k])}
    if words & _typed_columns(body, range(len(body))):
        return True
    titled = start > index and filled != filled_columns(grid[header])
    return (titled and bool(words & typed)) or (len(words & typed) > len(typed) / 2 > 0)


def _typed_columns(grid: Grid, rows: Sequence[int]) -> set[int]:
    """Return the columns with figures or dates in most of their cells."""
    figures: dict[int, int] = {}
    filled: dict[int, int] = {}
    for index in rows[:_TYPED_ROWS]:
        for k, cell in enumerate(grid[index]):
            if cell is not None:
                filled[k] = filled.get(k, 0) + 1
                figures[k] = figures.get(k, 0) + (not is_words(cell))
    return {k for k, count in filled.items() if figures[k] > count / 2}


def _region(grid: Grid, numbers: Sequence[int], header: int | None, lines: int, rows: list[int]) -> Region:
    assumed: list[str] = []
    if header is not None:
        rows = without_repeats(grid, numbers, header, lines, rows, assumed)
    rows = without_notes(grid, numbers, header, rows, assumed)
    return Region(0, None, header, lines, rows, assumed)
