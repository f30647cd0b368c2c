"""What is new in a release beside the one before it, in words.

Both releases are read as they were published; what the newer one hides is not told again from the older.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipelines.documents.measures import latest_text
from pipelines.documents.source import Source, read_source
from pipelines.release.files import MANIFEST
from pipelines.release.withdrawal import withdrawal_of
from pipelines.report import wording
from pipelines.report.figures import Figure, Point
from pipelines.report.sentences import name_of

Key = tuple[str, str]


@dataclass(frozen=True)
class Before:
    """The release before; `source` is None when its tables are of an older version that cannot be read any more."""

    release_id: str
    source: Source | None


@dataclass(frozen=True, slots=True)
class Change:
    """One change: `kind` is 'figure', 'revised', 'standing', 'measure', 'definition', 'partner' or 'data'."""

    kind: str
    text: str


def release_before(release: Path) -> Path | None:
    """The release published last before this one, among those in the same folder; None before the second.

    A release that is still being built has no manifest: the newest published one is the one before it. One that was
    withdrawn is passed over: its figures were taken back, and must not be told again as what was before.
    """
    dates = {
        path.parent: str(json.loads(path.read_text(encoding="utf-8"))["published_at"])
        for path in release.resolve().parent.glob(f"[!.]*/{MANIFEST}")
        if not path.parent.is_symlink()
        and (path.parent == release.resolve() or withdrawal_of(path.parent) is None)
    }
    own = dates.pop(release.resolve(), None)
    earlier = [(date, path.name, path) for path, date in dates.items() if own is None or date < own]
    return max(earlier)[2] if earlier else None


def read_before(release: Path) -> Before | None:
    """The release before this one, None when this is the first."""
    folder = release_before(release)
    if folder is None:
        return None
    try:
        return Before(folder.name, read_source(folder))
    except duckdb.Error:
        return Before(folder.name, None)


def changes(earlier: Source, newer: Source) -> list[Change]:
    """Everything that a reader of the earlier release should know of, the newest figures first."""
    before, now = _by_key(earlier), _by_key(newer)
    both = [(before[key], figure) for key, figure in now.items() if key in before]
    found = [
        *_new_figures(both),
        *_standings(both),
        *_revised(both),
        *_measures(before, now),
        *_definitions(earlier, newer),
        *_partners(earlier, newer),
        *_data(earlier, newer),
    ]
    return list(dict.fromkeys(found))


def _by_key(source: Source) -> dict[Key, Figure]:
    return {(figure.metric.metric_id, figure.scope_id): figure for figure in source.figures}


def _new_figures(both: list[tuple[Figure, Figure]]) -> Iterator[Change]:
    """A newer period has a figure than the earlier release had."""
    for old, new in both:
        if new.latest is None or (old.latest and old.latest.period.starts_on >= new.latest.period.starts_on):
            continue
        text = f"{name_of(new)}: {latest_text(new)} in {new.latest.period.name}"
        before = (
            f", after {latest_text(old)} in {old.latest.period.name}" if old.latest and new.previous else ""
        )
        yield Change("figure", f"{text}{before}.")


def _standings(both: list[tuple[Figure, Figure]]) -> Iterator[Change]:
    for old, new in both:
        if old.goal and new.goal and old.standing is not new.standing:
            now, before = new.standing.word.lower(), old.standing.word.lower()
            yield Change("standing", f"{name_of(new)}: now {now}, before {before}.")


def _revised(both: list[tuple[Figure, Figure]]) -> Iterator[Change]:
    """The figure of the same period reads differently; a figure that is hidden now is only said to be gone."""
    for old, new in both:
        points = {point.period.period_id: point for point in old.points}
        for point in new.points:
            before = points.get(point.period.period_id)
            if before is not None and before.is_published:
                yield from _revision(new, before, point)


def _revision(figure: Figure, before: Point, now: Point) -> Iterator[Change]:
    texts = [wording.figure(figure.metric, point.cell) for point in (before, now)]
    if not now.is_published:
        yield Change(
            "revised", f"{name_of(figure)}: the figure for {now.period.name} is no longer published."
        )
    elif texts[0] != texts[1]:
        yield Change("revised", f"{name_of(figure)}: {texts[1]} for {now.period.name}, {texts[0]} before.")


def _measures(before: dict[Key, Figure], now: dict[Key, Figure]) -> Iterator[Change]:
    for key, figure in now.items():
        if key not in before:
            told = (
                f"{latest_text(figure)} in {figure.latest.period.name}" if figure.latest else "no figure yet"
            )
            yield Change("measure", f"New measure: {name_of(figure)}, {told}.")
    for key, figure in before.items():
        if key not in now:
            yield Change("measure", f"No longer measured: {name_of(figure)}.")


def _definitions(earlier: Source, newer: Source) -> Iterator[Change]:
    for metric_id, metric in newer.released.metric_by_id.items():
        before = earlier.released.metric_by_id.get(metric_id)
        if before is not None and before.metric_version != metric.metric_version:
            yield Change(
                "definition",
                f"{metric.name} is now measured by version {metric.metric_version} of its definition.",
            )


def _partners(earlier: Source, newer: Source) -> Iterator[Change]:
    before, now = earlier.released.partner_names, newer.released.partner_names
    for partner_id, name in now.items():
        if partner_id not in before:
            yield Change("partner", f"New partner: {name}.")
    for partner_id, name in before.items():
        if partner_id not in now:
            yield Change("partner", f"No longer a partner: {name}.")


def _data(earlier: Source, newer: Source) -> Iterator[Change]:
    before, now = earlier.story.coverage, newer.story.coverage
    if earlier.period == newer.period and (before.reported, before.due) != (now.reported, now.due):
        text = f"{now.reported} of {wording.plural(now.due, 'report')} due for {newer.period} have come"
        yield Change("data", f"{text}; in the release before it was {before.reported} of {before.due}.")
