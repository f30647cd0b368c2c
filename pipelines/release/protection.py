"""Decides which cells of a release are shown: small counts are hidden, and what would let readers work them out.

Here: which figures of a metric count people, and which sums readers know. Not here: finding the sums (sums.py),
finding the cells to hide (certificates.py), earlier releases (ledger.py). The rule is the one in use at CMS: no
count of 1 to 10, nor one from which it can be derived; zero may be shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix

from pipelines.release.certificates import Flags, Floats, Table, protect
from pipelines.release.sums import Sums, find_sums

_METRIC = ["metric_id", "metric_version"]
_ADDS = frozenset({"count", "stock"})
# A sum over few people may be taken for a quarter more or less than it is.
_SPREAD = 0.25
# A reader misses the whole more than a part.
_HEADLINE = 50.0


@dataclass(frozen=True)
class Figure:
    """One figure of the cells of a metric: true values, which of them are small, and how its sums behave."""

    values: Floats
    small: Flags
    goals: tuple[float, float] | None
    adds: bool


def statuses(
    cells: pd.DataFrame,
    *,
    types: Mapping[str, tuple[str, str]],
    parents: Mapping[str, str | None],
    apart: frozenset[str],
    smallest: int,
) -> np.ndarray:
    """The status of each cell: published, suppressed, or not_published where nobody gave a figure.

    `cells` has the columns of metrics.metric_values, one row per cell; `types` gives each metric's type and what it
    counts; `parents` the area around each area; `apart` the types of group of which nobody is in two.
    """
    hidden = np.zeros(len(cells), dtype=bool)
    unknown = cells["numerator"].isna().to_numpy() & cells["lower"].isna().to_numpy()
    order = np.arange(len(cells))
    for (metric_id, _), rows in pd.Series(order).groupby([cells[name].to_numpy() for name in _METRIC]):
        kind, counted = types[str(metric_id)]
        own = rows.to_numpy()
        hidden[own] = _hidden_of_metric(
            cells.iloc[own].reset_index(drop=True), kind, counted, parents, apart, smallest
        )
    return np.where(unknown, "not_published", np.where(hidden, "suppressed", "published"))


def _hidden_of_metric(
    cells: pd.DataFrame, kind: str, counted: str, parents: Mapping[str, str | None], apart: frozenset[str],
    smallest: int,
) -> Flags:  # fmt: skip
    figures = list(_figures(cells, kind, counted, smallest))
    hidden: Flags = np.any([figure.small for figure in figures], axis=0)
    costs = _costs(cells)
    sums = find_sums(cells, parents)
    for figure in figures:
        for block in _blocks(cells, figure):
            table, numbers = _table(figure, block, sums, apart, cells)
            small = np.flatnonzero(figure.small[numbers])
            wanted = {int(cell): _goals(figure, numbers[cell]) for cell in small}
            if wanted:
                hidden[numbers] = protect(table, hidden[numbers], wanted, costs[numbers])
    return hidden


def _figures(cells: pd.DataFrame, kind: str, counted: str, smallest: int) -> Iterator[Figure]:
    """For people: those counted, and of a rate the others too. For amounts: the people behind, and the amount."""

    def values(name: str) -> Floats:
        return cells[name].to_numpy(dtype=float)

    def few(count: Floats) -> Flags:
        small: Flags = (count > 0) & (count < smallest)
        return small

    goals = (1.0, float(smallest))
    numerator, denominator, people = (
        np.nan_to_num(values(name)) for name in ("numerator", "denominator", "people")
    )
    if counted == "people":
        yield Figure(numerator, few(numerator), goals, kind in _ADDS)
        if not cells["denominator"].isna().all():
            rest = np.maximum(denominator - numerator, 0.0)
            yield Figure(rest, few(rest), goals, kind in _ADDS)
            yield Figure(denominator, few(denominator), goals, kind in _ADDS)
        return
    yield Figure(people, few(people), goals, False)
    yield Figure(numerator, few(people) & (numerator > 0), None, kind in _ADDS)


def _goals(figure: Figure, cell: int) -> tuple[float, float]:
    value = float(figure.values[cell])
    return figure.goals or (value * (1 - _SPREAD), value * (1 + _SPREAD))


def _costs(cells: pd.DataFrame) -> Floats:
    """log(1 + n), times fifty for the whole and for the lines of one breakdown."""
    size = np.nan_to_num(cells["people"].to_numpy(dtype=float))
    number = np.nan_to_num(cells["numerator"].to_numpy(dtype=float))
    dimensions = ("partner_id", "sub_program_id", "area_id", "group_type")
    broken_down = sum((cells[name] != "all").to_numpy().astype(int) for name in dimensions)
    weight = np.select([broken_down == 0, broken_down == 1], [_HEADLINE, _HEADLINE / 5], 1.0)
    costs: Floats = np.log1p(np.maximum(size, number)) * weight + 0.1
    return costs


def _blocks(cells: pd.DataFrame, figure: Figure) -> Iterator[np.ndarray]:
    """Cells that are looked at together: one period, and where parts of a year add up, the year with its parts."""
    period = cells["period_id"].astype(str)
    name = (
        period.str.extract(r"^(\d{4}-\d{2})(?:-Q\d)?$", expand=False).fillna(period)
        if figure.adds
        else period
    )
    for _, rows in pd.Series(np.arange(len(cells))).groupby(name.to_numpy()):
        yield rows.to_numpy()


def _table(
    figure: Figure, block: np.ndarray, sums: Sums, apart: frozenset[str], cells: pd.DataFrame
) -> tuple[Table, np.ndarray]:
    place = np.full(len(cells), -1)
    place[block] = np.arange(len(block))
    same: list[tuple[np.ndarray, np.ndarray]] = []
    ordered: list[tuple[np.ndarray, np.ndarray]] = []
    kinds = cells["group_type"].to_numpy()
    for index in range(len(sums)):
        rows = sums.rows(index)
        if (place[rows] < 0).any():
            continue
        at = place[rows]
        total, parts = at[0], at[1:]
        way = sums.kinds[index]
        is_sum = way == "area_id" or (way == "group_type" and kinds[rows[1]] in apart)
        is_sum = is_sum or (way in ("partner_id", "sub_program_id", "period_id") and figure.adds)
        weights = np.concatenate([[-1.0], np.ones(len(parts))])
        # Of a rate somebody may count in a part and not in the whole; such a line tells nobody anything.
        is_sum = is_sum and figure.values[rows[0]] >= figure.values[rows[1:]].max()
        if is_sum:
            same.append((at, weights))
        elif way != "group_type" and figure.values[rows] @ weights >= 0:
            ordered.append((at, weights))
        for part in parts:
            if figure.values[block[total]] >= figure.values[block[part]]:
                ordered.append((np.array([total, part]), np.array([1.0, -1.0])))
    size = len(block)
    return Table(figure.values[block], _rows(same, size), _rows(ordered, size)), block


def _rows(found: list[tuple[np.ndarray, np.ndarray]], size: int) -> csr_matrix:
    if not found:
        return csr_matrix((0, size))
    starts = np.concatenate([[0], np.cumsum([len(columns) for columns, _ in found])])
    columns = np.concatenate([columns for columns, _ in found])
    weights = np.concatenate([weights for _, weights in found])
    return csr_matrix((weights, columns, starts), shape=(len(found), size))
