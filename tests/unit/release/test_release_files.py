"""The manifest names every file of a release with its hash, and a withdrawn release still adds up."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path

import pytest

from pipelines.initiative import load_initiative
from pipelines.paths import DataFolder
from pipelines.release.files import altered
from pipelines.release.publishing import publish, start
from pipelines.release.withdrawal import withdraw
from pipelines.scaffold import scaffold

FILES = {
    "report/index.html": b"<html><body>\r\n<h1>Results</h1></body></html>",
    "report/assets/report.css": b"body {}",
    "documents/report.pdf": b"%PDF-1.7",
    "workbook.xlsx": b"PK",
    "parquet/metrics/metric_values.parquet": b"PAR1",
}


@pytest.fixture
def data(tmp_path: Path) -> DataFolder:
    scaffold(tmp_path / "town")
    data = DataFolder(tmp_path / "data" / "town")
    folder = start(data, "one")
    for path, content in FILES.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    publish(load_initiative(tmp_path / "town"), data, "one", [])
    return data


def test_every_file_is_in_the_manifest_with_its_hash(data: DataFolder) -> None:
    told = json.loads((data.releases / "one" / "manifest.json").read_text())["files"]
    assert told == {path: hashlib.sha256(content).hexdigest() for path, content in FILES.items()}
    assert altered(data.releases / "one") == []


def test_what_was_changed_added_or_taken_away_is_found(data: DataFolder) -> None:
    folder = data.releases / "one"
    (folder / "workbook.xlsx").write_bytes(b"PK.")
    (folder / "documents" / "report.pdf").unlink()
    (folder / "report" / "new.html").write_text("<html></html>")
    assert altered(folder) == ["documents/report.pdf", "report/new.html", "workbook.xlsx"]


def test_a_withdrawn_release_adds_up_until_somebody_changes_it(data: DataFolder) -> None:
    folder = data.releases / "one"
    withdraw(data, "one", "Counted twice.", date(2026, 11, 22))
    page = folder / "report" / "index.html"
    assert b"Counted twice." in page.read_bytes()
    assert altered(folder) == []
    # Killed before the page was marked, it is still the page of the manifest.
    marked = page.read_bytes()
    page.write_bytes(FILES["report/index.html"])
    assert altered(folder) == []
    page.write_bytes(marked + b"<p>more</p>")
    assert altered(folder) == ["report/index.html"]
