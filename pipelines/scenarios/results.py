"""The figures of a scenario beside the figures as they are: reading both, and the rows of the two result tables.

Not here: making the scenario (running.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.initiative.models.scenarios import Scenario
from pipelines.scenarios.scratch import Scratch

Row = dict[str, Any]
_FIGURES = ("numerator", "denominator", "value", "lower", "upper", "people")

SCENARIOS: Mapping[str, str] = {
    "scenario_id": "VARCHAR", "variant": "VARCHAR", "factor": "DOUBLE", "metric_id": "VARCHAR", "measure": "VARCHAR",
    "currency": "VARCHAR", "sub_program_id": "VARCHAR", "area_id": "VARCHAR", "period_id": "VARCHAR",
    "changed_partner_id": "VARCHAR",
    **{f"base_{name}": "DOUBLE" for name in _FIGURES}, **dict.fromkeys(_FIGURES, "DOUBLE"),
    "difference": "DOUBLE", "numerator_difference": "DOUBLE", "people_difference": "DOUBLE",
}  # fmt: skip
ASSUMPTIONS: Mapping[str, str] = {
    "scenario_id": "VARCHAR", "variant": "VARCHAR", "position": "INTEGER", "kind": "VARCHAR", "words": "VARCHAR",
}  # fmt: skip
# Tables of the schema `metrics` and their columns.
TABLES: Mapping[str, Mapping[str, str]] = {"scenarios": SCENARIOS, "scenario_assumptions": ASSUMPTIONS}

_VALUES = """
    SELECT metric_id, 'value' AS measure, '' AS currency, sub_program_id, numerator, denominator, value, lower, upper,
        people
    FROM {metric_values} WHERE partner_id = 'all' AND area_id = 'all' AND group_type = 'all' AND period_id = $period
    UNION ALL
    SELECT metric_id, 'cost_' || cost_kind, currency, sub_program_id, people_reached, NULL, value, lower, upper,
        people_reached
    FROM {costs} WHERE partner_id = 'all' AND period_id = $period
"""


@dataclass(frozen=True)
class Variant:
    """What a variant is called, and whose people it changes."""

    scenario: Scenario
    name: str
    factor: float
    period: str
    partners: Sequence[str]


def compare(scratch: Scratch, variant: Variant) -> list[Row]:
    """One row for each metric and sub-program, with its costs: as it is, as it would be, and the difference."""
    before, now = (_values(place) for place in (scratch.base, scratch.name))
    sides = ", ".join(f"was.{name}::DOUBLE AS base_{name}, now.{name}::DOUBLE AS {name}" for name in _FIGURES)
    columns = ["metric_id", "measure", "currency", "sub_program_id"]
    relation = scratch.connection.execute(
        f"SELECT {', '.join(columns)}, {sides} FROM ({before}) AS was FULL JOIN ({now}) AS now "
        f"USING ({', '.join(columns)}) ORDER BY ALL",
        {"period": variant.period},
    )
    names = [column[0] for column in relation.description or ()]
    rows = [dict(zip(names, values, strict=True)) for values in relation.fetchall()]
    return [_row(scratch, variant, row) for row in rows]


def _values(place: Any) -> str:
    return _VALUES.format(
        metric_values=place("metrics", "metric_values"), costs=place("metrics", "cost_per_outcome")
    )


def _row(scratch: Scratch, variant: Variant, row: Row) -> Row:
    def difference(name: str) -> float | None:
        was, now = row[f"base_{name}"], row[name]
        return None if was is None or now is None else now - was

    counts = {f"{name}_difference": difference(name) for name in ("numerator", "people")}
    is_changed = any(row[f"base_{name}"] != row[name] for name in _FIGURES)
    return {
        "scenario_id": variant.scenario.scenario,
        "variant": variant.name,
        "factor": variant.factor,
        "area_id": "all",
        "period_id": variant.period,
        "changed_partner_id": _smallest(scratch, variant, row) if is_changed else "all",
        **row,
        "difference": difference("value"),
        # How many, not in which direction: small numbers of people are hidden either way.
        **{name: None if count is None else abs(count) for name, count in counts.items()},
    }


def _smallest(scratch: Scratch, variant: Variant, row: Row) -> str:
    """Of the partners whose people are changed, the one with the fewest in this cell: a difference tells of it."""
    found = scratch.connection.execute(
        f"SELECT partner_id FROM {scratch.base('metrics', 'metric_values')} WHERE metric_id = ? AND sub_program_id = ? "
        "AND period_id = ? AND area_id = 'all' AND group_type = 'all' AND list_contains(?, partner_id) "
        "ORDER BY people NULLS FIRST, partner_id LIMIT 1",
        [row["metric_id"], row["sub_program_id"], variant.period, list(variant.partners)],
    ).fetchall()
    return str(found[0][0]) if found else "all"


def assumption_rows(variant: Variant, changes: Sequence[str]) -> list[Row]:
    """Everything that must stand beside the figures, in words and in order."""
    scenario = variant.scenario
    words = [
        ("name", scenario.name),
        ("why", scenario.why),
        *(("change", change) for change in changes),
        *(("assumption", assumption) for assumption in scenario.assumptions),
    ]
    return [
        {
            "scenario_id": scenario.scenario,
            "variant": variant.name,
            "position": position,
            "kind": kind,
            "words": text,
        }
        for position, (kind, text) in enumerate(words, 1)
    ]
