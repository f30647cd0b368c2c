"""Finds tables that stand side by side on a grid, and notes in its margin, by the blank columns between.

A blank column alone proves nothing: many tables have one. Below and above is the business of `table_finder`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from connectors.tables.cell_kinds import Grid
from connectors.tables.cells import column_letters, is_words
from connectors.tables.header import filled_columns, find_header

_SHORTER = 0.8
_DENSE = 0.9
_FEW_NOTES = 3
_FEW = 0.2


@dataclass(frozen=True)
class Strip:
    """Columns from `left` to before `right`, None for all to the right, and what was assumed of them."""

    left: int
    right: int | None
    assumed: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)


def find_strips(grid: Grid) -> list[Strip]:
    """Return the ranges of columns that hold a table each: all columns, where nothing speaks for several.

    Several it are where the names of the columns come again, where the headers stand in different rows,
    or where one part ends well before the other.
    """
    groups = _groups(grid)
    if len(groups) < 2:
        return [Strip(0, None)]
    groups, assumed = _without_margins(grid, groups)
    joined = [groups[0]]
    gaps = []
    for group in groups[1:]:
        if _apart(grid, joined[-1], group):
            joined.append(group)
        else:
            gaps.append(column_letters(joined[-1][1]))
            joined[-1] = (joined[-1][0], group[1])
    doubts = [f"column {', '.join(gaps)} is blank: there may be two tables."] if gaps else []
    if len(joined) == 1 and not assumed:
        return [Strip(0, None, [], doubts)]
    return [Strip(left, right, assumed, doubts) for left, right in joined]


def crop(grid: Grid, left: int, right: int | None) -> Grid:
    """Return the columns from `left` to before `right` of every row."""
    return grid if left == 0 and right is None else [row[left:right] for row in grid]


def _groups(grid: Grid) -> list[tuple[int, int]]:
    """Return the ranges of columns without a blank one between them, as (first, after the last)."""
    width = max(map(len, grid), default=0)
    groups: list[tuple[int, int]] = []
    for k in range(width):
        if not any(k < len(row) and row[k] is not None for row in grid):
            continue
        if groups and groups[-1][1] == k:
            groups[-1] = (groups[-1][0], k + 1)
        else:
            groups.append((k, k + 1))
    return groups


def _without_margins(grid: Grid, groups: list[tuple[int, int]]) -> tuple[list[tuple[int, int]], list[str]]:
    """Leave out the outermost columns where they hold a few notes and no name of a column."""
    assumed = []
    kept = list(groups)
    for side in (-1, 0):
        while len(kept) > 1 and _is_margin(grid, kept[side], kept[:side] if side else kept[1:]):
            left, right = kept.pop(side)
            if _is_title(grid, (left, right), kept):
                continue
            letters = (
                column_letters(left)
                if right == left + 1
                else f"{column_letters(left)}-{column_letters(right - 1)}"
            )
            assumed.append(f"column {letters} beside the table is read as notes and was left out.")
    return kept, assumed


def _is_title(grid: Grid, group: tuple[int, int], rest: list[tuple[int, int]]) -> bool:
    """Say whether the cells of a group all stand above the header of the rest."""
    header = find_header(crop(grid, rest[0][0], rest[-1][1]))
    return not any(any(row[slice(*group)]) for row in grid[header:])


def _is_margin(grid: Grid, group: tuple[int, int], rest: list[tuple[int, int]]) -> bool:
    cells = [cell for row in grid for cell in row[slice(*group)] if cell is not None]
    body = crop(grid, rest[0][0], rest[-1][1])
    rows = sum(any(row) for row in body)
    header = find_header(body)
    if header is None or any(grid[header][slice(*group)]):
        return False
    return len(cells) <= max(_FEW_NOTES, _FEW * rows) and len(cells) < rows and all(map(is_words, cells))


def _apart(grid: Grid, one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Say whether two ranges of columns hold two tables rather than one with a blank column."""
    left, right = crop(grid, *one), crop(grid, *other)
    heads = find_header(left), find_header(right)
    if heads[0] is None or heads[1] is None:
        return False
    names, others = _names(left, heads[0]), _names(right, heads[1])
    if min(len(names), len(others)) > 1 and len(names & others) * 2 > min(len(names), len(others)):
        return True
    extents = _extent(left, heads[0]), _extent(right, heads[1])
    if min(extents) < 2 or not (
        _is_dense(left, heads[0], extents[0]) and _is_dense(right, heads[1], extents[1])
    ):
        return False
    return heads[0] != heads[1] or min(extents) < _SHORTER * max(extents)


def _names(grid: Grid, header: int) -> set[str]:
    return {cell.casefold() for cell in grid[header] if cell}


def _extent(grid: Grid, header: int) -> int:
    """Count the rows from below the header to the last filled one."""
    return next((i - header for i in range(len(grid) - 1, header, -1) if any(grid[i])), 0)


def _is_dense(grid: Grid, header: int, extent: int) -> bool:
    rows = grid[header + 1 : header + 1 + extent]
    return sum(bool(filled_columns(row)) for row in rows) >= _DENSE * len(rows)
