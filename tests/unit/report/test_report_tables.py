"""The test release has the columns of a real one, so that the other tests of the report mean something."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import duckdb
import pytest
from ruamel.yaml import YAML

from pipelines.initiative.agenda_tables import SCHEMAS

MODELS = Path(__file__).parents[3] / "dbt_project" / "models"
FOLDERS = {"metrics": "metrics", "data_quality": "data_quality"}
# The release adds this column when it decides what may be shown.
ADDED = {
    table: {"status": "VARCHAR"}
    for table in ("metric_values", "equity_gaps", "forecasts", "metric_row_counts")
}
TYPES = {"STRING": "VARCHAR"}
READ = (
    "metrics.metric_values",
    "metrics.equity_gaps",
    "metrics.forecasts",
    "metrics.metric_row_counts",
    "data_quality.reconciliation",
    "data_quality.feed_status",
    "data_quality.rejections",
    "data_quality.reporting",
    "data_quality.published_disagreements",
)


def columns_of(warehouse: Path, schema: str) -> dict[str, dict[str, str]]:
    """Column types of every table of a schema, in their order."""
    found: dict[str, dict[str, str]] = {}
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        rows = connection.execute(
            "select table_name, column_name, data_type from information_schema.columns "
            "where table_schema = ? order by table_name, ordinal_position",
            [schema],
        ).fetchall()
    for table, column, kind in rows:
        found.setdefault(table, {})[column] = kind
    return found


def declared(table: str) -> Mapping[str, str]:
    """Column types of a dbt model as its contract declares them."""
    schema, _, name = table.partition(".")
    text = (MODELS / FOLDERS[schema] / f"{name}.yml").read_text(encoding="utf-8")
    (model,) = YAML(typ="safe").load(text)["models"]
    kinds = {column["name"]: column["data_type"].upper() for column in model["columns"]}
    return {name: TYPES.get(kind, kind) for name, kind in kinds.items()} | ADDED.get(name, {})


@pytest.mark.parametrize("table", READ)
def test_tables_that_dbt_builds_have_the_declared_columns(warehouse: Path, table: str) -> None:
    schema, _, name = table.partition(".")
    made = columns_of(warehouse, schema)[name]
    assert {column: kind.replace(" ", "") for column, kind in made.items()} == declared(table)


def test_no_other_table_stands_in_the_test_release(warehouse: Path) -> None:
    made = {f"{schema}.{table}" for schema in FOLDERS for table in columns_of(warehouse, schema)}
    assert made == set(READ)


def test_agenda_tables_have_the_columns_of_the_agenda(warehouse: Path) -> None:
    made = columns_of(warehouse, "agenda")
    assert made
    assert made == {table: dict(SCHEMAS[table]) for table in made}
