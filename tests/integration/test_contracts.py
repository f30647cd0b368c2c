"""Contracts through the whole main job: two versions, funding, feeds that contradict each other, rules over time."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from ruamel.yaml import YAML

from pipelines.automation import job_name
from pipelines.build import build_defs
from pipelines.paths import DataFolder
from pipelines.scaffold import scaffold
from pipelines.warehouse import connect

pytestmark = pytest.mark.slow

PARTNER = "partners/first_partner.yaml"
FEEDS: list[dict[str, Any]] = [
    {
        "id": "days", "record_type": "attendance", "sub_program": "after_school", "connector": "csv",
        "options": {"path": "files/days.csv"}, "identity": {"local_id": "Child"},
        "mapping": {"columns": {
            "setting": {"constant": "program"}, "month": {"column": "Month", "read_as": "month"},
            "days_enrolled": "On roll", "days_absent": "Absent", "days_excused": "Excused",
        }},
    },
    {
        "id": "figures", "record_type": "total", "sub_program": "after_school", "connector": "csv",
        "options": {"path": "files/figures.csv"},
        "mapping": {"columns": {
            "metric": "Metric", "group_type": {"constant": "all"}, "group_value": {"constant": "all"},
            "period": "Period", "numerator": "Figure", "value_status": {"constant": "published"},
            "row_role": {"constant": "counted"},
        }},
    },
    {
        "id": "grants", "record_type": "funding", "sub_program": "after_school", "connector": "csv",
        "options": {"path": "files/grants.csv"},
        "mapping": {"columns": {
            "grant_id": "Identifier", "funder": "Funding Org:Name", "recipient": "Recipient Org:Name",
            "amount": "Amount Awarded", "currency": "Currency", "award_date": "Award Date",
        }},
    },
]  # fmt: skip
VERSION = {
    "record_type": "attendance", "version": 2, "agreed_by": "The committee", "agreed_on": "2026-03-01",
    "from": "2026-03-01", "grace_until": "2026-12-31", "effect_on_history": "None.",
}  # fmt: skip


@dataclass
class Night:
    """What one run of the main job left: checks by name, and the warehouse of the pipeline."""

    checks: dict[str, dg.AssetCheckEvaluation]
    data: DataFolder

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with connect(self.data.warehouse, read_only=True) as connection:
            return connection.execute(query).fetchall()


def _run(folder: Path) -> Night:
    job = build_defs(folder).resolve_job_def(job_name("town"))
    with dg.DagsterInstance.ephemeral() as instance:
        result = job.execute_in_process(instance=instance, raise_on_error=False)
    assert result.success, [event.message for event in result.all_events if event.is_failure]
    checks = {evaluation.check_name: evaluation for evaluation in result.get_asset_check_evaluations()}
    return Night(checks, DataFolder.of("town"))


def _change(path: Path, change: Any) -> None:
    yaml = YAML()
    tree = yaml.load(path) if path.is_file() else {}
    change(tree)
    yaml.dump(tree, path)


def _make(folder: Path) -> None:
    scaffold(folder)
    files = folder / "files"
    (files / "days.csv").write_text(
        "Child,Month,On roll,Absent,Excused\n1,2025-10,20,2,1\n2,2025-10,0,0,\n3,2025-08,20,1,0\n"
    )
    (files / "figures.csv").write_text(
        "Metric,Period,Figure\nservice_hours,2025-26,1\nretention_rate,2025-26,5\n"
    )
    (files / "grants.csv").write_text(
        "Identifier,Funding Org:Name,Recipient Org:Name,Amount Awarded,Currency,Award Date\n"
        "360G-1,Two Rivers Fund,Our Town Clubs,25000,USD,2025-07-01\n360G-2,Two Rivers Fund,Our Town Clubs,9000,usd,2025-07-01\n"
    )
    _change(folder / PARTNER, lambda partner: partner["feeds"].extend(FEEDS))
    types = ["enrolment", "service", "attendance", "total", "funding"]
    _change(folder / "sub_programs.yaml", lambda tree: tree["sub_programs"][0].update(record_types=types))
    _change(folder / "contracts.yaml", lambda tree: tree.update(versions=[VERSION]))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("contracts") / "town"


@pytest.fixture(scope="module")
def nights(folder: Path) -> tuple[Night, Night]:
    """A first night, and a second one on which half of the children are gone from the file."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COMMON_MEASURE_HOME", str(folder.parent / "home"))
        _make(folder)
        first = _run(folder)
        kept = _Kept(first)
        (path,) = (folder / "files").glob("children*.csv")
        with path.open(newline="") as file:
            rows = list(csv.reader(file))
        with path.open("w", newline="") as file:
            csv.writer(file).writerows(rows[:46])
        return kept, _run(folder)


class _Kept(Night):
    """The first night's tables, read before the second night replaces them."""

    def __init__(self, night: Night) -> None:
        super().__init__(night.checks, night.data)
        self._found = {query: night.rows(query) for query in QUERIES}

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        return self._found[query]


FINDINGS = "SELECT rule_id, feed_id, rows_checked, violations, outcome FROM data_quality.cross_feed_findings ORDER BY ALL"
CHANGES = "SELECT feed_id, measure, previous_figure, figure, outcome FROM data_quality.changes_over_time ORDER BY ALL"
ATTENDANCE = (
    "SELECT days_enrolled, days_excused, instruction_mode FROM accepted.attendance ORDER BY row_number"
)
COMING = "SELECT rule_id, severity, violations FROM data_quality.rule_results WHERE feed_id = 'days' AND outcome = 'violated'"
FUNDING = "SELECT grant_id, amount, currency, sub_program_id FROM marts.fct_funding"
RECONCILED = (
    "SELECT feed_id, rows_in_warehouse FROM data_quality.reconciliation WHERE is_reconciled ORDER BY ALL"
)
HOURS = (
    "SELECT numerator FROM metrics.metric_values WHERE metric_id = 'service_hours' AND partner_id = 'all' AND "
    "sub_program_id = 'all' AND area_id = 'all' AND group_type = 'all' AND period_id = '2025-26'"
)
OWN_HOURS = "SELECT sum(hours) FROM marts.fct_service"
QUERIES = [FINDINGS, CHANGES, ATTENDANCE, COMING, FUNDING, RECONCILED, HOURS, OWN_HOURS]


def test_rows_of_both_versions_are_in_force_and_the_check_says_what_will_be_rejected(
    nights: tuple[Night, Night],
) -> None:
    night = nights[0]
    assert night.rows(ATTENDANCE) == [(20, 1, None), (0, None, None), (20, 0, None)]
    assert night.rows(COMING) == [("days_enrolled.range.v2", "warning", 1)]


def test_funding_comes_in_and_reconciles(nights: tuple[Night, Night]) -> None:
    night = nights[0]
    assert [(row[0], str(row[1]), *row[2:]) for row in night.rows(FUNDING)] == [
        ("360G-1", "25000.00", "USD", "after_school")
    ]
    assert ("grants", 1) in night.rows(RECONCILED)
    assert len(night.rows(RECONCILED)) == 5


def test_feeds_that_contradict_each_other_are_told_in_counts(nights: tuple[Night, Night]) -> None:
    night = nights[0]
    found = {(rule, feed): rest for rule, feed, *rest in night.rows(FINDINGS)}
    assert found["attendance_has_enrolment", "days"] == [3, 1, "violated"]
    assert found["totals_agree_with_rows", "figures"][2] == "violated"
    check = night.checks["feeds_agree"]
    assert not check.passed
    assert check.severity == dg.AssetCheckSeverity.WARN


def test_rows_and_totals_of_the_same_are_counted_once(nights: tuple[Night, Night]) -> None:
    night = nights[0]
    ((hours,),), ((own,),) = night.rows(HOURS), night.rows(OWN_HOURS)
    assert hours == own


def test_a_first_night_has_nothing_to_compare_with(nights: tuple[Night, Night]) -> None:
    night = nights[0]
    assert {row[4] for row in night.rows(CHANGES)} == {"not_evaluable"}
    assert night.checks["nothing_changed_suddenly"].passed


def test_a_count_that_falls_is_a_warning_with_the_earlier_figure(nights: tuple[Night, Night]) -> None:
    night = nights[1]
    assert ("children", "rows", 90, 45, "violated") in night.rows(CHANGES)
    check = night.checks["nothing_changed_suddenly"]
    assert not check.passed
    assert check.severity == dg.AssetCheckSeverity.WARN
    assert check.metadata["found"].value == 1
