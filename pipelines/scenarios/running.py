"""Runs one scenario: every variant on a scratch warehouse of its own, the same models, the same headline cells.

Not here: where the rows go (pipelines/assets/scenarios.py, pipelines/cli/scenario.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pipelines.initiative import Initiative
from pipelines.initiative.models.metrics import Parameters
from pipelines.initiative.models.scenarios import Scenario
from pipelines.paths import DataFolder
from pipelines.scenarios.headlines import build_headlines
from pipelines.scenarios.inputs import ScenarioError, Setting, leave, move, serve
from pipelines.scenarios.models import Compiled, compile_with, read_compiled, to_build
from pipelines.scenarios.results import Row, Variant, assumption_rows, compare
from pipelines.scenarios.scratch import Scratch, scratch
from pipelines.warehouse import connect

__all__ = ["Outcome", "ScenarioError", "run_scenario"]
Variables = Callable[[Initiative], Mapping[str, Any]]


@dataclass(frozen=True)
class Outcome:
    """The rows of metrics.scenarios and metrics.scenario_assumptions for one scenario."""

    figures: list[Row]
    assumptions: list[Row]


def run_scenario(
    initiative: Initiative, data: DataFolder, scenario: Scenario, variables: Variables
) -> Outcome:
    """Compute every variant beside the figures of the last run, which is left as it is.

    `variables` gives the dbt variables of an initiative. Raises ScenarioError where there is nothing to start from.
    """
    manifest = data.dbt_target / "manifest.json"
    if not manifest.is_file() or not data.warehouse.is_file():
        raise ScenarioError(
            f"scenario '{scenario.scenario}': there are no figures to start from; run the initiative first"
        )
    base = read_compiled(manifest)
    models = _with_parameters(initiative, scenario, variables, base)
    period, starts_on, ends_on = _period(initiative, data, scenario)
    figures, assumptions = [], []
    for name, factor in scenario.variants.items():
        variant = Variant(scenario, name, factor, period, _partners(scenario))
        with scratch(data.warehouse, base) as warehouse:
            words = _apply(warehouse, scenario, Setting(scenario.scenario, starts_on, ends_on, factor))
            build_headlines(warehouse, to_build(base, models, warehouse.altered), period)
            figures += compare(warehouse, variant)
        assumptions += assumption_rows(variant, words)
    return Outcome(figures, assumptions)


def _with_parameters(
    initiative: Initiative, scenario: Scenario, variables: Variables, base: Mapping[str, Compiled]
) -> Mapping[str, Compiled]:
    defined = [change.define for change in scenario.changes if change.define]
    if not defined:
        return base
    entries = [Parameters(metric=one.metric, values=one.values) for one in defined]
    metrics = initiative.metrics.model_copy(update={"parameters": [*initiative.metrics.parameters, *entries]})
    database = next(iter(base.values())).database
    return compile_with(variables(replace(initiative, metrics=metrics)), database)


def _partners(scenario: Scenario) -> list[str]:
    """The partners whose people are others than they were."""
    found = []
    for change in scenario.changes:
        found += [part.partner for part in (change.serve, change.leave) if part]
        places = (change.move.source, change.move.target) if change.move else ()
        found += [place.partner for place in places if place.partner]
    return list(dict.fromkeys(found))


def _period(initiative: Initiative, data: DataFolder, scenario: Scenario) -> tuple[str, Any, Any]:
    """The period that is looked at: the scenario's own, else the last whole one of the agenda's first kind."""
    kind = initiative.agenda.calendar.periods[0]
    chosen = "period_id = ?" if scenario.period else "period_type = ? AND ends_on <= as_of"
    with connect(data.warehouse, read_only=True) as connection:
        found = connection.execute(
            "SELECT period_id, starts_on, ends_on FROM marts.dim_period WHERE "
            f"{chosen} AND period_id IN (SELECT period_id FROM metrics.metric_values) ORDER BY ends_on DESC LIMIT 1",
            [scenario.period or kind],
        ).fetchall()
    if not found:
        raise ScenarioError(
            f"scenario '{scenario.scenario}': there are no figures of {scenario.period or 'a whole ' + kind}; "
            "choose another period"
        )
    return str(found[0][0]), found[0][1], found[0][2]


def _apply(warehouse: Scratch, scenario: Scenario, setting: Setting) -> list[str]:
    words = []
    for number, change in enumerate(scenario.changes, 1):
        if change.serve:
            words.append(serve(warehouse, change.serve, setting, number))
        if change.move:
            words += move(warehouse, change.move, setting, number)
        if change.leave:
            words.append(leave(warehouse, change.leave))
        if change.define:
            values = ", ".join(f"{name} is {value}" for name, value in change.define.values.items())
            words.append(f"{change.define.metric} is computed with other parameters: {values}.")
    return words
