"""dbt's manifest: the graph of models and tests that the lineage page shows.

It is made by `dbt parse` when the project's files have changed since, and kept in `dbt_project/target`.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pipelines.catalogue import countable_facts
from pipelines.dbt.invocation import run_dbt
from pipelines.paths import DBT_PROJECT

_TARGET = DBT_PROJECT / "target"


@dataclass(frozen=True)
class Model:
    """One dbt model; `upstream` holds (layer or source name, name) pairs."""

    unique_id: str
    layer: str
    name: str
    description: str
    columns: tuple[tuple[str, str, str], ...]
    upstream: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Test:
    """One dbt test, attached to the model that it guards."""

    unique_id: str
    name: str
    description: str
    model: tuple[str, str]
    is_blocking: bool


def project_fingerprint() -> str:
    """Sixteen hex digits over every file that dbt reads."""
    digest = hashlib.sha256()
    for path in sorted(DBT_PROJECT.rglob("*")):
        if path.is_file() and path.suffix in {".sql", ".yml", ".md"} and _TARGET not in path.parents:
            digest.update(path.relative_to(DBT_PROJECT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


@cache
def load_manifest() -> dict[str, Any]:
    """The manifest of the project as it stands now; runs `dbt parse` if the files have changed."""
    path = _TARGET / f"manifest-{project_fingerprint()}.json"
    if not path.is_file():
        _parse(path)
    manifest: dict[str, Any] = json.loads(path.read_text())
    return manifest


def _parse(path: Path) -> None:
    # Two code locations may start at once: each parses by itself and the last rename wins.
    _TARGET.mkdir(exist_ok=True)
    with TemporaryDirectory(prefix=".parse-", dir=_TARGET) as folder:
        run_dbt(["parse"], target=Path(folder), variables={"facts": countable_facts()})
        for old in _TARGET.glob("manifest-*.json"):
            old.unlink(missing_ok=True)
        os.replace(Path(folder) / "manifest.json", path)


@cache
def models() -> tuple[Model, ...]:
    """Every model of the project."""
    nodes = load_manifest()["nodes"].values()
    return tuple(_model(node) for node in nodes if node["resource_type"] == "model")


@cache
def tests() -> tuple[Test, ...]:
    """Every data test that guards a model."""
    nodes = load_manifest()["nodes"].values()
    return tuple(
        _test(node) for node in nodes if node["resource_type"] == "test" and _guarded(node) is not None
    )


def _model(node: dict[str, Any]) -> Model:
    return Model(
        unique_id=node["unique_id"],
        layer=node["schema"],
        name=node["name"],
        description=node["description"].strip(),
        columns=tuple(
            (column["name"], column.get("data_type") or "", column["description"])
            for column in node["columns"].values()
        ),
        upstream=tuple(place for place in map(_place, node["depends_on"]["nodes"]) if place is not None),
    )


def _test(node: dict[str, Any]) -> Test:
    guarded = _guarded(node)
    assert guarded is not None
    words = node.get("description") or f"dbt test {node['name']}"
    is_blocking = str(node["config"].get("severity", "error")).lower() == "error"
    return Test(node["unique_id"], node["name"], words, guarded, is_blocking)


def _guarded(node: dict[str, Any]) -> tuple[str, str] | None:
    """The model a test is attached to; for a test of its own, the last model that it reads."""
    attached = node.get("attached_node") or next(iter(reversed(node["depends_on"]["nodes"])), None)
    if attached is None or not attached.startswith("model."):
        return None
    return _place(attached)


def _place(unique_id: str) -> tuple[str, str] | None:
    manifest = load_manifest()
    if unique_id in manifest["sources"]:
        source = manifest["sources"][unique_id]
        return source["source_name"], source["name"]
    node = manifest["nodes"].get(unique_id)
    return (node["schema"], node["name"]) if node and node["resource_type"] == "model" else None
