"""Two versions of a contract at once: a row that meets either is accepted, and what will be rejected later is told."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest
from batches import AS_OF, broken, land, unanswered

from expectations.contract import load_contract
from expectations.enforcement import Enforced, Grace, enforce
from expectations.mapping import Mapping

OLD, NEW = load_contract("attendance", 1), load_contract("attendance", 2)
UNTIL = date(2026, 12, 31)
COLUMNS = {
    "sub_program": "Program", "setting": "Setting", "month": {"column": "Month", "read_as": "month"},
    "days_enrolled": "Enrolled", "days_absent": "Absent", "days_excused": "Excused",
}  # fmt: skip
GOOD: dict[str, str | None] = {
    "Program": "preschool", "Setting": "program", "Month": "2025-09", "Enrolled": "20", "Absent": "3",
    "Excused": "1",
}  # fmt: skip
OLD_ONLY = {**GOOD, "Month": "2025-10", "Enrolled": "0", "Absent": "0", "Excused": None}
NEITHER = {**GOOD, "Month": "2025-11", "Absent": "30"}
EXCUSED_TOO_OFTEN = {**GOOD, "Month": "2025-12", "Excused": "9"}


def _judge(
    folder: Path,
    rows: list[dict[str, str | None]],
    columns: dict[str, object] = COLUMNS,
    *,
    grace: bool = True,
) -> Enforced:
    path = land(folder / "landed", rows)
    return enforce(
        path,
        contract=NEW,
        mapping=Mapping.model_validate({"columns": columns}),
        folder=folder / "enforced",
        batch_id="b1",
        as_of=AS_OF,
        grace=Grace(OLD, UNTIL) if grace else None,
    )


def _accepted(verdict: Enforced, columns: str = "row_number") -> list[tuple[object, ...]]:
    return duckdb.sql(
        f"SELECT {columns} FROM read_parquet('{verdict.accepted_path}') ORDER BY row_number"
    ).fetchall()


def test_a_row_that_meets_either_version_is_accepted(tmp_path: Path) -> None:
    verdict = _judge(tmp_path, [GOOD, OLD_ONLY, NEITHER, EXCUSED_TOO_OFTEN])
    assert _accepted(verdict) == [(1,), (2,), (4,)]
    assert (verdict.rows_received, verdict.rows_accepted, verdict.rows_quarantined) == (4, 3, 1)
    assert verdict.versions == ["2.0.0", "1.0.0"]


def test_what_will_be_rejected_later_is_a_warning_with_its_count(tmp_path: Path) -> None:
    verdict = _judge(
        tmp_path, [GOOD, OLD_ONLY, NEITHER, EXCUSED_TOO_OFTEN, {**EXCUSED_TOO_OFTEN, "Setting": "school"}]
    )
    told = {result.rule_id: result for result in verdict.results if result.outcome == "violated"}
    assert {name: (one.severity, one.violations) for name, one in told.items()} == {
        "absent_within_enrolled": ("error", 1),
        "days_enrolled.range.v2": ("warning", 1),
        "excused_within_absent.v2": ("warning", 2),
    }
    assert told["excused_within_absent.v2"].description == (
        "Rejected after 2026-12-31: Excused days are among the days absent."
    )
    assert told["excused_within_absent.v2"].fix == "Check both numbers: more days excused than absent."


def test_the_quarantine_names_the_rules_of_the_version_to_come(tmp_path: Path) -> None:
    worse = {**OLD_ONLY, "Absent": "4"}
    verdict = _judge(tmp_path, [GOOD, worse])
    found = duckdb.sql(
        f"SELECT row_number, rule_ids FROM read_parquet('{verdict.quarantine_path}')"
    ).fetchall()
    assert found == [(2, ["absent_within_enrolled", "days_enrolled.range"])]
    assert broken(verdict) == {"absent_within_enrolled": 1, "days_enrolled.range": 1}


def test_without_grace_the_same_row_is_rejected(tmp_path: Path) -> None:
    verdict = _judge(tmp_path, [GOOD, OLD_ONLY, EXCUSED_TOO_OFTEN], grace=False)
    assert _accepted(verdict) == [(1,)]
    assert broken(verdict) == {"days_enrolled.range": 1, "excused_within_absent": 1}


def test_rows_without_the_new_columns_are_accepted_with_them_empty(tmp_path: Path) -> None:
    columns = {name: entry for name, entry in COLUMNS.items() if name != "days_excused"}
    verdict = _judge(tmp_path, [{name: text for name, text in GOOD.items() if name != "Excused"}], columns)
    assert _accepted(verdict, "days_absent, days_excused, instruction_mode") == [(3, None, None)]


def test_a_row_that_only_the_new_version_allows_is_accepted(tmp_path: Path) -> None:
    from dataclasses import replace

    wider = replace(NEW.column("setting"), allowed=("program", "school", "camp"))
    mapping = Mapping.model_validate({"columns": COLUMNS})
    verdict = enforce(
        land(tmp_path / "landed", [{**GOOD, "Setting": "camp"}, {**NEITHER, "Setting": "camp"}]),
        contract=NEW.with_columns(wider), mapping=mapping, folder=tmp_path / "enforced", batch_id="b1",
        as_of=AS_OF, grace=Grace(OLD, UNTIL),
    )  # fmt: skip
    assert _accepted(verdict) == [(1,)]
    assert broken(verdict) == {"absent_within_enrolled": 1}


def _with_required_column() -> object:
    from dataclasses import replace

    return NEW.with_columns(replace(NEW.column("days_excused"), required=True))


@pytest.mark.parametrize("in_file", [True, False], ids=["not mapped", "lost"])
def test_a_batch_without_a_newly_required_column_is_judged_by_the_earlier_version(
    tmp_path: Path, in_file: bool
) -> None:
    """Not mapped: the rule counts every row. Mapped but gone from the file: the rule cannot be answered."""
    row = {name: text for name, text in GOOD.items() if name != "Excused"}
    columns = {name: entry for name, entry in COLUMNS.items() if not in_file or name != "days_excused"}
    verdict = enforce(
        land(tmp_path / "landed", [row]), contract=_with_required_column(),  # type: ignore[arg-type]
        mapping=Mapping.model_validate({"columns": columns}), folder=tmp_path / "enforced", batch_id="b1",
        as_of=AS_OF, grace=Grace(OLD, UNTIL),
    )  # fmt: skip
    assert not verdict.is_held
    assert verdict.rows_accepted == 1
    if in_file:
        assert broken(verdict) == {"days_excused.required.v2": 1}
    else:
        assert "days_excused.required.v2" in unanswered(verdict)
        assert verdict.versions == ["1.0.0"]


def test_a_batch_that_lacks_what_both_require_is_held(tmp_path: Path) -> None:
    verdict = _judge(tmp_path, [{name: text for name, text in GOOD.items() if name != "Absent"}])
    assert verdict.is_held
    assert (verdict.rows_accepted, verdict.rows_quarantined) == (0, 1)
    assert {result.outcome for result in verdict.results} == {"not_evaluable"}


def test_the_grace_period_is_part_of_what_a_verdict_is_known_by(tmp_path: Path) -> None:
    assert _judge(tmp_path, [GOOD]).folder != _judge(tmp_path, [GOOD], grace=False).folder
