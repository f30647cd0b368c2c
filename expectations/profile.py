"""What a batch looks like in counts, so that the next one can be held against it.

Here: counting. Not here: how much may change (contract.py) and comparing batches (pipelines). Only values that the
contract lists are counted by name: anything else could be a person's own words.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from expectations.mapping_sql import literal
from expectations.rules import Column


def profile(accepted: Path, columns: Sequence[Column]) -> dict[str, Any]:
    """Rows, filled cells by column, and rows by agreed value of each column that has agreed values."""
    filled = [f"count({column.name})" for column in columns]
    listed = [column for column in columns if column.allowed]
    counted = [f"histogram(CASE WHEN {c.name} IN ({_values(c)}) THEN {c.name} END)" for c in listed]
    wanted = ", ".join(["count(*)", *filled, *counted])
    with duckdb.connect() as connection:
        (found,) = connection.execute(
            f"SELECT {wanted} FROM read_parquet({literal(str(accepted))})"
        ).fetchall()
    shares, values = found[1 : 1 + len(filled)], found[1 + len(filled) :]
    return {
        "rows": int(found[0]),
        "filled": {column.name: int(count) for column, count in zip(columns, shares, strict=True)},
        "values": {column.name: dict(count or {}) for column, count in zip(listed, values, strict=True)},
    }


def _values(column: Column) -> str:
    return ", ".join(literal(value) for value in column.allowed)
