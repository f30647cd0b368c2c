"""The reporting periods that follow from the agenda's calendar.

Here: dates only, no data. Not here: which feed is due for which period (tables.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import MO, relativedelta

from pipelines.initiative.models.agenda import Calendar, PeriodType

_LENGTHS = {
    "school_year": relativedelta(years=1),
    "calendar_year": relativedelta(years=1),
    "quarter": relativedelta(months=3),
    "month": relativedelta(months=1),
    "week": relativedelta(weeks=1),
}


@dataclass(frozen=True)
class Period:
    """One reporting period; the count days are the two days on which retention is taken."""

    period_id: str
    period_type: PeriodType
    name: str
    starts_on: date
    ends_on: date
    start_count_on: date
    end_count_on: date
    due_on: date
    previous_period_id: str | None


def reporting_periods(calendar: Calendar, as_of: date) -> list[Period]:
    """All periods that began by `as_of`, by type and then in order of time.

    A school year that starts in 2025 is `2025-26`; its quarters are `2025-26-Q1` to `-Q4`; months are `2025-09`;
    calendar years are `2025`; weeks are ISO weeks from Monday to Sunday, `2020-W14`.
    """
    periods: list[Period] = []
    for period_type in dict.fromkeys(["school_year", *calendar.periods]):
        previous: str | None = None
        start = _first_start(calendar, period_type)  # type: ignore[arg-type]
        while start <= as_of:
            period = _period(calendar, period_type, start, previous)  # type: ignore[arg-type]
            periods.append(period)
            previous = period.period_id
            start += _LENGTHS[period_type]
    return periods


def school_year_of(calendar: Calendar, day: date) -> int:
    """The calendar year in which the school year of a day starts."""
    return day.year if day >= _in_year(calendar.year_starts, day.year) else day.year - 1


def _in_year(month_day: str, year: int) -> date:
    month, day = map(int, month_day.split("-"))
    # 29 February stands for the last day of February in other years.
    return date(year, month, 1) + relativedelta(day=day)


def _first_start(calendar: Calendar, period_type: PeriodType) -> date:
    if period_type == "calendar_year":
        return date(calendar.first_year, 1, 1)
    first = _in_year(calendar.year_starts, calendar.first_year)
    # The week that holds the first day belongs to the year before when it began there.
    return first + relativedelta(weekday=MO) if period_type == "week" else first


def _period(calendar: Calendar, period_type: PeriodType, start: date, previous: str | None) -> Period:
    end = start + _LENGTHS[period_type] - timedelta(days=1)
    period_id, name = _names(calendar, period_type, start)
    counts = (start, end)
    if period_type == "school_year":
        counts = (
            _within(calendar.count_days.start, start, end),
            _within(calendar.count_days.end, start, end),
        )
    due = end + timedelta(days=calendar.due_days)
    return Period(period_id, period_type, name, start, end, *counts, due, previous)


def _within(month_day: str, start: date, end: date) -> date:
    """The count day in the period: in the year in which the period starts, else in the next."""
    first = _in_year(month_day, start.year)
    return first if start <= first <= end else _in_year(month_day, start.year + 1)


def _names(calendar: Calendar, period_type: PeriodType, start: date) -> tuple[str, str]:
    if period_type == "calendar_year":
        return str(start.year), str(start.year)
    if period_type == "month":
        return f"{start:%Y-%m}", f"{start:%B %Y}"
    if period_type == "week":
        year_of_week, week, _ = start.isocalendar()
        return f"{year_of_week}-W{week:02d}", f"Week {week} of {year_of_week}"
    first = school_year_of(calendar, start)
    year = f"{first}-{(first + 1) % 100:02d}"
    if period_type == "school_year":
        return year, year
    months = (start.year - first) * 12 + start.month - _in_year(calendar.year_starts, first).month
    quarter = months // 3 + 1
    return f"{year}-Q{quarter}", f"Quarter {quarter} of {year}"
