"""The page on data offers the files that a release has, and no other."""

from __future__ import annotations

import shutil
from pathlib import Path

from html_tree import parse

from pipelines.report import Handed, render
from pipelines.report.downloads import downloads_of

FILES = {
    "workbook.xlsx": 2_345_678,
    "documents/report.pdf": 81_000,
    "datapackage.json": 10,
    "standards/contracts/service.v2.odcs.yaml": 4_000,
    "standards/contracts/enrolment.v1.odcs.yaml": 5_000,
}


def _release(folder: Path) -> Path:
    for path, size in FILES.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(b"x" * size)
    return folder


def test_what_is_there_is_offered_with_its_size(tmp_path: Path) -> None:
    found = {each.path: each for each in downloads_of(_release(tmp_path))}
    assert {*found} == {*FILES, "../atom.xml"}
    assert found["workbook.xlsx"].about.endswith("2.3 MB.")
    assert found["documents/report.pdf"].about.endswith("81 kB.")
    assert found["datapackage.json"].about.endswith("1 kB.")
    assert found["standards/contracts/service.v2.odcs.yaml"].name == "Contract: service, version 2"


def test_before_anything_is_made_there_is_only_the_feed(tmp_path: Path) -> None:
    assert [each.path for each in downloads_of(tmp_path)] == ["../atom.xml"]


def test_the_page_links_each_of_them(warehouse: Path, report: Path, pictures: Path, tmp_path: Path) -> None:
    downloads = downloads_of(_release(tmp_path / "release"))
    made, report = report, tmp_path / "release" / "report"
    # Cutting the typefaces takes seconds.
    shutil.copytree(made / "assets", report / "assets")
    render(warehouse, report, release_id="r1", handed=Handed(downloads=downloads), pictures=pictures)
    links = {link.attributes.get("href") for link in parse((report / "data.html").read_text()).all("a")}
    assert {f"../{each.path}" for each in downloads} <= links
    assert all((report / f"../{path}").is_file() for path in FILES)
