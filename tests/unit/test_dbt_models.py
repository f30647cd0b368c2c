"""What holds for every file of the dbt project, read without running dbt."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from pipelines.catalogue import load_catalogue, resolve

ROOT = Path(__file__).parents[2]
MODELS = ROOT / "dbt_project" / "models"
LAYERS = ("staging", "intermediate", "marts", "metrics", "data_quality")
SQL = sorted(path for layer in LAYERS for path in (MODELS / layer).glob("*.sql"))
UNIT_TESTS = sorted(MODELS.glob("*/_unit_tests/*.yml"))


def _load(path: Path) -> Any:
    return YAML(typ="safe").load(path.read_text("utf-8"))


def _model(path: Path) -> dict[str, Any]:
    (model,) = _load(path.with_suffix(".yml"))["models"]
    return dict(model)


def _unit_tests() -> list[dict[str, Any]]:
    return [test for path in UNIT_TESTS for test in _load(path)["unit_tests"]]


@pytest.mark.parametrize("path", SQL, ids=lambda path: path.stem)
def test_a_model_has_one_yaml_that_states_its_grain_and_its_columns(path: Path) -> None:
    model = _model(path)
    assert model["name"] == path.stem
    assert re.search(r"Grain: one row per [^.]+\.$", model["description"].strip())
    assert model["columns"]
    assert all(column["description"].strip() and column["data_type"] for column in model["columns"])


@pytest.mark.parametrize("path", SQL, ids=lambda path: path.stem)
def test_a_model_tests_its_grain(path: Path) -> None:
    model = _model(path)
    tests = [test for part in (model, *model["columns"]) for test in part.get("data_tests", [])]
    names = {name for test in tests for name in ([test] if isinstance(test, str) else test)}
    assert names & {"unique_combination", "unique"} or path.stem == "published_disagreements"


def test_every_yaml_belongs_to_a_model() -> None:
    described = {path.stem for layer in LAYERS for path in (MODELS / layer).glob("*.yml")}
    assert described == {path.stem for path in SQL}


@pytest.mark.parametrize("path", SQL, ids=lambda path: path.stem)
def test_facts_are_protected_and_dimensions_public(path: Path) -> None:
    access = _model(path).get("config", {}).get("access")
    if path.stem.startswith("fct_"):
        assert access == "protected"
    if path.stem.startswith("dim_"):
        assert access == "public"


@pytest.mark.parametrize(
    "path", [*SQL, *(ROOT / "dbt_project" / "macros").glob("*.sql")], ids=lambda path: path.stem
)
def test_sql_takes_no_means_no_clock_and_no_engines_own_quirks(path: Path) -> None:
    text = re.sub(r"(?s)\{#.*?#\}|(?-s:--.*)", "", path.read_text("utf-8"))
    assert not re.search(
        r"\bavg\(|\bfloat\b|\breal\b|now\(|current_(date|timestamp)|::|\\", text, flags=re.IGNORECASE
    )


def test_unit_tests_work_on_the_entries_of_the_standard_catalogue() -> None:
    tested = {
        entry["metric_id"]: entry
        for test in _unit_tests()
        for entry in test.get("overrides", {}).get("vars", {}).get("metrics", [])
    }
    catalogue = {
        metric.id: resolve(metric, tested[metric.id]["sub_programs"], {}) | {"metric_version": 1}
        for metric in load_catalogue().values()
        if not metric.is_totals_only
    }
    for entry in catalogue.values():
        # In how many steps dbt adds up is no part of a definition; test_rollup_properties runs entries with them.
        for steps in ("parts", "amounts_of_parts"):
            entry.pop(steps, None)
    standard = {name: entry | {"metric_version": 1} for name, entry in tested.items() if name in catalogue}
    assert standard == catalogue


def test_no_packages_are_downloaded() -> None:
    assert not list((ROOT / "dbt_project").glob("packages.yml"))
    assert not list((ROOT / "dbt_project").glob("dependencies.yml"))
