"""The release as a Data Package 2 (datapackage.org): `datapackage.json` over the tables as CSV and as Parquet.

The package stands in the release's own folder, for a path in it must not lead upwards. Not here: the schema of a table
(table_schema.py) and how a CSV file is written (csv_files.py).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from pipelines.exports.csv_files import write_csv
from pipelines.exports.keys import Rules, rules
from pipelines.exports.licences import licence_of
from pipelines.exports.released import Table, about, open_release, records, tables
from pipelines.exports.table_schema import table_schema

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
DESCRIPTOR = "datapackage.json"
CSV = "csv"


def write_data_package(folder: Path, *, release_id: str) -> Path:
    """Write `csv/` and `datapackage.json` into a release's folder; returns the path of the descriptor.

    Expects `warehouse.duckdb` and `parquet/` there. Raises FileNotFoundError without them, SmallCountError when a
    published count of people is too small.
    """
    with open_release(folder) as connection:
        descriptor = {
            **_head(connection, release_id),
            "resources": list(_resources(connection, folder)),
        }
    path = folder / DESCRIPTOR
    text = json.dumps(descriptor, indent=1, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")
    return path


def _head(connection: duckdb.DuckDBPyConnection, release_id: str) -> dict[str, Any]:
    told = about(connection)
    names = records(connection, "SELECT name FROM agenda.partners ORDER BY name, partner_id")
    licence = licence_of(told)
    made_up = "The data is made up: this is a sample. " if told["is_sample"] else ""
    head: dict[str, Any] = {
        "$schema": PROFILE,
        "name": told["initiative_id"],
        "title": told["name"],
        "description": (
            f"{made_up}Results as of {told['as_of']}. Counts of 1 to {told['smallest_count'] - 1} people are hidden, "
            "and so is what would give them away: such a figure is empty and its status is 'suppressed'. 'all' stands "
            "for the whole. Text that a spreadsheet would compute has an apostrophe in front in the CSV files."
        ),
        "version": release_id,
        "contributors": [{"title": told["backbone_name"], "roles": ["publisher"]}],
        "sources": [{"title": row["name"]} for row in names],
    }
    if licence:
        head["licenses"] = [{"name": licence.name, "title": licence.title, "path": licence.path}]
    return {name: value for name, value in head.items() if value}


def _resources(connection: duckdb.DuckDBPyConnection, folder: Path) -> Iterator[dict[str, Any]]:
    smallest = int(about(connection)["smallest_count"])
    found = tables(connection)
    released = {(table.schema, table.name) for table in found}
    for table in found:
        of_table = rules().get((table.schema, table.name), Rules())
        schema = table_schema(connection, table, of_table, released, smallest)
        path = write_csv(connection, table, folder / CSV)
        yield {**_csv_resource(table, folder, path), **_parquet(table, folder), "schema": schema}


def _csv_resource(table: Table, folder: Path, path: Path) -> dict[str, Any]:
    packed = {"compression": "gz"} if path.suffix == ".gz" else {}
    return {
        "name": table.full_name,
        "type": "table",
        **_described(table),
        "path": path.relative_to(folder).as_posix(),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        **packed,
        "bytes": path.stat().st_size,
        "hash": _hash(path),
    }


def _parquet(table: Table, folder: Path) -> dict[str, Any]:
    """The same table as Parquet, beside the CSV file and not as a resource of its own.

    frictionless 5.21 reads Parquet through pandas and takes every empty whole number for a broken one, so a resource
    could never be valid.
    """
    path = folder / "parquet" / table.schema / f"{table.name}.parquet"
    if not path.is_file():
        return {}
    twin = {"path": path.relative_to(folder).as_posix(), "mediatype": "application/vnd.apache.parquet"}
    return {"parquet": {**twin, "bytes": path.stat().st_size, "hash": _hash(path)}}


def _described(table: Table) -> dict[str, str]:
    return {"description": table.comment} if table.comment else {}


def _hash(path: Path) -> str:
    return f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"
