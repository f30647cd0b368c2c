"""Finds the row of a sheet that holds the column names, under titles and notes.

Looks at filled and empty cells only, never at what a certain partner writes. Cutting the table out
below the header is done in `table`.
"""

from __future__ import annotations

from connectors.cells import is_words

Grid = list[list[str | None]]

_SEARCHED_ROWS = 50
_ROWS_BELOW = 100
_ENOUGH = 0.75


def find_header(grid: Grid, lines: int = 1) -> int | None:
    """Return the index of the first header line, or None where no row can be one.

    A header has at least two cells with words (one on a sheet of one column). Of all such rows the
    first is taken that names the columns of about as many cells below it as the best one does.
    """
    candidates = [i for i in range(min(len(grid), _SEARCHED_ROWS)) if _may_be_header(grid, i, lines)]
    if not candidates:
        return None
    explained = {i: _explained_cells(grid, i, lines) for i in candidates}
    best = max(explained.values())
    if best == 0:
        return max(candidates, key=lambda i: len(_filled(grid, i, lines)))
    return next(i for i in candidates if explained[i] >= _ENOUGH * best)


def _filled(grid: Grid, start: int, lines: int) -> set[int]:
    return {k for row in grid[start : start + lines] for k, cell in enumerate(row) if cell is not None}


def _may_be_header(grid: Grid, start: int, lines: int) -> bool:
    if start + lines > len(grid) or not _filled(grid, start, 1):
        return False
    words = {k for row in grid[start : start + lines] for k, cell in enumerate(row) if is_words(cell)}
    return len(words) >= min(2, len(_filled(grid, 0, _SEARCHED_ROWS + _ROWS_BELOW)))


def _explained_cells(grid: Grid, start: int, lines: int) -> int:
    """Count the filled cells in the rows below of which the header names most columns."""
    named = _filled(grid, start, lines)
    first = start + lines
    total = 0
    for index in range(first, min(len(grid), first + _ROWS_BELOW)):
        filled = _filled(grid, index, 1)
        if filled and len(filled & named) >= _ENOUGH * len(filled):
            total += len(filled)
    return total
