"""One made release for all tests of the documents, and changed copies of it. Its warehouse is the report's tests' own."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from made_manifest import as_release

from pipelines.documents import Source, read_source

sys.path.insert(0, str(Path(__file__).parents[1] / "report"))

from released_warehouse import build, build_empty

RELEASE = "2026-09-15-0a1b2c3d"


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("releases") / RELEASE
    folder.mkdir()
    build(folder / "warehouse.duckdb")
    return as_release(folder, RELEASE)


@pytest.fixture(scope="session")
def source(release: Path) -> Source:
    return read_source(release)


@pytest.fixture
def empty(tmp_path: Path) -> Source:
    """A release that has nothing yet but the initiative's name."""
    folder = tmp_path / "empty"
    folder.mkdir()
    build_empty(folder / "warehouse.duckdb")
    return read_source(as_release(folder, "r0"))


@pytest.fixture
def changed(release: Path, tmp_path: Path) -> Callable[..., Source]:
    """The release after some SQL was run on a copy of its warehouse."""

    def change(*statements: str) -> Source:
        folder = tmp_path / "changed" / RELEASE
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(release, folder)
        with duckdb.connect(str(folder / "warehouse.duckdb")) as connection:
            for statement in statements:
                connection.execute(statement)
        return read_source(folder)

    return change
