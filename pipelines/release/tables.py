"""Builds the tables of a release: a DuckDB file for analysts and the same tables as Parquet.

Only protected cells are written; facts about single people have no way in. Not here: making the release the current one
(publishing.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from expectations.mapping_sql import identifier, literal
from pipelines.audit import Agenda, read_agenda
from pipelines.dbt.manifest import load_manifest
from pipelines.release.definition_drift import hide_drift
from pipelines.release.derived import FRESH, derived_models, write_derived
from pipelines.release.family import in_family
from pipelines.release.ledger import KEY, Ledger, Past
from pipelines.release.losses import Losses
from pipelines.release.protection import SHOWN_FIGURES, Surroundings
from pipelines.release.sums import DIMENSIONS
from pipelines.release.verdict import judge
from pipelines.release.voices import write_voices
from pipelines.warehouse import connect

Table = tuple[str, str]
METRIC_VALUES: Table = ("metrics", "metric_values")
_KEY = ["metric_id", *DIMENSIONS]
FIGURES = [*SHOWN_FIGURES, "denominator_due", "progress"]
# The one table of data quality that speaks of single people, by their keys.
_WITH_KEYS = "people_to_review"


@dataclass(frozen=True)
class Built:
    """The tables of a release: their rows, and what hiding cost, by metric."""

    rows: dict[str, int]
    losses: tuple[Losses, ...]


def build_tables(warehouse: Path, folder: Path, *, ledger: Ledger | None = None, release: str = "") -> Built:
    """Write `folder/warehouse.duckdb` and `folder/parquet/<schema>/<table>.parquet`.

    `ledger` says what was published before; this `release` is written down in it. Raises ProtectionError where hiding
    cells does not protect somebody.
    """
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
        losses = _write_protected_values(connection, smallest, ledger, release)
        tables += [("metrics", name) for name in write_derived(connection, derived_models(), smallest)]
        tables += write_voices(connection, smallest, folder.parent / "current" / "warehouse.duckdb")
        connection.execute("DETACH pipeline")
        counts = {
            ".".join(table): _export(connection, folder / "parquet", table)
            for table in [*tables, METRIC_VALUES]
        }
        _describe(connection, {*tables, METRIC_VALUES})
    return Built(counts, losses)


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


def _write_protected_values(
    connection: duckdb.DuckDBPyConnection, smallest: int, ledger: Ledger | None, release: str
) -> tuple[Losses, ...]:
    around, agenda = _surroundings(connection, smallest)
    cells = connection.execute(f"SELECT * FROM pipeline.metrics.metric_values ORDER BY {', '.join(KEY)}").df()
    cells = cells[in_family(cells, around.bands)].reset_index(drop=True)
    past = ledger.past(cells, without=release) if ledger else Past.none()
    judged = judge(cells, around, agenda, past)
    if ledger:
        ledger.write(release, judged.entries)
    connection.register("verdict", judged.cells)
    connection.execute(
        f"CREATE TEMP TABLE {FRESH} AS SELECT {', '.join(KEY)} FROM verdict WHERE status = 'published' AND is_fresh"
    )
    described = connection.execute("DESCRIBE pipeline.metrics.metric_values").fetchall()
    types = {name: str(kind) for name, kind, *_ in described}
    shown = ", ".join(f"CAST({_shown(name)} AS {types[name]}) AS {name}" for name in FIGURES)
    connection.execute(
        f"CREATE TABLE metrics.metric_values AS SELECT cells.* REPLACE ({shown}), verdict.status "
        f"FROM pipeline.metrics.metric_values AS cells JOIN verdict USING ({', '.join(KEY)}) "
        f"ORDER BY {', '.join(KEY)}"
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
    return judged.losses


def _surroundings(connection: duckdb.DuckDBPyConnection, smallest: int) -> tuple[Surroundings, Agenda]:
    def rows(table: str, columns: str) -> list[tuple[Any, ...]]:
        return connection.execute(f"SELECT {columns} FROM agenda.{identifier(table)}").fetchall()

    agenda = read_agenda(rows)
    metrics = rows("metrics", "metric_id, metric_type, counted, accountability")
    around = Surroundings(
        types={name: (kind, counted) for name, kind, counted, _ in metrics},
        parents=agenda.area_parents,
        apart=agenda.apart,
        bands=agenda.bands,
        outcomes=frozenset(name for name, _, _, accountability in metrics if accountability == "better_off"),
        smallest=smallest,
        times=agenda.times,
    )
    return around, agenda


def _shown(figure: str) -> str:
    """What a cell shows: its figure, or the one shown before where the two differ by few people."""
    older = "NULL"
    if figure == "progress":
        older = "(verdict.value - cells.baseline) / nullif(cells.target - cells.baseline, 0) + 0.0"
    elif figure in SHOWN_FIGURES:
        older = f"verdict.{figure}"
    hidden = "verdict.status <> 'published'"
    return f"CASE WHEN {hidden} THEN NULL WHEN verdict.is_fresh THEN cells.{figure} ELSE {older} END"


def _hide_baselines(connection: duckdb.DuckDBPyConnection) -> None:
    """A baseline that was taken from a hidden cell is hidden too, and with it the progress from it."""
    connection.execute(
        "UPDATE metrics.metric_values AS cells SET baseline = NULL, progress = NULL "
        "FROM agenda.targets AS targets WHERE targets.baseline_value IS NULL "
        "AND cells.metric_id = targets.metric_id AND cells.sub_program_id = targets.sub_program_id "
        f"AND NOT EXISTS (SELECT 1 FROM {FRESH} AS origin WHERE origin.metric_id = targets.metric_id "
        "AND origin.sub_program_id = targets.sub_program_id AND origin.period_id = targets.baseline_period_id "
        "AND origin.partner_id = 'all' AND origin.area_id = 'all' AND origin.group_type = 'all')"
    )


def _hide_disagreements(connection: duckdb.DuckDBPyConnection, smallest: int) -> None:
    """Where a publisher's numbers disagree about few people, or about a hidden cell, only the fact stays."""
    numbers = ["published_numerator", "published_denominator", "computed_numerator", "computed_denominator"]
    small = " OR ".join(f"({name} > 0 AND {name} < {smallest})" for name in numbers)
    emptied = ", ".join(f"{name} = NULL" for name in [*numbers, "published_rate", "computed_rate"])
    same = " AND ".join(f"cells.{name} = found.{name}" for name in _KEY)
    connection.execute(
        f"UPDATE data_quality.published_disagreements AS found SET {emptied} WHERE {small} OR NOT EXISTS "
        f"(SELECT 1 FROM {FRESH} AS cells WHERE {same})"
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
