"""Reporting periods and what is due for them."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from pipelines.initiative.models.agenda import Calendar
from pipelines.initiative.periods import Period, reporting_periods


def _periods(as_of: date, **settings: object) -> dict[str, Period]:
    calendar = Calendar.model_validate({"first_year": 2024, **settings})
    return {period.period_id: period for period in reporting_periods(calendar, as_of)}


def test_school_years_begin_and_end_where_the_agenda_says() -> None:
    periods = _periods(date(2026, 1, 1), year_starts="08-15")
    assert list(periods) == ["2024-25", "2025-26"]
    assert (periods["2024-25"].starts_on, periods["2024-25"].ends_on) == (
        date(2024, 8, 15),
        date(2025, 8, 14),
    )


def test_a_period_that_has_begun_is_there_and_the_next_is_not() -> None:
    assert list(_periods(date(2024, 7, 1))) == ["2024-25"]
    assert list(_periods(date(2025, 6, 30))) == ["2024-25"]
    assert list(_periods(date(2025, 7, 1))) == ["2024-25", "2025-26"]


def test_quarters_make_up_the_year_without_gap() -> None:
    periods = [
        p for p in _periods(date(2025, 6, 30), periods=["quarter"]).values() if p.period_type == "quarter"
    ]
    assert [period.period_id for period in periods] == [f"2024-25-Q{quarter}" for quarter in (1, 2, 3, 4)]
    assert periods[0].starts_on == date(2024, 7, 1)
    assert periods[-1].ends_on == date(2025, 6, 30)
    for earlier, later in pairwise(periods):
        assert (later.starts_on - earlier.ends_on).days == 1
        assert later.previous_period_id == earlier.period_id


def test_count_days_lie_in_the_school_year() -> None:
    year = _periods(date(2025, 6, 30), count_days={"start": "10-01", "end": "05-15"})["2024-25"]
    assert (year.start_count_on, year.end_count_on) == (date(2024, 10, 1), date(2025, 5, 15))


def test_months_and_calendar_years() -> None:
    periods = _periods(date(2024, 12, 31), periods=["month", "calendar_year"], year_starts="01-01")
    assert {"2024", "2024-01", "2024-12", "2024-25"} <= set(periods)
    assert periods["2024-02"].ends_on == date(2024, 2, 29)


def test_weeks_run_from_monday_to_sunday_and_carry_iso_names() -> None:
    found = _periods(date(2021, 1, 4), periods=["week"], first_year=2020, year_starts="03-05")
    weeks = [period for period in found.values() if period.period_type == "week"]
    assert (weeks[0].period_id, weeks[0].starts_on, weeks[0].ends_on) == (
        "2020-W11",
        date(2020, 3, 9),
        date(2020, 3, 15),
    )
    assert {"2020-W14", "2020-W53", "2021-W01"} <= set(found)
    assert found["2020-W14"].name == "Week 14 of 2020"
    assert found["2021-W01"].previous_period_id == "2020-W53"
    assert all(period.ends_on - period.starts_on == timedelta(days=6) for period in weeks)


def test_reports_are_due_some_days_after_the_end() -> None:
    assert _periods(date(2025, 6, 30), due_days=45)["2024-25"].due_on == date(2025, 8, 14)
