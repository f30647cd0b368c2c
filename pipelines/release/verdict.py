"""What a release shows of its metric values, attacked before anybody sees it until nothing gives a hidden figure away.

Here: protection and attack in turn, metric by metric. Not here: either of them (protection.py, pipelines/audit), nor
writing tables (tables.py).
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from pipelines.audit import Agenda, Knowledge, Memo, Weakness, bounded
from pipelines.release.atoms import Atom, Flags, Floats, with_atoms
from pipelines.release.ledger import KEY, Past
from pipelines.release.losses import Losses, losses_of
from pipelines.release.protection import (
    SHOWN_FIGURES,
    Protection,
    Surroundings,
    figures_of,
    is_headline,
    reader_costs,
)
from pipelines.release.sums import Sums
from pipelines.side_by_side import side_by_side

# After so many attacks, whatever stands in a line with a figure that still says too much is hidden.
_PATIENCE = 5
# The figures of the attack as those that are protected: how many there are of a rate is known from its two counts.
_ATOMS = {
    "numerator": ("numerator",), "those not in it": ("rest",), "denominator": ("numerator", "rest"),
    "people": ("people",), "at least": ("lower", "numerator"), "at most": ("upper", "numerator"),
}  # fmt: skip


class ProtectionError(Exception):
    """A release that cannot be made safe by hiding cells; the message names the metric and the place."""


@dataclass(frozen=True)
class Verdict:
    """What a release shows.

    `cells`: KEY, status (published, suppressed or not_published), is_fresh and SHOWN_FIGURES, one row per cell in the
    order given. `entries`: the same for the ledger, one row per cell and atom, with what is true. `losses`: by metric.
    """

    cells: pd.DataFrame
    entries: pd.DataFrame
    losses: tuple[Losses, ...]


def judge(cells: pd.DataFrame, around: Surroundings, agenda: Agenda, past: Past) -> Verdict:
    """Decide what is shown of `cells`, which have the columns of metrics.metric_values and a plain index.

    Raises ProtectionError where hiding does not help.
    """
    parts = [rows.index for _, rows in cells.groupby(["metric_id", "metric_version"], sort=True)]
    own = [(cells.loc[rows].reset_index(drop=True), past.of(rows.to_numpy())) for rows in parts]
    found = side_by_side(partial(_judge_metric, around, agenda), own, [len(rows) for rows in parts])
    return Verdict(
        pd.concat([each.cells.set_index(rows) for each, rows in zip(found, parts, strict=True)]).sort_index(),
        pd.concat([each.entries for each in found], ignore_index=True),
        tuple(lost for each in found for lost in each.losses),
    )


def _judge_metric(around: Surroundings, agenda: Agenda, of_metric: tuple[pd.DataFrame, Past]) -> Verdict:
    cells, past = of_metric
    metric_id = str(cells["metric_id"].iloc[0])
    unknown = (cells["numerator"].isna() & cells["lower"].isna()).to_numpy()
    if unknown.all():
        return _nothing_known(cells)
    reader = _reader(metric_id, around, agenda)
    before = _as_shown_before(cells, past, around)
    protection = Protection(cells, around, past)
    memos: dict[str, Memo] = {}
    for attempt in itertools.count():
        shown = protection.shown()
        status = np.where(unknown, "not_published", np.where(shown.hidden, "suppressed", "published"))
        verdict = cells[KEY].assign(status=status, is_fresh=shown.is_fresh | unknown)
        verdict = verdict.join(figures_of(cells, shown, around))
        weaknesses = bounded(reader, verdict, before, memos)
        if not weaknesses:
            entries = _entries(cells, protection.atoms, shown.atoms, status)
            lost = losses_of(cells, shown.hidden, protection, around, ~unknown)
            return Verdict(verdict, entries, (lost,))
        if attempt >= _PATIENCE or not protection.make_safe(_weak_atoms(cells, weaknesses, protection.atoms)):
            more = _beside(cells, weaknesses, shown.hidden, protection.sums, take_all=attempt > _PATIENCE)
            if not (more & ~shown.hidden).any():
                break
            protection.give_up(more)
    raise ProtectionError(
        f"{len(weaknesses)} hidden figures of metric '{metric_id}' can be worked out whatever is hidden with them, "
        f"such as {weaknesses[0]}; merge small areas or groups, or take the metric out of the sub-program"
    )


def _nothing_known(cells: pd.DataFrame) -> Verdict:
    """Of a metric of which no partner gave a figure that may be used there is nothing to hide."""
    verdict = cells[[*KEY, *SHOWN_FIGURES]].assign(status="not_published", is_fresh=True)
    entries = cells.loc[[], KEY].assign(atom="", is_shown=False, shown=np.nan, truth=np.nan)
    return Verdict(verdict, entries, ())


def _reader(metric_id: str, around: Surroundings, agenda: Agenda) -> Knowledge:
    kind, counted = around.types[metric_id]
    question = "better_off" if metric_id in around.outcomes else ""
    told = {metric_id: {"type": kind, "counted": counted, "accountability": question}}
    return Knowledge("", pd.DataFrame(), told, agenda, around.smallest)


def _weak_atoms(cells: pd.DataFrame, weak: Sequence[Weakness], atoms: Mapping[str, Atom]) -> dict[str, Flags]:
    rows = _rows_of(cells)
    found = {name: np.zeros(len(cells), dtype=bool) for name in atoms}
    for weakness in weak:
        for name in _ATOMS[weakness.figure]:
            if name in found:
                found[name][rows[weakness.cell]] = True
    return {name: flags for name, flags in found.items() if flags.any()}


def _rows_of(cells: pd.DataFrame) -> dict[tuple[str, ...], int]:
    return {key: row for row, key in enumerate(cells[KEY].astype(str).itertuples(index=False, name=None))}


def _beside(
    cells: pd.DataFrame, weak: Sequence[Weakness], hidden: Flags, sums: Sums, *, take_all: bool
) -> Flags:
    """Shown cells in a line with the weak ones: of each line the one that readers miss least, or all of them.

    Where such lines show nothing any more, the lines that cross them are looked at, and so on; the figures of all
    partners, areas and groups together come last.
    """
    rows = _rows_of(cells)
    weak_rows = [rows[weakness.cell] for weakness in weak]
    found = _in_lines(cells, weak_rows, hidden | is_headline(cells), sums, take_all=take_all)
    return found if (found & ~hidden).any() else _in_lines(cells, weak_rows, hidden, sums, take_all=take_all)


def _in_lines(
    cells: pd.DataFrame, weak_rows: Sequence[int], spared: Flags, sums: Sums, *, take_all: bool
) -> Flags:
    reached = np.zeros(len(cells), dtype=bool)
    reached[weak_rows] = True
    costs, people = reader_costs(cells), np.nan_to_num(cells["people"].to_numpy(dtype=float))
    lines, found = [sums.rows(index) for index in range(len(sums))], reached.copy()
    while True:
        touched = [line for line in lines if reached[line].any()]
        for line in touched:
            left = [row for row in line if not spared[row] and people[row] > 0]
            found[left if take_all else sorted(left, key=lambda row: (costs[row], row))[:1]] = True
        before = reached.sum()
        for line in touched:
            reached[line] = True
        if (found & ~spared).any() or reached.sum() == before:
            return found


def _as_shown_before(cells: pd.DataFrame, past: Past, around: Surroundings) -> pd.DataFrame | None:
    """The figures that follow from what was shown last of each cell; None where nothing was."""
    if not past.shown:
        return None
    return with_atoms(cells, past.shown, *around.types[str(cells["metric_id"].iloc[0])])


def _entries(
    cells: pd.DataFrame, atoms: Mapping[str, Atom], shown: Mapping[str, Floats], status: np.ndarray
) -> pd.DataFrame:
    given = status != "not_published"
    entries: pd.DataFrame = pd.concat(
        [
            cells.loc[given, KEY].assign(
                atom=name,
                is_shown=status[given] == "published",
                shown=shown[name][given],
                truth=atom.values[given],
            )
            for name, atom in atoms.items()
        ],
        ignore_index=True,
    )
    return entries
