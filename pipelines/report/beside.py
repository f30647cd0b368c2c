"""What a release may hold beside its figures, and may lack: money, what-if, scores of forecasts, open answers.

Here: the rows and how they are read, a table that is missing being empty. Not here: the tables of every release
(rows.py, queries.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import duckdb

Row = TypeVar("Row")
Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Cost:
    """Program money for each unit of a result; a range where the number of people is one."""

    metric_id: str
    sub_program_id: str
    period_id: str
    currency: str
    cost_basis: str
    program_cost: float
    people_reached: float | None
    value: float | None
    lower: float | None
    upper: float | None


@dataclass(frozen=True, slots=True)
class OutcomeMoney:
    """Money of one period that goes to an outcome alone, and what goes to it and to others together."""

    outcome_id: str
    period_id: str
    currency: str
    own_amount: float
    shared_amount: float


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What a scenario would make of a figure; `factor` says how much of its assumptions is taken for true."""

    scenario_id: str
    variant: str
    metric_id: str
    sub_program_id: str
    period_id: str
    base_value: float
    value: float
    denominator: float | None


@dataclass(frozen=True, slots=True)
class Assumption:
    """A line of a scenario: its name, what it changes or what it takes for true."""

    scenario_id: str
    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Score:
    """A frozen forecast beside what came."""

    metric_id: str
    sub_program_id: str
    period_id: str
    forecast: float
    lower: float | None
    upper: float | None
    actual: float
    is_within: bool | None


@dataclass(frozen=True, slots=True)
class Unfunded:
    """A commitment that costs money, and how much of it no grant covers."""

    partner_id: str
    commitment_id: str
    currency: str
    cost: float
    unfunded: float


@dataclass(frozen=True, slots=True)
class Theme:
    """How often a theme came up in answers to an open question; `share` of `people` who answered, 0 to 1."""

    question_id: str
    name: str
    sub_program_id: str
    period_id: str
    people: int
    share: float
    margin: float


@dataclass(frozen=True, slots=True)
class Spoken:
    """An approved quote as it was released; `role` says who speaks and is never a name."""

    text: str
    sub_program_id: str
    role: str


@dataclass(frozen=True)
class Beside:
    """All of it; empty where a release has none."""

    costs: tuple[Cost, ...] = ()
    outcome_money: tuple[OutcomeMoney, ...] = ()
    what_ifs: tuple[WhatIf, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    scores: tuple[Score, ...] = ()
    unfunded: tuple[Unfunded, ...] = ()
    themes: tuple[Theme, ...] = ()
    quotes: tuple[Spoken, ...] = ()


_COSTS = """
select metric_id, sub_program_id, period_id, currency, cost_basis, cast(program_cost as double) as program_cost,
  cast(people_reached as double) as people_reached, cast(value as double) as value, cast(lower as double) as lower,
  cast(upper as double) as upper
from metrics.cost_per_outcome
where status = 'published' and partner_id = 'all' and cost_kind = 'gross' and coalesce(value, lower) is not null
order by metric_id, sub_program_id, period_id, currency
"""
_OUTCOME_MONEY = """
select outcome_id, period_id, currency, cast(own_amount as double) as own_amount,
  cast(shared_amount as double) as shared_amount
from metrics.funding_by_outcome where status = 'published' order by outcome_id, period_id, currency
"""
_WHAT_IFS = """
select scenario_id, variant, metric_id, sub_program_id, period_id, base_value, value,
  cast(denominator as double) as denominator
from metrics.scenarios
where status = 'published' and measure = 'value' and area_id = 'all' and base_value is not null and value is not null
order by scenario_id, metric_id, sub_program_id, period_id, factor
"""
_ASSUMPTIONS = """
select scenario_id, kind, words from metrics.scenario_assumptions
where variant = 'middle' order by scenario_id, position
"""
_SCORES = """
select metric_id, sub_program_id, period_id, forecast, forecast_lower as lower, forecast_upper as upper, actual,
  is_within_interval as is_within
from metrics.forecast_scores where status = 'published' and actual is not null and forecast is not null
order by metric_id, sub_program_id, period_id, made_on
"""
_UNFUNDED = """
select partner_id, commitment_id, currency, cast(cost as double) as cost, cast(unfunded as double) as unfunded
from metrics.unfunded_plan where status = 'published' and unfunded > 0 order by partner_id, commitment_id, currency
"""
_THEMES = """
select question_id, theme as name, sub_program_id, period_id, people,
  cast(share as double) as share, cast(margin as double) as margin
from voices.theme_shares
where status = 'published' order by question_id, period_id, sub_program_id, position
"""
_QUOTES = "select text, sub_program_id, role from voices.quotes order by position"


def read_beside(connection: duckdb.DuckDBPyConnection) -> Beside:
    """What the release has of it."""
    known = set(connection.execute("select schema_name, table_name from duckdb_tables()").fetchall())

    def rows(table: str, sql: str, kind: type[Row]) -> tuple[Row, ...]:
        found = _rows(connection, sql) if tuple(table.split(".")) in known else []
        return tuple(kind(**row) for row in found)

    return Beside(
        rows("metrics.cost_per_outcome", _COSTS, Cost),
        rows("metrics.funding_by_outcome", _OUTCOME_MONEY, OutcomeMoney),
        rows("metrics.scenarios", _WHAT_IFS, WhatIf),
        rows("metrics.scenario_assumptions", _ASSUMPTIONS, Assumption),
        rows("metrics.forecast_scores", _SCORES, Score),
        rows("metrics.unfunded_plan", _UNFUNDED, Unfunded),
        rows("voices.theme_shares", _THEMES, Theme),
        rows("voices.quotes", _QUOTES, Spoken),
    )


def _rows(connection: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    cursor = connection.execute(sql)
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
