"""The exports of the sample's release: valid for the tools that read them, and the notebook and queries run on it."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import frictionless
import nbformat
import pytest
from leaks import find, wanted, words_and_dates
from nbclient import NotebookClient
from openpyxl import load_workbook
from runs import PROJECT, Run

from pipelines.exports import write_cids, write_data_package, write_sdmx, write_workbook
from pipelines.sample.cradle.generate import identity_values

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def release(sample_run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sample's release, with its exports."""
    folder = tmp_path_factory.mktemp("exports") / sample_run.release.name
    shutil.copytree(sample_run.release, folder)
    write_data_package(folder, release_id=folder.name)
    write_workbook(folder, release_id=folder.name)
    write_cids(folder)
    write_sdmx(folder)
    return folder


def test_the_tables_are_valid_for_frictionless(release: Path) -> None:
    descriptor = json.loads((release / "datapackage.json").read_text(encoding="utf-8"))
    # The largest table takes minutes; what it refers to stays.
    descriptor["resources"] = [r for r in descriptor["resources"] if r["name"] != "metrics.metric_values"]
    report = frictionless.Package(descriptor, basepath=str(release)).validate()
    assert report.valid, report.flatten(["name", "type", "message"])[:5]
    assert report.stats["tasks"] > 60


def test_the_workbook_opens_with_its_charts(release: Path) -> None:
    book = load_workbook(release / "workbook.xlsx")
    assert len(book["Charts"]._charts) >= 5
    assert book["Results"].max_row > 100


def test_no_value_of_a_person_is_in_the_exports(release: Path) -> None:
    project = " ".join(path.read_text("utf-8") for path in (PROJECT / "dbt_project").rglob("*.yml"))
    parts = wanted(identity_values()) - words_and_dates(project)
    assert len(parts) > 1000
    assert find(release, parts) == {}


def test_the_python_of_the_docs_runs(sample_run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    (code,) = re.findall(
        r"```python\n(.*?)```", (PROJECT / "docs" / "analysts-tools.md").read_text(), re.DOTALL
    )
    monkeypatch.chdir(sample_run.home.parent)
    names: dict[str, object] = {}
    exec(code, names)
    assert len(names["groups"]) > 100  # type: ignore[arg-type]
    assert len(names["values"]) > 1000  # type: ignore[arg-type]


def test_the_notebook_runs(release: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RELEASE", str(release))
    notebook = nbformat.read(PROJECT / "docs" / "notebooks" / "first_look.ipynb", as_version=4)
    nbformat.validate(notebook)
    # It is kept without results: they belong to a release.
    assert not any(cell.get("outputs") for cell in notebook.cells)
    NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    shown = [cell.outputs for cell in notebook.cells if cell.cell_type == "code" and cell.outputs]
    assert len(shown) >= 4
