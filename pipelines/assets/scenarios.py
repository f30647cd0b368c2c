"""Assets of the scenarios: what if, beside the figures as they are, and the assumptions that go with it.

Every night all of the folder's scenarios; as a job of their own, those that the run configuration names, or one that
stands in it. The figures of the night itself are never touched.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import dagster as dg
from pydantic import Field

from pipelines.assets.dbt_models import dbt_variables
from pipelines.initiative import Initiative
from pipelines.initiative.models.scenarios import Scenario
from pipelines.initiative.problems import InitiativeError
from pipelines.initiative.scenario_references import scenario_problems
from pipelines.initiative.source import Source, SourceError
from pipelines.lineage import asset_key, spec
from pipelines.paths import DataFolder
from pipelines.progress import progress
from pipelines.retries import WAREHOUSE_RETRIES
from pipelines.scenarios import TABLES, ScenarioError, run_scenario
from pipelines.warehouse import connect, write_table

COMPUTED = "every_scenario_could_be_computed"
_DESCRIPTIONS = {
    "scenarios": "What if: the headline figures of each scenario beside the figures as they are.",
    "scenario_assumptions": "What each scenario changes and takes for granted, in words.",
}
_RUN_CONFIGURATION = "the run configuration"


class ScenarioConfig(dg.Config):
    """Which scenarios to compute; without anything, all of the folder's."""

    scenarios: list[str] = Field(default_factory=list, description="Short names of scenarios of the folder.")
    inline: dict[str, Any] = Field(
        default_factory=dict, description="A scenario written out here, with the keys of a scenario file."
    )


def scenario_assets(initiative: Initiative) -> dg.AssetsDefinition:
    """The two tables of the scenarios; empty where the initiative has none."""
    name = initiative.name
    upstream = [asset_key(name, "metrics", table) for table in ("metric_values", "cost_per_outcome")]
    specs = [
        spec(
            asset_key(name, "metrics", table),
            _DESCRIPTIONS[table],
            deps=upstream,
            kinds={"dbt", "duckdb"},
            columns=[(column, kind, "") for column, kind in columns.items()],
        )
        for table, columns in TABLES.items()
    ]
    check = dg.AssetCheckSpec(
        COMPUTED,
        asset=specs[0].key,
        description="No scenario asks for what the data does not have; one that does leaves the others alone.",
    )

    @dg.multi_asset(
        name=f"{name}__scenarios", specs=specs, check_specs=[check], retry_policy=WAREHOUSE_RETRIES
    )
    def scenarios(config: ScenarioConfig) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
        chosen = chosen_scenarios(initiative, config.scenarios, config.inline)
        rows, failed = _computed(initiative, chosen)
        with connect(DataFolder.of(name).warehouse) as connection:
            for table, columns in TABLES.items():
                count = write_table(connection, "metrics", table, columns, rows[table])
                yield dg.MaterializeResult(
                    asset_key=asset_key(name, "metrics", table), metadata={"dagster/row_count": count}
                )
        yield dg.AssetCheckResult(
            asset_key=specs[0].key,
            check_name=COMPUTED,
            passed=not failed,
            severity=dg.AssetCheckSeverity.WARN,
            metadata={"could not be computed": failed},
        )

    return scenarios


def chosen_scenarios(initiative: Initiative, names: list[str], inline: Mapping[str, Any]) -> list[Scenario]:
    """The scenarios of a run configuration; raises InitiativeError where a name or the scenario in it is wrong."""
    known = {scenario.scenario: scenario for scenario in initiative.scenarios}
    if unknown := [name for name in names if name not in known]:
        raise dg.Failure(
            f"there is no scenario '{unknown[0]}'; known: {', '.join(known) or 'none'}", allow_retries=False
        )
    written = [_written(initiative, inline)] if inline else []
    return written + [known[name] for name in names] if names or written else list(known.values())


def _written(initiative: Initiative, inline: Mapping[str, Any]) -> Scenario:
    source = Source(_RUN_CONFIGURATION, dict(inline))
    try:
        scenario = source.parse(Scenario)
    except SourceError as error:
        raise InitiativeError(initiative.folder, error.problems) from None
    seen = replace(initiative, sources={**initiative.sources, _RUN_CONFIGURATION: source})
    if problems := list(scenario_problems(seen, scenario, _RUN_CONFIGURATION)):
        raise InitiativeError(initiative.folder, problems)
    return scenario


def _computed(
    initiative: Initiative, chosen: list[Scenario]
) -> tuple[dict[str, list[dict[str, Any]]], list[str]]:
    rows: dict[str, list[dict[str, Any]]] = {table: [] for table in TABLES}
    failed = []
    for scenario in chosen:
        progress.debug("scenario: %s", scenario.scenario)
        try:
            outcome = run_scenario(initiative, DataFolder.of(initiative.name), scenario, dbt_variables)
        except ScenarioError as error:
            failed.append(str(error))
            continue
        rows["scenarios"] += outcome.figures
        rows["scenario_assumptions"] += outcome.assumptions
    progress.info("scenarios: %d computed, %d not", len(chosen) - len(failed), len(failed))
    return rows, failed
