"""Keys, references and lists of values of released tables, as dbt tests them.

For models they are read from the tests that each model has; the tables of the agenda have their keys here. Not here:
what a format makes of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from pipelines.dbt.manifest import load_manifest
from pipelines.release.derived import derived_models

Place = tuple[str, str]

STATUSES = ("published", "suppressed", "not_published")

_AGENDA_KEYS: Mapping[str, tuple[str, ...]] = {
    "activities": ("activity_id",),
    "areas": ("area_id",),
    "commitments": ("partner_id", "commitment_id"),
    "feeds": ("partner_id", "feed_id"),
    "groups": ("group_type", "group_value"),
    "initiative": ("initiative_id",),
    "metric_versions": ("metric_id", "metric_version"),
    "metrics": ("metric_id",),
    "outcomes": ("outcome_id",),
    "outputs": ("output_id",),
    "partner_sub_programs": ("partner_id", "sub_program_id"),
    "partners": ("partner_id",),
    "periods": ("period_id",),
    "sub_program_metrics": ("sub_program_id", "metric_id"),
    "sub_programs": ("sub_program_id",),
}
_AGENDA_REFERENCES: Mapping[str, Mapping[str, Place]] = {
    "partner_sub_programs": {
        "partner_id": ("agenda", "partners"),
        "sub_program_id": ("agenda", "sub_programs"),
    },
    "sub_program_metrics": {
        "sub_program_id": ("agenda", "sub_programs"),
        "metric_id": ("agenda", "metrics"),
    },
    "targets": {"metric_id": ("agenda", "metrics"), "target_period_id": ("agenda", "periods")},
}


@dataclass
class Rules:
    """What holds in one table: its key, the tables that columns refer to, and the values that columns may have."""

    key: tuple[str, ...] = ()
    never_null: frozenset[str] = frozenset()
    references: dict[str, tuple[Place, str]] = field(default_factory=dict)
    values: dict[str, tuple[str, ...]] = field(default_factory=dict)
    counts: tuple[str, ...] = ()


@cache
def rules() -> dict[Place, Rules]:
    """The rules of every table that may stand in a release; a table without any is left out."""
    found: dict[Place, Rules] = {}
    for name, key in _AGENDA_KEYS.items():
        found[("agenda", name)] = Rules(key=key, never_null=frozenset(key))
    for name, references in _AGENDA_REFERENCES.items():
        to = {column: (place, _key_column(place)) for column, place in references.items()}
        found.setdefault(("agenda", name), Rules()).references = to
    for place, test in _tests():
        _take(found.setdefault(place, Rules()), test)
    for name, release in derived_models().items():
        table = found.setdefault(("metrics", name), Rules())
        table.counts = tuple(release.counts)
        table.values["status"] = STATUSES
    cells = found.setdefault(("metrics", "metric_values"), Rules())
    cells.counts, cells.values["status"] = ("people",), STATUSES
    return found


def _key_column(place: Place) -> str:
    (column,) = _AGENDA_KEYS[place[1]]
    return column


def _tests() -> Iterator[tuple[Place, Mapping[str, Any]]]:
    """Every generic test of a model, with the model's place."""
    nodes = load_manifest()["nodes"]
    for node in nodes.values():
        attached = nodes.get(node.get("attached_node") or "")
        if node["resource_type"] == "test" and node.get("test_metadata") and attached:
            yield (attached["schema"], attached["name"]), node["test_metadata"]


def _take(table: Rules, test: Mapping[str, Any]) -> None:
    name, given = test["name"], test["kwargs"]
    if name == "unique":
        table.key = table.key or (given["column_name"],)
    elif name == "never_null":
        table.never_null |= {*given["columns"]}
    elif name == "unique_combination":
        table.key = table.key or tuple(given["columns"])
    elif name == "accepted_values":
        table.values[given["column_name"]] = tuple(str(value) for value in given["values"])
    elif name == "relationships" and (place := _referred(given["to"])):
        table.references[given["column_name"]] = (place, given["field"])


def _referred(text: str) -> Place | None:
    """The place that `ref('dim_period')` means; None for a source."""
    name = text.removeprefix("ref('").removesuffix("')")
    nodes = load_manifest()["nodes"].values()
    places = [(n["schema"], n["name"]) for n in nodes if n["resource_type"] == "model" and n["name"] == name]
    return places[0] if places else None
