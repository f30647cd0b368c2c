"""The metric values as SDMX-CSV: one row a cell, codes for what is missing."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import duckdb
import pytest
from made_release import SHUFFLED, make_release

from pipelines.exports import write_sdmx


@pytest.fixture(scope="module")
def rows(release: Path) -> list[dict[str, str]]:
    with gzip.open(write_sdmx(release), "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_it_begins_as_sdmx_csv_does(rows: list[dict[str, str]]) -> None:
    assert [*rows[0]][:3] == ["STRUCTURE", "STRUCTURE_ID", "ACTION"]
    assert {(row["STRUCTURE"], row["STRUCTURE_ID"], row["ACTION"]) for row in rows} == {
        ("dataflow", "COMMON_MEASURE:METRIC_VALUES(1.0.0)", "I")
    }


def test_each_cell_is_one_observation(rows: list[dict[str, str]], release: Path) -> None:
    dimensions = (
        "FREQ", "METRIC", "PARTNER", "SUB_PROGRAM", "AREA", "GROUP_TYPE", "GROUP_VALUE", "TIME_PERIOD",
    )  # fmt: skip
    places = {tuple(row[name] for name in dimensions) for row in rows}
    with duckdb.connect(str(release / "warehouse.duckdb"), read_only=True) as connection:
        found = connection.execute(
            "select status, count(*) from metrics.metric_values group by all"
        ).fetchall()
    counts = dict(found)
    assert len(places) == len(rows) == sum(counts.values())
    assert sum(row["OBS_STATUS"] == "Q" for row in rows) == counts["suppressed"]


def test_a_hidden_figure_has_no_value_and_does_not_say_why_it_was_chosen(rows: list[dict[str, str]]) -> None:
    hidden = [row for row in rows if row["OBS_STATUS"] == "Q"]
    figures = ("OBS_VALUE", "LOWER_BOUND", "UPPER_BOUND", "NUMERATOR", "DENOMINATOR")
    assert {row[name] for row in hidden for name in figures} == {""}
    assert {row["CONF_STATUS"] for row in hidden} == {"C"}


def test_periods_are_ranges_of_time(rows: list[dict[str, str]]) -> None:
    assert {row["TIME_PERIOD"] for row in rows if row["PERIOD"] == "2024-25"} == {"2024-07-01/P1Y"}
    assert {row["FREQ"] for row in rows if row["PERIOD"] == "2024-25"} == {"A"}


def test_the_same_release_gives_the_same_bytes(release: Path, tmp_path: Path) -> None:
    assert (
        write_sdmx(make_release(tmp_path / "again", SHUFFLED)).read_bytes()
        == write_sdmx(release).read_bytes()
    )
