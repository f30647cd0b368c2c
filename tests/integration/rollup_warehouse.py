"""The metric models, compiled by dbt once and run on generated warehouses in memory.

An example costs the queries only: dbt is not started again.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
from rollup_brute_force import Cell, Figures, World
from rollup_metrics import CASES, SUB_PROGRAMS
from warehouse_fixture import build, run_dbt

MODELS = ["int_area_cell", "metric_cells", "metric_total_rows", "metric_totals", "metric_figures"]
_ORIGIN = {"partner_id": "varchar", "feed_id": "varchar", "batch_id": "varchar", "row_number": "bigint"}
_FACT = {**_ORIGIN, "sub_program_id": "varchar", "from_date": "date", "to_date": "date"}
_PERSON = {
    **_FACT, "area_id": "varchar", "person_key": "varchar", "person_key_strict": "varchar",
    "person_key_loose": "varchar", "household_key": "varchar",
}  # fmt: skip
TABLES: dict[str, dict[str, str]] = {
    "marts.fct_service": {**_PERSON, "service_type": "varchar", "hours": "decimal(18,2)"},
    "marts.fct_enrolment": _PERSON,
    "marts.fct_attendance": {**_PERSON, "days_enrolled": "integer", "days_absent": "integer"},
    "marts.fct_outcome": {**_PERSON, "result": "varchar", "instrument": "varchar"},
    "marts.fct_funding": {**_FACT, "kind": "varchar", "amount": "decimal(18,2)"},
    "marts.fct_total": {
        **_FACT, "area_id": "varchar", "metric_id": "varchar", "group_type": "varchar", "group_value": "varchar",
        "period_id": "varchar", "row_role": "varchar", "numerator": "decimal(18,2)", "denominator": "decimal(18,2)",
        "has_figure": "boolean",
    },
    "marts.dim_period": {
        "period_id": "varchar", "period_type": "varchar", "starts_on": "date", "ends_on": "date",
        "start_count_on": "date", "end_count_on": "date", "as_of": "date",
    },
    "marts.dim_metric": {
        "metric_id": "varchar", "metric_version": "integer", "metric_type": "varchar", "counted": "varchar",
        "never_pooled": "varchar",
    },
    "intermediate.int_person_group": {
        "person_key": "varchar", "group_type": "varchar", "group_value": "varchar",
    },
    "agenda.areas": {"area_id": "varchar", "population": "bigint"},
    "agenda.area_ancestors": {"area_id": "varchar", "ancestor_id": "varchar"},
    "agenda.initiative": {"population_size": "bigint"},
    "agenda.sub_program_metrics": {"sub_program_id": "varchar", "metric_id": "varchar"},
    "agenda.metric_versions": {
        "metric_id": "varchar", "metric_version": "integer", "is_in_force": "boolean", "since": "date", "until": "date",
    },
}  # fmt: skip


@dataclass
class Models:
    """The compiled models, and the database that they name."""

    connection: duckdb.DuckDBPyConnection = field(repr=False)
    queries: list[str] = field(repr=False)

    def figures(self, world: World) -> dict[Cell, Figures]:
        """Every cell that the models make of a world."""
        rows = _rows(world)
        for table, columns in TABLES.items():
            self._fill(table, columns, rows.get(table, []))
        for query in self.queries:
            self.connection.execute(query)
        found = self.connection.execute(
            "select metric_id, partner_id, sub_program_id, area_id, group_type, group_value, period_id, numerator, "
            "denominator, lower, upper, people, figures_published, figures_due from metrics.metric_figures"
        ).fetchall()
        return {row[:7]: row[7:] for row in found}

    def _fill(self, table: str, columns: dict[str, str], rows: list[dict[str, Any]]) -> None:
        self.connection.execute(f"delete from {table}")
        if rows:
            marks = ", ".join(f"({', '.join('?' for _ in columns)})" for _ in rows)
            values = [row.get(name) for row in rows for name in columns]
            self.connection.execute(f"insert into {table} values {marks}", values)


def compile_models(folder: Path) -> Models:
    """dbt's SQL for the metrics of CASES, ready to run on an empty database in memory."""
    build(folder / "compiled.duckdb")
    result = run_dbt(
        "compile", "--select", *MODELS, warehouse=folder / "compiled.duckdb", folder=folder,
        metrics=[case.entry for case in CASES],
    )  # fmt: skip
    assert result.returncode == 0, result.stdout[-4000:]
    nodes = json.loads((folder / "target" / "manifest.json").read_text())["nodes"]
    connection = duckdb.connect()
    connection.execute("attach ':memory:' as compiled")
    connection.execute("use compiled")
    for schema in ("marts", "intermediate", "agenda", "metrics"):
        connection.execute(f"create schema {schema}")
    for table, columns in TABLES.items():
        connection.execute(
            f"create table {table} ({', '.join(f'{name} {kind}' for name, kind in columns.items())})"
        )
    by_name = {node["name"]: node for node in nodes.values() if node["resource_type"] == "model"}
    queries = [
        f"create or replace table {by_name[name]['schema']}.{name} as {_sql(folder, by_name[name])}"
        for name in MODELS
    ]
    return Models(connection, queries)


def _sql(folder: Path, node: dict[str, Any]) -> str:
    compiled = folder / "target" / "compiled" / "common_measure" / node["original_file_path"]
    return compiled.read_text("utf-8")


def _rows(world: World) -> dict[str, list[dict[str, Any]]]:
    people = [("all", "all", person) for person in world.groups]
    people += [(*group, person) for person, groups in world.groups.items() for group in groups]
    return {
        **{f"marts.fct_{name}": [dict(row) for row in rows] for name, rows in world.facts.items()},
        "marts.fct_total": [
            {**row, "group_type": row["group"][0], "group_value": row["group"][1], "row_role": "counted"}
            for row in world.totals
        ],
        "marts.dim_period": [{**period, "as_of": date(2026, 1, 1)} for period in world.periods],
        "marts.dim_metric": [
            {
                "metric_id": case.metric.id,
                "metric_version": 1,
                "metric_type": case.metric.type,
                "counted": case.metric.counted,
                "never_pooled": ",".join(case.metric.never_pooled) or None,
            }
            for case in CASES
        ],
        "intermediate.int_person_group": [
            {"person_key": person, "group_type": kind, "group_value": value} for kind, value, person in people
        ],
        "agenda.areas": [{"area_id": a, "population": world.populations.get(a)} for a in world.parents],
        "agenda.area_ancestors": [
            {"area_id": a, "ancestor_id": place} for a in world.parents for place in world.places(a)[:-1]
        ],
        "agenda.initiative": [{"population_size": world.populations.get("all")}],
        "agenda.sub_program_metrics": [
            {"sub_program_id": sub, "metric_id": case.metric.id} for sub in SUB_PROGRAMS for case in CASES
        ],
    }
