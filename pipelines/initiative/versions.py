"""Which version of a metric is in force when, as the initiative says.

Here: versions by period, the dbt variable `metrics`, the agenda's table of versions. Not here: the history under each
version (drift.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pipelines.catalogue import Metric, resolve
from pipelines.initiative.checks import dangling
from pipelines.initiative.initiative import Initiative
from pipelines.initiative.periods import reporting_periods
from pipelines.initiative.problems import Problem
from pipelines.initiative.source import Location

Rows = list[dict[str, Any]]
VERSION_SCHEMAS: Mapping[str, Mapping[str, str]] = {
    "metric_versions": {
        "metric_id": "VARCHAR", "metric_version": "INTEGER", "name": "VARCHAR", "definition": "VARCHAR",
        "is_in_force": "BOOLEAN", "since": "DATE", "until": "DATE",
    },
}  # fmt: skip


@dataclass(frozen=True)
class InForce:
    """One version and the periods that it counts: those that start on `since` or later, and before `until`."""

    metric: Metric
    since: date | None = None
    until: date | None = None


def versions_in_force(initiative: Initiative, metric_id: str) -> list[InForce]:
    """The versions of a metric that count in some period, oldest first; together they count every period once."""
    versions = initiative.versions[metric_id]
    starts = {period.period_id: period.starts_on for period in _periods(initiative)}
    stated = {
        entry.version: starts[entry.since]
        for entry in initiative.metrics.versions
        if entry.metric == metric_id and entry.since in starts
    }
    if not stated:
        return [InForce(versions[-1])]
    before = [metric for metric in versions if metric.version < min(stated)]
    later = [metric for metric in versions if metric.version in stated]
    line = [*before[-1:], *later]
    since = [stated.get(metric.version) for metric in line]
    since[0] = None
    return [
        InForce(metric, start, end)
        for metric, start, end in zip(line, since, [*since[1:], None], strict=True)
    ]


def metric_entries(initiative: Initiative) -> Rows:
    """The dbt variable `metrics`: one entry for every selected metric and version in force."""
    return [
        {**entry(initiative, found.metric), **_bounds(found)}
        for metric in initiative.selected_metrics
        for found in versions_in_force(initiative, metric.id)
    ]


def entry(initiative: Initiative, metric: Metric) -> dict[str, Any]:
    """One version of a metric for dbt, with the sub-programs and the parameters of the initiative."""
    selecting = [sub.id for sub in initiative.sub_programs if metric.id in sub.metrics]
    return resolve(metric, selecting, initiative.parameters(metric))


def metric_versions(initiative: Initiative) -> Rows:
    """One row per selected metric and version, in force or not."""
    rows = []
    for selected in initiative.selected_metrics:
        in_force = {found.metric.version: found for found in versions_in_force(initiative, selected.id)}
        for metric in initiative.versions[selected.id]:
            found = in_force.get(metric.version)
            rows.append(
                {
                    "metric_id": metric.id,
                    "metric_version": metric.version,
                    "name": metric.name,
                    "definition": metric.definition.format(**initiative.parameters(metric)).strip(),
                    "is_in_force": found is not None,
                    "since": found.since if found else None,
                    "until": found.until if found else None,
                }
            )
    return rows


def version_problems(initiative: Initiative) -> Iterator[Problem]:
    """Statements of versions that name no metric, no version of it, no period, or a version out of order."""
    file = "metrics.yaml"
    starts = {period.period_id: period.starts_on for period in _periods(initiative)}
    latest: dict[str, tuple[int, date]] = {}
    for index, stated in enumerate(initiative.metrics.versions):
        where: Location = ("versions", index)
        kind = "metric in the catalogue"
        yield from dangling(initiative, file, (*where, "metric"), stated.metric, initiative.catalogue, kind)
        yield from dangling(
            initiative, file, (*where, "since"), stated.since, starts, "period of the calendar"
        )
        known = [metric.version for metric in initiative.versions.get(stated.metric, ())]
        if known and stated.version not in known:
            what = f"'{stated.metric}' has no version {stated.version}"
            fix = f"It has {', '.join(map(str, known))}."
            yield initiative.sources[file].problem((*where, "version"), what, fix)
        if stated.since in starts:
            now = (stated.version, starts[stated.since])
            before = latest.setdefault(stated.metric, now)
            if before != now and not (now[0] > before[0] and now[1] > before[1]):
                what = f"version {now[0]} of '{stated.metric}' does not come after version {before[0]}"
                fix = "State versions in order, each since a later period."
                yield initiative.sources[file].problem((*where, "since"), what, fix)
            latest[stated.metric] = now


def _periods(initiative: Initiative) -> list[Any]:
    return list(reporting_periods(initiative.agenda.calendar, initiative.as_of))


def _bounds(found: InForce) -> dict[str, str]:
    """Days as text, left out where there is no bound."""
    told = {"since": found.since, "until": found.until}
    return {name: day.isoformat() for name, day in told.items() if day is not None}
