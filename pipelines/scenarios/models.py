"""The dbt models as compiled SQL, of the last build or with other parameters, and which of them follow from what.

Not here: running them (scratch.py).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pipelines.dbt.invocation import run_dbt

# What a scenario is read from.
RESULTS = frozenset({("metrics", "metric_values"), ("metrics", "cost_per_outcome")})


@dataclass(frozen=True)
class Compiled:
    """One model; `reads` are the (schema, name) pairs of what it selects from."""

    database: str
    schema: str
    name: str
    sql: str
    is_view: bool
    reads: frozenset[tuple[str, str]]

    @property
    def place(self) -> tuple[str, str]:
        """Schema and name."""
        return self.schema, self.name


def read_compiled(manifest: Path) -> dict[str, Compiled]:
    """The models of a manifest that were compiled, in an order in which each comes after what it reads."""
    content = json.loads(manifest.read_text())
    known = {**content["nodes"], **content["sources"]}
    models = {
        key: node
        for key, node in content["nodes"].items()
        if node["resource_type"] == "model" and node.get("compiled_code")
    }
    order = TopologicalSorter(
        {key: models.keys() & node["depends_on"]["nodes"] for key, node in models.items()}
    )
    return {key: _compiled(models[key], known) for key in order.static_order()}


def _compiled(node: Mapping[str, Any], known: Mapping[str, Mapping[str, Any]]) -> Compiled:
    reads = frozenset(
        (known[key]["schema"], known[key]["name"]) for key in node["depends_on"]["nodes"] if key in known
    )
    is_view = node["config"]["materialized"] == "view"
    return Compiled(node["database"], node["schema"], node["name"], node["compiled_code"], is_view, reads)


def compile_with(variables: Mapping[str, Any], database: str) -> dict[str, Compiled]:
    """The same models with other dbt variables; raises DbtError where dbt can't compile them."""
    with TemporaryDirectory() as folder:
        target = Path(folder) / "target"
        run_dbt(
            ["compile"], target=target, warehouse=Path(folder) / f"{database}.duckdb", variables=variables
        )
        return read_compiled(target / "manifest.json")


def to_build(
    base: Mapping[str, Compiled], models: Mapping[str, Compiled], altered: Iterable[tuple[str, str]]
) -> list[Compiled]:
    """The models that differ from the base or read something that does, as far as results rest on them, in order."""
    changed = set(altered)
    affected = []
    for key, model in models.items():
        if model.reads & changed or key not in base or base[key].sql != model.sql:
            changed.add(model.place)
            affected.append(model)
    needed = set(RESULTS)
    for model in reversed(list(models.values())):
        if model.place in needed:
            needed |= model.reads
    return [model for model in affected if model.place in needed and not model.is_view]
