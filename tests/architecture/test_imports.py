"""Who may import what, and what loading the definitions must not do."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
PACKAGES = ("connectors", "expectations", "pipelines")


def _modules(package: str) -> list[Path]:
    return sorted((PROJECT / package).rglob("*.py"))


def _imports(path: Path, *, at_load_only: bool = False) -> Iterator[str]:
    """Top-level names of what a module imports; with `at_load_only`, leaving out imports inside functions."""
    tree = ast.parse(path.read_text())
    inside = {
        id(node)
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
    }
    for node in ast.walk(tree):
        if at_load_only and id(node) in inside:
            continue
        if isinstance(node, ast.Import):
            yield from (name.name.split(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield str(node.module).split(".")[0]


@pytest.mark.parametrize(
    ("package", "banned"),
    [
        ("connectors", {"dagster", "dbt", "great_expectations", "expectations", "pipelines"}),
        ("expectations", {"dagster", "dbt", "pipelines"}),
        ("pipelines", {"dbt", "dagster_dbt", "great_expectations"}),
    ],
)
def test_a_package_keeps_to_its_own_side(package: str, banned: set[str]) -> None:
    wrong = {
        path.relative_to(PROJECT).as_posix(): names
        for path in _modules(package)
        if (names := banned & set(_imports(path)))
    }
    assert not wrong


def test_great_expectations_is_imported_by_one_module_and_inside_a_function() -> None:
    users = [
        path for package in PACKAGES for path in _modules(package) if "great_expectations" in _imports(path)
    ]
    assert [path.relative_to(PROJECT).as_posix() for path in users] == ["expectations/gx_engine.py"]
    assert "great_expectations" not in _imports(users[0], at_load_only=True)


# From the ground up: a room of the connectors knows only those before it.
CONNECTOR_ROOMS = [
    "tokens", "failures", "policy", "variables", "pull", "tables", "web", "places", "reading", "texts", "workbooks",
    "services", "looking", "registry", "landing", "__init__",
]  # fmt: skip


def test_the_rooms_of_the_connectors_stand_on_one_another() -> None:
    folder = PROJECT / "connectors"
    upward = {
        f"{path.relative_to(folder)} knows {target}"
        for path in _modules("connectors")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("connectors.")
        for target in [str(node.module).split(".")[1]]
        for room in [path.relative_to(folder).parts[0].removesuffix(".py")]
        if CONNECTOR_ROOMS.index(target) > CONNECTOR_ROOMS.index(room)
    }
    assert not upward


@pytest.mark.parametrize(
    "folder",
    [
        "initiative",
        "catalogue",
        "communication",
        "connect",
        "contracts",
        "dbt",
        "documents",
        "exports",
        "fix_lists",
        "forecasts",
        "ingest",
        "kits",
        "learning",
        "release",
        "report",
        "sample",
        "scaffold",
        "scorecards",
        "sites",
        "voices",
        "scenarios",
    ],
)
def test_the_domain_parts_of_the_pipeline_know_no_orchestrator(folder: str) -> None:
    users = [path.name for path in _modules(f"pipelines/{folder}") if "dagster" in _imports(path)]
    assert not users


@pytest.mark.parametrize("package", PACKAGES)
def test_every_module_says_what_belongs_in_it(package: str) -> None:
    silent = [
        path.relative_to(PROJECT).as_posix()
        for path in _modules(package)
        if not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert not silent


_LOAD = """
import json, os, sys
asked, opened = set(), set()

class Watched(type(os.environ)):
    def __getitem__(self, key):
        asked.add(key)
        return super().__getitem__(key)

os.environ.__class__ = Watched
sys.addaudithook(lambda event, details: opened.add(str(details[0])) if event == "open" else None)
import pipelines.definitions
loaded = pipelines.definitions.cradle_to_career
loaded.resolve_asset_graph()
print(json.dumps({"modules": sorted(sys.modules), "asked": sorted(asked), "opened": sorted(opened)}))
"""


@pytest.fixture(scope="module")
def load(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What importing the definitions in a process of its own loads, asks of the environment and opens."""
    from pipelines.dbt.manifest import load_manifest

    load_manifest()
    home = tmp_path_factory.mktemp("home")
    environment = {
        **os.environ,
        "COMMON_MEASURE_HOME": str(home),
        "HOME": str(home),
        "PYTHONPATH": str(PROJECT),
    }
    done = subprocess.run(
        [sys.executable, "-c", _LOAD], capture_output=True, text=True, cwd=home, env=environment, check=True
    )
    found: dict[str, list[str]] = json.loads(done.stdout.splitlines()[-1])
    found["left"] = [path.name for path in home.rglob("*")]
    return found


def test_definitions_load_without_great_expectations_and_dbt(load: dict[str, list[str]]) -> None:
    assert "dagster" in load["modules"]
    assert not {"great_expectations", "dbt", "dagster_dbt"} & set(load["modules"])


def test_definitions_load_without_a_secret(load: dict[str, list[str]]) -> None:
    secrets = {
        name
        for name in load["asked"]
        if name == "COMMON_MEASURE_KEY" or name.endswith(("_TOKEN", "_KEY", "_PASSWORD"))
    }
    assert not secrets


def test_definitions_open_only_the_project_and_the_interpreter(load: dict[str, list[str]]) -> None:
    own = (PROJECT, Path(sys.prefix).resolve(), Path(sys.base_prefix).resolve(), Path(sys.prefix))
    system = tuple(map(Path, ("/usr/lib", "/usr/share", "/etc", "/proc", "/dev", "/sys")))
    paths = [Path(name) for name in load["opened"] if name.startswith("/")]
    strange = [str(path) for path in paths if not any(path.is_relative_to(root) for root in (*own, *system))]
    assert not strange


def test_definitions_leave_nothing_behind(load: dict[str, list[str]]) -> None:
    assert load["left"] == []
