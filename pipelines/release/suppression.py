"""Hides small counts of people, and what would give them away in the same row or column.

Here: which cells of one table of metric values are hidden. Protection across tables and against earlier releases is a
matter of its own and not here. Rules as in use at CMS (no cell of 1 to 10, nor one from which it can be derived; zero
may be shown).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from pipelines.release.sums import DIMENSIONS, Numbers, Sums, find_sums

__all__ = ["DIMENSIONS", "FIGURES", "statuses"]

FIGURES = ["numerator", "denominator", "denominator_due", "value", "lower", "upper", "people", "progress"]


def statuses(
    cells: pd.DataFrame, *, counted: Mapping[str, str], parents: Mapping[str, str | None], smallest_count: int
) -> Numbers:
    """The status of each cell: published, suppressed, or not_published where nobody published a figure.

    `cells` has the columns of metrics.metric_values, one row per cell; `counted` says per metric whether it counts
    people or an amount; `parents` gives the area around each area.
    """
    numerator, lower = _floats(cells["numerator"]), _floats(cells["lower"])
    amounts = np.nan_to_num(np.where(np.isnan(numerator), lower, numerator))
    people = _floats(cells["people"])
    sizes = np.nan_to_num(np.where(np.isnan(people), numerator, people))
    unknown = np.isnan(numerator) & np.isnan(lower)
    hidden = _small(cells, counted, smallest_count) & ~unknown
    sums = find_sums(cells, parents)
    checked = sums.where(_leaves_a_difference(sums, amounts))
    _hide_what_gives_away(hidden, sizes, _costs(cells, parents, checked, sizes), checked, smallest_count)
    return np.where(unknown, "not_published", np.where(hidden, "suppressed", "published"))


def _floats(column: pd.Series) -> Numbers:
    return np.asarray(column, dtype="float64")


def _small(cells: pd.DataFrame, counted: Mapping[str, str], smallest: int) -> Numbers:
    """Counts of people from 1 to one less than the smallest: those counted, those left over, those behind a sum."""

    def is_small(counts: Numbers) -> Numbers:
        return (counts > 0) & (counts < smallest)

    numerator, denominator = _floats(cells["numerator"]), _floats(cells["denominator"])
    bound = np.where(np.isnan(denominator), _floats(cells["lower"]), np.nan)
    of_people = (
        is_small(numerator) | is_small(denominator) | is_small(denominator - numerator) | is_small(bound)
    )
    counts_people = cells["metric_id"].map(dict(counted)).eq("people").to_numpy()
    small: Numbers = is_small(_floats(cells["people"])) | (counts_people & of_people)
    return small


def _leaves_a_difference(sums: Sums, amounts: Numbers) -> Numbers:
    """Whether a total leaves something to subtract: where parts share people, their sum is above the total."""
    totals = amounts[sums.members[sums.starts]] if len(sums) else amounts[:0]
    leaves: Numbers = sums.added(amounts) - totals <= totals
    return leaves


def _hide_what_gives_away(hidden: Numbers, sizes: Numbers, costs: Numbers, sums: Sums, smallest: int) -> None:
    """Hide further cells until no sum gives a hidden one away; changes `hidden`.

    A sum is safe with nothing hidden, or with two or more hidden cells that hold enough people together.
    """
    stuck = np.zeros(len(sums), dtype=bool)
    while True:
        unsafe = np.flatnonzero(_gives_away(sums, hidden, sizes, smallest) & ~stuck)
        if not len(unsafe):
            return
        for index in unsafe:
            line = sums.rows(int(index))
            covered = hidden[line]
            if not covered.any() or _is_enough(covered, sizes[line], smallest):
                continue
            chosen = _cheapest(line, hidden, sizes, costs)
            stuck[index] = chosen is None
            if chosen is not None:
                hidden[chosen] = True


def _gives_away(sums: Sums, hidden: Numbers, sizes: Numbers, smallest: int) -> Numbers:
    covered = sums.added(hidden.astype(np.int64))
    held = sums.added(np.where(hidden, sizes, 0.0))
    return (covered > 0) & ~((covered >= 2) & (held >= smallest))


def _is_enough(covered: Numbers, sizes: Numbers, smallest: int) -> bool:
    return bool(covered.sum() >= 2 and sizes[covered].sum() >= smallest)


def _costs(cells: pd.DataFrame, parents: Mapping[str, str | None], sums: Sums, sizes: Numbers) -> Numbers:
    """What it costs a reader to lose a cell: 4 for a headline, 3 for the only part of one, 1 for the only part of
    another total, 0 for any other part. To hide the only part of a total costs the total as well."""
    costs = np.zeros(len(cells), dtype=np.int64)
    whole = {"all", *(area for area, parent in parents.items() if parent is None)}
    everybody = (cells[["partner_id", "group_type"]] == "all").all(axis=1)
    headline = (everybody & cells["area_id"].isin(whole)).to_numpy()
    for index in np.flatnonzero(sums.added((sizes > 0).astype(np.int64)) == 2):
        total, *parts = sums.rows(int(index))
        only = [row for row in parts if sizes[row] > 0]
        costs[only] = np.maximum(costs[only], 3 if headline[total] else 1)
    costs[headline] = 4
    return costs


def _cheapest(line: Numbers, hidden: Numbers, sizes: Numbers, costs: Numbers) -> int | None:
    """The cell of a sum that costs a reader least, or None when all are hidden. An empty part protects nothing.

    A total (2) goes before a part that would take a headline with it.
    """
    total = line[0]
    left = [row for row in line if not hidden[row] and (sizes[row] > 0 or row == total)]

    def cost(row: int) -> tuple[int, float, int]:
        return max(costs[row], 2) if row == total else costs[row], sizes[row], row

    return int(min(left, key=cost)) if left else None
