"""Decides what a release shows of each cell: small counts are hidden, and what would let readers work them out.

Here: which figures of a metric are small, which sums readers know, what earlier releases showed of them. Not here:
finding the sums (sums.py), finding the cells to hide (certificates.py), what was published before (ledger.py). The rule
is the one in use at CMS: no count of 1 to 10, nor one from which it can be derived; zero may be shown, though no rate
of 0 or 100 % of an outcome, which says of everybody in a group how they fare.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.csgraph import connected_components

from pipelines.release.atoms import Atom, Flags, Floats, atoms_of, with_atoms
from pipelines.release.certificates import Table, protect
from pipelines.release.ledger import Past
from pipelines.release.lines import cells_beside
from pipelines.release.sums import Sums, find_sums

# A sum over few people may be taken for a quarter less than it is, or for three tenths more: either will do.
_LESS, _MORE = 0.25, 0.3
# A reader misses the whole more than a part.
_HEADLINE, _ONE_BREAKDOWN = 1000.0, 10.0
# A whole of fewer than so many times the smallest count is not broken down by group.
_TO_BREAK_DOWN = 3
SHOWN_FIGURES = ("numerator", "denominator", "people", "lower", "upper", "value")


@dataclass(frozen=True)
class Surroundings:
    """What the agenda says of metrics, places and groups.

    `types`: each metric's type and what it counts. `parents`: the area around each area. `apart`: types of group of
    which nobody is in two. `bands`: types of group that class the people of a rate. `outcomes`: metrics that say how
    people fare, of which a rate of 0 or 100 % is not shown. `smallest`: the smallest count that may be shown.
    `times`: the longer period that shorter ones fill, by type of longer period.
    """

    types: Mapping[str, tuple[str, str]]
    parents: Mapping[str, str | None]
    apart: frozenset[str]
    bands: frozenset[str]
    outcomes: frozenset[str]
    smallest: int
    times: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True)
class Shown:
    """What a release shows of one metric's cells.

    `hidden`: nothing is shown. `atoms`: what is shown of each atom, true or from an earlier release; nan where hidden.
    `is_fresh`: shown, and all of it is of this day.
    """

    hidden: Flags
    atoms: Mapping[str, Floats]
    is_fresh: Flags


class Protection:
    """The cells of one metric and version, and what of them is hidden so far. What is hidden only grows.

    `small` are those that are hidden for themselves, the others for their sake.
    """

    def __init__(self, cells: pd.DataFrame, around: Surroundings, past: Past) -> None:
        """`cells` has the columns of metrics.metric_values, one row per cell, and a plain index."""
        metric_id = str(cells["metric_id"].iloc[0])
        kind, counted = around.types[metric_id]
        self.atoms = atoms_of(cells, kind, counted)
        self._cells, self._around = cells, around
        self._before = {name: past.shown.get(name, np.full(len(cells), np.nan)) for name in self.atoms}
        self._limits = {name: _limit(self.atoms, name, around.smallest) for name in self.atoms}
        is_outcome = kind == "rate" and metric_id in around.outcomes
        self._small = {
            name: _is_small(atom, self.atoms, is_outcome, around.smallest)
            for name, atom in self.atoms.items()
        }
        self.hidden: Flags = np.any(list(self._small.values()), axis=0)
        self.hidden |= _still_too_like(self.atoms, past, around.smallest)
        # Who was shown before and is not small now stays shown, with the old figures where the new ones differ by few.
        self._had = ~np.isnan(np.array(list(self._before.values()))).any(axis=0) & ~self.hidden
        self._old = {
            name: self._had & _differs_a_little(atom.values, self._before[name], self._limits[name])
            for name, atom in self.atoms.items()
        }
        self.sums = find_sums(cells, around.parents, around.times)
        self.small: Flags = self.hidden.copy()
        self._hide(_parts_of_few(cells, self.sums, around.smallest))
        self._worlds = _Worlds(cells, around, self.sums)
        self._hide(cells_beside(cells, self.hidden, self.small, self.sums, around.parents, around.smallest))

    def make_safe(self, weak: Mapping[str, Flags]) -> bool:
        """Hide what is needed so that each weak cell's atom can be small or large; whether that hid anything more."""
        was = self.hidden.sum() + sum(old.sum() for old in self._old.values())
        for name, cells in weak.items():
            atom = self.atoms[name]
            room = _room(atom.values, self._before[name], self._limits[name], self._had, self._small[name])
            unseen = self._worlds.protect(atom, self.hidden | self._old[name], cells, room)
            self._old[name] |= self._had & unseen
            self.hidden |= unseen & ~self._had
        return bool(self.hidden.sum() + sum(old.sum() for old in self._old.values()) > was)

    def give_up(self, cells: Flags) -> None:
        """Hide these cells whatever was shown of them before."""
        self.hidden |= cells
        self._had &= ~cells

    def shown(self) -> Shown:
        """What is shown by now."""
        atoms = {
            name: np.where(self.hidden, np.nan, np.where(self._old[name], self._before[name], atom.values))
            for name, atom in self.atoms.items()
        }
        aged = [self._old[name] & (self._before[name] != atom.values) for name, atom in self.atoms.items()]
        return Shown(self.hidden.copy(), atoms, ~self.hidden & ~np.any(aged, axis=0))

    def _hide(self, cells: Flags) -> None:
        self.hidden |= cells & ~self._had
        for old in self._old.values():
            old |= cells & self._had


def figures_of(cells: pd.DataFrame, shown: Shown, around: Surroundings) -> pd.DataFrame:
    """SHOWN_FIGURES of each cell: as they are where they are fresh, from what is shown where not, nan where hidden."""
    kind, counted = around.types[str(cells["metric_id"].iloc[0])]
    figures = cells[list(SHOWN_FIGURES)].astype(float)
    older = ~shown.hidden & ~shown.is_fresh
    if older.any():
        figures[older] = with_atoms(cells, shown.atoms, kind, counted)[list(SHOWN_FIGURES)][older]
    figures[shown.hidden] = np.nan
    return figures


def _is_small(atom: Atom, atoms: Mapping[str, Atom], is_outcome: bool, smallest: int) -> Flags:
    """Where the figure must not be known: few people, an amount of few, nobody where an outcome would be 0 or 100 %."""
    values = np.nan_to_num(atom.values)
    few: Flags = (values > 0) & (values < smallest)
    if not atom.counts_people:
        behind = np.nan_to_num(atoms["people"].values) if "people" in atoms else np.zeros(len(values))
        few = (behind > 0) & (behind < smallest) & (values > 0)
    elif is_outcome and "rest" in atoms:
        whole = np.nan_to_num(atoms["numerator"].values + atoms["rest"].values)
        few |= (values == 0) & (whole > 0)
    return few


def _parts_of_few(cells: pd.DataFrame, sums: Sums, smallest: int) -> Flags:
    """Groups of a whole that is too small to be broken down: nearly all of its parts would be hidden."""
    people = np.nan_to_num(cells["people"].to_numpy(dtype=float))
    found = np.zeros(len(cells), dtype=bool)
    for index in np.flatnonzero(sums.kinds == "group_type"):
        total, *parts = sums.rows(int(index))
        if 0 < people[total] < _TO_BREAK_DOWN * smallest:
            found[parts] = people[parts] > 0
    return found


def _limit(atoms: Mapping[str, Atom], name: str, smallest: int) -> Floats:
    """The least change that may be seen: of people the smallest count, of an amount what so many bring."""
    values = atoms[name].values
    if atoms[name].counts_people:
        return np.full(len(values), float(smallest))
    if "people" not in atoms:
        return np.zeros(len(values))
    each: Floats = np.abs(values) / np.maximum(np.nan_to_num(atoms["people"].values), 1.0)
    return np.nan_to_num(each * smallest)


def _differs_a_little(values: Floats, before: Floats, limit: Floats) -> Flags:
    change = np.abs(np.nan_to_num(values) - before)
    little: Flags = (change > 0) & (change < limit)
    return little


def _still_too_like(atoms: Mapping[str, Atom], past: Past, smallest: int) -> Flags:
    """Cells that were hidden last time, with about as many people as then: who sees them now sees them then."""
    found = np.zeros(len(next(iter(atoms.values())).values), dtype=bool)
    for name, atom in atoms.items():
        if not atom.counts_people:
            continue
        last = past.shown.get(name)
        for then in past.hidden_at.get(name, ()):
            was_hidden = ~np.isnan(then) & (np.isnan(last) if last is not None else True)
            found |= was_hidden & (np.abs(np.nan_to_num(atom.values) - then) < smallest)
    return found


def _room(values: Floats, before: Floats, limit: Floats, had: Flags, wanted: Flags) -> tuple[Floats, Floats]:
    """What a cell can be, as readers see it: near to what it was, if it was shown; nobody where there is nobody."""
    values = np.nan_to_num(values)
    least, most = np.zeros(len(values)), np.where((values > 0) | wanted, np.inf, 0.0)
    near = np.maximum(limit - 1, 0.0)
    least = np.where(had, np.minimum(values, np.maximum(before - near, 0.0)), least)
    most = np.where(had, np.maximum(values, before + near), most)
    return least, most


def is_headline(cells: pd.DataFrame) -> Flags:
    """Figures of all partners, areas and groups together, of one sub-program or of all."""
    found: Flags = (cells[["partner_id", "area_id", "group_type"]] == "all").all(axis=1).to_numpy()
    return found


def reader_costs(cells: pd.DataFrame) -> Floats:
    """log(1 + n), times a thousand for everybody, of one sub-program too, and times ten for one other breakdown."""
    size = np.nan_to_num(cells["people"].to_numpy(dtype=float))
    number = np.nan_to_num(cells["numerator"].to_numpy(dtype=float))
    dimensions = ("partner_id", "sub_program_id", "area_id", "group_type")
    broken_down = np.sum([(cells[name] != "all").to_numpy() for name in dimensions], axis=0)
    weight = np.select([is_headline(cells), broken_down == 1], [_HEADLINE, _ONE_BREAKDOWN], 1.0)
    costs: Floats = np.log1p(np.maximum(size, number)) * weight + 0.1
    return costs


class _Worlds:
    """The sums among the cells of one metric, and protection block by block."""

    def __init__(self, cells: pd.DataFrame, around: Surroundings, sums: Sums) -> None:
        self._cells, self._costs, self._around = cells, reader_costs(cells), around
        self._sums = sums
        self._bands = list(_classes(cells, around.bands))
        self._kinds = cells["group_type"].to_numpy()

    def protect(self, atom: Atom, hidden: Flags, weak: Flags, room: tuple[Floats, Floats]) -> Flags:
        """The cells of which this figure is not to be seen, `hidden` among them."""
        values = np.nan_to_num(atom.values)
        found = hidden.copy()
        for block, sums, classes in self._blocks(atom):
            wanted_cells = np.flatnonzero(weak[block])
            if len(wanted_cells):
                table, residuals = self._table(atom, values, block, sums, classes, room, self._around.apart)
                wanted = {
                    int(cell): _goals(values[block[cell]], atom, residuals[cell], self._around.smallest)
                    for cell in wanted_cells
                }
                found[block] = protect(table, found[block], wanted, self._costs[block])
        return found

    def _blocks(self, atom: Atom) -> Iterator[tuple[np.ndarray, np.ndarray, list[np.ndarray]]]:
        """Cells looked at together, the numbers of the sums among them, and the classes of bands among them.

        One period; where a year is more than its parts, the year with its parts.
        """
        codes, periods = pd.factorize(self._cells["period_id"].astype(str).to_numpy(), sort=True)
        if atom.grows:
            codes = _hanging_together(list(periods), self._around.times)[codes]
        order = np.argsort(codes, kind="stable")
        block_of_sum = self._block_of_sums(codes)
        for code, block in enumerate(np.split(order, np.flatnonzero(np.diff(codes[order])) + 1)):
            classes = [rows for rows in self._bands if codes[rows[0]] == code]
            yield block, np.flatnonzero(block_of_sum == code), classes

    def _block_of_sums(self, codes: np.ndarray) -> np.ndarray:
        """The block that each sum lies in, -1 for one that lies in several."""
        if not len(self._sums):
            return np.zeros(0, dtype=np.int64)
        inside = codes[self._sums.members]
        least, most = (way.reduceat(inside, self._sums.starts) for way in (np.minimum, np.maximum))
        return np.where(least == most, least, -1)

    def _table(
        self,
        atom: Atom,
        values: Floats,
        block: np.ndarray,
        sums: np.ndarray,
        classes: list[np.ndarray],
        room: tuple[Floats, Floats],
        apart: frozenset[str],
    ) -> tuple[Table, Floats]:
        """The block as a table, and for each cell by how much parts exceed a whole in the lines that it is in."""
        place = np.full(len(values), -1)
        place[block] = np.arange(len(block))
        same: list[tuple[np.ndarray, np.ndarray]] = []
        ordered: list[tuple[np.ndarray, np.ndarray]] = []
        residuals = np.zeros(len(block))
        for index in sums:
            if self._sums.kinds[index] == "period_id" and not atom.grows:
                continue
            rows = self._sums.rows(int(index))
            at = place[rows]
            weights = np.concatenate([[-1.0], np.ones(len(rows) - 1)])
            beyond = float(values[rows] @ weights)
            is_sum = self._is_sum(index, rows, atom, apart) and values[rows[0]] >= values[rows[1:]].max()
            if is_sum:
                same.append((at, weights))
                residuals[at] = np.maximum(residuals[at], beyond)
            elif self._sums.kinds[index] != "group_type" and beyond >= 0:
                ordered.append((at, weights))
            # That a part is no more than its whole goes without saying where parts make up the whole.
            for row, part in zip(rows[1:], at[1:], strict=True):
                if values[rows[0]] >= values[row] and not (is_sum and beyond <= 0):
                    ordered.append((np.array([at[0], part]), np.array([1.0, -1.0])))
        if atom.counts_people:
            same += [(place[rows], np.ones(len(rows))) for rows in classes]
        size = len(block)
        least, most = room
        return Table(
            values[block], least[block], most[block], _rows(same, size), _rows(ordered, size)
        ), residuals

    def _is_sum(self, index: int, rows: np.ndarray, atom: Atom, apart: frozenset[str]) -> bool:
        way = self._sums.kinds[index]
        if way == "group_type":
            return bool(self._kinds[rows[1]] in apart)
        return bool(way == "area_id" or atom.adds)


def _goals(value: float, atom: Atom, residual: float, smallest: int) -> tuple[tuple[float, ...], ...]:
    # Readers may think that nobody is in two parts; then what parts have too much is taken from what they cannot see.
    if atom.counts_people:
        return (1.0,), (smallest + max(residual, 0.0),)
    return ((value * (1 - _LESS), value * (1 + _MORE)),)


def _hanging_together(periods: list[str], times: Sequence[Mapping[str, str]]) -> np.ndarray:
    """For each period the number of its lot: a year, its quarters and whatever else shares a part with them."""
    at = {period: number for number, period in enumerate(periods)}
    pairs = [
        (at[part], at[whole])
        for longer in times
        for part, whole in longer.items()
        if {part, whole} <= at.keys()
    ]
    parts, wholes = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    graph = coo_matrix((np.ones(len(pairs)), (parts, wholes)), shape=(len(at), len(at)))
    lots: np.ndarray = connected_components(graph, directed=False)[1]
    return lots


def _classes(cells: pd.DataFrame, bands: frozenset[str]) -> Iterator[np.ndarray]:
    """The classes of one band at one place: everybody of a rate is in one of them."""
    banded = cells[cells["group_type"].isin(bands)]
    key = ["partner_id", "sub_program_id", "area_id", "group_type", "period_id"]
    for rows in banded.groupby(key, sort=False).indices.values():
        yield banded.index.to_numpy()[rows]


def _rows(found: list[tuple[np.ndarray, np.ndarray]], size: int) -> csr_matrix:
    if not found:
        return csr_matrix((0, size))
    starts = np.concatenate([[0], np.cumsum([len(columns) for columns, _ in found])])
    columns = np.concatenate([columns for columns, _ in found])
    weights = np.concatenate([weights for _, weights in found])
    return csr_matrix((weights, columns, starts), shape=(len(found), size))
