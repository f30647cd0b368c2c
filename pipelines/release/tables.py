"""Builds the tables of a release: a DuckDB file for analysts and the same tables as Parquet.

Only protected cells are written; facts about single people have no way in. Not here: making the release the current one
(publishing.py).
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from expectations.mapping_sql import identifier, literal
from pipelines.dbt.manifest import load_manifest
from pipelines.release.definition_drift import hide_drift
from pipelines.release.derived import derived_models, write_derived
from pipelines.release.suppression import DIMENSIONS, FIGURES, statuses
from pipelines.release.voices import write_voices
from pipelines.warehouse import connect

Table = tuple[str, str]
METRIC_VALUES: Table = ("metrics", "metric_values")
_KEY = ["metric_id", *DIMENSIONS]
# The one table of data quality that speaks of single people, by their keys.
_WITH_KEYS = "people_to_review"


def build_tables(warehouse: Path, folder: Path) -> dict[str, int]:
    """Write `folder/warehouse.duckdb` and `folder/parquet/<schema>/<table>.parquet`; returns rows by table."""
    folder.mkdir(parents=True)
    with connect(folder / "warehouse.duckdb") as connection:
        # One thread writes the same bytes every time.
        connection.execute("SET threads = 1")
        connection.execute(f"ATTACH {literal(str(warehouse))} AS pipeline (READ_ONLY)")
        tables = _open_tables(connection)
        for schema in sorted({schema for schema, _ in [*tables, METRIC_VALUES]}):
            connection.execute(f"CREATE SCHEMA {identifier(schema)}")
        for table in tables:
            connection.execute(
                f"CREATE TABLE {_name(table)} AS SELECT * FROM pipeline.{_name(table)} ORDER BY ALL"
            )
        smallest = _smallest_count(connection)
        _write_protected_values(connection, smallest)
        tables += [("metrics", name) for name in write_derived(connection, derived_models(), smallest)]
        tables += write_voices(connection, smallest, folder.parent / "current" / "warehouse.duckdb")
        connection.execute("DETACH pipeline")
        counts = {
            ".".join(table): _export(connection, folder / "parquet", table)
            for table in [*tables, METRIC_VALUES]
        }
        _describe(connection, {*tables, METRIC_VALUES})
    return counts


def _name(table: Table) -> str:
    return f"{identifier(table[0])}.{identifier(table[1])}"


def _open_tables(connection: duckdb.DuckDBPyConnection) -> list[Table]:
    """Every table of the pipeline's warehouse that a release carries as it is, metric values aside.

    Of the marts only dimensions: facts hold rows of single people and never leave the pipeline.
    """
    found = connection.execute(
        "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = 'pipeline' AND "
        "(schema_name IN ('agenda', 'data_quality') OR (schema_name = 'marts' AND starts_with(table_name, 'dim_'))) "
        f"AND table_name <> {literal(_WITH_KEYS)} "
        "ORDER BY ALL"
    ).fetchall()
    return [(schema, name) for schema, name in found]


def _smallest_count(connection: duckdb.DuckDBPyConnection) -> int:
    (smallest,) = connection.execute("SELECT smallest_count FROM agenda.initiative").fetchall()[0]
    return int(smallest)


def _write_protected_values(connection: duckdb.DuckDBPyConnection, smallest: int) -> None:
    cells = connection.execute(
        f"SELECT * FROM pipeline.metrics.metric_values ORDER BY {', '.join(_KEY)}"
    ).df()
    counted = dict(connection.execute("SELECT metric_id, counted FROM agenda.metrics").fetchall())
    parents = dict(connection.execute("SELECT area_id, parent_id FROM agenda.areas").fetchall())
    verdict = cells[_KEY].assign(
        status=statuses(cells, counted=counted, parents=parents, smallest_count=smallest)
    )
    connection.register("verdict", verdict)
    shown = ", ".join(f"CASE WHEN verdict.status = 'published' THEN {name} END AS {name}" for name in FIGURES)
    connection.execute(
        f"CREATE TABLE metrics.metric_values AS SELECT cells.* REPLACE ({shown}), verdict.status "
        f"FROM pipeline.metrics.metric_values AS cells JOIN verdict USING ({', '.join(_KEY)}) "
        f"ORDER BY {', '.join(_KEY)}"
    )
    connection.unregister("verdict")
    # What is withheld below a published rate is a count of people too.
    connection.execute(
        "UPDATE metrics.metric_values SET denominator_due = NULL "
        f"WHERE denominator_due > denominator AND denominator_due - denominator < {smallest}"
    )
    _hide_baselines(connection)
    _hide_disagreements(connection, smallest)
    hide_drift(connection, smallest)


def _hide_baselines(connection: duckdb.DuckDBPyConnection) -> None:
    """A baseline that was taken from a hidden cell is hidden too, and with it the progress from it."""
    connection.execute(
        "UPDATE metrics.metric_values AS cells SET baseline = NULL, progress = NULL "
        "FROM agenda.targets AS targets JOIN metrics.metric_values AS origin ON origin.metric_id = targets.metric_id "
        "AND origin.sub_program_id = targets.sub_program_id AND origin.period_id = targets.baseline_period_id "
        "AND origin.partner_id = 'all' AND origin.area_id = 'all' AND origin.group_type = 'all' "
        "WHERE targets.baseline_value IS NULL AND origin.status <> 'published' "
        "AND cells.metric_id = targets.metric_id AND cells.sub_program_id = targets.sub_program_id"
    )


def _hide_disagreements(connection: duckdb.DuckDBPyConnection, smallest: int) -> None:
    """Where a publisher's numbers disagree about few people, or about a hidden cell, only the fact stays."""
    numbers = ["published_numerator", "published_denominator", "computed_numerator", "computed_denominator"]
    small = " OR ".join(f"({name} > 0 AND {name} < {smallest})" for name in numbers)
    emptied = ", ".join(f"{name} = NULL" for name in [*numbers, "published_rate", "computed_rate"])
    same = " AND ".join(f"cells.{name} = found.{name}" for name in _KEY)
    connection.execute(
        f"UPDATE data_quality.published_disagreements AS found SET {emptied} WHERE {small} OR NOT EXISTS "
        f"(SELECT 1 FROM metrics.metric_values AS cells WHERE {same} AND cells.status = 'published')"
    )


def _export(connection: duckdb.DuckDBPyConnection, folder: Path, table: Table) -> int:
    path = folder / table[0] / f"{table[1]}.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    order = ", ".join(_KEY) if table == METRIC_VALUES else "ALL"
    connection.execute(
        f"COPY (SELECT * FROM {_name(table)} ORDER BY {order}) TO {literal(str(path))} (FORMAT parquet)"
    )
    (count,) = connection.execute(f"SELECT count(*) FROM {_name(table)}").fetchall()[0]
    return int(count)


def _describe(connection: duckdb.DuckDBPyConnection, tables: set[Table]) -> None:
    """Carry dbt's descriptions along, so that the file explains itself."""
    manifest = load_manifest()
    nodes = [*manifest["sources"].values(), *manifest["nodes"].values()]
    for node in nodes:
        table = (node["schema"], node["name"])
        if node["resource_type"] not in {"model", "source"} or table not in tables:
            continue
        connection.execute(f"COMMENT ON TABLE {_name(table)} IS {literal(node['description'].strip())}")
        known = {row[0] for row in connection.execute(f"DESCRIBE {_name(table)}").fetchall()}
        for column in node["columns"].values():
            if column["name"] in known:
                place = f"{_name(table)}.{identifier(column['name'])}"
                connection.execute(f"COMMENT ON COLUMN {place} IS {literal(column['description'].strip())}")
    status = "published; suppressed: hidden to protect people; not_published: no partner gave the figure"
    for table in {METRIC_VALUES, *(("metrics", name) for name in derived_models())}:
        connection.execute(f"COMMENT ON COLUMN {_name(table)}.status IS {literal(status)}")
