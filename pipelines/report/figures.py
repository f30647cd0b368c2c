"""The figures of the progress section: each metric over time, with its goal and how it stands.

Dataclasses of what is shown and the rules that judge it. SQL, words and drawing are elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from pipelines.report.released import Released
from pipelines.report.rows import ALL, Cell, CellKey, Metric, Period, Target

# The order of the three questions of Results-Based Accountability.
QUESTIONS = ("how_much", "how_well", "better_off")
# What stands apart from the standard measures of programs, and why.
APART = {
    "population": (
        "The whole population",
        "Published figures of everybody, served or not. No program makes them alone, and nothing is added to them.",
    ),
    "custom": (
        "Custom measures",
        "Measures that only some partners agreed on. They are not compared with the standard ones.",
    ),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """How a metric stands: always a word, a glyph and (by `key`) a colour together."""

    key: str
    glyph: str
    word: str


MET = Standing("met", "✓", "Target met")
ON_TRACK = Standing("on-track", "→", "On track")
BEHIND = Standing("behind", "!", "Behind")
NO_TARGET = Standing("no-target", "·", "No target")
UNKNOWN = Standing("unknown", "·", "Not judged yet")


@dataclass(frozen=True, slots=True)
class Point:
    """A metric in one period; `is_complete` is False while the period's data is not yet due."""

    period: Period
    cell: Cell | None
    is_complete: bool

    @property
    def is_published(self) -> bool:
        """Whether there is anything to draw."""
        return self.cell is not None and self.cell.is_published


@dataclass(frozen=True, slots=True)
class Goal:
    """Where a metric began and where it should stand; `elapsed` is the share of the time gone, 0 to 1."""

    baseline: float | None
    baseline_period: Period | None
    target: float
    target_period: Period
    progress: float | None
    elapsed: float | None

    @property
    def expected_now(self) -> float | None:
        """Where the metric would stand by now at an even pace from baseline to target."""
        if self.baseline is None or self.elapsed is None:
            return None
        return self.baseline + self.elapsed * (self.target - self.baseline)


@dataclass(frozen=True, slots=True)
class Figure:
    """One numbered small multiple: a metric in one scope, over time."""

    number: int
    metric: Metric
    scope_id: str
    scope_name: str
    is_only_scope: bool
    points: tuple[Point, ...]
    goal: Goal | None
    standing: Standing

    @property
    def breaks(self) -> tuple[Point, ...]:
        """The points from which on another version of the definition counts than at the point before."""
        versions = [point.cell.metric_version if point.cell else None for point in self.points]
        known = [None, *versions[:-1]]
        pairs = zip(self.points, known, versions, strict=True)
        return tuple(point for point, before, now in pairs if before and now and before != now)

    @property
    def latest(self) -> Point | None:
        """The newest complete period with a published figure."""
        shown = [point for point in self.points if point.is_published and point.is_complete]
        return shown[-1] if shown else None

    @property
    def first(self) -> Point | None:
        """The oldest period with a published figure."""
        return next((point for point in self.points if point.is_published), None)

    @property
    def previous(self) -> Point | None:
        """The period just before the latest one, when it has a published figure."""
        if self.latest is None:
            return None
        wanted = self.latest.period.previous_period_id
        return next((p for p in self.points if p.period.period_id == wanted and p.is_published), None)


@dataclass(frozen=True, slots=True)
class Section:
    """The figures of one sub-program, or of the whole initiative."""

    section_id: str
    name: str
    description: str | None
    figures: tuple[Figure, ...]


def sections(released: Released) -> tuple[Section, ...]:
    """Measures that several sub-programs share, each sub-program's, then, apart, the population's and custom ones.

    Within a section the three questions of Results-Based Accountability follow one another.
    """
    built: list[Section] = []
    number = 1
    for section_id, name, description, measures in _drafts(released):
        ordered = sorted(measures, key=lambda measure: QUESTIONS.index(measure[1].accountability))
        figures = tuple(
            _figure(released, metric, scope, number + place) for place, (scope, metric) in enumerate(ordered)
        )
        number += len(figures)
        if figures:
            built.append(Section(f"scope-{section_id}", name, description, figures))
    return tuple(built)


def _drafts(released: Released) -> Iterator[tuple[str, str, str | None, list[tuple[str, Metric]]]]:
    programs = [metric for metric in released.metrics if _kind(metric) == "program"]
    shared = [(ALL, metric) for metric in programs if len(set(released.owners_of(metric.metric_id))) > 1]
    yield ALL, "The whole initiative", "Measures that several sub-programs share, taken together.", shared
    for each in released.sub_programs:
        own = [metric for metric in released.metrics_of(each.sub_program_id) if _kind(metric) == "program"]
        measures = [(each.sub_program_id, metric) for metric in own]
        yield each.sub_program_id, each.name, each.description, measures
    for kind, (name, description) in APART.items():
        found = [
            (each.sub_program_id, metric)
            for each in released.sub_programs
            for metric in released.metrics_of(each.sub_program_id)
            if _kind(metric) == kind
        ]
        yield kind, name, description, found


def _kind(metric: Metric) -> str:
    if metric.metric_type == "population":
        return "population"
    return "custom" if metric.is_custom else "program"


def overall(released: Released, metric: Metric) -> Figure:
    """A metric over the whole initiative, outside the numbering."""
    return _figure(released, metric, ALL, 0)


def _figure(released: Released, metric: Metric, scope_id: str, number: int) -> Figure:
    owners = set(released.owners_of(metric.metric_id))
    points = tuple(
        Point(period, _cell(released, metric, period, scope_id, owners), released.is_complete(period))
        for period in released.periods_with_data(metric.metric_id)
    )
    name = released.sub_program_names[scope_id]
    figure = Figure(number, metric, scope_id, name, len(owners) <= 1, points, None, NO_TARGET)
    target = _target(released, metric, scope_id, owners)
    if target is None:
        return figure
    goal = _goal(released, figure, target)
    return replace(figure, goal=goal, standing=_standing(figure, goal))


def _cell(released: Released, metric: Metric, period: Period, scope_id: str, owners: set[str]) -> Cell | None:
    """The scope's cell; a metric of one sub-program may have been released for the whole only."""
    found = released.by_key.get(CellKey(metric.metric_id, period.period_id, scope_id))
    if found is None and owners == {scope_id}:
        found = released.by_key.get(CellKey(metric.metric_id, period.period_id))
    return found


def _target(released: Released, metric: Metric, scope_id: str, owners: set[str]) -> Target | None:
    scopes = (scope_id, ALL) if owners == {scope_id} else (scope_id,)
    for wanted in scopes:
        for target in released.targets:
            if target.metric_id == metric.metric_id and target.sub_program_id == wanted:
                return target
    return None


def _goal(released: Released, figure: Figure, target: Target) -> Goal | None:
    target_period = released.period_by_id.get(target.target_period_id)
    if target_period is None:
        return None
    baseline_period = released.period_by_id.get(target.baseline_period_id or "")
    latest = figure.latest
    cell = latest.cell if latest else None
    whole = released.by_key.get(CellKey(target.metric_id, latest.period.period_id)) if latest else None
    baseline = next((c.baseline for c in (cell, whole) if c is not None and c.baseline is not None), None)
    return Goal(
        baseline=baseline,
        baseline_period=baseline_period,
        target=target.target_value,
        target_period=target_period,
        progress=_progress(figure, cell, baseline, target.target_value),
        elapsed=_elapsed(baseline_period, target_period, latest.period if latest else None),
    )


def _progress(figure: Figure, cell: Cell | None, baseline: float | None, target: float) -> float | None:
    """(value - baseline) / (target - baseline), for both directions; of an interval the worse end."""
    if cell is not None and cell.progress is not None:
        return cell.progress
    value = _cautious(figure.metric, cell)
    if value is None or baseline is None or baseline == target:
        return None
    return (value - baseline) / (target - baseline)


def _elapsed(baseline: Period | None, target: Period, latest: Period | None) -> float | None:
    if baseline is None or latest is None:
        return None
    whole = _days(baseline.ends_on, target.ends_on)
    return min(1.0, max(0.0, _days(baseline.ends_on, latest.ends_on) / whole)) if whole > 0 else 1.0


def _standing(figure: Figure, goal: Goal | None) -> Standing:
    if goal is None:
        return NO_TARGET
    value = _cautious(figure.metric, figure.latest.cell if figure.latest else None)
    if value is None:
        return UNKNOWN
    falling = _falls(figure.metric, goal)
    if (value <= goal.target) if falling else (value >= goal.target):
        return MET
    if goal.progress is None or goal.elapsed is None:
        return UNKNOWN
    return ON_TRACK if goal.progress >= goal.elapsed else BEHIND


def _falls(metric: Metric, goal: Goal) -> bool:
    if metric.direction == "none":
        return goal.baseline is not None and goal.target < goal.baseline
    return metric.direction == "decrease"


def _cautious(metric: Metric, cell: Cell | None) -> float | None:
    """The value, or of an interval the end that is worse for the metric's direction."""
    if cell is None or not cell.is_published:
        return None
    if cell.value is not None:
        return cell.value
    return cell.upper if metric.direction == "decrease" else cell.lower


def _days(start: date, end: date) -> int:
    return (end - start).days
