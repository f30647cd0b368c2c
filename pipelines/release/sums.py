"""The sums that a reader of a table of metric values can check: a total and the parts it is made of.

Here: which cells belong together, as arrays of row numbers. Not here: what is hidden (protection.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

DIMENSIONS = ["partner_id", "sub_program_id", "area_id", "group_type", "group_value", "period_id"]
_KEY = ["metric_id", *DIMENSIONS]
Numbers = np.ndarray


@dataclass(frozen=True)
class Sums:
    """Every sum, one after the other: `members[starts[i]:starts[i + 1]]` are the rows of sum i, its total first.

    `kinds[i]` is the column over which sum i adds up.
    """

    members: Numbers
    starts: Numbers
    kinds: Numbers

    def __len__(self) -> int:
        return len(self.starts)

    def rows(self, index: int) -> Numbers:
        """The row numbers of one sum, the total first."""
        end = self.starts[index + 1] if index + 1 < len(self.starts) else len(self.members)
        return self.members[self.starts[index] : end]

    def added(self, values: Numbers) -> Numbers:
        """For each sum, the values of all its rows added up, the total's included."""
        return np.add.reduceat(values[self.members], self.starts) if len(self) else values[:0]

    def where(self, kept: Numbers) -> Sums:
        """Only the sums for which `kept` is true."""
        chosen = [self.rows(int(index)) for index in np.flatnonzero(kept)]
        return _joined(chosen, list(self.kinds[kept]))


def find_sums(
    cells: pd.DataFrame, parents: Mapping[str, str | None], times: Sequence[Mapping[str, str]]
) -> Sums:
    """Every sum among the cells: over partners, sub-programs, areas around areas, groups of a kind, quarters of a year.

    `cells` has the columns of metrics.metric_values; `parents` gives the area around each area, `times` the longer
    period that each shorter one is part of, by type of longer period.
    """
    words = [pd.unique(pd.concat([cells[name], pd.Series(["all"])])) for name in _KEY]
    sizes = [len(known) for known in words]
    codes = [pd.Index(known).get_indexer(cells[name]) for known, name in zip(words, _KEY, strict=True)]
    keys = _combined(codes, sizes)
    order = np.argsort(keys, kind="stable")
    found: list[Numbers] = []
    kinds: list[str] = []
    for changed in _totals(cells, parents, times):
        whole = [
            pd.Index(known).get_indexer(changed[name]) if name in changed else code
            for known, code, name in zip(words, codes, _KEY, strict=True)
        ]
        inside = np.flatnonzero(
            np.all([code >= 0 for code in whole], axis=0) & (_combined(whole, sizes) != keys)
        )
        wanted = _combined(whole, sizes)[inside]
        places = np.minimum(np.searchsorted(keys, wanted, sorter=order), len(keys) - 1)
        totals = order[places]
        real = keys[totals] == wanted
        kind = (
            codes[_KEY.index("group_type")][inside]
            if "group_type" in changed
            else np.zeros(len(inside), dtype=int)
        )
        lines = _grouped(inside[real], totals[real], kind[real])
        found += lines
        kinds += [next(iter(changed))] * len(lines)
    return _joined(found, kinds)


def _totals(
    cells: pd.DataFrame, parents: Mapping[str, str | None], times: Sequence[Mapping[str, str]]
) -> list[dict[str, pd.Series]]:
    """For each way to add up: the columns in which a total differs from its parts, as the total has them."""
    whole = pd.Series("all", index=cells.index)
    around = cells["area_id"].map({area: parent or "all" for area, parent in parents.items()}).fillna("all")
    return [
        {"partner_id": whole},
        {"sub_program_id": whole},
        {"area_id": around},
        {"group_type": whole, "group_value": whole},
        *({"period_id": cells["period_id"].map(longer)} for longer in times),
    ]


def _combined(codes: list[Numbers], sizes: list[int]) -> Numbers:
    """One whole number for each row, different for different cells."""
    keys = np.zeros(len(codes[0]), dtype=np.int64)
    for code, size in zip(codes, sizes, strict=True):
        keys = keys * size + code
    return keys


def _grouped(parts: Numbers, totals: Numbers, kind: Numbers) -> list[Numbers]:
    """Parts with the same total (and, for groups, of the same kind) as one array with the total in front."""
    if not len(parts):
        return []
    order = np.lexsort((parts, kind, totals))
    parts, totals, kind = parts[order], totals[order], kind[order]
    borders = np.flatnonzero((np.diff(totals) != 0) | (np.diff(kind) != 0)) + 1
    firsts = totals[np.concatenate([[0], borders])]
    return [
        np.concatenate([[first], rows]) for first, rows in zip(firsts, np.split(parts, borders), strict=True)
    ]


def _joined(lines: list[Numbers], kinds: list[str]) -> Sums:
    if not lines:
        nothing = np.zeros(0, dtype=np.int64)
        return Sums(nothing, nothing, np.array([], dtype=object))
    lengths = np.array([len(line) for line in lines])
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    return Sums(np.concatenate(lines), starts, np.array(kinds, dtype=object))
