"""Which cells of a metric add up to which: what anybody can see from the keys of a table and the agenda beside it.

Here: rows over the cells of one metric. Some hold by the meaning of the metric; others only if nobody is missing and
nobody is in two places, which an attacker tries first. Not here: solving (bounds.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import coo_matrix

from pipelines.audit.bounds import Sums

ALL = "all"
KEY = ("partner_id", "sub_program_id", "area_id", "group_type", "group_value", "period_id")
_ADDS_OVER_PARTNERS = frozenset({"count", "stock"})
_GROWS_WITH_TIME = frozenset({"count", "distinct"})


@dataclass(frozen=True)
class Agenda:
    """What the agenda of a release says of places, groups and times.

    `area_parents`: area to the one around it (None at the top). `apart`: types of group of which nobody has two.
    `bands`: types that class a rate's people. `times`: shorter periods to the longer one that they fill together, one
    mapping for each type of longer period.
    """

    area_parents: Mapping[str, str | None] = field(default_factory=dict)
    apart: frozenset[str] = frozenset()
    bands: frozenset[str] = frozenset()
    times: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True)
class Line:
    """A total and the parts of one kind: row numbers of cells."""

    total: int
    parts: tuple[int, ...]
    kind: str


def lines(cells: pd.DataFrame, agenda: Agenda) -> Iterator[Line]:
    """Every total with its parts among cells of one metric: over partners, sub-programs, areas, groups, quarters.

    `cells` has the columns of KEY; a line's numbers are positions in it.
    """
    at = {key: row for row, key in enumerate(cells[list(KEY)].itertuples(index=False, name=None))}
    found: dict[tuple[int, str], list[int]] = {}
    for key, row in at.items():
        for kind, whole in _wholes(dict(zip(KEY, key, strict=True)), agenda):
            total = at.get(tuple(whole[name] for name in KEY))
            if total is not None:
                found.setdefault((total, kind), []).append(row)
    for (total, kind), parts in found.items():
        yield Line(total, tuple(parts), kind)


def _wholes(key: Mapping[str, str], agenda: Agenda) -> Iterator[tuple[str, dict[str, str]]]:
    """The cells that a cell is a part of, each with the kind of line."""
    if key["partner_id"] != ALL:
        yield "partner", {**key, "partner_id": ALL}
    if key["sub_program_id"] != ALL:
        yield "sub_program", {**key, "sub_program_id": ALL}
    if key["area_id"] != ALL:
        yield "area", {**key, "area_id": agenda.area_parents.get(key["area_id"]) or ALL}
    if key["group_type"] != ALL:
        kind = key["group_type"]
        name = "band" if kind in agenda.bands else "group" if kind in agenda.apart else "overlapping"
        yield f"{name}:{kind}", {**key, "group_type": ALL, "group_value": ALL}
    for longer in agenda.times:
        if key["period_id"] in longer:
            yield "time", {**key, "period_id": longer[key["period_id"]]}


def sums_of(
    cells: pd.DataFrame, metric_type: str, agenda: Agenda, classed: npt.NDArray[np.float64] | None = None
) -> Sums:
    """The rows that an attacker has for one figure of a metric: an amount, or a count of people.

    `classed` says for each cell what the classes of a band add up to there, nan where that is not known.
    """
    rows: list[_Row] = []
    laws: dict[str, int] = {}
    for line in lines(cells, agenda):
        name = line.kind.split(":")[0]
        if name == "time" and metric_type not in _GROWS_WITH_TIME:
            continue
        if name == "band":
            if classed is not None and not np.isnan(classed[line.total]):
                whole = float(classed[line.total])
                rows.append(_Row(line.parts, (1.0,) * len(line.parts), whole, whole, is_guessed=True))
            continue
        over_partners = name in ("partner", "sub_program", "time") and metric_type in _ADDS_OVER_PARTNERS
        weights = (-1.0, *([1.0] * len(line.parts)))
        # Of a rate, who counts in a part may not count in the whole: that they do is a law that figures can disprove,
        # and so is that nobody is in two areas.
        is_rate = metric_type == "rate"
        law = laws.setdefault(name, len(laws)) if is_rate else -1
        if name in ("area", "group") or over_partners:
            apart = -1 if metric_type in _ADDS_OVER_PARTNERS else laws.setdefault(f"{name} apart", len(laws))
            rows.append(_Row((line.total, *line.parts), weights, 0.0, 0.0, is_guessed=True, law=apart))
        if name not in ("group", "overlapping"):
            # What is reported of the whole alone (a year's total, a place unknown) is in no part.
            rows.append(_Row((line.total, *line.parts), weights, 0.0, np.inf, is_guessed=True, law=law))
        # Nobody is in a part who is not in the whole.
        rows += [_Row((line.total, part), (1.0, -1.0), 0.0, np.inf, is_rate, law) for part in line.parts]
    return _matrix(rows, len(cells))


@dataclass(frozen=True)
class _Row:
    cells: tuple[int, ...]
    weights: tuple[float, ...]
    least: float
    most: float
    is_guessed: bool
    law: int = -1


def _matrix(rows: list[_Row], size: int) -> Sums:
    numbers = np.repeat(np.arange(len(rows)), [len(row.cells) for row in rows])
    columns = [cell for row in rows for cell in row.cells]
    weights = [weight for row in rows for weight in row.weights]
    return Sums(
        coo_matrix((weights, (numbers, columns)), shape=(len(rows), size)).tocsr(),
        np.array([row.least for row in rows], dtype=float),
        np.array([row.most for row in rows], dtype=float),
        np.array([row.is_guessed for row in rows], dtype=bool),
        np.array([row.law for row in rows], dtype=np.int64),
    )
