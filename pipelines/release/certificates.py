"""Hides cells until every small count could as well be large: for each, another world that fits all that is shown.

A certificate is a change of the true figures that keeps every sum, moves one small count to the smallest that may be
shown (and, in a second one, to 1), and touches the shown cells that readers miss least; those are hidden too. What is
hidden only grows, so an earlier certificate stays good. Here: one figure of one table of numbers. Not here: which cells
are small, and in which sums they stand (protection.py, sums.py).
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
import numpy.typing as npt
from scipy.sparse import csc_matrix, csr_matrix, hstack, vstack

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
_EXACT = 1e-6
# Between worlds that hide nothing more, the one that changes least.
_TIE = 1e-3
# What cells may have to be: of each tuple of goals one has to be reached.
Wanted = dict[int, tuple[tuple[float, ...], ...]]


@dataclass(frozen=True)
class Table:
    """True figures of cells, and what holds of any world that readers may think possible.

    `values`: one per cell, at least 0. `least` and `most`: what each cell can be in any world, its value among it.
    `same`: rows whose sum over the cells no world changes. `ordered`: rows whose sum over the cells of a world is at
    least 0.
    """

    values: Floats
    least: Floats
    most: Floats
    same: csr_matrix
    ordered: csr_matrix


def protect(table: Table, hidden: Flags, wanted: Wanted, costs: Floats) -> Flags:
    """The cells to hide, `hidden` among them, so that each cell of `wanted` may be what it says.

    `costs` says what a reader loses with each cell that is shown. A cell that no world can move so far is left to the
    attack that follows.
    """
    found = hidden.copy()
    found[list(wanted)] = True
    worlds = _Worlds(table)
    for cell in sorted(wanted, key=lambda cell: (-table.values[cell], cell)):
        for goals in wanted[cell]:
            if any(worlds.has_shown(cell, goal) for goal in goals):
                continue
            left = np.where(found, 0.0, costs)
            changes = [change for goal in goals if (change := worlds.find(cell, goal, left)) is not None]
            if changes:
                cheapest = min(changes, key=lambda change: left[_touched(change)].sum())
                worlds.keep(cheapest)
                found |= _touched(cheapest)
    return found


def _touched(change: Floats) -> Flags:
    touched: Flags = np.abs(change) > _EXACT
    return touched


class _Worlds:
    """The program that finds other worlds: for each cell how much more and how much less there is of it."""

    def __init__(self, table: Table) -> None:
        self._values = table.values
        size = len(table.values)
        self._size = size
        self._columns = np.arange(2 * size, dtype=np.int32)
        self._smallest, self._largest = table.values.copy(), table.values.copy()
        self._highs = highspy.Highs()  # type: ignore[no-untyped-call]
        self._highs.setOptionValue("output_flag", False)
        self._highs.setOptionValue("threads", 1)
        unlimited = float(highspy.kHighsInf)
        both = [csr_matrix(rows) for rows in (table.same, table.ordered)]
        least = np.concatenate([np.zeros(both[0].shape[0]), -(both[1] @ table.values)])
        most = np.concatenate([np.zeros(both[0].shape[0]), np.full(both[1].shape[0], unlimited)])
        upper = np.concatenate([np.minimum(table.most - table.values, unlimited), table.values - table.least])
        nothing_i, nothing_f = np.array([], dtype=np.int32), np.array([], dtype=np.float64)
        starts = np.zeros(2 * size, dtype=np.int32)
        self._highs.addCols(
            2 * size, np.zeros(2 * size), np.zeros(2 * size), upper, 0, starts, nothing_i, nothing_f
        )
        self._upper = upper
        rows = _stacked(both, size)
        self._highs.addRows(
            rows.shape[0], least, most, rows.nnz, rows.indptr[:-1].astype(np.int32),
            rows.indices.astype(np.int32), rows.data.astype(np.float64),
        )  # fmt: skip

    def has_shown(self, cell: int, goal: float) -> bool:
        """Whether an earlier world had the cell at its goal already."""
        return bool(self._smallest[cell] - _EXACT <= goal <= self._largest[cell] + _EXACT)

    def find(self, cell: int, goal: float, costs: Floats) -> Floats | None:
        """The change, one number per cell, of the cheapest world in which the cell stands at its goal, if any."""
        size, change = self._size, goal - self._values[cell]
        weights = np.tile(costs + _TIE, 2)
        self._highs.changeColsCost(2 * size, self._columns, weights)
        more, less = max(change, 0.0), max(-change, 0.0)
        for column, amount in ((cell, more), (cell + size, less)):
            self._highs.changeColBounds(int(column), amount, amount)
        self._highs.run()
        done = self._highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
        solution = np.asarray(self._highs.getSolution().col_value) if done else None
        for column in (cell, cell + size):
            self._highs.changeColBounds(int(column), 0.0, float(self._upper[column]))
        if solution is None:
            return None
        found: Floats = solution[:size] - solution[size:]
        return found

    def keep(self, change: Floats) -> None:
        """Readers may think of this world from now on."""
        world = self._values + change
        self._smallest, self._largest = np.minimum(self._smallest, world), np.maximum(self._largest, world)


def _stacked(parts: list[csr_matrix], size: int) -> csr_matrix:
    """The rows over increases and, with the other sign, over decreases."""
    rows = vstack(parts, format="csc") if parts else csc_matrix((0, size))
    return csr_matrix(hstack([rows, -rows], format="csr"))
