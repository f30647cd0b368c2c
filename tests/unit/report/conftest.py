"""One released warehouse and its site for all tests of the report; changed copies for single tests."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from released_warehouse import build
from site_pages import Site, pages_of

from pipelines.report import render, render_explanations

RELEASE = "r-2026-09-15-0001"


@pytest.fixture(scope="session")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("release") / "warehouse.duckdb")


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Charts that are the same in several tests are drawn once."""
    return tmp_path_factory.mktemp("pictures")


@pytest.fixture(scope="session")
def report(warehouse: Path, pictures: Path) -> Path:
    """The folder of the whole site, beside the warehouse as in a release."""
    folder = warehouse.parent / "report"
    render(warehouse, folder, release_id=RELEASE, pictures=pictures)
    render_explanations(warehouse.parent, folder, release_id=RELEASE)
    return folder


@pytest.fixture(scope="session")
def site(report: Path) -> Site:
    return pages_of(report)


@pytest.fixture(scope="session")
def page(site: Site) -> str:
    return site["index.html"]


@pytest.fixture
def changed(warehouse: Path, tmp_path: Path) -> Callable[..., Path]:
    """A copy of the warehouse on which some SQL was run."""

    def change(*statements: str) -> Path:
        copy = tmp_path / "changed.duckdb"
        shutil.copyfile(warehouse, copy)
        with duckdb.connect(str(copy)) as connection:
            for statement in statements:
                connection.execute(statement)
        return copy

    return change


@pytest.fixture(scope="session")
def earlier(report: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site as an earlier release without its warehouse: unchanged pages are taken over from it."""
    folder = tmp_path_factory.mktemp("earlier")
    (folder / "report").symlink_to(report)
    return folder


@pytest.fixture
def site_after(
    changed: Callable[..., Path], tmp_path: Path, earlier: Path, pictures: Path
) -> Callable[..., Site]:
    """The site of such a copy, without the explanations."""

    def rendered(*statements: str) -> Site:
        folder = tmp_path / "report"
        render(changed(*statements), folder, release_id=RELEASE, earlier=earlier, pictures=pictures)
        return pages_of(folder)

    return rendered
