"""Pandemic relief by the command that a newcomer types: its figures against a count of what the generator made.

Partners whose requests, meals and shifts are broken nowhere are counted by hand; over all partners, people can only be
as many as the truth within the slips that partners make.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from runs import Run

from pipelines.sample.relief.defects import DOWN_FEED, HELD_FEED, LATE_PARTNER, expected_rejections
from pipelines.sample.relief.handouts import handouts
from pipelines.sample.relief.places import listed
from pipelines.sample.relief.requests import SUB_PROGRAMS, Request, requests
from pipelines.sample.relief.supplies import weekly_capacity
from pipelines.sample.relief.volunteers import shifts
from pipelines.warehouse import connect

pytestmark = pytest.mark.slow

YEAR, FIRST, LAST = "2020-21", date(2020, 3, 1), date(2021, 2, 28)


def _ask(path: Path, query: str, *values: Any) -> list[tuple[Any, ...]]:
    with connect(path, read_only=True) as connection:
        return connection.execute(query, list(values)).fetchall()


def _cell(done: Run, metric: str, sub_program: str, partner: str = "all") -> tuple[Any, ...]:
    """Numerator and denominator of the year, before protection."""
    (found,) = _ask(
        done.data / "warehouse.duckdb",
        "select numerator, denominator from metrics.metric_values where metric_id = ? and sub_program_id = ? "
        "and partner_id = ? and period_id = ? and area_id = 'all' and group_type = 'all'",
        metric, sub_program, partner, YEAR,
    )  # fmt: skip
    return found


def _of_year(made: Iterable[Request], sub_program: str) -> list[Request]:
    return [one for one in made if FIRST <= one.day <= LAST and SUB_PROGRAMS[one.category] == sub_program]


def test_feeds_that_are_broken_on_purpose_hold_nobody_else_up(relief_run: Run) -> None:
    released = relief_run.release / "warehouse.duckdb"
    found = _ask(
        released, "select partner_id, feed_id, status from data_quality.feed_status where status <> 'ok'"
    )
    assert sorted(found) == sorted([(*DOWN_FEED, "failed"), (*HELD_FEED, "held")])
    late = _ask(
        released, "select distinct partner_id from data_quality.feed_status where is_late and status = 'ok'"
    )
    assert (LATE_PARTNER,) in late


def test_rules_are_broken_as_often_as_the_sample_breaks_them(relief_run: Run) -> None:
    query = "select partner_id, feed_id, rule_id, violations from data_quality.rule_results where outcome = 'violated'"
    found: dict[tuple[str, str], dict[str, int]] = {}
    for partner, feed, rule, count in _ask(relief_run.release / "warehouse.duckdb", query):
        found.setdefault((partner, feed), {})[rule] = count
    assert found == expected_rejections()


@pytest.mark.parametrize(
    ("partner", "sub_program"),
    [
        ("county_emergency", "groceries"), ("county_emergency", "household_supplies"),
        ("eastside_mutual_aid", "groceries"), ("hillside_neighbours", "baby_supplies"),
        ("elm_pharmacy", "household_supplies"),
    ],
)  # fmt: skip
def test_requests_and_those_met_are_those_that_were_made(
    relief_run: Run, partner: str, sub_program: str
) -> None:
    made = _of_year(requests(partner), sub_program)
    standing = [one for one in made if one.status != "cancelled"]
    met = sum(one.status == "met" for one in standing)
    assert _cell(relief_run, "requests_met", sub_program, partner) == (met, len(standing))


def test_days_to_the_delivery_are_counted_from_the_request(relief_run: Run) -> None:
    delivered = [
        one
        for one in requests("eastside_mutual_aid")
        if one.delivered_on is not None
        and FIRST <= one.delivered_on <= LAST
        and SUB_PROGRAMS[one.category] == "groceries"
    ]
    days = sum((one.delivered_on - one.day).days for one in delivered if one.delivered_on)
    assert _cell(relief_run, "delivery_days", "groceries", "eastside_mutual_aid") == (days, len(delivered))


def test_hours_of_volunteers_add_up(relief_run: Run) -> None:
    given = [one for one in shifts("hillside_neighbours") if one.given and FIRST <= one.day <= LAST]
    hours, _ = _cell(relief_run, "volunteer_hours", "volunteers", "hillside_neighbours")
    assert float(hours) == sum(one.given or 0.0 for one in given)
    people, _ = _cell(relief_run, "active_volunteers", "volunteers", "hillside_neighbours")
    assert people == len({one.volunteer.number for one in given})


def test_guests_of_a_kitchen_are_counted_once(relief_run: Run) -> None:
    guests = {one.person.number for one in handouts("kitchen_collective") if FIRST <= one.day <= LAST}
    people, _ = _cell(relief_run, "people_served", "groceries", "kitchen_collective")
    assert people == len(guests)


def test_a_week_holds_the_requests_of_its_days(relief_run: Run) -> None:
    found = _ask(
        relief_run.data / "warehouse.duckdb",
        "select period_id, numerator from metrics.metric_values where metric_id = 'requests' and partner_id = "
        "'county_emergency' and sub_program_id = 'groceries' and period_type = 'week' and area_id = 'all' "
        "and group_type = 'all' and numerator > 0",
    )
    made: dict[str, int] = {}
    for one in requests("county_emergency"):
        if SUB_PROGRAMS[one.category] == "groceries":
            week = f"{one.day:%G-W%V}"
            made[week] = made.get(week, 0) + 1
    assert dict(found) == made


def test_loans_below_the_market_rate_are_counted(relief_run: Run) -> None:
    (lent,) = _ask(
        relief_run.data / "warehouse.duckdb",
        "select count(*) from marts.fct_funding where kind = 'loan' and from_date between ? and ?", FIRST, LAST,
    )  # fmt: skip
    assert _cell(relief_run, "subsidised_loans", "business_support")[0] == lent[0] > 50


def test_places_in_several_lists_are_one_place_with_its_evidence(relief_run: Run) -> None:
    released = relief_run.release / "warehouse.duckdb"
    (lists, places, shared) = _ask(
        released, "select sum(listings), count(*), count(*) filter (where partners > 1) from marts.dim_site"
    )[0]
    assert lists == _ask(released, "select count(*) from data_quality.site_evidence")[0][0]
    assert places < lists
    assert shared > 20
    # Every pantry that the food bank lists has a number of its own: none of them was merged with another.
    pantries = listed("regional_food_bank", frozenset({"food_pantry"}), 0.75)
    apart = _ask(
        released,
        "select count(distinct site_key) = count(*) from data_quality.site_evidence "
        "where partner_id = 'regional_food_bank' and rule <> 'twice_in_one_list'",
    )
    assert pantries
    assert apart == [(True,)]


def test_headlines_are_not_hidden(relief_run: Run) -> None:
    hidden = _ask(
        relief_run.release / "warehouse.duckdb",
        "select distinct metric_id, sub_program_id from metrics.metric_values where partner_id = 'all' "
        "and area_id = 'all' and group_type = 'all' and period_type = 'school_year' and status <> 'published'",
    )
    # Hidden beside an area's; who wants it takes the other sub-program from the whole.
    assert {*hidden} <= {("delivery_days", "groceries")}


def test_boxes_of_the_grocer_stand_in_its_capacity(relief_run: Run) -> None:
    (found,) = _ask(
        relief_run.data / "warehouse.duckdb",
        "select sum(filled) from marts.fct_capacity where partner_id = 'valley_fresh'",
    )
    assert found[0] == sum(one.filled for one in weekly_capacity("valley_fresh", 420))


def test_the_release_holds_no_single_person(relief_run: Run) -> None:
    columns = _ask(
        relief_run.release / "warehouse.duckdb",
        "select table_name, column_name from duckdb_columns() where column_name like '%token%' "
        "or column_name like '%person_key%' or column_name like '%household_key%'",
    )
    assert columns == []
