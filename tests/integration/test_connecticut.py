"""The portal exports of Connecticut through the real pipeline: rates without counts, held to the publisher's own rows.

The first and the last year, 28 files; all five years are 70 files of the same kind.
"""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest
from connecticut import (
    BREAKDOWNS,
    RATE,
    STATE_CODE,
    WITHHELD,
    YEARS,
    group_id,
    require_source,
    rows,
    write_initiative,
)
from runs import Run, run

from pipelines.warehouse import connect

pytestmark = pytest.mark.slow
CHOSEN = [YEARS[0], YEARS[-1]]
ROUNDING = 0.05 + 1e-9


@pytest.fixture(scope="module")
def connecticut_run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    require_source()
    folder = tmp_path_factory.mktemp("connecticut")
    done = run(write_initiative(folder / "connecticut", CHOSEN), folder / "data", "connecticut")
    assert done.code == 0, done.output
    return done


@pytest.fixture(scope="module")
def warehouse(connecticut_run: Run) -> Iterator[duckdb.DuckDBPyConnection]:
    with connect(connecticut_run.data / "warehouse.duckdb", read_only=True) as connection:
        yield connection


def _files() -> Iterator[tuple[str, str, str, bool]]:
    for year in CHOSEN:
        for breakdown, (kind, _) in BREAKDOWNS.items():
            for of_state in (False, True):
                yield year, breakdown, kind, of_state


def _rates(year: str, breakdown: str) -> tuple[dict[str, float], dict[str, list[float | None]]]:
    """The state's rate of each group, and the rates of its districts, None where one is withheld."""
    column = BREAKDOWNS[breakdown][1]

    def group(row: dict[str, str]) -> str:
        return group_id(row[column]) if column else "all"

    def rate(row: dict[str, str]) -> float | None:
        return None if row[RATE] == WITHHELD else float(row[RATE])

    state = {group(row): float(row[RATE]) for row in rows(year, breakdown, of_state=True)}
    districts: dict[str, list[float | None]] = {}
    for row in rows(year, breakdown, of_state=False):
        if row["District Code"] != STATE_CODE:
            districts.setdefault(group(row), []).append(rate(row))
    return state, districts


def test_every_row_of_every_export_is_there(warehouse: duckdb.DuckDBPyConnection) -> None:
    found = dict(
        warehouse.execute("select feed_id, count(*) from accepted.total group by feed_id").fetchall()
    )
    expected = {
        f"{'state' if of_state else 'districts'}_{kind}_{year.replace('-', '_')}": len(
            rows(year, breakdown, of_state=of_state)
        )
        for year, breakdown, kind, of_state in _files()
    }
    assert found == expected


def test_the_states_row_among_the_districts_is_its_own_row(warehouse: duckdb.DuckDBPyConnection) -> None:
    """Six of the seven breakdowns print the state once more between the districts: never counted, and the same rate."""
    found = warehouse.execute(
        "select count(*), count(distinct (period, group_type, group_value)), "
        "count(distinct (period, group_type, group_value, published_rate)) "
        "from accepted.total where row_role = 'control'"
    ).fetchone()
    groups = sum(len(rows(year, breakdown, of_state=True)) for year in CHOSEN for breakdown in BREAKDOWNS)
    assert found == (2 * groups - len(CHOSEN), groups, groups)


def test_the_states_rates_lie_between_its_districts_or_what_is_withheld_explains_it(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    found = {
        period: rest
        for period, *rest in warehouse.execute(
            "select period_id, comparisons, between_parts, explained_by_withheld, contradicted, with_counts, "
            "parts_due, parts_printed from data_quality.printed_rates where compared_by = 'area'"
        ).fetchall()
    }
    for year in CHOSEN:
        between, explained, due, printed = 0, 0, 0, 0
        for breakdown in BREAKDOWNS:
            state, districts = _rates(year, breakdown)
            for group, rate in state.items():
                known = [value for value in districts[group] if value is not None]
                within = bool(known) and min(known) - ROUNDING <= rate <= max(known) + ROUNDING
                between += within
                explained += not within and len(known) < len(districts[group])
                due, printed = due + len(districts[group]), printed + len(known)
        assert found[year] == [30, between, explained, 0, 0, due, printed]
        assert between + explained == 30
        assert between >= 28


def test_every_group_of_every_district_can_be_true_beside_the_others(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    (row,) = warehouse.execute(
        "select sum(comparisons), sum(contradicted), max(outcome) from data_quality.printed_rates where compared_by <> 'area'"
    ).fetchall()
    assert row[0] > 2000
    assert row[1:] == (0, "met")


def test_a_rate_of_the_state_is_not_made_from_rates_of_districts(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    """Without counts the headline stays empty: coverage says that none of the districts gave a figure to add."""
    found = warehouse.execute(
        "select distinct value, numerator, figures_published, coverage from metrics.metric_values "
        "where area_id = 'connecticut' and partner_id = 'all'"
    ).fetchall()
    assert found == [(None, None, 0, 0.0)]
    (reason,) = warehouse.execute(
        "select distinct description from data_quality.printed_rates where compared_by = 'area'"
    ).fetchall()
    assert "never averaged" in reason[0]
