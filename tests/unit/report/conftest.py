"""One released warehouse and one page for all tests of the report; changed copies for single tests."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from released_warehouse import build

from pipelines.report import render

RELEASE = "r-2026-09-15-0001"


@pytest.fixture(scope="session")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("release") / "warehouse.duckdb")


@pytest.fixture(scope="session")
def page(warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    return render(warehouse, tmp_path_factory.mktemp("report"), release_id=RELEASE).read_text(
        encoding="utf-8"
    )


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


@pytest.fixture
def page_after(changed: Callable[..., Path], tmp_path: Path) -> Callable[..., str]:
    """The page of such a copy."""

    def rendered(*statements: str) -> str:
        page = render(changed(*statements), tmp_path / "report", release_id=RELEASE)
        return page.read_text(encoding="utf-8")

    return rendered
