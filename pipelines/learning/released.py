"""What the facts are found in: the published cells of one release and the names that go with them.

Reading belongs here. A cell that is not published is not read, so no fact can rest on it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb

from pipelines.learning.facts import ALL, Place
from pipelines.report import wording

# From the longest to the shortest: a metric is followed by the longest type that it has figures for.
PERIOD_TYPES = ("school_year", "calendar_year", "quarter", "month", "week")
Row = Mapping[str, Any]
# Broken down one way at a time.
_CELLS = """
select metric_id, sub_program_id, period_id, group_type, group_value, area_id, period_type,
  cast(numerator as double) as numerator, cast(denominator as double) as denominator,
  value, lower, upper, people, partners_reported, partners_due
from metrics.metric_values
where status = 'published' and partner_id = 'all' and (area_id = 'all' or group_type = 'all')
  and coalesce(value, lower) is not null
order by all
"""
_METRICS = """
select metric_id, name, metric_type, counted, unit, direction, accountability, position from agenda.metrics
order by position, metric_id
"""
_PERIODS = """
select period_id, period_type, name, starts_on, ends_on, previous_period_id from agenda.periods
order by starts_on, ends_on, period_id
"""


@dataclass(frozen=True)
class Released:
    """One release, open for reading."""

    connection: duckdb.DuckDBPyConnection

    def rows(self, sql: str) -> list[Row]:
        """The rows of a query, by column name."""
        cursor = self.connection.execute(sql)
        names = [column[0] for column in cursor.description or []]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    @cached_property
    def as_of(self) -> date:
        """The day that the release looks from."""
        day: date = self.rows("select as_of from agenda.initiative")[0]["as_of"]
        return day

    @cached_property
    def cells(self) -> dict[Place, Row]:
        """The published cells of all partners together, by place."""
        return {Place(*list(row.values())[:6]): row for row in self.rows(_CELLS)}

    @cached_property
    def metrics(self) -> dict[str, Row]:
        """Metrics by id."""
        return {row["metric_id"]: row for row in self.rows(_METRICS)}

    @cached_property
    def periods(self) -> dict[str, Row]:
        """Periods by id, oldest first."""
        return {row["period_id"]: row for row in self.rows(_PERIODS)}

    @cached_property
    def report_period(self) -> Row | None:
        """The latest period that is over and has figures, of the longest type that has one."""
        newest = self.newest({place.period_id for place in self.cells})
        return self.periods[newest] if newest else None

    @cached_property
    def scopes(self) -> list[tuple[str, str]]:
        """Metric and sub-program, in the agenda's order; with 'all' where several sub-programs share a metric."""
        owners = self.rows(
            "select metric_id, sub_program_id from agenda.sub_program_metrics "
            "join agenda.sub_programs using (sub_program_id) order by metric_id, sub_programs.position"
        )
        found: list[tuple[str, str]] = []
        for metric_id in self.metrics:
            mine = [row["sub_program_id"] for row in owners if row["metric_id"] == metric_id]
            found += [(metric_id, scope) for scope in ([ALL] if len(mine) > 1 else []) + mine]
        return found

    def latest(self, metric_id: str, scope: str) -> str | None:
        """The newest period that is over and has a published figure, of the longest type that has any."""
        return self.newest({p for p in self.periods if Place(metric_id, scope, p) in self.cells})

    def newest(self, period_ids: Collection[str]) -> str | None:
        """The newest of these periods that is over, of the longest type that has one."""
        over = [
            p for p in self.periods.values() if p["period_id"] in period_ids and p["ends_on"] <= self.as_of
        ]
        for kind in PERIOD_TYPES:
            of_kind = [str(p["period_id"]) for p in over if p["period_type"] == kind]
            if of_kind:
                return of_kind[-1]
        return None

    def before(self, period_id: str) -> str | None:
        """The period before, of the same type."""
        found: str | None = self.periods[period_id]["previous_period_id"]
        return found

    def period(self, period_id: str) -> str:
        """The name of a period."""
        return str(self.periods[period_id]["name"])

    @cached_property
    def sub_programs(self) -> dict[str, str]:
        """Names of sub-programs by id; the whole initiative is 'all sub-programs'."""
        rows = self.rows("select sub_program_id, name from agenda.sub_programs")
        return {ALL: "all sub-programs"} | {row["sub_program_id"]: row["name"] for row in rows}

    @cached_property
    def partners(self) -> dict[str, str]:
        """Names of partners by id."""
        rows = self.rows("select partner_id, name from agenda.partners")
        return {row["partner_id"]: row["name"] for row in rows}

    @cached_property
    def areas(self) -> dict[str, str]:
        """Names of areas by id."""
        return {row["area_id"]: row["name"] for row in self.rows("select area_id, name from agenda.areas")}

    @cached_property
    def groups(self) -> dict[tuple[str, str], Row]:
        """Groups of people by type and value; bands of the metric's own amount are no groups of people."""
        rows = self.rows("select * from agenda.groups where not coalesce(is_band, false) order by position")
        return {(row["group_type"], row["group_value"]): row for row in rows}

    def title(self, metric_id: str, scope: str) -> str:
        """For example 'Chronic absence (After school)'."""
        return f"{self.metrics[metric_id]['name']} ({self.sub_programs[scope]})"

    def printed(self, metric_id: str, value: float, denominator: float | None) -> str:
        """A value with its unit, rounded as in the report."""
        metric = self.metrics[metric_id]
        if metric["unit"] == "percent":
            return wording.percent(value, denominator)
        number = f"{value:,.1f}" if metric["metric_type"] == "rate" else wording.count(value)
        return f"{number} {metric['unit']}"


@contextmanager
def opened(warehouse: Path) -> Iterator[Released]:
    """Open a released warehouse for reading. Raises FileNotFoundError where there is none."""
    if not warehouse.is_file():
        raise FileNotFoundError(f"There is no released warehouse at {warehouse}. Release first.")
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        yield Released(connection)
