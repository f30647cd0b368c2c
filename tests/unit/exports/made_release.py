"""The folder of a release as the pipeline leaves it before the exports: made tables, commented, and as Parquet.

The figures are those of the report's tests, with hidden ones among them; the dimensions that a release has beside the
agenda are added here.
"""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "report"))

from released_warehouse import build

RELEASE = "2026-09-15-0a1b2c3d"

_DIMENSIONS = """
create table marts.dim_metric as select * from agenda.metrics;
create table marts.dim_partner as select * from agenda.partners;
create table marts.dim_period as select * from agenda.periods;
create table marts.dim_sub_program as select * from agenda.sub_programs;
create table marts.dim_area as select * from agenda.areas;
create table marts.dim_outcome as select * from agenda.outcomes;
create table marts.dim_group as select * from agenda.groups;
update agenda.initiative set licence = 'CC-BY-4.0';
create or replace table agenda.sub_program_outcomes as select distinct sub_program_id, outcome_id
  from agenda.sub_program_metrics join agenda.outcome_metrics using (metric_id);
update metrics.metric_values set numerator = null, denominator = null, denominator_due = null, value = null,
  lower = null, upper = null, people = null, progress = null where status <> 'published';
comment on table metrics.metric_values is 'Every cell of every metric. Grain: one row per cell.';
comment on column metrics.metric_values.people is 'Distinct people behind the figure.';
"""


# The same rows, written in another order.
SHUFFLED = """
create temp table kept as select * from metrics.metric_values order by hash(period_id || area_id || group_value);
delete from metrics.metric_values;
insert into metrics.metric_values select * from kept;
"""


@cache
def _made() -> bytes:
    """The warehouse, made once: every release begins as a copy of it."""
    with TemporaryDirectory() as folder:
        path = build(Path(folder) / "warehouse.duckdb")
        with duckdb.connect(str(path)) as connection:
            connection.execute(_DIMENSIONS)
        return path.read_bytes()


def make_release(folder: Path, *statements: str) -> Path:
    """Write `warehouse.duckdb` and `parquet/` into a folder, after running further SQL; returns the folder."""
    folder.mkdir(parents=True)
    path = folder / "warehouse.duckdb"
    path.write_bytes(_made())
    with duckdb.connect(str(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        tables = connection.execute(
            "select schema_name, table_name from duckdb_tables() where not temporary"
        ).fetchall()
        for schema, table in tables:
            parquet = folder / "parquet" / schema / f"{table}.parquet"
            parquet.parent.mkdir(parents=True, exist_ok=True)
            order = " order by all" if table == "metric_values" else ""
            connection.execute(f"copy (from {schema}.{table}{order}) to '{parquet}' (format parquet)")
    return folder
