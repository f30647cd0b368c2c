"""A run that is really killed at any step of publishing: the old release stays, readers keep reading, the next run mends it."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.initiative import Initiative, load_initiative
from pipelines.paths import DataFolder
from pipelines.release.files import altered
from pipelines.release.publishing import building_folder, current_release, is_published, publish, start
from pipelines.scaffold import scaffold

# What changes files: an open for writing, a rename or replace, a link, a removal.
CHANGES = frozenset({"open", "os.rename", "os.symlink", "os.remove"})


@pytest.fixture
def initiative(tmp_path: Path) -> Initiative:
    scaffold(tmp_path / "town")
    return load_initiative(tmp_path / "town")


def _build(data: DataFolder, release: str) -> None:
    folder = start(data, release)
    (folder / "report").mkdir(parents=True)
    (folder / "documents").mkdir()
    (folder / "report" / "index.html").write_text(f"<html><body>{release}</body></html>")
    (folder / "documents" / "report.pdf").write_bytes(release.encode() * 1000)
    with duckdb.connect(str(folder / "warehouse.duckdb")) as connection:
        connection.execute(f"create table told as select '{release}' as release from range(50000)")


def _killed_at(change: int, initiative: Initiative, data: DataFolder, release: str) -> bool:
    """Publish in a process of its own and kill it right before its change number so-and-so; false if it got to the end."""
    child = os.fork()
    if child == 0:
        seen = 0

        def watch(event: str, details: tuple[Any, ...]) -> None:
            nonlocal seen
            if event in CHANGES and not (event == "open" and details[1] in ("r", "rb", None)):
                if seen == change:
                    os.kill(os.getpid(), signal.SIGKILL)
                seen += 1

        sys.addaudithook(watch)
        try:
            publish(initiative, data, release, [])
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def _told(path: Path) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute("select distinct release from told").fetchall()


def test_killed_at_every_single_step_the_old_release_stays_or_the_new_one_is_whole(
    initiative: Initiative, tmp_path: Path
) -> None:
    data = DataFolder(tmp_path / "data" / "town")
    _build(data, "old")
    publish(initiative, data, "old", [])
    seen: list[str] = []
    with duckdb.connect(str(data.releases / "current" / "warehouse.duckdb"), read_only=True) as reader:
        for change in range(100):
            _build(data, "new")
            was_killed = _killed_at(change, initiative, data, "new")
            now = current_release(data)
            assert now is not None
            seen.append(now.name)
            assert altered(now) == []
            assert _told(now / "warehouse.duckdb") == [(now.name,)]
            # A release under its own name is whole; one that is not is only being built.
            assert not is_published(data, "new") or altered(data.releases / "new") == []
            assert reader.execute("select distinct release from told").fetchall() == [("old",)]
            if not was_killed:
                break
            # The next run with the same inputs: it builds the release anew, or finds it and makes it current.
            if not is_published(data, "new"):
                _build(data, "new")
            publish(initiative, data, "new", [])
            mended = current_release(data)
            assert mended is not None
            assert (mended.name, altered(mended)) == ("new", [])
            _back_to_old(data)
    assert len(seen) >= 5, "publishing was over before it could be killed"
    assert seen[:-1] == ["old"] * (len(seen) - 1)
    assert seen[-1] == "new"


def _back_to_old(data: DataFolder) -> None:
    import shutil

    shutil.rmtree(data.releases / "new")
    (data.releases / "current").unlink()
    (data.releases / "current").symlink_to("old")


def test_what_a_killed_run_left_beside_the_releases_is_swept_up(tmp_path: Path) -> None:
    data = DataFolder(tmp_path / "data" / "town")
    data.releases.mkdir(parents=True)
    (data.releases / ".current-4711").symlink_to("gone")
    (data.releases / ".atom.xml-4711").write_text("half a fe")
    (data.releases / "atom.xml").write_text("<feed/>")
    building_folder(data, "killed").mkdir()
    start(data, "next")
    assert [path.name for path in data.releases.iterdir()] == ["atom.xml"]
