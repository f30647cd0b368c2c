"""Scenario files: what may be written, and what `check` says of names that do not exist."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from ruamel.yaml import YAML

from pipelines.initiative import InitiativeError, load_initiative
from pipelines.initiative.models.scenarios import Scenario
from pipelines.initiative.problems import Problem
from pipelines.scaffold import scaffold

MORE = {
    "scenario": "more",
    "name": "More children",
    "why": "A hall is free.",
    "assumptions": ["They are like those who come now."],
    "changes": [{"serve": {"partner": "first_partner", "people": 50}}],
    "variants": {"low": 0.5, "middle": 1},
}


def problems(folder: Path, name: str = "more", **changes: Any) -> list[Problem]:
    """What is wrong with a folder that holds this one scenario."""
    scaffold(folder)
    (folder / "scenarios").mkdir()
    YAML().dump(MORE | changes, folder / "scenarios" / f"{name}.yaml")
    try:
        load_initiative(folder)
    except InitiativeError as error:
        return error.problems
    return []


def test_a_scenario_of_the_folder_is_read_with_its_variants(tmp_path: Path) -> None:
    assert problems(tmp_path / "town") == []
    (scenario,) = load_initiative(tmp_path / "town").scenarios
    assert scenario.variants == {"low": 0.5, "middle": 1}


@pytest.mark.parametrize(
    ("change", "line", "what"),
    [
        ({"serve": {"partner": "nobody", "people": 5}}, 8, "no partner 'nobody'"),
        (
            {"serve": {"partner": "first_partner", "people": 5, "sub_program": "other"}},
            10,
            "no sub-program of 'first_partner' 'other'",
        ),
        (
            {"move": {"from": {"sub_program": "other"}, "to": {"partner": "first_partner"}, "amount": 5}},
            9,
            "no sub-program 'other'",
        ),
        ({"define": {"metric": "no_metric", "values": {"x": 1}}}, 8, "no selected metric 'no_metric'"),
        ({"define": {"metric": "people_served", "values": {"x": 1}}}, 9, "has no parameter ['x']"),
        ({"leave": {"partner": "nobody"}}, 8, "no partner 'nobody'"),
    ],
)
def test_a_name_that_does_not_exist_is_told_with_its_line_and_the_fix(
    tmp_path: Path, change: dict[str, Any], line: int, what: str
) -> None:
    (problem,) = problems(tmp_path / "town", changes=[change], variants={"middle": 1})
    assert (problem.file, problem.line) == ("scenarios/more.yaml", line)
    assert what in problem.what
    assert problem.fix


def test_a_period_must_be_one_of_the_calendar_and_the_file_bear_the_name(tmp_path: Path) -> None:
    found = problems(tmp_path / "town", name="other", period="1999-00")
    assert [problem.what.split(" ")[0:3] for problem in found] == [
        ["the", "file", "is"],
        ["there", "is", "no"],
    ]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"changes": [{"serve": {"partner": "a", "people": 0}}]}, "nothing changes"),
        ({"changes": [{}]}, "exactly one of"),
        (
            {"changes": [{"serve": {"partner": "a", "people": 1}, "leave": {"partner": "b"}}]},
            "exactly one of",
        ),
        ({"changes": [{"leave": {"partner": "a"}}]}, "would all be the same"),
        ({"assumptions": []}, "at least 1 item"),
        (
            {"changes": [{"move": {"from": {"cost_per_person": 5}, "to": {}, "amount": 1}}]},
            "needs a 'partner'",
        ),
    ],
)
def test_a_scenario_that_says_nothing_or_two_things_is_refused(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        Scenario.model_validate(MORE | changes)
