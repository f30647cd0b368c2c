"""Attacks a release: bounds each hidden figure, and compares figures with those of earlier releases.

Here: what an attacker concludes, and whether it is more than the protection allows. Not here: the arithmetic.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from pipelines.audit.bounds import Floats, bounds
from pipelines.audit.reading import Knowledge
from pipelines.audit.relations import KEY, sums_of

_METRIC = ["metric_id", "metric_version"]
# A sum over few people is known where it is known within this share.
_KNOWN_WITHIN = 0.2
_ROUNDING = 1e-6


@dataclass(frozen=True)
class Weakness:
    """A figure of which readers know more than they may.

    `least` and `most` are what they know of it, or, for a change between releases, both its size.
    """

    kind: str
    metric_id: str
    key: tuple[str, ...]
    figure: str
    least: float
    most: float

    def __str__(self) -> str:
        place = ", ".join(
            f"{name} {value}" for name, value in zip(KEY, self.key, strict=True) if value != "all"
        )
        return f"{self.metric_id} ({place or 'the whole'}), {self.figure}: {self.kind}"


@dataclass(frozen=True)
class Audit:
    """What the attack on one release found: its weaknesses, and how many hidden cells it tried."""

    release: str
    weaknesses: tuple[Weakness, ...]
    hidden: int
    shown: int


def audit(release: Knowledge, earlier: Sequence[Knowledge] = ()) -> Audit:
    """Attack a release with all that it shows and all that earlier ones, oldest first, have shown."""
    found = list(_changes(release, earlier))
    known = _with_what_was_shown(release, earlier)
    for (metric_id, _), cells in known.groupby(_METRIC, sort=True):
        found += _bounded(release, str(metric_id), cells.reset_index(drop=True))
    hidden = int((release.cells["status"] == "suppressed").sum())
    return Audit(release.name, tuple(found), hidden, int((release.cells["status"] == "published").sum()))


def _with_what_was_shown(release: Knowledge, earlier: Sequence[Knowledge]) -> pd.DataFrame:
    """The cells of the release; what it hides or no longer has is filled in from the newest release that showed it."""
    key = [*_METRIC, *KEY]
    known = release.cells.set_index(key)
    figures = ["numerator", "denominator", "people"]
    for old in reversed(earlier):
        shown = old.cells[old.cells["status"] == "published"].set_index(key)
        known = known.combine_first(shown) if len(shown) else known
    # What an earlier release showed is known, whatever this one says of it.
    known["is_hidden_now"] = known.index.isin(
        release.cells.loc[release.cells["status"] != "published"].set_index(key).index
    )
    return known.reset_index().sort_values(key, kind="stable")[[*key, "status", *figures, "is_hidden_now"]]


def _changes(release: Knowledge, earlier: Sequence[Knowledge]) -> Iterator[Weakness]:
    """Counts of people that differ between two releases by few: those few came or went in between."""
    key = [*_METRIC, *KEY]
    counted = {name for name, told in release.metrics.items() if told["counted"] == "people"}
    now = release.cells[(release.cells["status"] == "published")]
    for old in earlier:
        both = now.merge(old.cells[old.cells["status"] == "published"], on=key, suffixes=("", "_before"))
        for row in both.itertuples(index=False, name=None):
            told: dict[str, Any] = dict(zip(both.columns, row, strict=True))
            names = ("numerator", "denominator", "people") if told["metric_id"] in counted else ("people",)
            for name in names:
                change = abs(told[name] - told[f"{name}_before"])
                if 0 < change < release.smallest:
                    place = tuple(str(told[part]) for part in KEY)
                    words = f"{change:g} more or fewer than in release {old.name}"
                    yield Weakness(words, str(told["metric_id"]), place, name, change, change)


def _bounded(release: Knowledge, metric_id: str, cells: pd.DataFrame) -> Iterator[Weakness]:
    told = release.metrics.get(metric_id)
    if told is None:
        return
    figures = _figures(cells, told["counted"])
    people = "people" if told["counted"] != "people" else None
    # The people behind an amount are distinct people, however the amount adds up.
    types = {name: "distinct" if people and name == "people" else told["type"] for name in figures}
    sums = {kind: sums_of(cells, kind, release.agenda) for kind in set(types.values())}
    is_count = {name: people is None or name == "people" for name in figures}
    wide = {True: (1.0, float(release.smallest)), False: (0.0, np.inf)}
    limits = {
        name: bounds(values, sums[types[name]], wide[is_count[name]]) for name, values in figures.items()
    }
    hidden = cells["is_hidden_now"].to_numpy() & (cells["status"] == "suppressed").to_numpy()
    keys = cells[list(KEY)].itertuples(index=False, name=None)
    for row, key in enumerate(keys):
        if not hidden[row]:
            continue
        for name, (least, most) in limits.items():
            few = limits[people][0][row] < release.smallest if people else True
            words = (
                _count_is_tight(least[row], most[row], release.smallest)
                if is_count[name]
                else _amount_is_tight(least[row], most[row])
                if few
                else None
            )
            if words:
                yield Weakness(words, metric_id, key, name, float(least[row]), float(most[row]))


def _figures(cells: pd.DataFrame, counted: str) -> dict[str, Floats]:
    """The figures that add up, each nan where it is hidden: for a rate of people those counted, and the rest."""
    numerator, denominator = (cells[name].to_numpy(dtype=float) for name in ("numerator", "denominator"))
    if counted != "people":
        return {"people": cells["people"].to_numpy(dtype=float), "numerator": numerator}
    if np.isnan(denominator).all():
        return {"numerator": numerator}
    return {"numerator": numerator, "those not in it": denominator - numerator, "denominator": denominator}


def _count_is_tight(least: float, most: float, smallest: int) -> str | None:
    """In words, where a count is known to be from 1 to one less than the smallest, or within less than that span."""
    low, high = np.ceil(least - _ROUNDING), np.floor(most + _ROUNDING)
    if high < 1 or low >= smallest:
        return None
    if high < smallest:
        return f"known to be {low:g} to {high:g}" if high > low else f"known to be {low:g}"
    if high - low < smallest - 1:
        return f"known to be {low:g} to {high:g}"
    return None


def _amount_is_tight(least: float, most: float) -> str | None:
    if not np.isfinite(most) or most <= 0 or most - least >= _KNOWN_WITHIN * most:
        return None
    return f"of few people, known to be {least:g} to {most:g}"
