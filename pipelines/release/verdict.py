"""What a release shows of its metric values, attacked before anybody sees it until nothing gives a hidden figure away.

Here: protection and attack in turn, metric by metric. Not here: either of them (protection.py, pipelines/audit), nor
writing tables (tables.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipelines.audit import Agenda, Knowledge, Weakness, bounded
from pipelines.release.atoms import Atom, Flags, Floats, atoms_of, with_atoms
from pipelines.release.ledger import KEY, Past
from pipelines.release.protection import (
    Surroundings,
    figures_of,
    reader_costs,
    shown_of_metric,
)
from pipelines.release.sums import find_sums

# After so many attacks, whatever stands in a line with a figure that still says too much is hidden.
_PATIENCE = 5
_GIVE_UP = 12


class ProtectionError(Exception):
    """A release that cannot be made safe by hiding cells; the message names the metric and the place."""


@dataclass(frozen=True)
class Verdict:
    """What a release shows.

    `cells`: KEY, status (published, suppressed or not_published), is_fresh and SHOWN_FIGURES, one row per cell in the
    order given. `entries`: the same for the ledger, one row per cell and atom, with what is true.
    """

    cells: pd.DataFrame
    entries: pd.DataFrame


def judge(cells: pd.DataFrame, around: Surroundings, agenda: Agenda, past: Past) -> Verdict:
    """Decide what is shown of `cells`, which have the columns of metrics.metric_values and a plain index.

    Raises ProtectionError where hiding does not help.
    """
    verdicts, entries = [], []
    for _, rows in cells.groupby(["metric_id", "metric_version"], sort=True):
        own = rows.reset_index(drop=True)
        verdict, told = _judge_metric(own, around, agenda, past.of(rows.index.to_numpy()))
        verdicts.append(verdict.set_index(rows.index))
        entries.append(told)
    return Verdict(pd.concat(verdicts).sort_index(), pd.concat(entries, ignore_index=True))


def _judge_metric(
    cells: pd.DataFrame, around: Surroundings, agenda: Agenda, past: Past
) -> tuple[pd.DataFrame, pd.DataFrame]:
    metric_id = str(cells["metric_id"].iloc[0])
    kind, counted = around.types[metric_id]
    unknown = (cells["numerator"].isna() & cells["lower"].isna()).to_numpy()
    question = "better_off" if metric_id in around.outcomes else ""
    told = {metric_id: {"type": kind, "counted": counted, "accountability": question}}
    reader = Knowledge("", cells.iloc[:0], told, agenda, around.smallest)
    atoms = atoms_of(cells, kind, counted)
    before = _as_shown_before(cells, past, around)
    given_up = np.zeros(len(cells), dtype=bool)
    for attempt in range(_GIVE_UP):
        shown = shown_of_metric(cells, around, past, given_up)
        status = np.where(unknown, "not_published", np.where(shown.hidden, "suppressed", "published"))
        verdict = cells[KEY].assign(status=status, is_fresh=shown.is_fresh | unknown)
        verdict = verdict.join(figures_of(cells, shown, around))
        weaknesses = bounded(reader, verdict, before)
        if not weaknesses:
            return verdict, _entries(cells, atoms, shown.atoms, status)
        more = _beside(cells, weaknesses, shown.hidden, around, take_all=attempt >= _PATIENCE)
        if not (more & ~given_up).any():
            break
        given_up |= more
    raise ProtectionError(
        f"{len(weaknesses)} hidden figures of metric '{metric_id}' can be worked out whatever is hidden with them, "
        f"such as {weaknesses[0]}; merge small areas or groups, or take the metric out of the sub-program"
    )


def _beside(
    cells: pd.DataFrame, weak: Sequence[Weakness], hidden: Flags, around: Surroundings, *, take_all: bool
) -> Flags:
    """Shown cells in a line with the weak ones: of each line the one that readers miss least, or all of them."""
    keys = {key: row for row, key in enumerate(cells[KEY].astype(str).itertuples(index=False, name=None))}
    wanted = np.zeros(len(cells), dtype=bool)
    wanted[[keys[weakness.cell] for weakness in weak]] = True
    costs, people = reader_costs(cells), np.nan_to_num(cells["people"].to_numpy(dtype=float))
    found = wanted.copy()
    for line in _lines(cells, around):
        if wanted[line].any():
            left = [row for row in line if not hidden[row] and people[row] > 0]
            chosen = left if take_all else sorted(left, key=lambda row: (costs[row], row))[:1]
            found[chosen] = True
    return found


def _lines(cells: pd.DataFrame, around: Surroundings) -> Iterator[np.ndarray]:
    sums = find_sums(cells, around.parents)
    for index in range(len(sums)):
        yield sums.rows(index)


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
