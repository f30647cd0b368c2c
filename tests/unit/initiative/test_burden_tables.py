"""What feeds ask for, what it is for, and who wants it: the ground of the burden ledger."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pipelines.initiative import Initiative, load_initiative
from pipelines.initiative.burden import asked_fields, feed_funders, field_uses
from pipelines.paths import INITIATIVES
from pipelines.scaffold import scaffold


@pytest.fixture(scope="module")
def sample() -> Initiative:
    return load_initiative(INITIATIVES / "cradle_to_career")


def _asked(initiative: Initiative, partner: str, feed: str) -> dict[str, dict[str, Any]]:
    rows = [row for row in asked_fields(initiative) if (row["partner_id"], row["feed_id"]) == (partner, feed)]
    return {row["field"]: row for row in rows}


def _used(initiative: Initiative, partner: str, feed: str) -> set[str]:
    return {
        row["field"]
        for row in field_uses(initiative)
        if (row["partner_id"], row["feed_id"]) == (partner, feed)
    }


def test_every_column_that_a_partner_fills_is_there_and_no_constant(sample: Initiative) -> None:
    asked = _asked(sample, "little_oaks", "attendance")
    assert set(asked) == {"full_name", "birth_date", "month", "days_enrolled", "days_absent"}
    assert asked["full_name"]["asked_as"] == "Child"
    assert asked["full_name"]["counted_column"] == "person_token"
    assert asked["month"]["times_a_year"] == 4
    assert [asked[name]["kind"] for name in ("full_name", "month", "days_absent")] == [
        "name",
        "month",
        "number",
    ]


def test_two_columns_behind_one_field_take_twice_the_time(sample: Initiative) -> None:
    asked = _asked(sample, "unified_schools", "attendance_after_school")
    assert asked["days_absent"]["asked_as"] == "Days / Enrolled, Days / Present"
    assert asked["days_absent"]["seconds_per_answer"] == pytest.approx(
        2 * asked["days_enrolled"]["seconds_per_answer"]
    )


def test_what_nothing_is_made_of_has_no_use(sample: Initiative) -> None:
    assert "service_type" in _asked(sample, "homework_clubs", "afternoons")
    used = _used(sample, "homework_clubs", "afternoons")
    assert "service_type" not in used
    assert {"hours", "service_date", "first_name", "area"} <= used


def test_what_is_used_and_still_superfluous_is_not_in_the_kit(sample: Initiative) -> None:
    asked = _asked(sample, "homework_clubs", "afternoons")
    # The area stands on the enrolment and the number would be enough for the person.
    assert not asked["area"]["is_in_kit"]
    assert not asked["birth_date"]["is_in_kit"]
    assert asked["hours"]["is_in_kit"]


def test_a_use_names_the_metric_and_the_sub_program(sample: Initiative) -> None:
    rows = [
        (row["use_kind"], row["used_by"], row["sub_program_id"])
        for row in field_uses(sample)
        if (row["partner_id"], row["feed_id"], row["field"])
        == ("unified_schools", "graduation", "documented")
    ]
    assert rows == [("metric", "graduation_rate", "college_readiness")]


def test_no_row_is_there_twice(sample: Initiative) -> None:
    keys = [(row["partner_id"], row["feed_id"], row["field"]) for row in asked_fields(sample)]
    assert len(keys) == len(set(keys))
    uses = [tuple(row.values()) for row in field_uses(sample)]
    assert len(uses) == len(set(uses))


def test_seconds_are_those_that_the_agenda_measured(tmp_path: Path) -> None:
    scaffold(tmp_path / "town")
    usual = _asked(load_initiative(tmp_path / "town"), "first_partner", "children")["start_date"]
    assert usual["seconds_per_answer"] == pytest.approx(1.35 + 11 * 0.28)
    with (tmp_path / "town" / "agenda.yaml").open("a") as file:
        file.write("burden: {seconds: {date: 9}, source: A morning with a stop watch.}\n")
    measured = _asked(load_initiative(tmp_path / "town"), "first_partner", "children")["start_date"]
    assert measured["seconds_per_answer"] == 9


def test_funders_are_told_for_each_feed(sample: Initiative) -> None:
    found = {(row["feed_id"], row["funder"]) for row in feed_funders(sample)}
    assert found == {
        ("attendance_after_school", "Two Rivers Foundation (sample)"),
        ("attendance_special_needs", "Cypress Health Plan (sample)"),
    }
