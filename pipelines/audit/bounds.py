"""What hidden numbers can be, given sums that they are part of: linear programming, one connected part at a time.

Here: numbers and sums, no names. Not here: which sums there are (relations.py), and what is too tight (audit.py).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import highspy
import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.csgraph import connected_components

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
_EXACT = 1e-6
_ROUNDS = 20
_OFTEN = 0.1
_PRIMAL = 4
_UNBOUNDED = float(highspy.kHighsInf)


class Enough(Protocol):
    """Of which cells enough is known."""

    def __call__(
        self, least: Floats, most: Floats, certain_least: Floats, certain_most: Floats
    ) -> npt.NDArray[np.bool_]:
        """Asked with what was seen of each cell, and between what it lies for certain."""


@dataclass(frozen=True)
class _Found:
    """Of the cells of a part the least and the most, and the worlds (one a row) that showed it."""

    least: Floats
    most: Floats
    worlds: Floats


@dataclass
class Memo:
    """What was found last time, for a next time when a few more cells are hidden; `answers` may be shared.

    A world in which the cells hidden since have the values they were shown with is one still, unless a row says
    otherwise that was left out then.
    """

    answers: dict[bytes, _Found] = field(default_factory=dict)
    _known: Floats | None = None
    _worlds: list[tuple[Integers, Floats]] = field(default_factory=list)

    def worlds(self, columns: Integers) -> Floats:
        """Worlds of last time over these cells, one a row; parts that did not touch then are put together freely."""
        if self._known is None:
            return np.zeros((0, len(columns)))
        mine = [(np.isin(columns, cells), cells, worlds) for cells, worlds in self._worlds]
        mine = [each for each in mine if each[0].any() and len(each[2])]
        found = np.tile(self._known[columns], (max((len(worlds) for *_, worlds in mine), default=0), 1))
        for inside, cells, worlds in mine:
            own = worlds[np.arange(len(found)) % len(worlds)]
            found[:, inside] = own[:, np.searchsorted(cells, columns[inside])]
        return found[~np.isnan(found).any(axis=1)]

    def keep(self, known: Floats, worlds: list[tuple[Integers, Floats]]) -> None:
        """Take these for next time; the cells of each part are in rising order."""
        self._known, self._worlds = known.copy(), worlds


@dataclass(frozen=True)
class Sums:
    """Rows of a matrix over the cells: `least` <= `matrix` @ cells <= `most`.

    `guessed` marks rows that hold only if nobody is missing or counted twice, which an attacker takes for granted until
    the published figures contradict it. Rows with the same number in `law` stand or fall together: when more than one
    in ten that can be seen whole are untrue, there is no such law. -1 is for rows that are guessed one by one.
    """

    matrix: csr_matrix
    least: Floats
    most: Floats
    guessed: npt.NDArray[np.bool_]
    law: Integers


def bounds(
    known: Floats,
    sums: Sums,
    enough: Enough | None = None,
    room: tuple[Floats, Floats] | None = None,
    memo: Memo | None = None,
) -> tuple[Floats, Floats]:
    """The least and the most that each cell can be, at least 0; a cell that is known (not nan) is itself.

    `room` gives limits for cells that are known about, and nan for them in `known`; without it there is none. `enough`
    saves most of the work: of cells for which it is content nothing more is asked, and they are given as far as seen.
    `memo` keeps what was found of each part, for a next time that asks nearly the same (with the same `enough`).

    Both arrays have one entry per cell, np.inf where nothing limits it. Guessed rows that the known cells
    contradict are left out.
    """
    least, most = known.copy(), known.copy()
    hidden = np.isnan(known)
    floor, ceiling = room or (np.zeros(len(known)), np.full(len(known), _UNBOUNDED))
    sums = _lawful(known, sums)
    memo = memo or Memo()
    worlds: list[tuple[Integers, Floats]] = []
    for columns, rows in _parts(hidden, sums.matrix):
        matrix = sums.matrix[rows]
        fixed = matrix @ np.nan_to_num(np.where(hidden, 0.0, known))
        inside = matrix[:, columns]
        low, high = sums.least[rows] - fixed, sums.most[rows] - fixed
        part = _Part(csr_matrix(inside), low, high, sums.guessed[rows], (floor[columns], ceiling[columns]))
        name = part.fingerprint()
        if name not in memo.answers:
            memo.answers[name] = _bounds_of(part, enough, memo.worlds(columns))
        found = memo.answers[name]
        least[columns], most[columns] = found.least, found.most
        worlds.append((columns, found.worlds))
    memo.keep(known, worlds)
    return least, most


@dataclass(frozen=True)
class _Part:
    """Cells that hang together: `low` <= `matrix` @ cells <= `high`, each cell within `room`."""

    matrix: csr_matrix
    low: Floats
    high: Floats
    guessed: npt.NDArray[np.bool_]
    room: tuple[Floats, Floats]

    def fingerprint(self) -> bytes:
        """The same for the same question."""
        inside = self.matrix
        arrays = (inside.indptr, inside.indices, inside.data, self.low, self.high, self.guessed, *self.room)
        return hashlib.sha256(b"|".join(np.ascontiguousarray(array).tobytes() for array in arrays)).digest()


def _bounds_of(part: _Part, enough: Enough | None, worlds: Floats) -> _Found:
    kept = ~_contradicted(part.matrix, part.low, part.high, part.guessed, part.room)
    needed, room = _needed(part.matrix, part.low, part.high, kept, part.room)
    return _extremes(part.matrix[needed], part.low[needed], part.high[needed], enough, room, worlds)


def _lawful(known: Floats, sums: Sums) -> Sums:
    """The rows without those of laws that known cells break too often."""
    seen = np.asarray((sums.matrix != 0) @ np.isnan(known).astype(float)) == 0
    found = sums.matrix @ np.nan_to_num(known)
    broken = seen & ((found < sums.least - _EXACT) | (found > sums.most + _EXACT))
    laws = [law for law in np.unique(sums.law[broken]) if law >= 0]
    untrue = [law for law in laws if broken[sums.law == law].sum() > _OFTEN * seen[sums.law == law].sum()]
    kept = ~np.isin(sums.law, untrue)
    return Sums(sums.matrix[kept], sums.least[kept], sums.most[kept], sums.guessed[kept], sums.law[kept])


def _needed(
    matrix: csr_matrix, low: Floats, high: Floats, kept: npt.NDArray[np.bool_], room: tuple[Floats, Floats]
) -> tuple[npt.NDArray[np.bool_], tuple[Floats, Floats]]:
    """The rows among `kept` that say something new, and limits of the cells with what rows of one cell say of it.

    That a part is no more than its whole goes without saying where parts make up the whole.
    """
    by_row = csr_matrix(matrix)
    least, most = room[0].copy(), room[1].copy()
    parts_of: dict[int, set[int]] = {}
    found = kept.copy()
    for row in np.flatnonzero(kept):
        columns, weights = _entries(by_row, int(row))
        if not len(columns):
            found[row] = False
        elif len(columns) == 1:
            (column,), (weight,) = columns, weights
            ends = sorted((low[row] / weight, high[row] / weight))
            least[column], most[column] = max(least[column], ends[0]), min(most[column], ends[1])
            found[row] = False
        elif (
            low[row] == high[row]
            and low[row] <= _EXACT
            and (weights < 0).sum() == 1
            and (np.abs(weights) == 1).all()
        ):
            parts_of.setdefault(int(columns[weights < 0][0]), set()).update(map(int, columns[weights > 0]))
    for row in np.flatnonzero(found):
        columns, weights = _entries(by_row, int(row))
        if sorted(weights) == [-1.0, 1.0] and low[row] <= 0 and np.isposinf(high[row]):
            whole, part = columns[weights > 0][0], columns[weights < 0][0]
            found[row] = int(part) not in parts_of.get(int(whole), ())
    return found, (np.minimum(least, most), most)


def _entries(by_row: csr_matrix, row: int) -> tuple[Integers, Floats]:
    place = slice(by_row.indptr[row], by_row.indptr[row + 1])
    return by_row.indices[place], by_row.data[place]


def _parts(hidden: npt.NDArray[np.bool_], matrix: csr_matrix) -> Iterator[tuple[Integers, Integers]]:
    """Hidden cells that hang together by rows, with these rows; cells in no row stand alone."""
    columns = np.flatnonzero(hidden)
    if not len(columns):
        return
    among = coo_matrix(matrix[:, columns])
    size = len(columns)
    # Rows and columns are the two sides of one graph.
    graph = coo_matrix(
        (np.ones(among.nnz), (among.col, among.row + size)), shape=(size + matrix.shape[0],) * 2
    )
    _, label = connected_components(graph, directed=False)
    order = np.argsort(label[:size], kind="stable")
    row_order = np.argsort(label[size:], kind="stable")
    row_label = label[size:][row_order]
    for part in np.split(order, np.flatnonzero(np.diff(label[:size][order])) + 1):
        own = label[part[0]]
        first, last = np.searchsorted(row_label, [own, own + 1])
        yield columns[part], np.sort(row_order[first:last])


def _contradicted(
    matrix: csr_matrix, low: Floats, high: Floats, guessed: npt.NDArray[np.bool_], room: tuple[Floats, Floats]
) -> npt.NDArray[np.bool_]:
    """Guessed rows that cannot hold together with the others: those that must give way so that the rest can hold.

    Where the others contradict each other (figures are wrong, or of different days), any row may have to.
    """
    which = np.flatnonzero(guessed)
    model = _model(matrix, low, high, room)
    cells = matrix.shape[1]
    for row in which:
        for sign in (1.0, -1.0):
            model.addCol(1.0, 0.0, _UNBOUNDED, 1, np.array([row], dtype=np.int32), np.array([sign]))
    model.run()
    found = np.zeros(matrix.shape[0], dtype=bool)
    if model.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        everything = np.ones_like(guessed)
        return everything if guessed.all() else _contradicted(matrix, low, high, everything, room)
    slack = np.asarray(model.getSolution().col_value)[cells:].reshape(-1, 2).sum(axis=1)
    found[which] = slack > _EXACT
    return found


def _propagated(
    matrix: csr_matrix, low: Floats, high: Floats, room: tuple[Floats, Floats]
) -> tuple[Floats, Floats]:
    """Limits of each column that follow from one row at a time, taken again and again: quick, and seldom tight."""
    by_row = coo_matrix(matrix)
    rows, columns, weights = by_row.row, by_row.col, by_row.data
    least, most = room[0].copy(), room[1].copy()
    for _ in range(_ROUNDS):
        was = (least.copy(), most.copy())
        for limit, sign in ((high, 1.0), (-low, -1.0)):
            # Rows as sums that are at most `limit`: what the others take at least leaves so much for one column.
            own = sign * weights
            taken = np.where(own > 0, own * least[columns], own * most[columns])
            endless = np.isneginf(taken)
            taken[endless] = 0.0
            others = np.bincount(rows, taken, len(limit))[rows] - taken
            open_ends = np.bincount(rows, endless, len(limit))[rows] - endless
            left = np.where(open_ends > 0, np.inf, limit[rows] - others) / np.abs(own)
            np.minimum.at(most, columns[own > 0], left[own > 0])
            np.maximum.at(least, columns[own < 0], -left[own < 0])
        if np.array_equal(was[0], least) and np.array_equal(was[1], most):
            break
    return np.maximum(least, 0.0), np.maximum(most, least)


def _extremes(
    matrix: csr_matrix,
    low: Floats,
    high: Floats,
    enough: Enough | None,
    room: tuple[Floats, Floats],
    worlds: Floats,
) -> _Found:
    """The least and the most of each column, or of those that are enough as they were seen, what was seen.

    `worlds` may fit: those that do are looked at first.
    """
    model = _Model(matrix, low, high, room)
    model.look_at(worlds[_fits(worlds, matrix, low, high, room)])
    size = matrix.shape[1]
    dice = np.random.default_rng(size)
    exact = {True: np.full(size, np.nan), False: np.full(size, np.nan)}
    near = _propagated(matrix, low, high, room)
    for is_most in (False, True):
        proven = 0
        while (open_ := model.open(enough, near, is_most)).any() and open_.sum() != proven:
            # Solutions for all at once, with chance weights, show what many can be.
            proven = int(open_.sum())
            model.solve(np.where(open_, dice.exponential(size=size), 0.0), is_most)
        for column in np.flatnonzero(open_):
            if model.open(enough, near, is_most)[column]:
                weights = np.zeros(size)
                weights[column] = 1.0
                values = model.solve(weights, is_most)
                exact[is_most][column] = np.inf if values is None else values[column]
    return _Found(
        np.maximum(np.where(np.isnan(exact[False]), model.least, exact[False]), 0.0),
        np.where(np.isnan(exact[True]), model.most, exact[True]),
        np.array(model.worlds).reshape(-1, size),
    )


def _fits(
    worlds: Floats, matrix: csr_matrix, low: Floats, high: Floats, room: tuple[Floats, Floats]
) -> npt.NDArray[np.bool_]:
    sums = (matrix @ worlds.T).T
    rows = (sums >= low - _EXACT).all(axis=1) & (sums <= high + _EXACT).all(axis=1)
    return np.asarray(
        rows & (worlds >= room[0] - _EXACT).all(axis=1) & (worlds <= room[1] + _EXACT).all(axis=1)
    )


class _Model:
    """A program over the hidden cells that is asked again and again, and what its answers showed of each cell."""

    def __init__(self, matrix: csr_matrix, low: Floats, high: Floats, room: tuple[Floats, Floats]) -> None:
        self._highs = _model(matrix, low, high, room)
        self._columns = np.arange(matrix.shape[1], dtype=np.int32)
        self.least = np.full(matrix.shape[1], np.inf)
        self.most = np.zeros(matrix.shape[1])
        self.worlds: list[Floats] = []

    def open(
        self, enough: Enough | None, near: tuple[Floats, Floats], is_most: bool
    ) -> npt.NDArray[np.bool_]:
        """The cells not yet seen as large, or as small, as they can be (`near`), of which more has to be known."""
        far = self.most < near[1] - _EXACT if is_most else self.least > near[0] + _EXACT
        return far if enough is None else far & ~enough(self.least, self.most, *near)

    def solve(self, weights: Floats, is_most: bool) -> Floats | None:
        """The cells of which the weighted sum is largest or smallest; None where nothing limits it.

        Raises ValueError where no figures at all fit.
        """
        sense = highspy.ObjSense.kMaximize if is_most else highspy.ObjSense.kMinimize
        self._highs.changeObjectiveSense(sense)
        self._highs.changeColsCost(len(self._columns), self._columns, weights)
        self._highs.run()
        status = self._highs.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            raise ValueError("the published figures contradict each other: no figures at all fit them")
        if status != highspy.HighsModelStatus.kOptimal:
            return None
        values = np.asarray(self._highs.getSolution().col_value)
        self.look_at(values[None, :])
        return values

    def look_at(self, worlds: Floats) -> None:
        """Take what these show of each cell, and keep those that show something new."""
        for world in worlds:
            if (world < self.least - _EXACT).any() or (world > self.most + _EXACT).any():
                self.worlds.append(world)
                self.least, self.most = np.minimum(self.least, world), np.maximum(self.most, world)


def _model(matrix: csr_matrix, low: Floats, high: Floats, room: tuple[Floats, Floats]) -> highspy.Highs:
    model = highspy.Highs()  # type: ignore[no-untyped-call]
    model.setOptionValue("output_flag", False)
    model.setOptionValue("threads", 1)
    # Asked again with other weights, the last solution is a start for the primal method, not for the dual.
    model.setOptionValue("simplex_strategy", _PRIMAL)
    rows, size = matrix.shape
    empty: Sequence[int] = []
    model.addCols(
        size, np.zeros(size), room[0], np.minimum(room[1], _UNBOUNDED), 0,
        np.zeros(size, dtype=np.int32), np.array(empty, dtype=np.int32), np.array(empty, dtype=np.float64),
    )  # fmt: skip
    by_row = csr_matrix(matrix)
    model.addRows(
        rows, np.maximum(low, -_UNBOUNDED), np.minimum(high, _UNBOUNDED), by_row.nnz,
        by_row.indptr[:-1].astype(np.int32), by_row.indices.astype(np.int32), by_row.data.astype(np.float64),
    )  # fmt: skip
    return model
