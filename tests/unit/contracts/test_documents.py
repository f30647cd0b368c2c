"""Contracts for people and for other tools: differences in words, and documents of the standard."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner
from contract_town import DAYS, PARTNER, SECOND, Town
from open_data_contract_standard.model import OpenDataContractStandard
from ruamel.yaml import YAML

from expectations.contract import load_contract, record_types
from pipelines.cli import main
from pipelines.contracts.differences import differences


def _run(*arguments: str) -> str:
    result = CliRunner().invoke(main, ["contracts", *arguments])
    assert result.exit_code == 0, result.output
    return result.output


def test_the_difference_between_versions_is_told_in_words() -> None:
    told = _run("diff", "attendance", "1", "2")
    tighter, other = told.split("Other changes:")
    assert "The smallest number for 'days_enrolled' is now 1; before: 0." in tighter
    assert (
        "New rule 'excused_within_absent' (rejects the row): Excused days are among the days absent."
        in tighter
    )
    assert (
        "New column 'instruction_mode' (one of in_person, remote, hybrid), which may be left empty" in other
    )


def test_the_way_back_is_looser() -> None:
    told = _run("diff", "attendance", "2", "1")
    assert "Looser:\n  - The smallest number for 'days_enrolled' is now 0; before: 1." in told
    assert "The column 'days_excused' is no longer part of the contract." in told


def test_a_version_does_not_differ_from_itself() -> None:
    assert differences(load_contract("outcome"), load_contract("outcome")) == []


def test_every_kind_of_change_has_words_and_a_direction() -> None:
    from dataclasses import replace

    old = load_contract("attendance")
    setting, absent, area = (old.column(name) for name in ("setting", "days_absent", "area"))
    new = old.with_columns(
        replace(setting, allowed=("program", "camp"), required=False),
        replace(absent, maximum=None, logical_type="number", physical_type="DOUBLE"),
        replace(area, required=True, allowed=("north",)),
    )
    rules = [
        replace(rule, severity="warning") for rule in new.conditions if rule.rule_id != "one_row_per_month"
    ]
    new = replace(new, conditions=tuple(rules))
    told = {(one.direction, one.words) for one in differences(old, new)}
    assert {
        ("looser", "'setting' may now be left empty."),
        ("tighter", "'setting' may no longer be: school."),
        ("looser", "'setting' may now also be: camp."),
        ("looser", "'days_absent' has no largest number any more; before: 31."),
        ("other", "'days_absent' is now a number (DOUBLE); before: a whole number (INTEGER)."),
        ("tighter", "'area' must now be filled in."),
        ("tighter", "'area' may now only be: north."),
        (
            "looser",
            "No longer a rule: 'one_row_per_month' (rejects the row): A month is delivered once for a person.",
        ),
        ("looser", "'month_not_in_future' is now only a warning: The month has begun."),
    } <= told


def test_an_unknown_version_is_told() -> None:
    result = CliRunner().invoke(main, ["contracts", "diff", "attendance", "1", "9"])
    assert result.exit_code == 1
    assert "there is no contract 'attendance' v9" in result.output


def test_the_list_says_what_is_in_force(town: Town) -> None:
    town.change("contracts.yaml", lambda tree: tree.update(versions=[SECOND]))
    told = _run("list", "--initiative", str(town.folder))
    assert "in force on 2026-06-30: v2; v1 accepted until 2026-09-30" in told
    assert "enrolment    v1  in force on 2026-06-30: v1" in told


def test_the_effect_on_rows_in_force_is_told(town: Town) -> None:
    (town.folder / "files" / "days.csv").write_text(
        "Child,Month,On roll,Absent\n1,2026-04,20,2\n2,2026-04,0,0\n"
    )
    town.change(PARTNER, lambda partner: partner["feeds"].append(DAYS))
    town.change(
        "sub_programs.yaml", lambda tree: tree["sub_programs"][0]["record_types"].append("attendance")
    )
    town.change(
        "contracts.yaml", lambda tree: tree.update(versions=[{**SECOND, "from": SECOND["agreed_on"]}])
    )
    town.pull("days")
    told = _run("diff", "attendance", "1", "2", "--initiative", str(town.folder))
    assert "Agreed by The data committee on 2026-03-01; in force from 2026-03-01" in told
    assert "Effect on history: What was accepted stays accepted." in told
    assert "Of 2 rows in force, version 2 would reject 1:" in told
    assert "first_partner / days: 1 of 2; days_enrolled.range: 1" in told


@pytest.fixture(scope="module")
def schema() -> Any:
    return json.loads(OpenDataContractStandard.json_schema())


@pytest.fixture
def exported(town: Town, tmp_path: Path) -> Path:
    rule = {"id": "brief", "must_hold": "hours <= 2", "description": "It is brief.", "fix": "Check it."}
    entry = {"record_type": "service", "column": "hours", "maximum": 8, "rules": [rule]}
    town.change("sub_programs.yaml", lambda tree: tree["sub_programs"][0].update(narrow=[entry]))
    _run("export", "--all", "--out", str(tmp_path / "odcs"), "--initiative", str(town.folder))
    return tmp_path / "odcs"


def test_every_contract_is_exported_as_a_valid_document(exported: Path, schema: Any) -> None:
    paths = sorted(exported.glob("*.odcs.yaml"))
    assert [path.name for path in paths] == [f"{name}.v1.odcs.yaml" for name in record_types()]
    for path in paths:
        OpenDataContractStandard.from_file(str(path))
        jsonschema.validate(YAML(typ="safe").load(path), schema)


def test_an_export_says_what_this_initiative_agreed(exported: Path) -> None:
    enrolment = OpenDataContractStandard.from_file(str(exported / "enrolment.v1.odcs.yaml"))
    assert enrolment.id == "common-measure.town.enrolment"
    (table,) = enrolment.schema_
    values = {item.name: [entry.value for entry in item.enum or []] for item in table.properties}
    assert values["gender"] == ["girl", "boy"]
    assert values["area"] == ["town", "north", "south"]
    service = OpenDataContractStandard.from_file(str(exported / "service.v1.odcs.yaml"))
    rules = {entry.id: entry for entry in service.schema_[0].quality}
    assert {"after_school-brief", "after_school-hours-range", "long_service"} <= set(rules)
    assert "{as_of}" not in (exported / "service.v1.odcs.yaml").read_text()
    assert rules["long_service"].severity == "warning"


def test_released_versions_are_exported_all(tmp_path: Path, schema: Any) -> None:
    _run("export", "attendance", "--out", str(tmp_path))
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "attendance.v1.odcs.yaml",
        "attendance.v2.odcs.yaml",
    ]
    for path in tmp_path.iterdir():
        jsonschema.validate(YAML(typ="safe").load(path), schema)


def test_export_asks_for_one_or_all(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["contracts", "export", "--out", str(tmp_path)])
    assert "give a TYPE or --all" in result.output
    result = CliRunner().invoke(main, ["contracts", "export", "gossip", "--out", str(tmp_path)])
    assert "there is no contract 'gossip'; known: attendance" in result.output


@pytest.mark.slow
def test_a_third_party_tool_accepts_the_exports(exported: Path) -> None:
    tool = shutil.which("datacontract")
    if tool is None:
        pytest.skip("the program `datacontract` (datacontract-cli) is not installed")
    for path in sorted(exported.glob("*.odcs.yaml")):
        done = subprocess.run([tool, "lint", str(path)], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout
