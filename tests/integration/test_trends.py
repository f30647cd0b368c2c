"""Trends over the small warehouse: like-for-like lines and lines without a partner, held against plain counting; gaps,
pace and forecasts, held against hand-worked figures of the same warehouse."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from brute_force import cells
from small_initiative import AS_OF, PARTNERS, Accepted, periods
from warehouse_fixture import build, run_dbt, standard_metrics

ENTRIES = {entry["metric_id"]: entry for entry in standard_metrics()}
PERIODS = {period["period_id"]: period for period in periods()}
COMPLETE = {name for name, period in PERIODS.items() if period["ends_on"] <= AS_OF}
WITH_TOTALS = {"people_served", "graduation_rate"}
BUILD = ("build", "--exclude", "resource_type:unit_test")
FROZEN = {
    "metric_id": "service_hours",
    "metric_version": 1,
    "sub_program_id": "all",
    "period_id": "2024-25",
    "made_on": date(2024, 6, 30),
    "method": "last_value",
    "points": 1,
    "periods_ahead": 1,
    "forecast": 100.0,
    "made_from": "2023-24",
    "data_version": "2024-06-30-aaaaaaaa",
}
Line = dict[tuple[str, str], tuple[Decimal, Decimal | None]]


@dataclass
class Built:
    """A built warehouse and what it was built from."""

    path: Path
    accepted: Accepted

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.path), read_only=True) as connection:
            return connection.execute(query, list(values)).fetchall()


@pytest.fixture(scope="module")
def trends(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("trends")
    path = folder / "warehouse.duckdb"
    accepted = build(path)
    with duckdb.connect(str(path)) as connection:
        connection.execute("update agenda.groups set is_reference = group_value in ('male', 'no', 'k_5')")
        connection.execute("update agenda.initiative set smallest_count = 2")
        marks = ", ".join("?" for _ in FROZEN)
        connection.execute(
            f"insert into ledger.frozen_forecasts ({', '.join(FROZEN)}) values ({marks})",
            list(FROZEN.values()),
        )
        connection.execute(
            "insert into ledger.coming_periods "
            "select period_id, period_type, name, starts_on, ends_on from agenda.periods where ends_on > ?",
            [AS_OF],
        )
    result = run_dbt(*BUILD, warehouse=path, folder=folder, metrics=standard_metrics())
    assert result.returncode == 0, result.stdout[-4000:] + result.stderr[-2000:]
    return Built(path, accepted)


def only(accepted: Accepted, partners: set[str]) -> Accepted:
    """The accepted rows of some partners."""
    kept = {
        kind: [row for row in rows if row["partner_id"] in partners] for kind, rows in accepted.rows.items()
    }
    return replace(accepted, rows=kept)


def headline(metric_id: str, accepted: Accepted) -> Line:
    """Numerator and denominator of everybody, by sub-program and period."""
    entry = ENTRIES[metric_id]
    return {
        (sub, period): (above, below if entry["denominator"] else None)
        for (partner, sub, area, group, _, period), (above, below, _) in cells(entry, accepted).items()
        if (partner, area, group) == ("all", "all", "all")
    }


def present(metric_id: str, accepted: Accepted) -> dict[tuple[str, str], set[str]]:
    """The partners with somebody counted, by sub-program and period."""
    found = defaultdict(set)
    for (partner, sub, area, group, _, period), (*_, people) in cells(ENTRIES[metric_id], accepted).items():
        if partner != "all" and (area, group) == ("all", "all") and people:
            found[sub, period].add(partner)
    return found


@pytest.mark.parametrize("metric_id", sorted(set(ENTRIES) - WITH_TOTALS))
def test_a_like_for_like_line_counts_the_partners_of_all_periods_anew(trends: Built, metric_id: str) -> None:
    there = present(metric_id, trends.accepted)
    compared = defaultdict(list)
    for sub, period in there:
        if period in COMPLETE:
            compared[sub, PERIODS[period]["period_type"]].append(period)
    expected = {}
    for (sub, _), names in compared.items():
        line = set.intersection(*(there[sub, name] for name in names))
        counted = headline(metric_id, only(trends.accepted, line))
        expected |= {(sub, name): (",".join(sorted(line)), *counted[sub, name]) for name in names if line}
    found = trends.rows(
        "select sub_program_id, period_id, partners, numerator, denominator from metrics.like_for_like "
        "where metric_id = ?",
        metric_id,
    )
    assert expected
    assert {row[:2]: row[2:] for row in found} == expected


@pytest.mark.parametrize("metric_id", sorted(set(ENTRIES) - WITH_TOTALS))
def test_a_line_without_a_partner_is_what_plain_counting_without_its_rows_gives(
    trends: Built, metric_id: str
) -> None:
    there = present(metric_id, trends.accepted)
    expected = {}
    for left_out in PARTNERS:
        counted = headline(metric_id, only(trends.accepted, set(PARTNERS) - {left_out}))
        for (sub, period), partners in there.items():
            if left_out in partners and len(partners) > 1:
                remaining = ",".join(sorted(partners - {left_out}))
                expected[sub, period, left_out] = (remaining, *counted[sub, period])
    found = trends.rows(
        "select sub_program_id, period_id, left_out_partner, remaining_partners, numerator, denominator "
        "from metrics.leave_one_out where metric_id = ?",
        metric_id,
    )
    assert {row[:3]: row[3:] for row in found} == expected


def test_people_of_several_partners_make_the_trend_test_worth_its_name(trends: Built) -> None:
    """Somebody in the warehouse is served by several partners, or leaving one out would be subtraction."""
    found = trends.rows(
        "select count(*) from metrics.leave_one_out as one join metrics.metric_cells as own "
        "on own.metric_id = one.metric_id and own.sub_program_id = one.sub_program_id "
        "and own.period_id = one.period_id and own.partner_id = one.left_out_partner and own.area_id = 'all' "
        "and own.group_type = 'all' where one.metric_id = 'retention_rate' and own.people <> one.people_only_there"
    )
    assert found[0][0] > 0


def test_the_influence_of_a_partner_is_what_its_absence_changes(trends: Built) -> None:
    rows = trends.rows(
        "select one.value, one.value_without, one.influence, figure.value from metrics.leave_one_out as one "
        "join metrics.metric_figures as figure using (metric_id, sub_program_id, period_id) "
        "where figure.partner_id = 'all' and figure.area_id = 'all' and figure.group_type = 'all' "
        "and one.influence is not null"
    )
    assert len(rows) > 20
    assert all(
        value == whole and influence == pytest.approx(value - without)
        for value, without, influence, whole in rows
    )


def test_totals_leave_a_line_as_they_join_it(trends: Built) -> None:
    """Dogwood gives totals of 30 and 12 people, and 125 of 190 graduates, in 2024-25 only."""
    linked = headline("people_served", trends.accepted)["all", "2024-25"][0]
    without = headline("people_served", only(trends.accepted, set(PARTNERS) - {"alder"}))["all", "2024-25"][0]
    query = (
        "select value_without, lower_without, upper_without, influence from metrics.leave_one_out "
        "where metric_id = ? and sub_program_id = 'all' and period_id = '2024-25' and left_out_partner = ?"
    )
    assert trends.rows(query, "people_served", "dogwood") == [(linked, linked, linked, None)]
    lowest = float(max(without, Decimal(30)))
    assert trends.rows(query, "people_served", "alder") == [(None, lowest, float(without + 42), None)]
    above, below = headline("graduation_rate", trends.accepted)["all", "2024-25"]
    assert below is not None
    rate, whole = float(above) / float(below), float(above + 125) / float(below + 190)
    assert trends.rows(query, "graduation_rate", "dogwood") == [
        (rate, rate, rate, pytest.approx(whole - rate))
    ]
    assert trends.rows(query, "graduation_rate", "cedar")[0][0] == 125 / 190


def test_totals_stand_in_a_line_only_where_the_partner_is_there_throughout(trends: Built) -> None:
    query = (
        "select period_id, partners, compared_from, compared_to, value from metrics.like_for_like "
        "where metric_id = ? and sub_program_id = 'all' and period_type = 'school_year' order by 1"
    )
    span = ("2023-24", "2024-25")
    assert trends.rows(query, "meals_served") == [
        ("2023-24", "dogwood", *span, 90),
        ("2024-25", "dogwood", *span, 1000),
    ]
    line = {"alder", "birch", "cedar"}
    counted = headline("people_served", only(trends.accepted, line))
    assert trends.rows(query, "people_served") == [
        (year, "alder,birch,cedar", *span, counted["all", year][0]) for year in span
    ]


def test_gaps_are_measured_in_every_place_where_both_groups_are_large_enough(trends: Built) -> None:
    counted = cells(ENTRIES["kindergarten_readiness"], trends.accepted)
    place = ("all", "all", "all", "gender")
    (above, below, _), (other_above, other_below, _) = (
        counted[(*place, group, "2024-25")] for group in ("female", "male")
    )
    query = (
        "select numerator, denominator, reference_group, gap, people_to_close from metrics.equity_gaps "
        "where metric_id = 'kindergarten_readiness' and partner_id = 'all' and sub_program_id = 'all' "
        "and area_id = 'all' and group_type = 'gender'"
    )
    gap = float(above) / float(below) - float(other_above) / float(other_below)
    assert trends.rows(query) == [
        (above, below, "male", pytest.approx(gap), pytest.approx(max(-gap * float(below), 0.0)))
    ]
    assert trends.rows("select count(*) from metrics.equity_gaps where partner_id <> 'all'")[0][0] > 0
    small = "numerator = 1 or denominator = 1 or denominator - numerator = 1 or reference_denominator = 1"
    assert trends.rows(f"select count(*) from metrics.equity_gaps where {small}") == [(0,)]


def test_pace_follows_the_line_to_the_target(trends: Built) -> None:
    (first,), (second,) = trends.rows(
        "select value from metrics.metric_figures where metric_id = 'service_hours' and partner_id = 'all' "
        "and sub_program_id = 'all' and area_id = 'all' and group_type = 'all' "
        "and period_id in ('2023-24', '2024-25') order by period_id"
    )
    line = (first + 500) / 2
    needed = 0 if second >= 500 else 500 - second
    standing = "reached" if second >= 500 else "on_track" if second >= line else "behind"
    assert trends.rows(
        "select line_value, pace_so_far, pace_needed, periods_left, standing from metrics.metric_pace "
        "where metric_id = 'service_hours' and period_id = '2024-25'"
    ) == [(line, second - first, needed, 1, standing)]


def test_a_frozen_forecast_is_scored_by_the_year_that_came(trends: Built) -> None:
    (hours, _) = headline("service_hours", trends.accepted)["all", "2024-25"]
    assert trends.rows("select data_version, forecast, actual, turn from metrics.forecast_scores") == [
        ("2024-06-30-aaaaaaaa", 100.0, float(hours), float(hours) - 100)
    ]


def test_headlines_are_forecast_for_the_periods_to_come(trends: Built) -> None:
    (hours, _) = headline("service_hours", trends.accepted)["all", "2024-25"]
    assert trends.rows(
        "select period_id, made_on, method, forecast, made_from from metrics.forecasts "
        "where metric_id = 'service_hours' and sub_program_id = 'all' and period_type = 'school_year'"
    ) == [("2025-26", AS_OF, "last_value", float(hours), "2023-24,2024-25")]
