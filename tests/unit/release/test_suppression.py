"""Small counts are hidden, and so is what would give them away in the same row or column."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.release.suppression import statuses

DIMENSIONS = {
    "partner_id": "all", "sub_program_id": "all", "area_id": "all", "group_type": "all", "group_value": "all",
    "period_id": "2025-26",
}  # fmt: skip


def _cell(numerator: float | None, denominator: float | None = None, **place: object) -> dict[str, object]:
    people = place.pop("people", denominator if denominator is not None else numerator)
    value = None if numerator is None else numerator / denominator if denominator else numerator
    return {
        "metric_id": "served", **DIMENSIONS, "numerator": numerator, "denominator": denominator, "value": value,
        "lower": value, "upper": value, "people": people, "progress": None, **place,
    }  # fmt: skip


def _statuses(
    cells: list[dict[str, object]], counted: str = "people", parents: dict[str, str | None] | None = None
) -> list[str]:
    found = statuses(
        pd.DataFrame(cells), counted={"served": counted}, parents=parents or {}, smallest_count=11
    )
    return [str(status) for status in found]


def _partners(**counts: float | None) -> list[dict[str, object]]:
    return [_cell(count, partner_id=name) for name, count in counts.items()]


@pytest.mark.parametrize(
    ("count", "status"), [(0, "published"), (1, "suppressed"), (10, "suppressed"), (11, "published")]
)
def test_counts_from_1_to_10_are_hidden(count: int, status: str) -> None:
    assert _statuses([_cell(count)]) == [status]


@pytest.mark.parametrize(
    ("numerator", "denominator", "status"),
    [
        (50, 100, "published"),
        (5, 100, "suppressed"),
        (95, 100, "suppressed"),
        (0, 100, "published"),
        (4, 9, "suppressed"),
    ],
)
def test_a_rate_is_two_counts_and_what_is_left_over(numerator: int, denominator: int, status: str) -> None:
    assert _statuses([_cell(numerator, denominator)]) == [status]


def test_hours_are_hidden_when_few_people_are_behind_them() -> None:
    assert (
        _statuses([_cell(9000, people=3), _cell(5, people=40, partner_id="a")], "amount")[0] == "suppressed"
    )
    assert _statuses([_cell(5, people=40)], "amount") == ["published"]


def test_a_hidden_cell_cannot_be_got_by_subtraction() -> None:
    cells = _partners(all=100, small=4, middle=40, large=56)
    assert _statuses(cells) == ["published", "suppressed", "suppressed", "published"]


def test_two_hidden_cells_must_hold_enough_people_together() -> None:
    cells = _partners(all=100, one=2, two=3, middle=40, large=55)
    assert _statuses(cells) == ["published", "suppressed", "suppressed", "suppressed", "published"]


def test_the_total_is_hidden_when_no_other_part_is_left() -> None:
    assert _statuses(_partners(all=4, only=4)) == ["suppressed", "suppressed"]
    assert _statuses(_partners(all=104, small=4, none=0, big=100)) == [
        "published",
        "suppressed",
        "published",
        "suppressed",
    ]


def test_what_is_hidden_in_a_row_is_followed_into_the_column() -> None:
    cells = [
        _cell(60), _cell(30, partner_id="a"), _cell(30, partner_id="b"),
        _cell(30, sub_program_id="x"), _cell(5, partner_id="a", sub_program_id="x"), _cell(25, partner_id="b", sub_program_id="x"),
        _cell(30, sub_program_id="y"), _cell(25, partner_id="a", sub_program_id="y"), _cell(5, partner_id="b", sub_program_id="y"),
    ]  # fmt: skip
    inner = [
        status
        for cell, status in zip(cells, _statuses(cells), strict=True)
        if "all" not in (cell["partner_id"], cell["sub_program_id"])
    ]
    assert inner == ["suppressed"] * 4


def test_an_area_is_compared_with_the_area_around_it() -> None:
    cells = [
        _cell(count, area_id=area)
        for area, count in {"all": 90, "county": 90, "north": 3, "south": 40, "west": 47}.items()
    ]
    parents = {"county": None, "north": "county", "south": "county", "west": "county"}
    assert _statuses(cells, parents=parents) == [
        "published",
        "published",
        "suppressed",
        "suppressed",
        "published",
    ]


def test_groups_of_one_kind_are_compared_with_everybody() -> None:
    cells = [
        _cell(100),
        _cell(96, group_type="disability", group_value="no"),
        _cell(4, group_type="disability", group_value="yes"),
    ]
    assert _statuses(cells) == ["published", "suppressed", "suppressed"]


def test_quarters_are_compared_with_their_year() -> None:
    cells = [_cell(300)] + [
        _cell(count, period_id=f"2025-26-Q{quarter}", people=count)
        for quarter, count in enumerate((5, 90, 95, 110), 1)
    ]
    assert _statuses(cells) == ["published", "suppressed", "suppressed", "published", "published"]


def test_a_figure_that_nobody_published_is_said_to_be_so() -> None:
    assert _statuses([_cell(None), _cell(40, partner_id="a")]) == ["not_published", "published"]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(st.integers(0, 40), min_size=2, max_size=4), min_size=2, max_size=4).filter(
        lambda rows: len({len(row) for row in rows}) == 1
    )
)
def test_no_row_or_column_leaves_a_single_hidden_count(table: list[list[int]]) -> None:
    counts = np.array(table)
    cells = [_cell(float(counts.sum()))]
    cells += [_cell(float(row.sum()), partner_id=f"p{i}") for i, row in enumerate(counts)]
    cells += [_cell(float(column.sum()), sub_program_id=f"s{j}") for j, column in enumerate(counts.T)]
    cells += [
        _cell(float(counts[i, j]), partner_id=f"p{i}", sub_program_id=f"s{j}")
        for i, j in np.ndindex(counts.shape)
    ]
    found = {
        (cell["partner_id"], cell["sub_program_id"]): status
        for cell, status in zip(cells, _statuses(cells), strict=True)
    }
    rows = [
        [("all", f"s{j}")] + [(f"p{i}", f"s{j}") for i in range(len(counts))] for j in range(counts.shape[1])
    ]
    rows += [
        [(f"p{i}", "all")] + [(f"p{i}", f"s{j}") for j in range(counts.shape[1])] for i in range(len(counts))
    ]
    for line in rows:
        assert [found[place] for place in line].count("suppressed") != 1
