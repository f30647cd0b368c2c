"""The burden ledger, definition drift and the kits of the sample, as one run of the command leaves them."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest
from runs import Run

from pipelines.paths import DataFolder
from pipelines.warehouse import connect

pytestmark = pytest.mark.slow


def _inside(done: Run, query: str) -> list[tuple[Any, ...]]:
    with connect(DataFolder(done.data).warehouse, read_only=True) as warehouse:
        return warehouse.execute(query).fetchall()


def _released(done: Run, query: str) -> list[tuple[Any, ...]]:
    with connect(done.release / "warehouse.duckdb", read_only=True) as released:
        return released.execute(query).fetchall()


def test_what_nothing_uses_is_named(sample_run: Run) -> None:
    query = "select distinct field from data_quality.burden where not is_used"
    assert {name for (name,) in _released(sample_run, query)} == {"area", "service_type"}


def test_answers_are_those_of_the_rows_in_force(sample_run: Run) -> None:
    """Independently of the ledger: count and divide for one column that is often empty."""
    ((filled, years),) = _inside(
        sample_run,
        "select count(end_date), count(distinct case when month(start_date) >= 7 then year(start_date) "
        "else year(start_date) - 1 end) from accepted.enrolment where partner_id = 'library_system'",
    )
    ((told,),) = _released(
        sample_run,
        "select answers_a_year from data_quality.burden where partner_id = 'library_system' and field = 'end_date'",
    )
    assert told == -(-filled // (years * 10)) * 10


def test_a_question_of_two_funders_is_named(sample_run: Run) -> None:
    found = _released(sample_run, "select partner_id, field, funders from data_quality.burden_asked_twice")
    assert {(partner, funders) for partner, _, funders in found} == {
        ("unified_schools", "Cypress Health Plan (sample),Two Rivers Foundation (sample)")
    }
    assert {"first_name", "birth_date", "month", "days_absent"} <= {field for _, field, _ in found}


def test_the_headline_under_a_partners_own_definition_is_recounted(sample_run: Run) -> None:
    rows = _inside(
        sample_run,
        "select period.period_id, fact.person_key, sum(fact.days_enrolled), sum(fact.days_absent) "
        "from marts.fct_attendance as fact join marts.dim_period as period on period.period_type = 'school_year' "
        "and fact.from_date between period.starts_on and period.ends_on "
        "where fact.setting = 'school' and fact.sub_program_id in ('after_school', 'special_needs') "
        "and period.starts_on <= period.as_of group by all",
    )
    expected: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for period, _, enrolled, absent in rows:
        if enrolled >= 20:
            expected[period][0] += absent * 100 >= enrolled * 18
            expected[period][1] += 1
    found = {
        period: [int(numerator), int(denominator)]
        for period, numerator, denominator in _released(
            sample_run,
            "select period_id, numerator, denominator from data_quality.definition_drift "
            "where metric_id = 'chronic_absence_rate' and not is_agreed and sub_program_id = 'all'",
        )
    }
    assert len(found) == 3
    assert found == dict(expected)


def test_both_definitions_stand_in_words_with_who_goes_by_them(sample_run: Run) -> None:
    found = _released(
        sample_run,
        "select distinct is_agreed, definition, partners from data_quality.definition_drift "
        "where metric_id = 'chronic_absence_rate' and sub_program_id = 'after_school' order by is_agreed",
    )
    (own, agreed) = found
    assert "missed 18 % of the school days" in own[1]
    assert own[2] == "unified_schools"
    assert "missed 10 % of the school days" in agreed[1]
    assert "unified_schools" not in str(agreed[2])


def test_ways_of_writing_stand_side_by_side(sample_run: Run) -> None:
    found = dict(
        _released(
            sample_run,
            "select reading, count(*) from data_quality.mapping_drift "
            "where record_type = 'service' and column_name = 'hours' group by reading",
        )
    )
    assert set(found) == {"as it stands", "divided by 60"}


def test_every_partner_finds_its_kit_in_the_outbox(sample_run: Run) -> None:
    outbox = sample_run.home / "outbox" / "cradle_to_career"
    partners = {name for (name,) in _released(sample_run, "select partner_id from marts.dim_partner")}
    assert {path.parent.parent.name for path in outbox.glob("*/kit/template.xlsx")} == partners
