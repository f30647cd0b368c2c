"""Enforcing a contract: rows are split, nothing is lost, and unknown is never called good or bad."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import duckdb
import pytest
from batches import broken, judge, unanswered

from expectations.contract import Contract, load_contract

SERVICE = {"sub_program": "Program", "service_date": "Day", "service_type": "What", "hours": "Hours"}
GOOD = {"Program": "tutoring", "Day": "2025-10-01", "What": "reading", "Hours": "1.5"}


@pytest.fixture(scope="module")
def service() -> Contract:
    return load_contract("service").narrowed({"sub_program": ["tutoring", "sports"]})


def _rows(path: Path) -> list[tuple[object, ...]]:
    return duckdb.sql(f"SELECT * FROM read_parquet('{path}') ORDER BY row_number").fetchall()


def test_rows_are_split_and_none_is_lost(tmp_path: Path, service: Contract) -> None:
    bad_day = {**GOOD, "Day": "sometime"}
    verdict = judge(
        tmp_path, [GOOD, bad_day, {**GOOD, "Hours": "30"}, {**GOOD, "Hours": "2"}], service, SERVICE
    )
    assert (verdict.rows_received, verdict.rows_accepted, verdict.rows_quarantined) == (4, 2, 2)
    assert broken(verdict) == {"service_date.type": 1, "hours.range": 1, "long_service": 1}
    assert [row[0] for row in _rows(verdict.accepted_path)] == [1, 4]
    assert [(row[0], row[-1]) for row in _rows(verdict.quarantine_path)] == [
        (2, ["service_date.type"]),
        (3, ["hours.range"]),
    ]


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"Program": None}, "sub_program.required"),
        ({"Program": "cooking"}, "sub_program.allowed"),
        ({"Day": None}, "service_date.required"),
        ({"Day": "31.31.2025"}, "service_date.type"),
        ({"Day": "2026-07-01"}, "service_not_in_future"),
        ({"Day": "1899-12-31"}, "service_in_memory"),
        ({"Hours": "a few"}, "hours.type"),
        ({"Hours": "0"}, "hours.range"),
        ({"person_token": None}, "person_identified"),
    ],
)
def test_each_rule_finds_its_row(
    tmp_path: Path, service: Contract, change: dict[str, str | None], rule: str
) -> None:
    verdict = judge(tmp_path, [GOOD, {**GOOD, "What": "chess", **change}], service, SERVICE)
    assert broken(verdict) == {rule: 1}
    assert verdict.rows_quarantined == 1


def test_a_repeated_row_is_kept_once(tmp_path: Path, service: Contract) -> None:
    verdict = judge(tmp_path, [GOOD, GOOD, GOOD], service, SERVICE)
    assert broken(verdict) == {"one_row_per_service": 2}
    assert verdict.rows_accepted == 1


def test_a_warning_is_counted_and_the_row_stays(tmp_path: Path, service: Contract) -> None:
    verdict = judge(tmp_path, [{**GOOD, "Hours": "13"}], service, SERVICE)
    assert broken(verdict) == {"long_service": 1}
    assert verdict.rows_accepted == 1


def test_a_batch_that_lost_a_required_column_is_held_and_no_row_is_called_bad(
    tmp_path: Path, service: Contract
) -> None:
    row = {name: value for name, value in GOOD.items() if name != "Hours"}
    verdict = judge(tmp_path, [row, row], service, SERVICE)
    assert verdict.is_held
    assert verdict.columns_missing == {"hours": ["Hours"]}
    assert broken(verdict) == {}
    assert {result.outcome for result in verdict.results} == {"not_evaluable"}
    assert (verdict.rows_accepted, verdict.rows_quarantined) == (0, 2)


def test_a_lost_optional_column_makes_its_rules_unanswerable(tmp_path: Path) -> None:
    contract = load_contract("enrolment").narrowed({"sub_program": ["tutoring"], "gender": ["girl", "boy"]})
    columns = {"sub_program": "Program", "start_date": "Start", "end_date": "End", "gender": "Sex"}
    verdict = judge(
        tmp_path, [{"Program": "tutoring", "Start": "2025-09-01", "Sex": "girl"}], contract, columns
    )
    assert not verdict.is_held
    assert verdict.rows_accepted == 1
    assert {"end_date.type", "end_not_before_start"} <= unanswered(verdict)
    assert "gender.allowed" not in unanswered(verdict)


def test_a_column_that_no_mapping_names_is_not_called_met(tmp_path: Path) -> None:
    contract = load_contract("enrolment").narrowed({"gender": ["girl", "boy"]})
    columns = {"sub_program": "Program", "start_date": "Start"}
    verdict = judge(tmp_path, [{"Program": "tutoring", "Start": "2025-09-01"}], contract, columns)
    assert "gender.allowed" in unanswered(verdict)


def test_a_broken_engine_is_not_bad_data(tmp_path: Path, service: Contract) -> None:
    from dataclasses import replace

    nonsense = replace(
        service.conditions[0], rule_id="nonsense", query="SELECT row_number FROM {batch} WHERE no_such"
    )
    contract = replace(service, conditions=(*service.conditions, nonsense))
    verdict = judge(tmp_path, [GOOD], contract, SERVICE)
    assert unanswered(verdict) == {"nonsense"}
    assert verdict.rows_accepted == 1


def test_the_same_batch_is_judged_once(tmp_path: Path, service: Contract) -> None:
    first = judge(tmp_path, [GOOD], service, SERVICE)
    stamp = (first.folder / "results.json").stat().st_mtime_ns
    second = judge(tmp_path, [GOOD], service, SERVICE)
    assert second.folder == first.folder
    assert (second.folder / "results.json").stat().st_mtime_ns == stamp


def test_a_changed_contract_judges_anew(tmp_path: Path, service: Contract) -> None:
    first = judge(tmp_path, [GOOD], service, SERVICE)
    second = judge(tmp_path, [GOOD], service.narrowed({"sub_program": ["sports"]}), SERVICE)
    assert first.folder != second.folder
    assert second.rows_accepted == 0


def test_an_empty_batch_is_judged(tmp_path: Path, service: Contract) -> None:
    verdict = judge(tmp_path, [], service, SERVICE)
    assert (verdict.rows_received, verdict.rows_accepted, verdict.rows_quarantined) == (0, 0, 0)
    assert not verdict.is_held
    assert broken(verdict) == {}
    assert _rows(verdict.accepted_path) == []


def test_no_working_folder_is_left_behind(tmp_path: Path, service: Contract) -> None:
    verdict = judge(tmp_path, [GOOD], service, SERVICE)
    assert list((tmp_path / "enforced").iterdir()) == [verdict.folder]
    assert sorted(path.name for path in verdict.folder.iterdir()) == [
        "accepted.parquet",
        "quarantine.parquet",
        "results.json",
    ]


def test_accepted_rows_are_typed_by_the_contract(tmp_path: Path, service: Contract) -> None:
    verdict = judge(tmp_path, [GOOD], service, SERVICE)
    found = duckdb.sql(f"SELECT service_date, hours FROM read_parquet('{verdict.accepted_path}')").fetchall()
    assert [str(value) for value in found[0]] == ["2025-10-01", "1.50"]
    assert isinstance(found[0][0], date)


def test_what_leaves_the_enforcement_names_no_value(tmp_path: Path, service: Contract) -> None:
    verdict = judge(tmp_path, [{**GOOD, "Day": "Quintessia"}], service, SERVICE)
    assert "Quintessia" not in (verdict.folder / "results.json").read_text()
    assert json.loads((verdict.folder / "results.json").read_text())["rows_quarantined"] == 1
