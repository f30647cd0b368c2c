"""Whether a delivery is due: the first run of a week, month, quarter or year brings it."""

from __future__ import annotations

from datetime import date


def stretch(cadence: str, day: date) -> str:
    """The stretch of time of this cadence that a day lies in, by name: '2026-W07', '2026-03', '2026-Q1', '2026'.

    For `every_run` each day is a stretch of its own. Weeks are those of ISO 8601.
    """
    year, week, _ = day.isocalendar()
    return {
        "every_run": day.isoformat(),
        "weekly": f"{year}-W{week:02d}",
        "monthly": f"{day:%Y-%m}",
        "quarterly": f"{day.year}-Q{(day.month + 2) // 3}",
        "yearly": f"{day.year}",
    }[cadence]


def is_due(cadence: str, last: date | None, day: date) -> bool:
    """Whether nothing came yet in the stretch of time that the day lies in; `every_run` is always due."""
    if cadence == "every_run" or last is None:
        return True
    return stretch(cadence, last) != stretch(cadence, day)
