"""What partners do together, on hand-worked people: outcomes by what they had, overlaps, gaps, the plan, claims."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
import warehouse_fixture
from small_initiative import TOTAL_DEFAULTS, Accepted
from warehouse_fixture import build, run_dbt, standard_metrics

from pipelines.release.derived import FRESH, derived_models, write_derived

pytestmark = pytest.mark.slow

YEAR, AUTUMN = "2024-25", "2024-25-Q2"
HOURS = {"alder": 10, "birch": 20, "cedar": 40}
# Who served them, how many people, and how many of them completed the FAFSA.
PEOPLE: list[tuple[list[str], int, int]] = [
    ([], 40, 20),
    (["alder"], 60, 30),
    (["birch"], 30, 18),
    (["alder", "birch"], 24, 12),
    # Too few to be told of by themselves.
    (["alder", "cedar"], 3, 1),
    (["alder", "birch", "cedar"], 4, 2),
]
MODELS = (
    "people_and_doses",
    "outcomes_by_dose",
    "outcomes_by_combination",
    "service_overlap",
    "service_gaps",
)
CHECKS = ("claimed_change", "claims_check", "plan_progress")


def _people() -> Accepted:
    accepted, number = Accepted(), 0
    for partners, people, completed in PEOPLE:
        for place in range(people):
            number += 1
            who = {"person_token": f"p{number}", "local_token": None, "area": None}
            _add(accepted, who, partners, is_complete=place < completed)
    accepted.add("total", "dogwood", **{**TOTAL_DEFAULTS, "metric": "meals_served", "numerator": 5})
    return accepted


def _add(accepted: Accepted, who: dict[str, Any], partners: list[str], *, is_complete: bool) -> None:
    groups = {"gender": "female", "english_learner": None, "grade_band": None}
    stay = {"start_date": date(2024, 9, 1), "end_date": None, **groups}
    place = {"area": "east_2" if partners else "east_1"}
    accepted.add("enrolment", "alder", **{**who, **place}, sub_program="after_school", **stay)
    told = {
        "outcome_type": "fafsa",
        "school_year": YEAR,
        "outcome_date": date(2025, 3, 1),
        "documented": None,
    }
    result = "completed" if is_complete else "not_completed"
    accepted.add("outcome", "cedar", **who, sub_program="school_support", **told, result=result)
    for partner in partners:
        sub_program = "school_support" if partner == "cedar" else "after_school"
        day = {"service_date": date(2024, 10, 10), "service_type": "tutoring", "hours": HOURS[partner]}
        accepted.add("service", partner, **who, sub_program=sub_program, **day)


AGENDA = """
insert into agenda.outputs values ('reached', 'Reached', 'people_served'), ('given', 'Given', 'service_hours');
insert into agenda.theory_links values
    ('clubs', 'reached', null, null), ('clubs', 'given', null, null), ('clubs', 'thriving', null, null);
insert into agenda.commitments (partner_id, commitment_id, activity_id, what, due_on, status) values
    ('alder', 'open_club', 'clubs', 'Open a club', '2025-09-01', 'done'),
    ('alder', 'second_club', 'clubs', 'Open a second', '2025-10-01', 'under_way'),
    ('alder', 'third_club', 'clubs', 'Open a third', '2026-03-01', 'planned'),
    ('birch', 'calls', 'calling', 'Call families', '2025-05-01', 'dropped');
insert into agenda.targets (metric_id, sub_program_id, baseline_period_id, baseline_value, target_period_id, target_value)
    values ('fafsa_completion', 'school_support', '2023-24', 0.4, '2025-26', 0.7);
insert into agenda.claims values
    ('cedar', 'fafsa_completion', 'school_support', '2024-25', 12, 'Advising records'),
    ('dogwood', 'fafsa_completion', 'school_support', '2024-25', 6, 'Calls'),
    ('cedar', 'graduation_rate', 'school_support', '2024-25', 12, 'Nothing to compare with');
"""


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reinforcing")
    path = folder / "warehouse.duckdb"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(warehouse_fixture, "accepted_rows", _people)
        build(path)
    with duckdb.connect(str(path)) as connection:
        connection.execute(AGENDA)
    names = [f"+{name}" for name in (*MODELS, *CHECKS)]
    result = run_dbt("run", "--select", *names, warehouse=path, folder=folder, metrics=standard_metrics())
    assert result.returncode == 0, result.stdout[-4000:] + result.stderr[-2000:]
    return path


def _rows(warehouse: Path, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_everybody_with_an_outcome_is_there_once_with_what_they_had(warehouse: Path) -> None:
    found = _rows(
        warehouse,
        "select partner_ids, hours, count(*), cast(sum(numerator) as integer) from metrics.people_and_doses where "
        f"metric_id = 'fafsa_completion' and period_id = '{YEAR}' group by all order by 3 desc",
    )
    expected = [
        (",".join(partners) or None, sum(HOURS[p] for p in partners), people, done)
        for partners, people, done in PEOPLE
    ]
    assert sorted(found, key=str) == sorted(expected, key=str)


def test_doses_of_few_people_go_together_with_the_smallest_that_is_not(warehouse: Path) -> None:
    """Four people had three partners: they are told of with the 27 who had two, or subtraction would show them."""
    found = _rows(
        warehouse,
        "select dose_type, dose, cast(numerator as integer), cast(denominator as integer), label from "
        "metrics.outcomes_by_dose where metric_id = 'fafsa_completion' order by all",
    )
    assert [row[:4] for row in found if row[0] == "partners"] == [
        ("partners", "1", 48, 90),
        ("partners", "none", 20, 40),
        ("partners", "other", 15, 31),
    ]
    assert [row[:4] for row in found if row[0] == "hours"] == [
        ("hours", "15_44", 30, 54),
        ("hours", "other", 23, 47),
        ("hours", "under_15", 30, 60),
    ]
    assert {row[4] for row in found} == {"association"}


def test_combinations_divide_the_doses_and_give_away_none_of_few(warehouse: Path) -> None:
    found = _rows(
        warehouse,
        "select dose, combination, cast(numerator as integer), cast(denominator as integer) from "
        "metrics.outcomes_by_combination where metric_id = 'fafsa_completion' and combined = 'partners' order by all",
    )
    assert found == [
        ("1", "alder", 30, 60),
        ("1", "birch", 18, 30),
        ("none", "none", 20, 40),
        ("other", "other", 15, 31),
    ]


def test_an_interval_is_wilsons(warehouse: Path) -> None:
    """18 of 30: 0.6 with 0.4232 to 0.7541 (Wilson 1927, by hand)."""
    (row,) = _rows(
        warehouse,
        "select value, lower, upper from metrics.outcomes_by_combination where metric_id = 'fafsa_completion' "
        "and combination = 'birch'",
    )
    assert row == pytest.approx((0.6, 0.4232, 0.7541), abs=5e-5)


def test_people_whom_two_partners_serve(warehouse: Path) -> None:
    found = _rows(
        warehouse,
        "select partner_id, other_partner_id, served_by_both, people, other_people, only_first, only_other, overlap "
        f"from metrics.service_overlap where period_id = '{AUTUMN}' and sub_program_id = 'after_school' order by all",
    )
    assert found == [
        ("alder", "birch", 28, 91, 58, 63, 30, 28 / 58),
        ("all", "all", 28, 121, None, 93, None, 28 / 121),
    ]


def test_where_nobody_serves_is_told_for_area_group_and_season(warehouse: Path) -> None:
    found = _rows(
        warehouse,
        "select area_id, people_enrolled, people_served, people_without_service, partners_present, months, "
        f"months_with_none from metrics.service_gaps where period_id = '{AUTUMN}' and sub_program_id = 'after_school' "
        "and group_value = 'female' order by all",
    )
    assert found == [
        # 161 enrolled, 121 of them served: to the nearest five.
        ("all", 160, 120, 40, 2, 3, 2),
        ("east", 160, 120, 40, 2, 3, 2),
        ("east_1", 40, 0, 40, 0, 3, 3),
        ("east_2", 120, 120, 0, 2, 3, 2),
        ("west", 0, 0, 0, 0, 3, 3),
        ("west_1", 0, 0, 0, 0, 3, 3),
    ]


def test_the_plan_of_action_tells_what_is_late(warehouse: Path) -> None:
    found = _rows(
        warehouse,
        "select partner_id, activity_id, commitments, due, done, late, dropped, next_due_on, metrics, outcome "
        "from data_quality.plan_progress order by all",
    )
    assert found == [
        ("alder", "clubs", 3, 2, 1, 1, 0, date(2026, 3, 1), "people_served,service_hours", "violated"),
        ("birch", "calling", 1, 0, 0, 0, 1, None, None, "met"),
    ]


def test_claims_are_held_against_the_change_on_todays_people(warehouse: Path) -> None:
    """161 people at a baseline of 40 % are 64.4; 83 completed, 18.6 more; 12 and 6 were claimed."""
    changed = _rows(
        warehouse,
        "select metric_id, people_claimed, partners_claiming, people_expected, people_changed, exceeds, "
        "baseline_period_id from metrics.claimed_change order by all",
    )
    assert changed[0][:3] == ("fafsa_completion", 18, 2)
    assert changed[0][3:5] == pytest.approx((64.4, 18.6))
    assert changed[0][5:] == (False, YEAR)
    assert changed[1][0] == "graduation_rate"
    assert changed[1][5] is None
    outcomes = _rows(warehouse, "select metric_id, outcome from data_quality.claims_check order by all")
    assert outcomes == [("fafsa_completion", "met"), ("graduation_rate", "not_evaluable")]


def test_a_release_shows_no_line_of_few_people(warehouse: Path, tmp_path: Path) -> None:
    """The founder's rule on our own lines: each stands on its metric's cell, and none counts from 1 to 9."""
    with duckdb.connect(str(tmp_path / "release.duckdb")) as connection:
        connection.execute(f"attach '{warehouse}' as pipeline (read_only)")
        connection.execute("create schema metrics")
        connection.execute(
            "create table metrics.metric_values as select *, 'published' as status from pipeline.metrics.metric_values"
        )
        # As if every cell showed its figures of the day: what is left to hide are the lines' own counts.
        connection.execute(f"create temp table {FRESH} as from metrics.metric_values")
        ours = {name: release for name, release in derived_models().items() if name in (*MODELS, *CHECKS)}
        assert set(ours) == {
            "outcomes_by_dose",
            "outcomes_by_combination",
            "service_overlap",
            "service_gaps",
            "claimed_change",
        }
        write_derived(connection, ours, 10)
        few = connection.execute(
            "select count(*) from metrics.service_overlap where served_by_both between 1 and 9 or only_first between 1 and 9"
        ).fetchone()
        statuses = connection.execute(
            "select distinct status from metrics.outcomes_by_combination where metric_id = 'fafsa_completion'"
        ).fetchall()
    assert few == (0,)
    assert statuses == [("published",)]
