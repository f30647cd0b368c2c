"""Scenarios of the sample on the figures of its run, held against plain counting of the run's own rows."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from runs import SAMPLE, Run, command

from pipelines.assets.dbt_models import dbt_variables
from pipelines.build import build_defs
from pipelines.initiative import Initiative, load_initiative
from pipelines.initiative.models.scenarios import Scenario
from pipelines.paths import DataFolder
from pipelines.scenarios import Outcome, ScenarioError, run_scenario
from pipelines.warehouse import connect

pytestmark = pytest.mark.slow

YEAR = ("2025-07-01", "2026-06-30")
Ask = Callable[..., Outcome]


@pytest.fixture(scope="module")
def initiative() -> Initiative:
    return load_initiative(SAMPLE)


@pytest.fixture(scope="module")
def ask(sample_run: Run, initiative: Initiative) -> Ask:
    """Compute a scenario of these changes on the run's figures."""

    def asked(*changes: dict[str, Any], **more: Any) -> Outcome:
        about = {"scenario": "asked", "name": "Asked", "why": "To see.", "assumptions": ["None."]}
        scenario = Scenario.model_validate({**about, "changes": list(changes), **more})
        return run_scenario(initiative, DataFolder(sample_run.data), scenario, dbt_variables)

    return asked


def figure(
    outcome: Outcome, metric: str, sub_program: str, variant: str = "middle", measure: str = "value"
) -> Any:
    """The one row of a metric."""
    (row,) = [
        row
        for row in outcome.figures
        if (row["metric_id"], row["sub_program_id"], row["variant"], row["measure"])
        == (metric, sub_program, variant, measure)
    ]
    return row


def count(run: Run, query: str, *values: Any) -> Any:
    """One number of the run's own warehouse."""
    with connect(run.data / "warehouse.duckdb", read_only=True) as connection:
        (row,) = connection.execute(query, list(values)).fetchall()
    return row[0]


def test_more_people_are_more_people_and_the_run_stays_as_it_was(sample_run: Run, ask: Ask) -> None:
    def digest() -> str:
        return hashlib.sha256((sample_run.data / "warehouse.duckdb").read_bytes()).hexdigest()

    before = digest()
    change = {"serve": {"partner": "college_compass", "people": 200, "sub_program": "college_readiness"}}
    variants = {"low": 0.5, "middle": 1, "high": 1.5}
    outcome = ask(change, variants=variants)
    for variant, factor in variants.items():
        row = figure(outcome, "people_served", "college_readiness", variant)
        assert row["upper"] - row["base_upper"] == 200 * factor
        assert row["lower"] - row["base_lower"] == 200 * factor
        hours = figure(outcome, "service_hours", "college_readiness", variant)
        assert hours["numerator"] > hours["base_numerator"]
    other = figure(outcome, "people_served", "preschool")
    assert (other["difference"], other["changed_partner_id"]) == (0, "all")
    assert digest() == before
    assert not list(sample_run.data.glob(".scenario-*"))
    assert ask(change, variants=variants) == outcome


def test_fewer_people_take_their_rows_along(sample_run: Run, ask: Ask) -> None:
    partner, sub_program = "college_compass", "college_readiness"
    everybody = count(
        sample_run,
        "select count(distinct person_key) from (select person_key, partner_id, sub_program_id, from_date, to_date from "
        "marts.fct_service union all select person_key, partner_id, sub_program_id, from_date, to_date from "
        "marts.fct_enrolment) where partner_id = ? and sub_program_id = ? and from_date <= ? and to_date >= ?",
        partner, sub_program, YEAR[1], YEAR[0],
    )  # fmt: skip
    hours = "select sum(hours) from marts.fct_service where sub_program_id = ? and partner_id <> ? and from_date between ? and ?"
    left = count(sample_run, hours, sub_program, partner, *YEAR)
    outcome = ask({"serve": {"partner": partner, "people": -everybody, "sub_program": sub_program}})
    assert figure(outcome, "service_hours", sub_program)["numerator"] == pytest.approx(float(left))
    with pytest.raises(ScenarioError, match="fewer people in the period"):
        ask({"serve": {"partner": partner, "people": -everybody - 1, "sub_program": sub_program}})


def test_a_partner_leaves_and_a_threshold_changes_together(sample_run: Run, ask: Ask) -> None:
    outcome = ask(
        {"leave": {"partner": "college_compass"}},
        {"define": {"metric": "chronic_absence_rate", "values": {"threshold_percent": 15}}},
    )
    hours = figure(outcome, "service_hours", "college_readiness")
    query = "select sum(hours) from marts.fct_service where sub_program_id = 'college_readiness' and from_date between ? and ?"
    assert hours["base_numerator"] == pytest.approx(float(count(sample_run, query, *YEAR)))
    without = count(sample_run, f"{query} and partner_id <> 'college_compass'", *YEAR)
    assert hours["numerator"] == pytest.approx(float(without))
    assert hours["changed_partner_id"] == "college_compass"
    absent = (
        "select count(*) from (select person_key from marts.fct_attendance where setting = 'school' and sub_program_id = "
        "'after_school' and from_date >= ? and to_date <= ? group by person_key having sum(days_enrolled) >= 10 "
        "and sum(days_absent) * 100 >= sum(days_enrolled) * {})"
    )
    # A partner that sends totals alone has counted by its own threshold, and stays as it is.
    totals = count(
        sample_run,
        "select sum(numerator) from marts.fct_total where metric_id = 'chronic_absence_rate' and period_id = '2025-26' "
        "and sub_program_id = 'after_school' and group_type = 'all' and row_role = 'counted'",
    )
    row = figure(outcome, "chronic_absence_rate", "after_school")
    assert row["base_numerator"] == count(sample_run, absent.format(10), *YEAR) + totals
    assert row["numerator"] == count(sample_run, absent.format(15), *YEAR) + totals
    assert 0 < row["numerator"] < row["base_numerator"]


def test_money_moves_with_the_people_whom_it_pays_for(ask: Ask) -> None:
    place = {"sub_program": "special_needs"}
    target = {"partner": "college_compass", "sub_program": "college_readiness", "cost_per_person": 900}
    outcome = ask({"move": {"from": place, "to": target, "amount": 18_000}})
    gave = figure(outcome, "people_served", "special_needs", measure="cost_participant")
    # 157,500 for the year, less 18,000.
    assert gave["value"] * gave["numerator"] == pytest.approx(157_500 - 18_000)
    assert gave["numerator"] == gave["base_numerator"]
    got = figure(outcome, "people_served", "college_readiness")
    assert got["upper"] - got["base_upper"] == 20
    words = [row["words"] for row in outcome.assumptions if row["kind"] == "change"]
    assert any("USD 18,000.00 less" in line for line in words)
    assert any("20 more people" in line for line in words)


def test_a_question_in_the_run_configuration_is_answered_by_the_job(
    sample_run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(sample_run.home, tmp_path / "home", symlinks=True)
    monkeypatch.setenv("COMMON_MEASURE_HOME", str(tmp_path / "home"))
    job = build_defs(SAMPLE).resolve_job_def("cradle_to_career_scenarios")
    inline = {
        "scenario": "inline", "name": "Inline", "why": "To see.", "assumptions": ["None."],
        "changes": [{"leave": {"partner": "mentor_line"}}],
    }  # fmt: skip

    def run(**config: Any) -> dg.ExecuteInProcessResult:
        settings = {"ops": {"cradle_to_career__scenarios": {"config": config}}}
        with dg.DagsterInstance.ephemeral() as instance:
            return job.execute_in_process(run_config=settings, instance=instance, raise_on_error=False)

    assert run(inline=inline).success
    with connect(tmp_path / "home" / "cradle_to_career" / "warehouse.duckdb", read_only=True) as connection:
        found = connection.execute("select distinct scenario_id from metrics.scenarios").fetchall()
    assert found == [("inline",)]
    assert not run(inline={**inline, "changes": [{"leave": {"partner": "nobody"}}]}).success


def test_the_night_releases_scenarios_without_small_numbers(sample_run: Run, initiative: Initiative) -> None:
    with connect(sample_run.release / "warehouse.duckdb", read_only=True) as connection:
        scenarios = connection.execute("select distinct scenario_id from metrics.scenarios").fetchall()
        small = connection.execute(
            "select count(*) from metrics.scenarios where numerator_difference between 1 and 10 and value is not null"
        ).fetchall()
        words = connection.execute("select count(*) from metrics.scenario_assumptions").fetchall()
    assert {name for (name,) in scenarios} == {one.scenario for one in initiative.scenarios}
    assert small == [(0,)]
    assert words[0][0] >= 4 * len(initiative.scenarios)


def test_the_command_prints_assumptions_beside_the_figures(sample_run: Run, tmp_path: Path) -> None:
    done = command("scenario", str(SAMPLE), "stricter_and_smaller", "--data-dir", str(sample_run.home))
    assert done.returncode == 0, done.stderr
    assert "is no longer chronically absent" in done.stdout
    assert "chronic_absence_rate" in done.stdout
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(json.dumps({"scenario": "wrong", "name": "Wrong"}))
    refused = command("scenario", str(SAMPLE), "--file", str(wrong), "--data-dir", str(sample_run.home))
    assert refused.returncode == 1
    assert "wrong.yaml:1: changes: this key is missing" in refused.stderr
