"""One released town for all tests of the learning summary and the scorecards; changed copies for single tests."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from learning_town import build_town

from pipelines.learning import Summary, summarise


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The warehouse of a release, in the folder of that release."""
    return build_town(tmp_path_factory.mktemp("releases") / "2026-08-31-aaaa" / "warehouse.duckdb")


@pytest.fixture(scope="session")
def summary(town: Path) -> Summary:
    return summarise(town)


@pytest.fixture
def changed(town: Path, tmp_path: Path) -> Callable[..., Path]:
    """A copy of the warehouse, as another release, on which some SQL was run."""

    def change(*statements: str, release: str = "2026-09-30-bbbb") -> Path:
        copy = tmp_path / release / "warehouse.duckdb"
        copy.parent.mkdir(exist_ok=True)
        shutil.copyfile(town, copy)
        with duckdb.connect(str(copy)) as connection:
            for statement in statements:
                connection.execute(statement)
        return copy

    return change
