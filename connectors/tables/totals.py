"""Recognises the rows of a table that add up the others, by their words and by their figures.

What is left out is said; where only one of the two speaks for a total, the row stays and is doubted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from connectors.tables.cell_kinds import Grid, Row

_TOTAL = re.compile(r"((grand|overall|sub)[- ]?)?totals?\b", re.IGNORECASE)
_ONLY_TOTAL = re.compile(r"((grand|overall|sub)[- ]?)?totals?\s*:?|sums?\s*:?|all\s*:?", re.IGNORECASE)
_FIGURE = re.compile(r"\(?[-+]?[$£€]? ?\d[\d,]*(\.\d+)?\)?")
_FIRST_LETTERS = frozenset("tTgGoOsS")
_CHECKED_ROWS = 300
_ENOUGH_ROWS = 2
_GIVEN_UP_AFTER = 3


@dataclass(frozen=True)
class WithoutTotals:
    """The indexes of the rows that are left, those of the totals, and of a row that may be one."""

    rows: list[int]
    totals: list[int]
    doubtful: list[int] = field(default_factory=list)


def split_totals(grid: Grid, rows: Sequence[int], left: int, right: int | None) -> WithoutTotals:
    """Tell the rows of a table from those that add them up.

    A total is a row that says nothing but "Total", or says more and agrees with the figures above it, or
    stands last, has no label where the others have one, and agrees.
    """
    labels = {i: _label(grid[i], left, right) or "" for i in rows}
    said = [i for i, label in labels.items() if is_total(label)]
    plain = [i for i in rows if not is_total(labels[i])] if said else list(rows)
    if not plain:
        return WithoutTotals(list(rows), [])
    totals = [i for i in said if _says_only_total(labels[i]) or _ends_the_table(i, said, rows, plain)]
    totals += [i for i in said if i not in totals and _adds_up(grid, _group(plain, said, i), i, left, right)]
    doubtful = [i for i in said if i not in totals]
    last = plain[-1]
    if not totals and len(plain) > _ENOUGH_ROWS:
        unlabelled = _has_no_label(grid, plain, last, left)
        # Sums are looked for in every small table, in a large one only where the last row is suspicious.
        if (unlabelled or len(plain) <= _CHECKED_ROWS) and _adds_up(grid, plain[:-1], last, left, right):
            (totals if unlabelled or _says_only_total(labels[last]) else doubtful).append(last)
    return WithoutTotals([i for i in rows if i not in set(totals)], sorted(totals), doubtful)


def is_total(label: str) -> bool:
    """Say whether a text starts with the word total, grand total or subtotal."""
    return label[:1] in _FIRST_LETTERS and _TOTAL.match(label) is not None


def _says_only_total(label: str) -> bool:
    return _ONLY_TOTAL.fullmatch(label) is not None


def _ends_the_table(index: int, said: Sequence[int], rows: Sequence[int], plain: Sequence[int]) -> bool:
    """Say whether a row is the only one that says total, and the last of several."""
    return len(said) == 1 and index == rows[-1] and len(plain) > 1


def _group(plain: Sequence[int], said: Sequence[int], index: int) -> list[int]:
    """Return the rows between a total and the one before it."""
    before = max((i for i in said if i < index), default=-1)
    return [i for i in plain if before < i < index]


def _label(row: Row, left: int, right: int | None) -> str | None:
    if left < len(row) and row[left] is not None:
        return row[left]
    return next((cell for cell in row[left:right] if cell is not None), None)


def _has_no_label(grid: Grid, rows: Sequence[int], last: int, left: int) -> bool:
    """Say whether the first column is blank in the last row and hardly anywhere else."""
    lead = next((k for k, cell in enumerate(grid[rows[0]][left:], left) if cell is not None), left)
    blank = sum(lead >= len(grid[i]) or grid[i][lead] is None for i in rows)
    return blank == 1 and (lead >= len(grid[last]) or grid[last][lead] is None)


def _adds_up(grid: Grid, rows: Sequence[int], total: int, left: int, right: int | None) -> bool:
    """Say whether most figures of a row are the sums of the figures above them, and not all are zero."""
    agree, figures = 0, 0
    for k, cell in enumerate(grid[total][left:right], left):
        wanted = _figure(cell)
        if wanted is None:
            continue
        values = [value for i in rows if k < len(grid[i]) and (value := _figure(grid[i][k])) is not None]
        if len(values) < 2:
            continue
        figures += 1
        agree += wanted != 0 and abs(sum(values) - wanted) <= 0.005 * len(values) + 1e-9 * abs(wanted)
        if not agree and figures == _GIVEN_UP_AFTER:
            return False
    return agree > 0 and agree * 2 >= figures


def _figure(cell: str | None) -> float | None:
    if cell is None:
        return None
    try:
        # The quick way; "nan" and "1e5" are left to the pattern, which refuses them.
        return float(cell) if cell.isascii() and not cell.isalpha() and "e" not in cell.lower() else None
    except ValueError:
        pass
    if not _FIGURE.fullmatch(cell):
        return None
    number = float(re.sub(r"[^\d.]", "", cell))
    return -number if cell[0] in "(-" else number
