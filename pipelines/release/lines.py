"""Hides, in each row and column of a table, a second cell beside the only hidden one, as is the usual practice.

A quick start that leaves some hidden cells open to whoever sets several lines against each other; the attack finds
these (verdict.py) and certificates close them (certificates.py).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from pipelines.release.sums import Numbers, Sums


def cells_beside(
    cells: pd.DataFrame,
    hidden: Numbers,
    secret: Numbers,
    sums: Sums,
    parents: Mapping[str, str | None],
    smallest: int,
) -> Numbers:
    """The hidden cells, and those to be hidden with them so that no sum gives a `secret` one of them away."""
    numerator, lower, people = (
        cells[name].to_numpy(dtype=float) for name in ("numerator", "lower", "people")
    )
    amounts = np.nan_to_num(np.where(np.isnan(numerator), lower, numerator))
    sizes = np.nan_to_num(np.where(np.isnan(people), numerator, people))
    checked = sums.where(_leaves_a_difference(sums, amounts))
    found = hidden.copy()
    costs = _costs(cells, parents, checked, sizes)
    _hide_what_gives_away(found, secret.copy(), sizes, costs, checked, smallest)
    return found


def _leaves_a_difference(sums: Sums, amounts: Numbers) -> Numbers:
    """Whether a total leaves something to subtract: where parts share people, their sum is above the total."""
    totals = amounts[sums.members[sums.starts]] if len(sums) else amounts[:0]
    leaves: Numbers = sums.added(amounts) - totals <= totals
    return leaves


def _hide_what_gives_away(
    hidden: Numbers, secret: Numbers, sizes: Numbers, costs: Numbers, sums: Sums, smallest: int
) -> None:
    """Hide further cells until no sum gives a secret one away; changes `hidden` and `secret`.

    A sum is safe with nothing secret, or with two or more hidden cells that hold enough people together. These guard
    each other, so all of them are secret then.
    """
    stuck = np.zeros(len(sums), dtype=bool)
    lengths = np.diff(sums.starts, append=len(sums.members))
    while True:
        touched = sums.added(secret.astype(np.int64)) > 0
        beside, before = sums.members[np.repeat(touched, lengths)], secret.sum()
        secret[beside[hidden[beside]]] = True
        unsafe = np.flatnonzero(touched & _gives_away(sums, hidden, sizes, smallest) & ~stuck)
        if not len(unsafe) and secret.sum() == before:
            return
        for index in unsafe:
            line = sums.rows(int(index))
            covered = hidden[line]
            if not covered.any() or _is_enough(covered, sizes[line], smallest):
                continue
            chosen = _cheapest(line, hidden, sizes, costs)
            stuck[index] = chosen is None
            if chosen is not None:
                hidden[chosen] = secret[chosen] = True


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
