"""Headlines under partners' own definitions are released only where no subtraction gives few people away."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest

from pipelines.release.definition_drift import hide_drift

Row = dict[str, Any]
HEADLINE: Row = {"metric_id": "absent", "sub_program_id": "all", "period_id": "2025-26"}
AGREED: Row = {**HEADLINE, "definition_id": "agreed", "numerator": 60, "denominator": 200, "people": 200}
OWN: Row = {**HEADLINE, "definition_id": "own", "numerator": 30, "denominator": 182, "people": 182}
SHOWN: Row = {**HEADLINE, "numerator": 60, "denominator": 200, "status": "published"}


def _released(drift: list[Row], shown: list[Row]) -> dict[tuple[str, str], Any]:
    """The numerator of each definition and sub-program after protection."""
    connection = duckdb.connect()
    connection.execute("CREATE SCHEMA data_quality; CREATE SCHEMA metrics")
    connection.execute(
        "CREATE TABLE data_quality.definition_drift (metric_id VARCHAR, definition_id VARCHAR, is_agreed BOOLEAN, "
        "sub_program_id VARCHAR, period_id VARCHAR, numerator DOUBLE, denominator DOUBLE, people BIGINT, "
        "value DOUBLE, differs_by DOUBLE)"
    )
    connection.execute(
        "CREATE TABLE metrics.metric_values (metric_id VARCHAR, partner_id VARCHAR, sub_program_id VARCHAR, "
        "area_id VARCHAR, group_type VARCHAR, period_id VARCHAR, numerator DOUBLE, denominator DOUBLE, status VARCHAR)"
    )
    for row in drift:
        full = {**row, "is_agreed": row["definition_id"] == "agreed", "value": 0.5, "differs_by": 0.1}
        connection.execute(
            f"INSERT INTO data_quality.definition_drift BY NAME SELECT {', '.join(f'? AS {name}' for name in full)}",
            list(full.values()),
        )
    for row in shown:
        full = {"partner_id": "all", "area_id": "all", "group_type": "all", **row}
        connection.execute(
            f"INSERT INTO metrics.metric_values BY NAME SELECT {', '.join(f'? AS {name}' for name in full)}",
            list(full.values()),
        )
    hide_drift(connection, 11)
    found = connection.execute(
        "SELECT definition_id, sub_program_id, numerator, value, differs_by FROM data_quality.definition_drift"
    ).fetchall()
    for _, _, numerator, value, differs in found:
        assert (numerator is None) == (value is None) == (differs is None)
    return {(name, sub_program): numerator for name, sub_program, numerator, *_ in found}


def test_large_figures_with_large_differences_are_shown() -> None:
    assert _released([AGREED, OWN], [SHOWN]) == {("agreed", "all"): 60, ("own", "all"): 30}


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"numerator": 5}, "a small numerator"),
        ({"numerator": 175}, "few below the line who are not above it"),
        ({"numerator": 52}, "few people between the two thresholds"),
        ({"denominator": 195, "people": 195}, "few people whom only one definition counts"),
        ({"denominator": 173, "numerator": 30, "people": 195}, "few people behind the figure"),
    ],
)
def test_what_tells_of_few_people_is_hidden(change: Row, why: str) -> None:
    found = _released([AGREED, {**OWN, **change}], [SHOWN])
    assert found == {("agreed", "all"): 60, ("own", "all"): None}, why


def test_one_unsafe_line_hides_the_metric_under_all_other_definitions() -> None:
    part = {"sub_program_id": "after_school"}
    lines = [AGREED, OWN, {**AGREED, **part, "numerator": 40}, {**OWN, **part, "numerator": 37}]
    found = _released(lines, [SHOWN, {**SHOWN, **part, "numerator": 40}])
    assert found[("own", "all")] is None
    assert found[("own", "after_school")] is None
    assert found[("agreed", "after_school")] == 40


def test_another_metric_is_not_touched() -> None:
    other = [{**row, "metric_id": "other"} for row in (AGREED, OWN, SHOWN)]
    connection_rows = [AGREED, {**OWN, "numerator": 5}]
    found = _released(
        [*connection_rows, *[{**o, "sub_program_id": "x"} for o in other[:2]]],
        [SHOWN, {**other[2], "sub_program_id": "x"}],
    )
    assert found[("own", "x")] == 30
    assert found[("own", "all")] is None


WITH_TOTALS: Row = {**SHOWN, "numerator": 80, "denominator": 260}
PARTNER: Row = {**SHOWN, "partner_id": "shelter", "numerator": 20, "denominator": 60}


@pytest.mark.parametrize(
    "shown",
    [
        [],
        [{**SHOWN, "status": "suppressed"}],
        [{**SHOWN, "numerator": 64}],
        [WITH_TOTALS, {**PARTNER, "status": "suppressed"}],
    ],
    ids=["not there", "hidden", "few people in totals", "totals of a partner that is hidden"],
)
def test_a_headline_that_would_give_away_what_the_release_hides_is_not_shown(shown: list[Row]) -> None:
    assert _released([AGREED, OWN], shown) == {("agreed", "all"): None, ("own", "all"): None}


def test_large_totals_of_a_partner_that_is_shown_anyway_hide_nothing() -> None:
    found = _released([AGREED, OWN], [WITH_TOTALS, PARTNER])
    assert found == {("agreed", "all"): 60, ("own", "all"): 30}


def test_few_people_in_rows_are_hidden_behind_large_totals() -> None:
    rows = {**AGREED, "numerator": 5, "denominator": 30, "people": 30}
    assert _released([rows], [WITH_TOTALS, {**PARTNER, "numerator": 80}]) == {("agreed", "all"): None}
