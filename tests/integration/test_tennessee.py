"""The whole way of the data on the public files of Tennessee, held to the publisher's own figures."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import duckdb
import pytest
from python_calamine import CalamineWorkbook
from runs import Run
from tennessee import ABSENCE_2017, ABSENCE_2018, GRADUATION, GROUPS, SOURCE

from pipelines.warehouse import connect

HEADLINE = "partner_id = 'all' and sub_program_id = 'all'"


@pytest.fixture(scope="module")
def warehouse(tennessee_run: Run) -> Iterator[duckdb.DuckDBPyConnection]:
    """The pipeline's own warehouse, before small counts are hidden."""
    with connect(tennessee_run.data / "warehouse.duckdb", read_only=True) as connection:
        yield connection


def _values(
    connection: duckdb.DuckDBPyConnection, metric: str, period: str, area: str
) -> dict[tuple[str, str], Any]:
    found = connection.execute(
        "select group_type, group_value, numerator, denominator, value, figures_published, figures_due, denominator_due "
        f"from metrics.metric_values where metric_id = ? and period_id = ? and area_id = ? and {HEADLINE}",
        [metric, period, area],
    ).fetchall()
    return {(kind, group): rest for kind, group, *rest in found}


def _graduation_rows() -> list[dict[str, str]]:
    with (SOURCE / GRADUATION).open(newline="") as file:
        return list(csv.DictReader(file))


def _absence_rows(name: str, count: int) -> list[list[Any]]:
    rows = CalamineWorkbook.from_path(SOURCE / name).get_sheet_by_index(0).to_python()[1:]
    assert len(rows) == count
    return rows


def test_graduates_and_cohort_of_the_state_are_the_sum_over_its_districts(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    numerator, denominator, value, published, due, cohort = _values(
        warehouse, "graduation_rate", "2016-17", "tennessee"
    )["all", "all"]
    assert (numerator, cohort) == (64407, 72281)
    assert round(100 * value, 1) == 89.1
    # Three districts print a cohort and withhold the graduates: they are in neither part of the rate.
    assert (published, due, cohort - denominator) == (129, 132, 9)


def test_every_group_of_shelby_county_has_the_publishers_figures(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    found = _values(warehouse, "graduation_rate", "2016-17", "792")
    rows = [row for row in _graduation_rows() if (row["system"], row["school"]) == ("792.0", "0.0")]
    assert len(rows) == 15
    for row in rows:
        numerator, _, value, published, due, cohort = found[GROUPS[row["subgroup"]]]
        assert cohort == int(row["grad_cohort"])
        if row["grad_count"]:
            assert (numerator, published, due) == (int(row["grad_count"]), 1, 1)
            assert round(100 * value, 1) == float(row["grad_rate"])
        else:
            assert (numerator, value, published, due) == (None, None, 0, 1)
    assert found["all", "all"][0] == 6714
    assert found["all", "all"][5] == 8434


def test_no_row_of_the_state_or_of_a_school_is_counted(warehouse: duckdb.DuckDBPyConnection) -> None:
    roles = dict(
        warehouse.execute(
            "select row_role, count(*) from accepted.total where metric = 'graduation_rate' group by row_role"
        ).fetchall()
    )
    rows = _graduation_rows()
    assert sum(roles.values()) == len(rows) == 6774
    assert roles["control"] == sum(row["system"] == "0.0" for row in rows)
    assert roles["part"] == sum(row["school"] != "0.0" for row in rows)


def test_where_the_publishers_cohorts_do_not_add_up_it_is_said(warehouse: duckdb.DuckDBPyConnection) -> None:
    found = warehouse.execute(
        "select published_numerator, computed_numerator, published_denominator, computed_denominator, figures_withheld "
        "from data_quality.published_disagreements where compared = 'control' and group_type = 'all'"
    ).fetchall()
    assert found == [(64407, 64407, 72289, 72281, 3)]


@pytest.mark.parametrize(
    ("period", "name", "rows", "place", "shelby"),
    [
        ("2016-17", ABSENCE_2017, 1556, (1, 3, 5, 4), (17829, 105808)),
        ("2017-18", ABSENCE_2018, 4380, (1, 3, 6, 5), (13417, 103680)),
    ],
)
def test_chronic_absence_of_both_years_is_the_publishers(
    warehouse: duckdb.DuckDBPyConnection,
    period: str,
    name: str,
    rows: int,
    place: tuple[int, int, int, int],
    shelby: tuple[int, int],
) -> None:
    _, group, absent, pupils = place
    sums: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0, 0, 0, 0])
    for row in _absence_rows(name, rows):
        if period == "2017-18" and row[4] != "All Grades":
            continue
        total = sums[GROUPS[str(row[group])]]
        total[3] += 1
        if "*" not in str(row[absent]):
            total[0] += float(row[absent])
            total[1] += float(row[pupils])
            total[2] += 1
    found = _values(warehouse, "chronic_absence_rate", period, "tennessee")
    assert {key: [float(part) for part in (*value[:2], *value[3:5])] for key, value in found.items()} == dict(
        sums
    )
    own = _values(warehouse, "chronic_absence_rate", period, "792")["all", "all"]
    assert (own[0], own[1]) == shelby


def test_a_suppressed_figure_is_not_published_and_never_zero(warehouse: duckdb.DuckDBPyConnection) -> None:
    (hidden,) = warehouse.execute(
        "select count(*) from accepted.total where metric = 'chronic_absence_rate' and value_status = 'suppressed'"
    ).fetchall()
    assert hidden[0] == 234 + 779 + 241
    (zero,) = warehouse.execute(
        "select count(*) from metrics.metric_values where figures_published = 0 and (numerator is not null or value is not null)"
    ).fetchall()
    assert zero[0] == 0


def test_coverage_says_what_is_withheld(warehouse: duckdb.DuckDBPyConnection) -> None:
    (row,) = warehouse.execute(
        f"select figures_published, figures_due, coverage from metrics.metric_values where {HEADLINE} and period_id = '2017-18' "
        "and metric_id = 'chronic_absence_rate' and area_id = 'tennessee' and group_value = 'pacific_islander'"
    ).fetchall()
    assert row[0] < row[1]
    assert row[2] == pytest.approx(row[0] / row[1])


def test_the_release_hides_small_counts_and_shows_the_headline(tennessee_run: Run) -> None:
    with connect(tennessee_run.release / "warehouse.duckdb", read_only=True) as released:
        (small,) = released.execute(
            "select count(*) from metrics.metric_values where (numerator > 0 and numerator < 11) "
            "or (denominator - numerator > 0 and denominator - numerator < 11) or (denominator > 0 and denominator < 11)"
        ).fetchall()
        (headline,) = released.execute(
            f"select status, numerator from metrics.metric_values where {HEADLINE} and metric_id = 'graduation_rate' "
            "and area_id = '792' and group_type = 'all'"
        ).fetchall()
    assert small[0] == 0
    assert headline == ("published", 6714)
