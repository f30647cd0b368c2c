"""The ledger of forecasts: only added to, once for each data version, whole or not at all."""

from __future__ import annotations

import dataclasses
import json
import os
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.forecasts import LEDGER_SCHEMAS, Ledger, coming_periods, read_forecasts, write_ledger_tables
from pipelines.initiative import Initiative, load_initiative
from pipelines.paths import INITIATIVES

FORECAST: dict[str, Any] = {
    "metric_id": "chronic_absence_rate",
    "metric_version": 1,
    "sub_program_id": "all",
    "period_id": "2025-26",
    "made_on": date(2025, 6, 30),
    "method": "linear_trend",
    "points": 4,
    "periods_ahead": 1,
    "forecast": 0.25,
    "forecast_lower": 0.125,
    "forecast_upper": None,
    "made_from": "2021-22,2022-23,2023-24,2024-25",
}


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / "made" / "forecasts.jsonl")


@pytest.fixture(scope="module")
def initiative() -> Initiative:
    return load_initiative(INITIATIVES / "cradle_to_career")


def test_a_forecast_is_frozen_with_its_method_and_its_data(ledger: Ledger) -> None:
    assert ledger.entries() == []
    assert ledger.freeze([FORECAST], data_version="2025-06-30-aaaaaaaa") == 1
    (entry,) = ledger.entries()
    assert entry.pop("frozen_at")
    assert entry == {**FORECAST, "made_on": "2025-06-30", "data_version": "2025-06-30-aaaaaaaa"}


def test_the_same_data_version_freezes_once(ledger: Ledger) -> None:
    ledger.freeze([FORECAST], data_version="a")
    before = ledger.path.read_bytes()
    assert ledger.freeze([{**FORECAST, "forecast": 0.9}], data_version="a") == 0
    assert ledger.path.read_bytes() == before


def test_a_forecast_that_says_the_same_is_not_frozen_again(ledger: Ledger) -> None:
    ledger.freeze([FORECAST], data_version="a")
    again = [{**FORECAST, "made_on": date(2025, 7, 1)}]
    assert ledger.freeze(again, data_version="b") == 0
    assert ledger.freeze([{**FORECAST, "forecast": 0.26}], data_version="c") == 1
    # What is said again after something else was said is news.
    assert ledger.freeze(again, data_version="d") == 1
    assert [entry["data_version"] for entry in ledger.entries()] == ["a", "c", "d"]


def test_lines_that_are_there_never_change(ledger: Ledger) -> None:
    ledger.freeze([FORECAST], data_version="a")
    before = ledger.path.read_bytes()
    ledger.freeze([{**FORECAST, "period_id": "2026-27"}], data_version="b")
    assert ledger.path.read_bytes().startswith(before)
    assert len(ledger.entries()) == 2


def test_a_kill_leaves_the_ledger_before_or_the_one_after(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger.freeze([FORECAST], data_version="a")
    before = ledger.path.read_bytes()

    def killed(*arguments: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        ledger.freeze([{**FORECAST, "forecast": 0.5}], data_version="b")
    assert ledger.path.read_bytes() == before
    monkeypatch.undo()
    assert ledger.freeze([{**FORECAST, "forecast": 0.5}], data_version="b") == 1
    assert [json.loads(line)["forecast"] for line in ledger.path.read_text().splitlines()] == [0.25, 0.5]


def test_what_these_inputs_froze_is_not_read_back(ledger: Ledger, initiative: Initiative) -> None:
    ledger.freeze([FORECAST], data_version="a")
    with duckdb.connect() as connection:
        write_ledger_tables(connection, initiative, ledger, data_version="b")
        before = connection.execute("SELECT * FROM ledger.frozen_forecasts").fetchall()
        # A run with the inputs b froze, was killed, and starts again.
        ledger.freeze([{**FORECAST, "forecast": 0.5}], data_version="b")
        counts = write_ledger_tables(connection, initiative, ledger, data_version="b")
        assert connection.execute("SELECT * FROM ledger.frozen_forecasts").fetchall() == before
        assert len(before) == 1
        assert counts == {"frozen_forecasts": 1, "coming_periods": len(coming_periods(initiative))}
        described = connection.execute("DESCRIBE ledger.frozen_forecasts").fetchall()
    assert {row[0]: row[1] for row in described} == LEDGER_SCHEMAS["frozen_forecasts"]


def test_forecasts_are_read_as_the_model_made_them(ledger: Ledger) -> None:
    with duckdb.connect() as connection:
        connection.execute("CREATE SCHEMA metrics")
        types = {name: LEDGER_SCHEMAS["frozen_forecasts"][name] for name in FORECAST}
        columns = ", ".join(f"{name} {kind}" for name, kind in types.items())
        connection.execute(f"CREATE TABLE metrics.forecasts ({columns}, period_type VARCHAR)")
        marks = ", ".join("?" for _ in FORECAST)
        connection.execute(
            f"INSERT INTO metrics.forecasts VALUES ({marks}, 'quarter')", list(FORECAST.values())
        )
        assert read_forecasts(connection) == [FORECAST]


def test_years_are_forecast_three_ahead_and_quarters_four(initiative: Initiative) -> None:
    found = [(period.period_type, period.period_id) for period in coming_periods(initiative)]
    quarters = [("quarter", f"2026-27-Q{number}") for number in (1, 2, 3, 4)]
    assert found == [*(("school_year", year) for year in ("2026-27", "2027-28", "2028-29")), *quarters]


def test_a_period_under_way_is_still_to_come(initiative: Initiative) -> None:
    calendar = initiative.agenda.calendar.model_copy(update={"as_of": date(2026, 3, 1)})
    agenda = initiative.agenda.model_copy(update={"calendar": calendar})
    earlier = dataclasses.replace(initiative, agenda=agenda)
    assert earlier.as_of == date(2026, 3, 1)
    found = [period.period_id for period in coming_periods(earlier)]
    assert found[0] == "2025-26"
    assert found[3] == "2025-26-Q3"
