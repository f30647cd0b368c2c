"""Rules over time: the latest batch beside the one in force before it, told with the earlier figure."""

from __future__ import annotations

import csv
from typing import Any

from contract_town import Town

from pipelines.ingest import read_states
from pipelines.ingest.changes import change_rows
from pipelines.ingest.history import read_history

Row = dict[str, Any]


def _rows(town: Town, name: str = "children") -> list[list[str]]:
    with town.file(name).open(newline="") as file:
        return list(csv.reader(file))


def _send(town: Town, rows: list[list[str]]) -> list[Row]:
    """Replace the children's file, pull it, and return what changed."""
    with town.file("children").open("w", newline="") as file:
        csv.writer(file).writerows(rows)
    town.pull("children")
    return _changes(town)


def _changes(town: Town) -> list[Row]:
    (state,) = (one for one in read_states(town.load(), town.data) if one.feed == "children")
    return change_rows(town.data, state, read_history(town.data, state.partner, state.feed))


def _of(rows: list[Row], measure: str) -> list[Row]:
    return [row for row in rows if row["measure"] == measure and row["outcome"] == "violated"]


def test_a_first_batch_has_nothing_to_be_compared_with(town: Town) -> None:
    town.pull("children")
    (row,) = _changes(town)
    assert (row["measure"], row["outcome"], row["previous_batch_id"]) == ("rows", "not_evaluable", None)


def test_a_count_that_falls_is_told_with_the_earlier_one(town: Town) -> None:
    town.pull("children")
    (row,) = _of(_send(town, _rows(town)[:41]), "rows")
    assert (row["previous_figure"], row["figure"]) == (90, 40)
    assert row["message"] == (
        "Accepted rows went from 90 to 40, -56 %. The contract warns when they fall by more than 25 %."
    )


def test_a_count_that_jumps_is_told(town: Town) -> None:
    rows = _rows(town)
    _send(town, rows[:61])
    others = [[str(int(row[0]) + 1000), row[1] + "bo", *row[2:]] for row in rows[1:]]
    doubled = [*rows, *others]
    (row,) = _of(_send(town, doubled), "rows")
    assert "The contract warns when they rise by more than 100 %." in row["message"]


def test_a_change_within_the_limits_is_met(town: Town) -> None:
    town.pull("children")
    rows = _send(town, _rows(town)[:85])
    assert {row["outcome"] for row in rows} == {"met"}


def test_a_column_that_is_suddenly_empty_is_told_in_whole_percent(town: Town) -> None:
    town.pull("children")
    rows = _rows(town)
    at = rows[0].index("Lives in")
    emptied = [rows[0], *([*row[:at], "", *row[at + 1 :]] for row in rows[1:])]
    (row,) = _of(_send(town, emptied), "filled")
    assert (row["column_name"], row["previous_figure"], row["figure"]) == ("area", 100, 0)


def test_a_value_that_is_suddenly_common_is_told_without_its_share(town: Town) -> None:
    town.pull("children")
    rows = _rows(town)
    at = rows[0].index("Gender")
    girls = [rows[0], *([*row[:at], "girl", *row[at + 1 :]] for row in rows[1:])]
    found = _of(_send(town, girls), "value")
    assert {(row["column_name"], row["value_name"]) for row in found} == {
        ("gender", "girl"),
        ("gender", "boy"),
    }
    assert all(row["previous_figure"] is None and row["figure"] is None for row in found)


def test_few_rows_are_not_compared(town: Town) -> None:
    rows = _rows(town)
    _send(town, rows[:21])
    assert [row["outcome"] for row in _send(town, rows[:3])] == ["not_evaluable"]


def test_pulling_the_same_again_changes_nothing(town: Town) -> None:
    town.pull("children")
    first = _send(town, _rows(town)[:41])
    town.pull("children")
    assert _changes(town) == first


def test_a_held_batch_is_no_batch_to_compare_with(town: Town) -> None:
    town.pull("children")
    rows = _rows(town)
    held = _send(town, [[name.replace("Start", "Begin") for name in rows[0]], *rows[1:]])
    assert [row["outcome"] for row in held] == ["not_evaluable"]
    (row,) = _of(_send(town, rows[:41]), "rows")
    assert (row["previous_figure"], row["figure"]) == (90, 40)
