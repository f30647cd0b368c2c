"""The ledger of forecasts: a file that is only added to, with what was expected, by which method, from which data.

Here: freezing what the model `metrics.forecasts` made, and the tables that dbt reads of it. Not here: making a forecast
and scoring it (dbt_project).
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb

from pipelines.forecasts.horizon import coming_periods
from pipelines.initiative import Initiative
from pipelines.warehouse import write_table

Forecast = Mapping[str, Any]
_FORECAST: Mapping[str, str] = {
    "metric_id": "VARCHAR", "metric_version": "INTEGER", "sub_program_id": "VARCHAR", "period_id": "VARCHAR",
    "made_on": "DATE", "method": "VARCHAR", "points": "INTEGER", "periods_ahead": "INTEGER", "forecast": "DOUBLE",
    "forecast_lower": "DOUBLE", "forecast_upper": "DOUBLE", "made_from": "VARCHAR",
}  # fmt: skip
# The tables of the schema `ledger`.
LEDGER_SCHEMAS: Mapping[str, Mapping[str, str]] = {
    "frozen_forecasts": {**_FORECAST, "data_version": "VARCHAR"},
    "coming_periods": {
        "period_id": "VARCHAR", "period_type": "VARCHAR", "name": "VARCHAR", "starts_on": "DATE", "ends_on": "DATE",
    },
}  # fmt: skip
_PLACE = ("metric_id", "metric_version", "sub_program_id", "period_id")
# A forecast that differs in nothing but the day on which it was made again is the same forecast.
_SAID = tuple(name for name in _FORECAST if name != "made_on")


@dataclass(frozen=True)
class Ledger:
    """The ledger in one file: a line of JSON for each frozen forecast, first to last."""

    path: Path

    def entries(self) -> list[dict[str, Any]]:
        """Every frozen forecast; none before the first."""
        if not self.path.is_file():
            return []
        return [json.loads(line) for line in self.path.read_text("utf-8").splitlines()]

    def freeze(self, forecasts: Sequence[Forecast], *, data_version: str) -> int:
        """Add the forecasts that say something new, in one step; returns how many there were.

        A data version freezes once: what is there stays as it is, also when a run is killed and started again.
        """
        entries = self.entries()
        if any(entry["data_version"] == data_version for entry in entries):
            return 0
        latest = {_of(entry, _PLACE): entry for entry in entries}
        frozen_at = datetime.now(UTC).isoformat(timespec="seconds")
        new = [
            {**_plain(forecast), "data_version": data_version, "frozen_at": frozen_at}
            for forecast in forecasts
            if _says_something_new(forecast, latest.get(_of(forecast, _PLACE)))
        ]
        if new:
            self._write([*entries, *new])
        return len(new)

    def _write(self, entries: Sequence[Mapping[str, Any]]) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        work = self.path.with_suffix(f".{os.getpid()}.tmp")
        work.write_text("".join(json.dumps(entry) + "\n" for entry in entries), "utf-8")
        os.replace(work, self.path)


def read_forecasts(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """What the model `metrics.forecasts` made, in a stable order."""
    found = connection.execute(
        f"SELECT {', '.join(_FORECAST)} FROM metrics.forecasts ORDER BY ALL"
    ).fetchall()
    return [dict(zip(_FORECAST, row, strict=True)) for row in found]


def write_ledger_tables(
    connection: duckdb.DuckDBPyConnection, initiative: Initiative, ledger: Ledger, *, data_version: str
) -> dict[str, int]:
    """Write the schema `ledger`; returns rows by table.

    What was frozen from these very inputs is left out: a run that was killed after it froze gives the same release
    when it is started again.
    """
    earlier = [entry for entry in ledger.entries() if entry["data_version"] != data_version]
    rows: dict[str, list[dict[str, Any]]] = {
        "frozen_forecasts": [{**entry, "made_on": date.fromisoformat(entry["made_on"])} for entry in earlier],
        "coming_periods": [vars(period) for period in coming_periods(initiative)],
    }
    return {
        table: write_table(connection, "ledger", table, columns, rows[table])
        for table, columns in LEDGER_SCHEMAS.items()
    }


def _of(entry: Forecast, names: Sequence[str]) -> tuple[Any, ...]:
    return tuple(entry[name] for name in names)


def _plain(forecast: Forecast) -> dict[str, Any]:
    return {name: str(forecast[name]) if name == "made_on" else forecast[name] for name in _FORECAST}


def _says_something_new(forecast: Forecast, before: Forecast | None) -> bool:
    return before is None or _of(forecast, _SAID) != _of(before, _SAID)
