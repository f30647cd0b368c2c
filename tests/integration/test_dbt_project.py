"""The dbt project, built once over a small warehouse, held against plain counting and hand-worked figures."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest
from brute_force import cells
from ruamel.yaml import YAML
from warehouse_fixture import PROJECT, Accepted, build, run_dbt, standard_metrics

ENTRIES = {entry["metric_id"]: entry for entry in standard_metrics()}
LAYERS = ("staging", "intermediate", "marts", "metrics", "data_quality")
BUILD = ("build", "--exclude", "resource_type:unit_test")


@dataclass
class Warehouse:
    """A built warehouse and what it was built from."""

    path: Path
    folder: Path
    accepted: Accepted

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.path), read_only=True) as connection:
            return connection.execute(query, list(values)).fetchall()


@pytest.fixture(scope="session")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    folder = tmp_path_factory.mktemp("dbt")
    path = folder / "warehouse.duckdb"
    accepted = build(path)
    result = run_dbt(*BUILD, warehouse=path, folder=folder, metrics=standard_metrics())
    assert result.returncode == 0, result.stdout[-4000:] + result.stderr[-2000:]
    return Warehouse(path, folder, accepted)


@pytest.mark.parametrize("metric_id", ENTRIES)
def test_every_cell_of_rows_is_what_plain_counting_gives(warehouse: Warehouse, metric_id: str) -> None:
    entry = ENTRIES[metric_id]
    expected = cells(entry, warehouse.accepted)
    found = warehouse.rows(
        "select partner_id, sub_program_id, area_id, group_type, group_value, period_id, numerator, "
        "denominator, people from metrics.metric_cells where metric_id = ?",
        metric_id,
    )
    actual = {row[:6]: (row[6], row[6] if row[7] is None else row[7], row[8]) for row in found}
    if not entry["denominator"]:
        expected = {cell: (above, above, people) for cell, (above, _, people) in expected.items()}
    assert len(expected) > 100
    assert actual == expected


@pytest.mark.parametrize("metric_id", ENTRIES)
def test_values_without_totals_follow_from_their_cells(warehouse: Warehouse, metric_id: str) -> None:
    expected = cells(ENTRIES[metric_id], warehouse.accepted)
    found = warehouse.rows(
        "select partner_id, sub_program_id, area_id, group_type, group_value, period_id, value, lower, upper "
        "from metrics.metric_values where metric_id = ? and figures_due = 0",
        metric_id,
    )
    is_rate = ENTRIES[metric_id]["metric_type"] == "rate"
    for *cell, value, lower, upper in found:
        above, below, _ = expected[tuple(cell)]
        exact = (float(above) / float(below) if below else None) if is_rate else float(above)
        assert (value, lower, upper) == (exact, exact, exact), cell


def test_models_hold_the_columns_that_are_documented(warehouse: Warehouse) -> None:
    found: dict[str, list[str]] = {}
    query = "select table_name, column_name from information_schema.columns where table_schema in " + str(
        LAYERS
    )
    for table, column in warehouse.rows(query + " order by table_name, ordinal_position"):
        found.setdefault(table, []).append(column)
    files = [
        path
        for layer in LAYERS
        for path in (PROJECT / "models" / layer).rglob("*.yml")
        if path.parent.name != "_unit_tests"
    ]
    documented = {
        path.stem: YAML(typ="safe").load(path.read_text("utf-8"))["models"][0]["columns"] for path in files
    }
    assert found == {name: [column["name"] for column in columns] for name, columns in documented.items()}


def _whole(warehouse: Warehouse, metric_id: str, columns: str, **cell: str) -> tuple[Any, ...]:
    place = {"partner_id": "all", "sub_program_id": "all", "area_id": "all", "group_type": "all"}
    place |= {"period_id": "2024-25", "metric_id": metric_id, **cell}
    where = " and ".join(f"{name} = ?" for name in place)
    query = f"select {columns} from metrics.metric_values where {where}"
    (row,) = warehouse.rows(query, *place.values())
    return row


def test_distinct_totals_give_an_interval_beside_linked_people(warehouse: Warehouse) -> None:
    linked = cells(ENTRIES["people_served"], warehouse.accepted)[
        "all", "all", "all", "all", "all", "2024-25"
    ][2]
    assert linked > 30
    figures = "numerator, value, lower, upper, people, figures_published, figures_due"
    assert _whole(warehouse, "people_served", figures) == (None, None, linked, linked + 42, linked, 2, 2)
    assert _whole(warehouse, "people_served", figures, partner_id="dogwood") == (None, None, 30, 42, 30, 2, 2)
    one = _whole(warehouse, "people_served", figures, partner_id="dogwood", area_id="east_2")
    assert one == (12, 12, 12, 12, 12, 1, 1)


@pytest.mark.parametrize(
    ("area", "period", "value", "published", "due"),
    [
        ("all", "2024-25", 1000, 1, 1),
        ("east", "2024-25", 500, 1, 1),
        ("east_1", "2024-25", 200, 1, 1),
        ("east_2", "2024-25", None, 0, 1),
        ("west", "2024-25", 250, 1, 1),
        ("all", "2023-24", 90, 1, 2),
        ("west", "2023-24", None, 0, 1),
        ("all", "2025-26", None, 0, 1),
    ],
)
def test_a_larger_total_stands_and_a_suppressed_one_is_never_zero(
    warehouse: Warehouse, area: str, period: str, value: float | None, published: int, due: int
) -> None:
    columns = "value, lower, upper, figures_published, figures_due"
    found = _whole(warehouse, "meals_served", columns, area_id=area, period_id=period)
    assert found == (value, value, value, published, due)


def test_rates_pool_rows_and_totals(warehouse: Warehouse) -> None:
    above, below, _ = cells(ENTRIES["graduation_rate"], warehouse.accepted)[
        "all", "all", "all", "all", "all", "2024-25"
    ]
    found = _whole(warehouse, "graduation_rate", "numerator, denominator, value, people")
    assert found == (above + 125, below + 190, float(above + 125) / float(below + 190), below + 190)


def test_population_figures_are_never_added(warehouse: Warehouse) -> None:
    query = "select distinct area_id, value from metrics.metric_figures where metric_id = 'poverty_rate' order by all"
    assert warehouse.rows(query) == [("east", 0.25), ("west", 0.4)]


def test_coverage_counts_partners_that_are_due(warehouse: Warehouse) -> None:
    columns = "partners_reported, partners_due, coverage"
    assert _whole(warehouse, "people_served", columns) == (4, 4, 1.0)
    # Nobody took attendance in 2023-24; three partners gave services; the totals of that year are of meals.
    assert _whole(warehouse, "people_served", columns, period_id="2023-24") == (3, 4, 0.75)
    assert _whole(warehouse, "people_served", columns, partner_id="alder") == (1, 1, 1.0)
    assert _whole(warehouse, "service_hours", columns, period_id="2025-26") == (0, 0, None)


def test_progress_is_measured_from_a_given_or_a_measured_baseline(warehouse: Warehouse) -> None:
    (first,) = _whole(warehouse, "service_hours", "value", period_id="2023-24")
    value, baseline, target, progress = _whole(
        warehouse, "service_hours", "value, baseline, target, progress"
    )
    assert (baseline, target) == (first, 500)
    assert progress == pytest.approx((value - first) / (500 - first))
    given = _whole(
        warehouse, "graduation_rate", "value, baseline, target, progress", sub_program_id="school_support"
    )
    assert given[1:3] == (0.5, 0.9)
    assert given[3] == pytest.approx((given[0] - 0.5) / 0.4)
    query = "select count(*) from metrics.metric_values where target is not null and partner_id <> 'all'"
    assert warehouse.rows(query) == [(0,)]
    assert _whole(warehouse, "service_hours", "target", period_id="2024-25-Q1") == (None,)


def test_every_value_names_the_batches_behind_it(warehouse: Warehouse) -> None:
    batches = "alder_service_b1,birch_service_b1"
    assert _whole(warehouse, "service_hours", "input_batches") == (batches,)
    assert _whole(warehouse, "graduation_rate", "input_batches") == ("cedar_outcome_b1,dogwood_total_b1",)


def test_publishers_own_disagreements_are_found(warehouse: Warehouse) -> None:
    found = warehouse.rows(
        "select compared, area_id, published_numerator, published_denominator, computed_numerator, "
        "computed_denominator, published_rate, computed_rate "
        "from data_quality.published_disagreements order by 1"
    )
    assert found == [
        ("control", "all", 130, 190, 125, 190, None, None),
        ("parts", "west", 45, 90, 45, 80, None, None),
        ("rate", "west", 45, 90, None, None, 0.61, 0.5),
    ]


def test_every_batch_reconciles_behind_every_join(warehouse: Warehouse) -> None:
    found = warehouse.rows(
        "select is_reconciled, sum(rows_in_warehouse) from data_quality.reconciliation group by 1"
    )
    assert found == [(True, sum(len(rows) for rows in warehouse.accepted.rows.values()))]


def test_feeds_show_what_is_late_and_what_to_fix(warehouse: Warehouse) -> None:
    reports = "select last_period_covered, periods_due, periods_reported, is_late, rows_quarantined "
    feed = warehouse.rows(reports + "from data_quality.feed_status where feed_id = 'alder_attendance'")
    assert feed == [("2024-25", 2, 1, False, 2)]
    assert warehouse.rows("select feed_id, rule_id, rows from data_quality.rejections") == [
        ("alder_service", "hours_in_a_day", 2)
    ]
    grid = "select period_id, due, reported from data_quality.reporting where partner_id = 'dogwood' "
    assert warehouse.rows(grid + "and sub_program_id = 'school_support' order by 1") == [
        ("2023-24", 1, 0),
        ("2024-25", 1, 1),
    ]


def test_unit_tests_of_the_formulas_pass(warehouse: Warehouse) -> None:
    arguments = ("test", "--select", "test_type:unit")
    result = run_dbt(*arguments, warehouse=warehouse.path, folder=warehouse.folder, metrics=[])
    assert result.returncode == 0, result.stdout[-6000:]
    assert "PASS=" in result.stdout
    assert "PASS=0" not in result.stdout


@pytest.mark.slow
def test_values_are_the_same_with_one_thread_and_rows_in_another_order(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    other = tmp_path / "other.duckdb"
    build(other)
    with duckdb.connect(str(other)) as connection:
        for table in warehouse.accepted.rows:
            connection.execute(
                f"create table accepted.turned as select * from accepted.{table} order by hash(row_number)"
            )
            connection.execute(f"drop table accepted.{table}")
            connection.execute(f"alter table accepted.turned rename to {table}")
    arguments = ("run", "--threads", "1")
    result = run_dbt(*arguments, warehouse=other, folder=tmp_path, metrics=standard_metrics())
    assert result.returncode == 0, result.stdout[-4000:]
    query = "select * from metrics.metric_values order by all"
    with duckdb.connect(str(other), read_only=True) as connection:
        assert connection.execute(query).fetchall() == warehouse.rows(query)


@pytest.mark.slow
def test_a_project_without_metrics_builds(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"
    build(path)
    result = run_dbt(*BUILD, warehouse=path, folder=tmp_path, metrics=[])
    assert result.returncode == 0, result.stdout[-4000:]
    with duckdb.connect(str(path), read_only=True) as connection:
        found = connection.execute(
            "select distinct metric_id from metrics.metric_values order by 1"
        ).fetchall()
    assert [row[0] for row in found] == ["graduation_rate", "meals_served", "people_served", "poverty_rate"]
