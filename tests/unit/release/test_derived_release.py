"""Tables that follow from metric values show nothing that the values themselves hide."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest

from pipelines.release.derived import FRESH, Release, write_derived

Row = dict[str, Any]
CELL: Row = {
    "metric_id": "absent", "partner_id": "all", "sub_program_id": "all", "area_id": "all", "group_type": "gender",
    "group_value": "female", "period_id": "2025-26", "status": "published",
}  # fmt: skip
GAP: Row = {
    "metric_id": "absent", "sub_program_id": "all", "group_type": "gender", "group_value": "female",
    "period_id": "2025-26", "reference_group": "male", "gap": 0.1, "numerator": 40, "denominator": 200,
}  # fmt: skip
RELEASE = Release(
    figures=["gap"], counts=["numerator", "denominator"], cells=[{}, {"group_value": "reference_group"}]
)


def _insert(connection: duckdb.DuckDBPyConnection, table: str, row: Row) -> None:
    values = ", ".join(f"? AS {name}" for name in row)
    connection.execute(f"INSERT INTO {table} BY NAME SELECT {values}", list(row.values()))


def _released(gap: Row, cells: list[Row], release: Release = RELEASE) -> tuple[Any, ...]:
    """(gap, numerator, denominator, status) of the one row."""
    connection = duckdb.connect()
    connection.execute("ATTACH ':memory:' AS pipeline; CREATE SCHEMA pipeline.metrics; CREATE SCHEMA metrics")
    connection.execute(
        "CREATE TABLE pipeline.metrics.equity_gaps (metric_id VARCHAR, sub_program_id VARCHAR, group_type VARCHAR, "
        "group_value VARCHAR, period_id VARCHAR, reference_group VARCHAR, gap DOUBLE, numerator BIGINT, denominator BIGINT)"
    )
    columns = ", ".join(f"{name} VARCHAR" for name in CELL)
    connection.execute(f"CREATE TEMP TABLE {FRESH} ({columns})")
    _insert(connection, "pipeline.metrics.equity_gaps", gap)
    for cell in cells:
        if cell["status"] == "published":
            _insert(connection, FRESH, cell)
    assert write_derived(connection, {"equity_gaps": release}, 11) == ["equity_gaps"]
    (row,) = connection.execute(
        "SELECT gap, numerator, denominator, status FROM metrics.equity_gaps"
    ).fetchall()
    return tuple(row)


BOTH = [CELL, {**CELL, "group_value": "male"}]


def test_a_row_on_published_cells_is_shown() -> None:
    assert _released(GAP, BOTH) == (0.1, 40, 200, "published")


@pytest.mark.parametrize(
    ("gap", "cells"),
    [
        ({**GAP, "numerator": 10}, BOTH),
        ({**GAP, "numerator": 195}, BOTH),
        ({**GAP, "denominator": 10, "numerator": 0}, BOTH),
        (GAP, [CELL]),
        (GAP, [CELL, {**CELL, "group_value": "male", "status": "suppressed"}]),
        (GAP, [{**CELL, "partner_id": "one_partner"}, BOTH[1]]),
    ],
    ids=[
        "few counted",
        "few left",
        "few in all",
        "no reference",
        "reference hidden",
        "another partner's cell",
    ],
)
def test_a_row_is_emptied_whole(gap: Row, cells: list[Row]) -> None:
    assert _released(gap, cells) == (None, None, None, "suppressed")


def test_a_row_without_figures_is_not_called_hidden() -> None:
    assert _released({**GAP, "gap": None}, BOTH)[3] == "not_published"


def test_no_count_of_people_is_a_small_count() -> None:
    assert _released({**GAP, "numerator": 0}, BOTH)[3] == "published"


def test_a_column_that_the_model_lacks_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"equity_gaps.*typo"):
        _released(GAP, BOTH, Release(figures=["typo"]))


SEVERAL = Release(figures=["gap"], each=[{"partner_id": "reference_group"}])


@pytest.mark.parametrize(
    ("partners", "status"),
    [
        ("alder,birch", "published"),
        ("alder", "published"),
        ("alder,cedar", "suppressed"),
        ("alder,dogwood", "suppressed"),
    ],
    ids=["all shown", "one", "one hidden", "one without a cell"],
)
def test_a_row_that_rests_on_several_cells_needs_every_one(partners: str, status: str) -> None:
    cells = [
        {**CELL, "partner_id": "alder"},
        {**CELL, "partner_id": "birch"},
        {**CELL, "partner_id": "cedar", "status": "suppressed"},
    ]
    assert _released({**GAP, "reference_group": partners}, cells, SEVERAL)[3] == status


def test_an_entry_that_names_two_columns_of_several_values_is_an_error() -> None:
    with pytest.raises(ValueError, match="one key column"):
        Release(figures=["gap"], each=[{"partner_id": "partners", "period_id": "periods"}])
