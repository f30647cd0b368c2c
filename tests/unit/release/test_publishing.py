"""A release is published whole and in one step, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.initiative import Initiative, load_initiative
from pipelines.paths import DataFolder
from pipelines.release.publishing import (
    NotBuiltError,
    being_built,
    current_release,
    is_published,
    publish,
    start,
)
from pipelines.scaffold import scaffold


@pytest.fixture
def initiative(tmp_path: Path) -> Initiative:
    scaffold(tmp_path / "town")
    return load_initiative(tmp_path / "town")


@pytest.fixture
def data(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path / "data" / "town")


def _build(data: DataFolder, release: str, text: str = "page") -> None:
    folder = start(data, release)
    (folder / "report").mkdir(parents=True)
    (folder / "report" / "index.html").write_text(text)


def test_nothing_is_current_before_the_first_release(data: DataFolder) -> None:
    assert current_release(data) is None


def test_a_release_becomes_current_and_the_earlier_one_stays(
    initiative: Initiative, data: DataFolder
) -> None:
    for release in ("one", "two"):
        _build(data, release)
        publish(initiative, data, release, [])
    current = current_release(data)
    assert current is not None
    assert current.name == "two"
    assert is_published(data, "one")
    assert not list(data.releases.glob(".*"))


def test_the_same_release_is_never_written_again(initiative: Initiative, data: DataFolder) -> None:
    _build(data, "one")
    publish(initiative, data, "one", [])
    _build(data, "one", "another page")
    publish(initiative, data, "one", [])
    assert (data.releases / "one" / "report" / "index.html").read_text() == "page"


def test_a_reader_keeps_the_release_that_it_opened(initiative: Initiative, data: DataFolder) -> None:
    _build(data, "one", "old")
    publish(initiative, data, "one", [])
    with (data.releases / "current" / "report" / "index.html").open() as reader:
        _build(data, "two", "new")
        publish(initiative, data, "two", [])
        assert reader.read() == "old"
    assert (data.releases / "current" / "report" / "index.html").read_text() == "new"


def test_a_half_built_release_is_not_published(initiative: Initiative, data: DataFolder) -> None:
    start(data, "one").mkdir()
    with pytest.raises(NotBuiltError, match="materialise release/tables and report/page first"):
        publish(initiative, data, "one", [])
    assert current_release(data) is None


def test_the_steps_after_the_tables_find_the_release_that_was_begun(data: DataFolder) -> None:
    with pytest.raises(NotBuiltError, match="no release is being built"):
        being_built(data)
    start(data, "one").mkdir()
    assert being_built(data) == "one"


def test_what_a_killed_run_left_is_swept_away(data: DataFolder) -> None:
    start(data, "killed").mkdir()
    start(data, "next")
    assert not list(data.releases.glob(".building-*"))
