"""The Table Schema (datapackage.org/standard/table-schema) of one released table.

Types, keys, references and values come from what dbt tests; words from the comments in the released file. A published
count of people is 0 or at least the smallest count of the initiative, and validation tries it wherever no 0 stands in
the way: so a validator is a test for leaks too.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

import duckdb

from expectations.mapping_sql import identifier
from pipelines.exports.keys import Rules
from pipelines.exports.released import Column, Table

PROFILE = "https://datapackage.org/profiles/2.0/tableschema.json"
_TYPES = {
    "VARCHAR": "string",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TINYINT": "integer",
    "SMALLINT": "integer",
    "INTEGER": "integer",
    "BIGINT": "integer",
    "HUGEINT": "integer",
}


class SmallCountError(Exception):
    """A released table holds a count of people that is too small to be shown. Its value is not in the message."""


def table_schema(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    rules: Rules,
    released: Collection[tuple[str, str]],
    smallest: int,
) -> dict[str, Any]:
    """The schema of a table. `released` are the tables of the release: references to others are left out.

    Raises SmallCountError when a count of people lies between 1 and `smallest` - 1.
    """
    counts = {name: None for name in rules.counts if name in table.column_names}
    least = {name: _least(connection, table, name, smallest) for name in counts}
    schema: dict[str, Any] = {
        "$schema": PROFILE,
        "fields": [_field(column, rules, least, smallest) for column in table.columns],
        "missingValues": [""],
    }
    if rules.key and {*rules.key} <= {*table.column_names}:
        # A primary key may not be empty; where a column of the key may be, the row is unique all the same.
        if {*rules.key} <= rules.never_null:
            schema["primaryKey"] = [*rules.key]
        else:
            schema["uniqueKeys"] = [[*rules.key]]
    references = [
        _reference(column, place, field)
        for column, (place, field) in sorted(rules.references.items())
        if place in released and column in table.column_names
    ]
    if references:
        schema["foreignKeys"] = references
    return schema


def _least(connection: duckdb.DuckDBPyConnection, table: Table, name: str, smallest: int) -> Decimal | None:
    """The least published count, 0 included; None where nothing is published."""
    column = identifier(name)
    small, least = connection.execute(
        f"SELECT count(*) FILTER (abs({column}) > 0 AND abs({column}) < {int(smallest)}), min({column}) "
        f"FROM {table.sql_name}"
    ).fetchall()[0]
    if small:
        raise SmallCountError(f"{table.full_name}.{name}: {small} counts of fewer than {smallest} people")
    return None if least is None else Decimal(str(least))


def _field(
    column: Column, rules: Rules, least: Mapping[str, Decimal | None], smallest: int
) -> dict[str, Any]:
    field: dict[str, Any] = {"name": column.name, "type": field_type(column)}
    words = [column.comment] if column.comment else []
    constraints: dict[str, Any] = {}
    if column.name in rules.key and column.name in rules.never_null:
        constraints["required"] = True
    if column.name in rules.values and column.is_text:
        # frictionless 5.21 does not look at categories, so the values stand here twice.
        field["categories"] = constraints["enum"] = list(rules.values[column.name])
    if column.name in least:
        words.append(f"0, or at least {smallest}; empty where the status is not published.")
        found = least[column.name]
        if found is not None and found >= 0:
            constraints["minimum"] = 0 if found < smallest else smallest
    if words:
        field["description"] = " ".join(words)
    if constraints:
        field["constraints"] = constraints
    return field


def field_type(column: Column) -> str:
    """The Table Schema type of a column: decimals and floats are numbers, unknown types are text."""
    if column.kind.startswith("DECIMAL") or column.kind in ("DOUBLE", "FLOAT"):
        return "number"
    if column.kind.startswith("TIMESTAMP"):
        return "datetime"
    return _TYPES.get(column.kind, "string")


def _reference(column: str, place: tuple[str, str], field: str) -> dict[str, Any]:
    return {"fields": [column], "reference": {"resource": ".".join(place), "fields": [field]}}
