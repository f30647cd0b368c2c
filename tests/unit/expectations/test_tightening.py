"""What a sub-program may ask for beyond the contract, and what it may not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from batches import broken, judge

from expectations.contract import Contract, ContractError, load_contract
from expectations.tightening import Condition, Tightening, tightened

SERVICE = load_contract("service").narrowed({"sub_program": ["tutoring", "camp"]})
COLUMNS: dict[str, object] = {
    "sub_program": "Program",
    "service_date": "Day",
    "service_type": "What",
    "hours": "Hours",
}
GOOD: dict[str, str | None] = {"Program": "tutoring", "Day": "2025-10-01", "What": "reading", "Hours": "1.5"}
SHORT = Condition(
    "short_day", "hours <= 4 OR service_type = 'trip'", "A day has up to 4 hours.", "Check the hours."
)


def _broken(folder: Path, contract: Contract, *changes: dict[str, str | None]) -> dict[str, int]:
    rows = [{**GOOD, **change, "person_token": f"person {at}"} for at, change in enumerate(changes)]
    return broken(judge(folder, rows, contract, COLUMNS))


@pytest.mark.parametrize(
    ("wanted", "bad", "rule"),
    [
        (
            Tightening(column="service_type", allowed=("reading", "trip")),
            {"What": "chess"},
            "service_type.allowed",
        ),
        (Tightening(column="service_type", required=True), {"What": None}, "service_type.required"),
        (Tightening(column="hours", minimum=0.5), {"Hours": "0.25"}, "hours.range"),
        (Tightening(column="hours", maximum=8), {"Hours": "8.5"}, "hours.range"),
        (Tightening(conditions=(SHORT,)), {"Hours": "5"}, "short_day"),
    ],
)
def test_what_is_tighter_rejects_the_row(
    tmp_path: Path, wanted: Tightening, bad: dict[str, str | None], rule: str
) -> None:
    assert _broken(tmp_path / "before", SERVICE, {}, bad) == {}
    assert _broken(tmp_path / "after", tightened(SERVICE, wanted), {}, bad) == {rule: 1}


def test_a_condition_of_which_nothing_is_known_is_not_broken(tmp_path: Path) -> None:
    rule = replace(SHORT, must_hold="service_type <> 'chess'")
    assert _broken(tmp_path, tightened(SERVICE, Tightening(conditions=(rule,))), {"What": None}) == {}


def test_a_warning_can_become_an_error(tmp_path: Path) -> None:
    contract = tightened(SERVICE, Tightening(to_error=("long_service",)))
    verdict = judge(tmp_path, [{**GOOD, "Hours": "13"}], contract, COLUMNS)
    assert verdict.rows_quarantined == 1


def test_a_warning_about_values_can_become_an_error() -> None:
    contract = SERVICE.narrowed({"area": ["north"]})
    rules = {rule.rule_id: rule for rule in tightened(contract, Tightening(to_error=("area.allowed",))).rules}
    assert rules["area.allowed"].severity == "error"


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        (Tightening(column="hours", minimum=0), "cannot start at 0: the contract starts at 0.01"),
        (Tightening(column="hours", maximum=48), "cannot reach 48: the contract ends at 24"),
        (Tightening(column="hours", minimum=9, maximum=8), "would allow nothing"),
        (Tightening(column="service_type", maximum=3), "only numbers have a range"),
        (Tightening(column="sub_program", allowed=("cooking",)), "cannot allow \\['cooking'\\]"),
        (Tightening(column="colour", required=True), "no column 'colour'"),
        (Tightening(to_error=("hours.range",)), "no warning 'hours.range'"),
        (
            Tightening(conditions=(replace(SHORT, rule_id="long_service"),)),
            "has a rule 'long_service' already",
        ),
    ],
)
def test_a_contract_is_never_loosened(wanted: Tightening, says: str) -> None:
    with pytest.raises(ContractError, match=says):
        tightened(SERVICE, wanted)


@pytest.mark.parametrize(
    "text",
    [
        "hours < (SELECT 1)", "getenv('HOME') = 'x'", "read_text('/etc/passwd') = 'x'", "count(*) > 1",
        "row_number() OVER () = 1", "random() < 0.5", "current_date > service_date", "now() > service_date",
        "hours < $1", "colour = 'red'", "batch.hours > 1", "hours <", "service_type = '{batch}'", "*",
        "hours > 1; DROP TABLE batch", "hours > 1) OR (true",
    ],
)  # fmt: skip
def test_only_plain_conditions_on_one_row_are_taken(text: str) -> None:
    with pytest.raises(ContractError):
        tightened(SERVICE, Tightening(conditions=(replace(SHORT, must_hold=text),)))


def test_a_comment_cannot_cut_a_condition_short(tmp_path: Path) -> None:
    rule = replace(SHORT, must_hold="hours <= 4 -- and nothing else")
    assert _broken(tmp_path, tightened(SERVICE, Tightening(conditions=(rule,))), {}, {"Hours": "5"}) == {
        "short_day": 1
    }


def test_a_condition_may_name_the_day_of_judgement(tmp_path: Path) -> None:
    rule = replace(SHORT, must_hold="service_date > as_of - INTERVAL 1 YEAR")
    contract = tightened(SERVICE, Tightening(conditions=(rule,)))
    assert _broken(tmp_path, contract, {}, {"Day": "2025-06-29"}) == {"short_day": 1}


@pytest.mark.parametrize(
    ("wanted", "bad", "rule"),
    [
        (
            Tightening(column="service_type", allowed=("reading",)),
            {"What": "chess"},
            "camp.service_type.allowed",
        ),
        (Tightening(column="service_type", required=True), {"What": None}, "camp.service_type.required"),
        (Tightening(column="hours", maximum=8), {"Hours": "9"}, "camp.hours.range"),
        (Tightening(to_error=("long_service",)), {"Hours": "13"}, "camp.long_service"),
        (Tightening(conditions=(SHORT,)), {"Hours": "5"}, "camp.short_day"),
    ],
)
def test_in_a_feed_of_several_sub_programs_each_is_tight_for_its_own_rows(
    tmp_path: Path, wanted: Tightening, bad: dict[str, str | None], rule: str
) -> None:
    contract = tightened(SERVICE, wanted, "camp")
    found = _broken(tmp_path, contract, {}, bad, {**bad, "Program": "camp"})
    assert {name: count for name, count in found.items() if name != "long_service"} == {rule: 1}
    described = {one.rule_id: one.description for one in contract.rules}
    assert described[rule].startswith("In camp: ")
