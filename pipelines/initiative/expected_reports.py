"""Which feed is due for which period and metric: what coverage and lateness are measured against."""

from __future__ import annotations

from typing import Any

from pipelines.initiative.initiative import Initiative
from pipelines.initiative.models.partner import Feed
from pipelines.initiative.periods import Period, reporting_periods


def expected_reports(initiative: Initiative) -> list[dict[str, Any]]:
    """One row per feed and period that has ended by the day of the release.

    A feed is due for the periods of its cadence and for every longer period that they make up: a monthly feed also
    for quarters and years. `first_period` and `last_period` of the feed bound it.
    """
    periods = [
        period
        for period in reporting_periods(initiative.agenda.calendar, initiative.as_of)
        if period.ends_on <= initiative.as_of
    ]
    by_id = {period.period_id: period for period in periods}
    return [
        {
            "partner_id": partner.partner,
            "feed_id": feed.id,
            "record_type": feed.record_type,
            "period_id": period.period_id,
            "due_on": period.due_on,
        }
        for partner, feed in initiative.feeds
        for period in periods
        if _is_due(feed, period, by_id)
    ]


def feed_metrics(initiative: Initiative) -> list[dict[str, Any]]:
    """One row per feed, sub-program and metric that the feed is expected to report for.

    A feed of rows is for the selected metrics that need its record type, a feed of totals for all; the feed's own
    list `metrics` narrows both.
    """
    return [
        {
            "partner_id": partner.partner,
            "feed_id": feed.id,
            "sub_program_id": sub_program.id,
            "metric_id": name,
        }
        for partner, feed in initiative.feeds
        for sub_program in initiative.sub_programs
        if sub_program.id in ([feed.sub_program] if feed.sub_program else partner.sub_programs)
        for name in sub_program.metrics
        if feed.record_type in (*initiative.catalogue[name].record_types, "total")
        and (feed.metrics is None or name in feed.metrics)
    ]


def _is_due(feed: Feed, period: Period, by_id: dict[str, Period]) -> bool:
    lengths = ["week", "month", "quarter", "school_year", "calendar_year"]
    if lengths.index(period.period_type) < lengths.index(feed.cadence):
        return False
    first = by_id.get(feed.first_period or "")
    last = by_id.get(feed.last_period or "")
    starts_early = first is not None and period.ends_on < first.starts_on
    starts_late = last is not None and period.starts_on > last.ends_on
    return not starts_early and not starts_late
