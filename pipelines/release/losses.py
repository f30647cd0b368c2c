"""What protection costs readers: the share of cells, and of the people in them, that a release hides.

Here: the shares, beside those of the usual practice (small cells, and a second one in each row and column), which gives
many of its hidden cells away. Not here: hiding (protection.py). The shares are for the backbone; they are not released.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipelines.release.atoms import Flags
from pipelines.release.lines import cells_beside
from pipelines.release.protection import Protection, Surroundings


@dataclass(frozen=True)
class Losses:
    """Of one metric or of several: cells with figures and the people in them, all and hidden, and hidden as usual."""

    metric_id: str
    cells: int
    hidden_cells: int
    usual_cells: int
    people: float
    hidden_people: float
    usual_people: float


def losses_of(
    cells: pd.DataFrame, hidden: Flags, protection: Protection, around: Surroundings, given: Flags
) -> Losses:
    """What is lost of one metric's `cells`, of which `hidden` are; those not `given` had no figure to lose."""
    usual = cells_beside(
        cells, protection.small, protection.small, protection.sums, around.parents, around.smallest
    )
    people = np.nan_to_num(cells["people"].to_numpy(dtype=float))
    return Losses(
        str(cells["metric_id"].iloc[0]),
        int(given.sum()), int((hidden & given).sum()), int((usual & given).sum()),
        float(people[given].sum()), float(people[hidden & given].sum()), float(people[usual & given].sum()),
    )  # fmt: skip


def together(losses: Sequence[Losses], name: str = "all") -> Losses:
    """Added up over metrics."""
    return Losses(
        name,
        *(
            sum(getattr(each, field) for each in losses)
            for field in ("cells", "hidden_cells", "usual_cells", "people", "hidden_people", "usual_people")
        ),
    )


def as_markdown(losses: Sequence[Losses]) -> str:
    """A table for people, one line a metric, shares in whole percent."""
    head = "| metric | cells | hidden | as usual | people hidden | as usual |\n|---|--:|--:|--:|--:|--:|"
    return "\n".join([head, *(_line(each) for each in [together(losses), *losses])])


def _line(losses: Losses) -> str:
    shares = (
        _share(losses.hidden_cells, losses.cells), _share(losses.usual_cells, losses.cells),
        _share(losses.hidden_people, losses.people), _share(losses.usual_people, losses.people),
    )  # fmt: skip
    return f"| {losses.metric_id} | {losses.cells:,} | {' | '.join(shares)} |"


def _share(part: float, whole: float) -> str:
    return f"{part / whole:.0%}" if whole else "–"
