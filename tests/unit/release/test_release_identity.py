"""The identity of a release covers the code that decides what stands in it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from pipelines.release.identity import CODE_FOLDERS

PIPELINES = Path(__file__).resolve().parents[3] / "pipelines"
# Rooms of which no file of a release shows anything: what they bring is in the release id by another way (the batches,
# the dbt project), or is a folder's name, a line on the terminal, a connection.
BESIDE = frozenset(
    {"cli", "dbt", "ingest", "paths", "progress", "warehouse", "retries", "lineage", "assets", "audit"}
)
# Everything that writes below the folder of a release is called from one of these.
STEPS = ("release.py", "exports.py", "documents.py", "learning.py")


def _rooms(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("pipelines"):
            parts = str(node.module).split(".")
            yield from [parts[1]] if len(parts) > 1 else [name.name for name in node.names]


def test_every_room_that_a_release_is_made_by_is_in_it() -> None:
    steps = [PIPELINES / "assets" / name for name in STEPS]
    files = steps + [path for room in CODE_FOLDERS for path in (PIPELINES / room).rglob("*.py")]
    used = {room for path in files for room in _rooms(path)}
    rooms = {room for room in used if (PIPELINES / room).is_dir()}
    assert {"exports", "documents", "report", "learning"} <= rooms
    assert rooms - BESIDE - {*CODE_FOLDERS} == set()


def test_the_rooms_exist() -> None:
    assert [room for room in CODE_FOLDERS if not (PIPELINES / room).is_dir()] == []
