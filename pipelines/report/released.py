"""Everything the report reads from one release, with the look-ups over it.

Finding a fact belongs here. Judging, wording or drawing it does not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from pipelines.report.beside import Beside
from pipelines.report.rows import (
    ALL,
    Activity,
    Area,
    Cell,
    CellKey,
    Column,
    Commitment,
    Disagreement,
    EquityGap,
    FeedStatus,
    Forecast,
    Funding,
    Group,
    Initiative,
    Metric,
    MetricVersion,
    Outcome,
    Output,
    Partner,
    Period,
    Rejection,
    Reporting,
    StoryLine,
    SubProgram,
    Table,
    Target,
    TheoryLink,
)

# From the longest to the shortest: a metric is shown by the longest type that it has figures for.
PERIOD_TYPES = ("school_year", "calendar_year", "quarter", "month", "week")


@dataclass(frozen=True)
class Released:
    """Everything the page is made from. Lists keep the order of the agenda."""

    initiative: Initiative
    partners: tuple[Partner, ...]
    sub_programs: tuple[SubProgram, ...]
    partner_sub_programs: frozenset[tuple[str, str]]
    areas: tuple[Area, ...]
    groups: tuple[Group, ...]
    periods: tuple[Period, ...]
    metrics: tuple[Metric, ...]
    sub_program_metrics: tuple[tuple[str, str], ...]
    targets: tuple[Target, ...]
    cells: tuple[Cell, ...]
    reporting: tuple[Reporting, ...]
    feeds: tuple[FeedStatus, ...]
    rejections: tuple[Rejection, ...]
    disagreements: tuple[Disagreement, ...]
    outcomes: tuple[Outcome, ...]
    outcome_metrics: tuple[tuple[str, str], ...]
    activities: tuple[Activity, ...]
    outputs: tuple[Output, ...]
    theory_links: tuple[TheoryLink, ...]
    commitments: tuple[Commitment, ...]
    funding: tuple[Funding, ...]
    sub_program_outcomes: tuple[tuple[str, str], ...] = ()
    equity_gaps: tuple[EquityGap, ...] = ()
    forecasts: tuple[Forecast, ...] = ()
    versions: tuple[MetricVersion, ...] = ()
    stories: tuple[StoryLine, ...] = ()
    tables: tuple[Table, ...] = ()
    columns: tuple[Column, ...] = ()
    beside: Beside = field(default_factory=Beside)

    @cached_property
    def by_key(self) -> dict[CellKey, Cell]:
        """The figures by their place."""
        return {cell.key: cell for cell in self.cells}

    @cached_property
    def partner_names(self) -> dict[str, str]:
        """Partner names by id."""
        return {partner.partner_id: partner.name for partner in self.partners}

    @cached_property
    def sub_program_names(self) -> dict[str, str]:
        """Sub-program names by id, with the words for the whole."""
        return {ALL: "All sub-programs"} | {each.sub_program_id: each.name for each in self.sub_programs}

    @cached_property
    def metric_by_id(self) -> dict[str, Metric]:
        """Metrics by id."""
        return {metric.metric_id: metric for metric in self.metrics}

    @cached_property
    def period_by_id(self) -> dict[str, Period]:
        """Periods by id."""
        return {period.period_id: period for period in self.periods}

    @cached_property
    def _periods_seen(self) -> dict[str, set[str]]:
        seen: dict[str, set[str]] = defaultdict(set)
        for cell in self.cells:
            seen[cell.metric_id].add(cell.period_id)
        return seen

    def metrics_of(self, sub_program_id: str) -> list[Metric]:
        """The metrics that a sub-program selected, in its order."""
        ids = [metric_id for owner, metric_id in self.sub_program_metrics if owner == sub_program_id]
        return [self.metric_by_id[metric_id] for metric_id in ids if metric_id in self.metric_by_id]

    def owners_of(self, metric_id: str) -> list[str]:
        """The sub-programs that selected a metric."""
        return [owner for owner, each in self.sub_program_metrics if each == metric_id]

    def periods_with_data(self, metric_id: str) -> list[Period]:
        """Periods of the longest type that the metric has figures for, oldest first."""
        seen = self._periods_seen.get(metric_id, set())
        for period_type in PERIOD_TYPES:
            found = [p for p in self.periods if p.period_type == period_type and p.period_id in seen]
            if found:
                return sorted(found, key=lambda period: period.starts_on)
        return []

    @cached_property
    def report_period(self) -> Period | None:
        """The latest school year whose data is due by the as-of date, else the latest that has begun."""
        years = _of_longest_type(self.periods)
        return _latest_due(years, self.initiative.as_of)

    def is_complete(self, period: Period) -> bool:
        """Whether the data of a period is due; before that its figures are 'so far'."""
        return (period.due_on or period.ends_on) <= self.initiative.as_of


def _of_longest_type(periods: Iterable[Period]) -> list[Period]:
    kept = list(periods)
    for period_type in PERIOD_TYPES:
        found = [period for period in kept if period.period_type == period_type]
        if found:
            return sorted(found, key=lambda period: period.starts_on)
    return []


def _latest_due(periods: list[Period], as_of: date) -> Period | None:
    due = [period for period in periods if (period.due_on or period.ends_on) <= as_of]
    begun = [period for period in periods if period.starts_on <= as_of]
    found = due or begun
    return found[-1] if found else None
