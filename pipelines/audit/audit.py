"""Attacks a release: bounds each hidden figure, and compares figures with those of earlier releases.

Here: what an attacker concludes, and whether it is more than the protection allows. Not here: the arithmetic.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pandas as pd

from pipelines.audit.bounds import Enough, Floats, Memo, bounds
from pipelines.audit.reading import FIGURES, Knowledge
from pipelines.audit.relations import ALL, KEY, sums_of
from pipelines.side_by_side import side_by_side

CELL = ("metric_id", "metric_version", *KEY)
# A sum over few people is known where it is known within this share.
_KNOWN_WITHIN = 0.2
_ROUNDING = 1e-6


@dataclass(frozen=True)
class Weakness:
    """A figure of which readers know more than they may.

    `least` and `most` are what they know of it, or, for a change between releases, both its size.
    """

    kind: str
    cell: tuple[str, ...]
    figure: str
    least: float
    most: float

    def __str__(self) -> str:
        metric_id, _, *key = self.cell
        place = ", ".join(f"{name} {value}" for name, value in zip(KEY, key, strict=True) if value != ALL)
        return f"{metric_id} ({place or 'the whole'}), {self.figure}: {self.kind}"


@dataclass(frozen=True)
class Audit:
    """What the attack on one release found: its weaknesses, and how many hidden cells it tried."""

    release: str
    weaknesses: tuple[Weakness, ...]
    hidden: int
    shown: int


def audit(release: Knowledge, earlier: Sequence[Knowledge] = ()) -> Audit:
    """Attack a release with all that it shows and all that earlier ones, oldest first, have shown."""
    found = [*_changes(release, earlier), *_seen_later(release, earlier)]
    last = earlier[-1] if earlier else None

    own = [
        (key, cells.reset_index(drop=True))
        for key, cells in release.cells.groupby(["metric_id", "metric_version"], sort=True)
        if key[0] in release.metrics
    ]
    parts = [(cells, _before(cells, last, str(metric_id), version)) for (metric_id, version), cells in own]
    told = replace(release, cells=release.cells.iloc[:0])
    for weaknesses in side_by_side(partial(_attacked, told), parts, [len(cells) for cells, _ in parts]):
        found += weaknesses
    hidden = int((release.cells["status"] == "suppressed").sum())
    return Audit(release.name, tuple(found), hidden, int((release.cells["status"] == "published").sum()))


def _attacked(told: Knowledge, part: tuple[pd.DataFrame, pd.DataFrame | None]) -> list[Weakness]:
    return bounded(told, *part)


def bounded(
    release: Knowledge,
    cells: pd.DataFrame,
    before: pd.DataFrame | None = None,
    memos: dict[str, Memo] | None = None,
) -> list[Weakness]:
    """The weaknesses of one metric and version of a release, from its `cells` alone.

    `before` holds what the release before showed of each of them, with the same index. A figure that is the same as
    then may be a little older than the others. `memos`, by figure, save work when nearly the same cells are asked
    again.
    """
    if not (cells["status"] == "suppressed").any():
        return []
    # Which guesses give way can depend on the order of rows; so that all find the same, there is one.
    order = cells.sort_values(list(CELL)).index
    cells = cells.loc[order].reset_index(drop=True)
    before = before.loc[order].reset_index(drop=True) if before is not None else None
    told = release.metrics[str(cells["metric_id"].iloc[0])]
    figures, earlier = _figures(cells, told), _figures(before, told) if before is not None else {}
    memos = memos if memos is not None else {}
    limits: dict[str, tuple[Floats, Floats]] = {}
    for name, values in figures.items():
        room = _room(values, earlier.get(name), _is_count(name, told), release.smallest)
        known = np.where(np.isnan(values) | (room[0] < room[1]), np.nan, values)
        sums = sums_of(cells, _type(name, told), release.agenda, _classed(name, figures))
        is_count = _is_count(name, told)
        limits[name] = bounds(
            known,
            sums,
            _counts_are_wide(release.smallest) if is_count else _amounts_are_wide,
            room,
            _memo(memos, name, told),
        )
    return list(_tight(release, cells, told, limits))


def _memo(memos: dict[str, Memo], name: str, told: Mapping[str, str]) -> Memo:
    """One for each figure; those of which the same is asked share answers, as they are often the same."""
    if name not in memos:
        alike = [memo for other, memo in memos.items() if _is_count(other, told) == _is_count(name, told)]
        memos[name] = Memo(alike[0].answers) if alike else Memo()
    return memos[name]


def _tight(
    release: Knowledge, cells: pd.DataFrame, told: Mapping[str, str], limits: dict[str, tuple[Floats, Floats]]
) -> Iterator[Weakness]:
    keys = list(cells[list(CELL)].astype(str).itertuples(index=False, name=None))
    for row in np.flatnonzero((cells["status"] == "suppressed").to_numpy()):
        for name, (least, most) in limits.items():
            few = limits["people"][0][row] < release.smallest - _ROUNDING if "people" in limits else True
            if _is_count(name, told):
                is_told = (
                    "denominator" in limits
                    and told["accountability"] == "better_off"
                    and name != "denominator"
                )
                words = _count_is_tight(least[row], most[row], release.smallest, nobody_is_told=is_told)
            else:
                words = _amount_is_tight(least[row], most[row]) if few else None
            if words:
                yield Weakness(words, keys[row], name, float(least[row]), float(most[row]))


def _figures(cells: pd.DataFrame, told: Mapping[str, str]) -> dict[str, Floats]:
    """The figures that add up, each nan where it is hidden: for a rate of people those counted, and the rest."""
    numerator, denominator, people, lower, upper = (cells[name].to_numpy(dtype=float) for name in FIGURES)
    if told["counted"] != "people":
        return {} if np.isnan(people).all() else {"people": people, "numerator": numerator}
    if told["type"] == "rate":
        return {
            "numerator": numerator,
            "those not in it": denominator - numerator,
            "denominator": denominator,
        }
    if told["type"] == "distinct":
        return {"numerator": numerator, "at least": lower, "at most": upper}
    return {"numerator": numerator}


def _is_count(name: str, told: Mapping[str, str]) -> bool:
    return told["counted"] == "people" or name == "people"


def _type(name: str, told: Mapping[str, str]) -> str:
    # The people behind an amount are distinct people, however the amount adds up.
    return "distinct" if name == "people" and told["counted"] != "people" else told["type"]


def _classed(name: str, figures: dict[str, Floats]) -> Floats | None:
    """What the classes of a band add up to at each place: everybody of the rate."""
    return figures["denominator"] if name == "numerator" and "denominator" in figures else None


def _before(
    cells: pd.DataFrame, last: Knowledge | None, metric_id: str, version: object
) -> pd.DataFrame | None:
    if last is None:
        return None
    own = last.cells[(last.cells["metric_id"] == metric_id) & (last.cells["metric_version"] == version)]
    index = pd.MultiIndex.from_frame(cells[list(CELL)])
    return own.set_index(list(CELL))[list(FIGURES)].reindex(index).reset_index(drop=True)


def _room(values: Floats, before: Floats | None, is_count: bool, smallest: int) -> tuple[Floats, Floats]:
    """What each figure can be: anything where it is hidden, about itself where it stayed as it was shown before."""
    least = np.where(np.isnan(values), 0.0, values)
    most = np.where(np.isnan(values), np.inf, values)
    if before is not None and is_count:
        stayed = values == before
        least[stayed] = np.maximum(values[stayed] - (smallest - 1), 0.0)
        most[stayed] = values[stayed] + (smallest - 1)
    return least, most


def _changes(release: Knowledge, earlier: Sequence[Knowledge]) -> Iterator[Weakness]:
    """Figures that differ between two releases by few people: those few came or went in between."""
    for old in earlier:
        both = release.cells.merge(old.cells, on=list(CELL), suffixes=("", "_before"))
        for metric_id, cells in both.groupby("metric_id", sort=True):
            told = release.metrics.get(str(metric_id))
            if told is None:
                continue
            before = cells[[f"{name}_before" for name in FIGURES]].set_axis(FIGURES, axis=1)
            now, then = _figures(cells, told), _figures(before, told)
            keys = list(cells[list(CELL)].astype(str).itertuples(index=False, name=None))
            people = np.maximum(now["people"], 1.0) if "people" in now else None
            for name in sorted((now.keys() & then.keys()) - {"denominator"}):
                change = np.abs(now[name] - then[name])
                counts = _is_count(name, told) or people is None
                limit = release.smallest if counts else np.abs(now[name]) / people * release.smallest
                for row in np.flatnonzero((change > _ROUNDING) & (change < limit - _ROUNDING)):
                    size = float(change[row])
                    words = f"{size:g} more or fewer than in release {old.name}"
                    yield Weakness(words, keys[row], name, size, size)


def _seen_later(release: Knowledge, earlier: Sequence[Knowledge]) -> Iterator[Weakness]:
    """What an earlier release hid, given that cells which this one shows were the same then.

    Tried for a metric and period of which nothing else has changed to the eye.
    """
    for old in earlier:
        both = old.cells.merge(release.cells, on=list(CELL), how="left", suffixes=("", "_now"))
        is_shown = (both["status_now"] == "published").to_numpy()
        was_shown = (both["status"] == "published").to_numpy()
        same = np.all(
            [
                both[name].eq(both[f"{name}_now"]) | both[name].isna() & both[f"{name}_now"].isna()
                for name in FIGURES
            ],
            axis=0,
        )
        place = [both[name] for name in ("metric_id", "metric_version", "period_id")]
        is_still = (
            pd.Series(~was_shown | (is_shown & same)).groupby([p.to_numpy() for p in place]).transform("all")
        )
        learnt = is_still.to_numpy() & is_shown & (both["status"] == "suppressed").to_numpy()
        if not learnt.any():
            continue
        for name in FIGURES:
            both.loc[learnt, name] = both.loc[learnt, f"{name}_now"]
        both.loc[learnt, "status"] = "published"
        for (metric_id, _), cells in both.groupby(["metric_id", "metric_version"], sort=True):
            touched = learnt[cells.index.to_numpy()].any() and metric_id in release.metrics
            for weakness in bounded(release, cells.reset_index(drop=True)) if touched else ():
                yield replace(weakness, kind=f"{weakness.kind} in release {old.name}")


def _count_is_tight(least: float, most: float, smallest: int, *, nobody_is_told: bool) -> str | None:
    """In words, where a count is known to be from 1 to one less than the smallest, or within less than that span.

    Of an outcome, to know that it is nobody says of everybody how they fare: `nobody_is_told` asks for that too.
    """
    low, high = np.ceil(least - _ROUNDING) + 0.0, np.floor(most + _ROUNDING) + 0.0
    if low >= smallest or (high < 1 and not nobody_is_told):
        return None
    if high < smallest or high - low < smallest - 1:
        return f"known to be {low:g} to {high:g}" if high > low else f"known to be {low:g}"
    return None


def _counts_are_wide(smallest: int) -> Enough:
    """Not tight, whatever else is found: the range seen is wide and begins with few, or the count is surely large."""

    def enough(least: Floats, most: Floats, certain_least: Floats, certain_most: Floats) -> np.ndarray:
        is_wide = (most >= smallest) & (np.floor(most) - np.ceil(least) >= smallest - 1)
        # Whether there may be few people decides of an amount behind which they stand.
        begins_with_few = least < smallest - _ROUNDING
        return np.asarray((is_wide & begins_with_few) | (certain_least >= smallest - _ROUNDING))

    return enough


def _amounts_are_wide(least: Floats, most: Floats, certain_least: Floats, certain_most: Floats) -> np.ndarray:
    return np.asarray(most - least >= _KNOWN_WITHIN * most + _ROUNDING)


def _amount_is_tight(least: float, most: float) -> str | None:
    # A tie may fall to either side by a hair; that must not differ from attack to attack.
    if not np.isfinite(most) or most <= 0 or most - least >= (_KNOWN_WITHIN - _ROUNDING) * most:
        return None
    return f"of few people, known to be {least:g} to {most:g}"
