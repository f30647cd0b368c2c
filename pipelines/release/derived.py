"""Tables that follow from metric values (gaps, trends, costs): what of them a release shows.

Which columns are figures, which count people, and on which cells a row rests, each dbt model says itself under `meta`.
Not here: the metric values (verdict.py) and the definitions that partners use (definition_drift.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import duckdb
from pydantic import BaseModel, ConfigDict, Field, model_validator

from expectations.mapping_sql import identifier, literal
from pipelines.dbt.manifest import load_manifest
from pipelines.release.sums import DIMENSIONS

_KEY = ("metric_id", *DIMENSIONS)
_PUBLISHED = literal("published")
# The keys of cells that show the figures of this day: what follows from an older figure would give the new one away.
FRESH = "fresh_cells"


class Release(BaseModel):
    """What a model says of its release, under `config: meta: release:` of its yml."""

    model_config = ConfigDict(extra="forbid")

    figures: list[str] = Field(min_length=1, description="Columns that are emptied where a row is hidden.")
    counts: list[str] = Field(
        default_factory=list,
        description="Counts of people: 0, or large enough. So is what a numerator leaves of its denominator.",
    )
    cells: list[dict[str, str]] = Field(
        default_factory=list,
        description="Cells that must be published: the row's own, with key columns taken from other columns.",
    )
    each: list[dict[str, str]] = Field(
        default_factory=list,
        description="The same for every value of one other column, which holds several, comma-separated.",
    )

    @model_validator(mode="after")
    def _one_column_holds_several(self) -> Release:
        if any(len(cell) != 1 for cell in self.each):
            raise ValueError("an entry of 'each' names one key column and the column that holds its values")
        return self


def derived_models() -> dict[str, Release]:
    """The models and sources of the schema `metrics` that go into a release, with what they say of it."""
    manifest = load_manifest()
    return {
        node["name"]: Release.model_validate(node["config"]["meta"]["release"])
        for node in (*manifest["nodes"].values(), *manifest["sources"].values())
        if node["resource_type"] in ("model", "source") and "release" in _meta(node)
    }


def write_derived(
    connection: duckdb.DuckDBPyConnection, models: Mapping[str, Release], smallest: int
) -> list[str]:
    """Copy each model from the attached `pipeline` into the release, with a `status`; returns the names.

    A row is `suppressed` where a count of people lies between 1 and `smallest` - 1, or a cell that it rests on does not
    show its figures of this day; `not_published` where it has no figures at all. Expects the keys of cells that do in
    the table FRESH.
    """
    for name, release in models.items():
        table = f"metrics.{identifier(name)}"
        columns = [row[0] for row in connection.execute(f"DESCRIBE pipeline.{table}").fetchall()]
        emptied = list(dict.fromkeys([*release.figures, *release.counts]))
        read = (column for cell in [*release.cells, *release.each] for column in cell.values())
        unknown = {*emptied, *read} - {*columns}
        if unknown:
            raise ValueError(
                f"model '{name}': meta.release names columns it does not have: {sorted(unknown)}"
            )
        shown = ", ".join(
            f"CASE WHEN status = {_PUBLISHED} THEN {identifier(column)} END AS {identifier(column)}"
            for column in emptied
        )
        connection.execute(
            f"CREATE TABLE {table} AS SELECT * REPLACE ({shown}) FROM (SELECT derived.*, "
            f"{_status(release, columns, smallest)} AS status FROM pipeline.{table} AS derived) ORDER BY ALL"
        )
    return list(models)


def _status(release: Release, columns: list[str], smallest: int) -> str:
    nothing = " AND ".join(f"{identifier(column)} IS NULL" for column in release.figures)
    unsafe = [_small(count, smallest) for count in _counts(release)]
    unsafe += [f"NOT EXISTS ({_cell(cell, columns)})" for cell in release.cells]
    unsafe += [
        f"EXISTS ({_unpublished(key, column, columns)})"
        for cell in release.each
        for key, column in cell.items()
    ]
    verdict = f"WHEN {' OR '.join(unsafe)} THEN 'suppressed' " if unsafe else ""
    return f"CASE WHEN {nothing} THEN 'not_published' {verdict}ELSE {_PUBLISHED} END"


def _counts(release: Release) -> list[str]:
    rest = ["denominator - numerator"] if {"numerator", "denominator"} <= {*release.counts} else []
    return [*map(identifier, release.counts), *rest]


def _small(count: str, smallest: int) -> str:
    return f"coalesce({count} > 0 AND {count} < {int(smallest)}, false)"


def _unpublished(key: str, column: str, columns: list[str]) -> str:
    """The values in a column that holds several of which the cell is not published."""
    values = f"SELECT unnest(string_split(derived.{identifier(column)}, ',')) AS one"
    return (
        f"SELECT 1 FROM ({values}) AS several WHERE NOT EXISTS ({_cell({}, columns, {key: 'several.one'})})"
    )


def _cell(overrides: Mapping[str, str], columns: list[str], given: Mapping[str, str] | None = None) -> str:
    def own(key: str) -> str:
        if given and key in given:
            return given[key]
        column = overrides.get(key, key)
        return f"derived.{identifier(column)}" if column in columns else literal("all")

    same = " AND ".join(f"cells.{key} = {own(key)}" for key in _KEY)
    return f"SELECT 1 FROM {FRESH} AS cells WHERE {same}"


def _meta(node: Mapping[str, Any]) -> Mapping[str, Any]:
    meta: Mapping[str, Any] = node["config"].get("meta", {})
    return meta
