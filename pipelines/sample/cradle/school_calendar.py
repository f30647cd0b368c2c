"""The years that the sample covers and their days: school days a month, weekdays, breaks.

A school year is named by the calendar year in which it starts.
"""

from __future__ import annotations

from datetime import date, timedelta

YEARS = (2023, 2024, 2025)
THIS_YEAR = YEARS[-1]

# Month, school days in it, and how much more often than usual pupils are absent: flu, days before holidays.
SCHOOL_MONTHS = (
    (8, 16, 0.65), (9, 20, 0.75), (10, 20, 0.9), (11, 16, 1.1), (12, 15, 1.3),
    (1, 19, 1.4), (2, 19, 1.3), (3, 16, 1.0), (4, 20, 0.9), (5, 18, 1.0),
)  # fmt: skip


def school_year(year: int) -> str:
    """The name of a school year, for example 2025-26."""
    return f"{year}-{(year + 1) % 100:02d}"


def month_start(year: int, month: int) -> date:
    """The first day of a month of the school year."""
    return date(year if month >= 7 else year + 1, month, 1)


def last_day(year: int) -> date:
    """The last day of programs in the school year."""
    return date(year + 1, 5, 27)


def is_open(day: date) -> bool:
    """Whether programs meet: weekdays outside the breaks of autumn, winter and spring."""
    in_break = (
        (day.month == 11 and 22 <= day.day <= 30)
        or (day.month == 12 and day.day >= 19)
        or (day.month == 1 and day.day <= 4)
        or (day.month == 3 and 10 <= day.day <= 16)
    )
    return day.weekday() < 5 and not in_break


def open_days(first: date, last: date) -> list[date]:
    """Every day from the first to the last on which programs meet."""
    days = (first + timedelta(days=offset) for offset in range((last - first).days + 1))
    return [day for day in days if is_open(day)]
