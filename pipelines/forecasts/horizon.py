"""Which periods forecasts are made for: dates only. How they are made stands in the dbt model `forecasts`."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

from pipelines.initiative import Initiative
from pipelines.initiative.periods import Period, reporting_periods

_YEARS = ("school_year", "calendar_year")
_YEARS_AHEAD, _PERIODS_AHEAD = 3, 4


def coming_periods(initiative: Initiative) -> list[Period]:
    """The periods of each type that are not over on the initiative's day: three years, or four shorter periods."""
    horizon = initiative.as_of + timedelta(days=366 * (_YEARS_AHEAD + 1))
    by_type: dict[str, list[Period]] = defaultdict(list)
    for period in reporting_periods(initiative.agenda.calendar, horizon):
        if period.ends_on > initiative.as_of:
            by_type[period.period_type].append(period)
    return [
        period
        for kind, periods in by_type.items()
        for period in periods[: _YEARS_AHEAD if kind in _YEARS else _PERIODS_AHEAD]
    ]
