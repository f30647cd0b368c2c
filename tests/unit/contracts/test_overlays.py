"""What a sub-program asks for in sub_programs.yaml: it holds for its own rows, and it never loosens the contract."""

from __future__ import annotations

from typing import Any

import pytest
from contract_town import PARTNER, Town

from pipelines.initiative.vocabulary import feed_contract

RULE = {
    "id": "short_session",
    "must_hold": "hours <= 1.5",
    "description": "A session has up to an hour and a half.",
    "fix": "Check the minutes.",
}


def _narrow(town: Town, **entry: Any) -> None:
    entries = {"record_type": "service", **entry}
    town.change(
        "sub_programs.yaml", lambda tree: tree["sub_programs"][0].setdefault("narrow", []).append(entries)
    )


def _line_of(town: Town, text: str) -> int:
    lines = (town.folder / "sub_programs.yaml").read_text().splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


@pytest.mark.parametrize(
    ("entry", "rule"),
    [
        ({"column": "hours", "maximum": 1.5}, "hours.range"),
        ({"column": "service_type", "allowed": ["Reading"]}, "service_type.allowed"),
        ({"rules": [RULE]}, "short_session"),
    ],
)
def test_what_a_sub_program_asks_for_is_enforced(town: Town, entry: dict[str, Any], rule: str) -> None:
    before = town.pull("sessions")["sessions"].verdict
    _narrow(town, **entry)
    after = town.pull("sessions")["sessions"].verdict
    assert before is not None
    assert after is not None
    assert before.rows_quarantined == 0
    told = {result.rule_id: result for result in after.results}
    assert told[rule].violations == after.rows_quarantined > 0
    assert told[rule].fix.endswith(".")


def test_a_required_column_must_be_mapped(town: Town) -> None:
    _narrow(town, column="service_type", required=True)
    town.change(PARTNER, lambda partner: partner["feeds"][1]["mapping"]["columns"].pop("service_type"))
    assert any("requires 'service_type'" in problem.what for problem in town.problems())


def test_a_warning_is_raised_to_an_error(town: Town) -> None:
    _narrow(town, to_error=["long_service"])
    initiative = town.load()
    (partner, feed) = next(pair for pair in initiative.feeds if pair[1].id == "sessions")
    severity = {rule.rule_id: rule.severity for rule in feed_contract(initiative, partner, feed).rules}
    assert severity["long_service"] == "error"


def test_a_feed_of_several_sub_programs_is_tight_for_one_of_them_only(town: Town) -> None:
    def second(tree: Any) -> None:
        tree["sub_programs"].append({**tree["sub_programs"][0], "id": "camp", "name": "Camp", "narrow": []})

    town.change("sub_programs.yaml", second)

    def both(partner: Any) -> None:
        partner["sub_programs"].append("camp")
        feed = partner["feeds"][1]
        del feed["sub_program"]
        feed["mapping"]["columns"]["sub_program"] = {"constant": "camp"}

    town.change(PARTNER, both)
    _narrow(town, column="hours", maximum=1.5)
    verdict = town.pull("sessions")["sessions"].verdict
    assert verdict is not None
    assert verdict.rows_quarantined == 0
    assert "after_school.hours.range" in {result.rule_id for result in verdict.results}


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ({"column": "hours", "maximum": 48}, "cannot reach 48"),
        ({"column": "hours", "minimum": 0}, "cannot start at 0"),
        ({"column": "colour", "required": True}, "no column 'colour'"),
        ({"to_error": ["hours.range"]}, "no warning 'hours.range'"),
        ({"rules": [{**RULE, "must_hold": "hours < (SELECT 1)"}]}, "only plain conditions"),
        ({"rules": [{**RULE, "fix": "no full stop"}]}, "String should match pattern"),
        ({"column": "hours"}, "give 'allowed', 'required', 'minimum' or 'maximum'"),
        ({"maximum": 3}, "say which 'column'"),
        ({}, "nothing is tightened"),
    ],
)
def test_loosening_is_told_with_file_and_line(town: Town, entry: dict[str, Any], says: str) -> None:
    _narrow(town, **entry)
    told = [problem for problem in town.problems() if says in problem.what]
    assert told, town.problems()
    assert told[0].file == "sub_programs.yaml"
    assert told[0].line >= _line_of(town, "narrow:")
