"""Finds the row or rows of a sheet that hold the column names, under titles and notes.

Looks at what cells look like only, never at what a certain partner writes. Where the table ends is
found in `table_finder`, the cutting is done in `table`.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from connectors.tables.cell_kinds import CellKinds, Grid, Row, has_figures
from connectors.tables.cells import is_mark, is_words

Merged = Sequence[tuple[int, int, int, int]]
MAX_LINES = 4
MAX_COLUMNS = 16_384

_SEARCHED_ROWS = 50
_ROWS_BELOW = 100
_KIND_ROWS = 30
_ENOUGH = 0.75
_YEAR = re.compile(r"(19|20)\d\d")


def find_header(grid: Grid, lines: int = 1) -> int | None:
    """Return the index of the first header line, or None where no row can be one.

    A header has at least two cells that may be names (one on a sheet of one column) and does not look
    like the rows below it. Of all such rows the first is taken that names the columns of about as many
    cells below it as the best one does.
    """
    top = grid[: _SEARCHED_ROWS + _ROWS_BELOW]
    kinds = CellKinds(grid, _SEARCHED_ROWS + MAX_LINES + _KIND_ROWS)
    wanted = min(2, len(_filled(top, 0, len(top))))
    explained: dict[int, int] = {}
    for index in range(min(len(grid) - lines + 1, _SEARCHED_ROWS)):
        if not _may_be_header(grid, index, lines, wanted, kinds):
            continue
        explained[index], all_below = _explained_cells(top, index, lines)
        # No row further down has more cells below it.
        if explained[index] and explained[index] >= _ENOUGH * all_below:
            break
    if not explained:
        return None
    best = max(explained.values())
    if best == 0:
        return max(explained, key=lambda i: len(_filled(grid, i, lines)))
    found = next(i for i, cells in explained.items() if cells >= _ENOUGH * best)
    while lines == 1 and found + 1 < len(grid) and _is_above_figures(grid, found + 1):
        found += 1
    return found


def find_lines(grid: Grid, header: int, merged: Merged = ()) -> tuple[int, int]:
    """Return the first line of the header around a row that `find_header` found, and how many lines it has.

    Upper lines head several columns each, lower lines fill in what an upper line left open. A blank row
    between two lines counts as one. Lines over a line that tells all its columns apart are headings of
    groups and not needed.
    """
    top, bottom = header, header
    while bottom - top + 1 < MAX_LINES and top > 0 and _heads(grid, top - 1, top, merged):
        if _tells_apart(grid[header]) and filled_columns(grid[top - 1]) <= filled_columns(grid[header]):
            break
        top -= 1
    while bottom - top + 1 < MAX_LINES and (below := _next_filled(grid, bottom)) is not None:
        if not _heads(grid, bottom, below, merged) or not _is_sub_header(grid, bottom, below):
            break
        bottom = below
    return top, bottom - top + 1


def _tells_apart(row: Row) -> bool:
    names = [cell.casefold() for cell in row if cell is not None]
    return len(set(names)) == len(names)


def is_name(cell: str | None) -> bool:
    """Say whether a cell may be the name of a column: words, or a year."""
    return cell is not None and (is_words(cell) or _YEAR.fullmatch(cell) is not None)


def filled_columns(row: Row) -> set[int]:
    """Return the indexes of the cells with a value."""
    return {k for k, cell in enumerate(row) if cell is not None}


def looks_like_its_rows(grid: Grid, index: int, kinds: CellKinds) -> bool:
    """Say whether a row has figures where the other rows have them, and words nowhere that they have figures.

    The rows below it are looked at, in the last row those above.
    """
    first, end = index + 1, index + 1 + _KIND_ROWS
    if not any(map(any, grid[first:end])):
        first, end = max(0, index - _KIND_ROWS), index
    figures, clashes = 0, 0
    for k, cell in enumerate(grid[index]):
        if cell is None or not kinds.has_figures(first, end, k):
            continue
        clashes += is_words(cell)
        years = [row[k] for row in grid[first : first + 1] if k < len(row) and _YEAR.fullmatch(row[k] or "")]
        figures += not is_words(cell) and not (_YEAR.fullmatch(cell) and not years)
    return figures > 0 and clashes == 0


def _is_above_figures(grid: Grid, index: int) -> bool:
    """Say whether a row has nothing but names, most of them over columns of figures."""
    names = [(k, cell) for k, cell in enumerate(grid[index]) if cell is not None]
    if any(not is_words(cell) or is_mark(cell) for _, cell in names):
        return False
    rows = [row for row in grid[index + 1 : index + 1 + _ROWS_BELOW] if any(row)]
    over = sum(has_figures(rows, k) for k, _ in names)
    return len(rows) > 1 and 2 * over >= len(names) > 1


def _filled(grid: Grid, start: int, lines: int) -> set[int]:
    return {k for row in grid[start : start + lines] for k, cell in enumerate(row) if cell is not None}


def _may_be_header(grid: Grid, start: int, lines: int, wanted: int, kinds: CellKinds) -> bool:
    """Say whether a row has as many names as are wanted, as many names as figures, and is not like the rows below."""
    rows = grid[start : start + lines]
    filled = _filled(grid, start, lines)
    if not any(rows[0]) or len(filled) < wanted or not any(is_words(cell) for row in rows for cell in row):
        return False
    # Most rows of a table fail here, before anything below them is looked at.
    if 2 * sum(is_name(cell) or cell.isdecimal() for row in rows for cell in row if cell) < len(filled):
        return False
    end = start + lines
    if looks_like_its_rows(grid, end - 1, kinds):
        return False
    names = {k for row in rows for k in _named_columns(row, grid, end, kinds)}
    return len(names) >= wanted and 2 * len(names) >= len(filled)


def _named_columns(row: Row, grid: Grid, first: int, kinds: CellKinds) -> set[int]:
    """Return the columns that a row may name: with words, years, a count such as 1, 2, 3, or numbers over words.

    `first` is the row below it.
    """
    found = {k for k, cell in enumerate(row) if is_name(cell)}
    numbers = [(k, int(cell)) for k, cell in enumerate(row) if cell and cell.isdecimal() and k not in found]
    steps = {after - before for (_, before), (_, after) in itertools.pairwise(numbers)}
    if len(numbers) > 2 and steps == {1}:
        return found.union(k for k, _ in numbers)
    end = first + _KIND_ROWS
    if not any(map(any, grid[first:end])):
        return found
    return found.union(k for k, _ in numbers if not kinds.has_figures(first, end, k))


def _explained_cells(grid: Grid, start: int, lines: int) -> tuple[int, int]:
    """Count the filled cells in the rows below of which the header names most columns, and all of them."""
    named = _filled(grid, start, lines)
    explained, total = 0, 0
    for row in grid[start + lines :]:
        filled = filled_columns(row)
        total += len(filled)
        if len(filled & named) >= _ENOUGH * len(filled):
            explained += len(filled)
    return explained, total


def _next_filled(grid: Grid, index: int) -> int | None:
    """Return the next row with values, over one blank row at most."""
    return next((i for i in range(index + 1, min(index + 3, len(grid))) if any(grid[i])), None)


def _heads(grid: Grid, upper: int, lower: int, merged: Merged) -> bool:
    """Say whether a line of names stands over another one, with names that reach over several of the lower.

    An upper line of one name in the first column is a title, one with a name over each lower name a
    line of particulars.
    """
    over, under = filled_columns(grid[upper]), filled_columns(grid[lower])
    names = [grid[upper][k] for k in over] + [grid[lower][k] for k in under]
    if not over or not under or not all(map(is_name, names)):
        return False
    if len(over) == 1 and min(over) <= min(under):
        return False
    if any(first == upper and right > left for first, left, _, right in merged):
        return True
    both = sorted(over & under)
    wide = [k for k in both if _next(under, k) < _next(over, k)]
    return bool(wide) and all(k in wide or k == max(under) for k in both)


def _next(columns: set[int], column: int) -> int:
    return min((k for k in columns if k > column), default=MAX_COLUMNS)


def _is_sub_header(grid: Grid, upper: int, lower: int) -> bool:
    """Say whether the row under a header goes on with it: it is not filled as the rows below are."""
    named, own = filled_columns(grid[upper]), filled_columns(grid[lower])
    first = min(named | own)
    rows = [row for row in grid[lower + 1 : lower + 1 + _ROWS_BELOW] if any(row)]
    if first in own or not rows:
        kinds = CellKinds(grid, lower + 1 + _KIND_ROWS)
        return not looks_like_its_rows(grid, lower, kinds) and any(has_figures(rows, k) for k in own)
    return sum(first < len(row) and row[first] is not None for row in rows) > len(rows) / 2
