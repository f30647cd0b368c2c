"""The rows that the report reads from a release: one dataclass per table.

Facts as they stand in the file belong here. Anything looked up, computed, worded or drawn does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

ALL = "all"


@dataclass(frozen=True, slots=True)
class Initiative:
    """The initiative itself; `smallest_count` is the smallest number of people that may be shown."""

    name: str
    vision: str | None
    population_description: str | None
    population_size: int | None
    backbone_name: str | None
    is_sample: bool
    as_of: date
    smallest_count: int


@dataclass(frozen=True, slots=True)
class Partner:
    """An organisation that takes part."""

    partner_id: str
    name: str
    sector: str | None
    about: str | None


@dataclass(frozen=True, slots=True)
class SubProgram:
    """A part of the initiative with its own standard metrics."""

    sub_program_id: str
    name: str
    description: str | None


@dataclass(frozen=True, slots=True)
class Area:
    """A place that figures are broken down by."""

    area_id: str
    name: str
    level: str | None
    parent_id: str | None
    population: int | None


@dataclass(frozen=True, slots=True)
class Group:
    """One value of one way to group people; a band classes them by the metric's own amount, not by who they are."""

    group_type: str
    group_type_name: str
    group_value: str
    group_value_name: str
    is_reference: bool
    is_band: bool


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time that figures are reported for; `due_on` is when its data is due."""

    period_id: str
    period_type: str
    name: str
    starts_on: date
    ends_on: date
    due_on: date | None
    previous_period_id: str | None


@dataclass(frozen=True, slots=True)
class Metric:
    """A catalogue entry. Rates are shares from 0 to 1."""

    metric_id: str
    metric_version: int
    name: str
    definition: str
    metric_type: str
    counted: str
    unit: str
    direction: str
    accountability: str
    source: str | None
    is_custom: bool
    parameters: str | None

    @property
    def is_share(self) -> bool:
        """Whether values are shares, to be shown in percent."""
        return self.unit == "percent"


@dataclass(frozen=True, slots=True)
class Target:
    """Where a metric should stand, and when; `sub_program_id` is 'all' for the whole initiative."""

    metric_id: str
    sub_program_id: str
    baseline_period_id: str | None
    target_period_id: str
    target_value: float


class CellKey(NamedTuple):
    """The place of one figure in the breakdown; 'all' stands for the whole."""

    metric_id: str
    period_id: str
    sub_program_id: str = ALL
    partner_id: str = ALL
    area_id: str = ALL
    group_type: str = ALL
    group_value: str = ALL


@dataclass(frozen=True, slots=True)
class Cell:
    """One released figure. Every number is None unless `status` is 'published'."""

    metric_id: str
    period_id: str
    sub_program_id: str
    partner_id: str
    area_id: str
    group_type: str
    group_value: str
    status: str
    numerator: float | None
    denominator: float | None
    value: float | None
    lower: float | None
    upper: float | None
    people: int | None
    partners_reported: int | None
    partners_due: int | None
    metric_version: int
    baseline: float | None
    progress: float | None

    @property
    def key(self) -> CellKey:
        """Where this figure stands."""
        return CellKey(
            self.metric_id,
            self.period_id,
            self.sub_program_id,
            self.partner_id,
            self.area_id,
            self.group_type,
            self.group_value,
        )

    @property
    def is_published(self) -> bool:
        """Whether there is a number, or at least an interval, to show."""
        return self.status == "published" and (self.value is not None or self.lower is not None)


@dataclass(frozen=True, slots=True)
class Reporting:
    """How many of a partner's reports for one sub-program and period were due and came."""

    partner_id: str
    sub_program_id: str
    period_id: str
    due: int
    reported: int


@dataclass(frozen=True, slots=True)
class FeedStatus:
    """How one feed stands: what it last brought and whether it is held, failed or late."""

    partner_id: str
    feed_id: str
    record_type: str
    status: str
    message: str | None
    is_stale: bool
    is_late: bool
    rows_received: int | None
    rows_accepted: int | None
    rows_quarantined: int | None


@dataclass(frozen=True, slots=True)
class Rejection:
    """Rows of one feed that broke one rule, with the words of the fix."""

    partner_id: str
    feed_id: str
    rule_id: str
    column_name: str | None
    fix: str | None
    rows: int


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A figure that a publisher printed beside what its own parts add up to.

    `figures_withheld` of the parts are not published and may explain the difference.
    """

    partner_id: str
    metric_id: str
    period_id: str
    sub_program_id: str
    area_id: str
    group_type: str
    group_value: str
    compared: str
    part_kind: str | None
    published_numerator: float | None
    published_denominator: float | None
    computed_numerator: float | None
    computed_denominator: float | None
    published_rate: float | None
    computed_rate: float | None
    figures_withheld: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """A box of the theory of change; `level` is 'intermediate' or 'long_term'."""

    outcome_id: str
    name: str
    description: str | None
    level: str


@dataclass(frozen=True, slots=True)
class Activity:
    """What partners do together."""

    activity_id: str
    name: str
    description: str | None


@dataclass(frozen=True, slots=True)
class Output:
    """What activities produce directly, with the metric that shows it."""

    output_id: str
    name: str
    metric_id: str | None


@dataclass(frozen=True, slots=True)
class TheoryLink:
    """One arrow of the theory of change."""

    from_id: str
    to_id: str
    assumption: str | None
    evidence: str | None


@dataclass(frozen=True, slots=True)
class Commitment:
    """One line of the plan of action."""

    partner_id: str
    commitment_id: str
    activity_id: str | None
    what: str
    due_on: date | None
    status: str


@dataclass(frozen=True, slots=True)
class Funding:
    """Money from one funder over one stretch of time."""

    funder: str
    kind: str | None
    partner_id: str | None
    sub_program_id: str | None
    amount: float
    currency: str
    starts_on: date | None
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class EquityGap:
    """How far one group's rate is from its reference group's, with an interval that covers 95 of 100."""

    metric_id: str
    sub_program_id: str
    period_id: str
    group_type: str
    group_value: str
    reference_group: str
    rate: float | None
    reference_rate: float | None
    denominator: float | None
    gap: float | None
    gap_lower: float | None
    gap_upper: float | None
    people_to_close: float | None


@dataclass(frozen=True, slots=True)
class Forecast:
    """Where a metric was expected to stand, as frozen on the day it was made."""

    metric_id: str
    metric_version: int
    sub_program_id: str
    period_id: str
    made_on: date
    method: str
    points: int
    forecast: float
    lower: float | None
    upper: float | None


@dataclass(frozen=True, slots=True)
class MetricVersion:
    """One version of a metric's definition and the day from which it counts."""

    metric_id: str
    metric_version: int
    definition: str
    is_in_force: bool
    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class StoryLine:
    """One line of the story behind an outcome's curve; `kind` is 'story', 'what_works' or 'next_step'.

    A step may be a commitment of the plan of action.
    """

    outcome_id: str
    kind: str
    text: str
    partner_id: str | None
    due_on: date | None
    status: str | None
    commitment_id: str | None


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a released table, with the description that travels with the file."""

    schema_name: str
    table_name: str
    column_name: str
    data_type: str
    about: str | None


@dataclass(frozen=True, slots=True)
class Table:
    """One released table with its description."""

    schema_name: str
    table_name: str
    about: str | None
    row_count: int
