"""`common-measure scenario`: what if, on the figures of the last run, printed beside them with the assumptions."""

from __future__ import annotations

import sys
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from pipelines.cli.common import data_dir_option, folder_argument, loaded, use_data_dir
from pipelines.initiative import Initiative, InitiativeError
from pipelines.initiative.models.scenarios import Scenario
from pipelines.initiative.scenario_references import scenario_problems
from pipelines.initiative.source import Source, SourceError
from pipelines.paths import DataFolder

_NOTE = (
    "Computed on the pipeline's own figures, before small numbers of people are hidden: not for publication."
)


@click.command()
@folder_argument
@click.argument("scenario_id", metavar="[ID]", required=False)
@click.option(
    "--file",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A scenario that is not in the folder.",
)
@data_dir_option
def scenario(folder: Path, scenario_id: str | None, file: Path | None, data_dir: Path | None) -> None:
    """Compute scenario ID of the initiative in DIR, or all of them, on the figures of the last run."""
    initiative = loaded(folder)
    use_data_dir(data_dir)
    for chosen in _chosen(initiative, scenario_id, file):
        _show(initiative, chosen)


def _chosen(initiative: Initiative, scenario_id: str | None, file: Path | None) -> list[Scenario]:
    if file is not None:
        return [_read(initiative, file)]
    known = {one.scenario: one for one in initiative.scenarios}
    if scenario_id is None:
        return list(known.values())
    if scenario_id not in known:
        raise click.ClickException(
            f"there is no scenario '{scenario_id}'; known: {', '.join(known) or 'none'}"
        )
    return [known[scenario_id]]


def _read(initiative: Initiative, file: Path) -> Scenario:
    try:
        source = Source.read(file, file.name)
        scenario = source.parse(Scenario)
        seen = replace(initiative, sources={**initiative.sources, file.name: source})
        problems = list(scenario_problems(seen, scenario, file.name))
    except SourceError as error:
        problems = error.problems
    if problems:
        click.echo(str(InitiativeError(initiative.folder, problems)), err=True)
        sys.exit(1)
    return scenario


def _show(initiative: Initiative, scenario: Scenario) -> None:
    # Building models loads slowly, and only this needs it.
    from pipelines.assets.dbt_models import dbt_variables
    from pipelines.scenarios import ScenarioError, run_scenario

    try:
        outcome = run_scenario(initiative, DataFolder.of(initiative.name), scenario, dbt_variables)
    except ScenarioError as error:
        raise click.ClickException(str(error)) from None
    console = Console()
    console.print(f"\n[bold]{scenario.name}[/bold] ({scenario.scenario})", highlight=False)
    console.print(f"Why: {scenario.why}", highlight=False)
    for variant, lines in groupby(outcome.assumptions, key=lambda row: row["variant"]):
        words = [row["words"] for row in lines if row["kind"] in ("change", "assumption")]
        console.print(f"\nVariant {variant}:", highlight=False)
        for line in words:
            console.print(f"  - {line}", highlight=False)
        console.print(_table([row for row in outcome.figures if row["variant"] == variant]))
    console.print(_NOTE, highlight=False)


def _table(rows: list[dict[str, Any]]) -> Table:
    table = Table("Metric", "Measure", "Sub-program", "Period", "As it is", "As it would be", "Difference")
    for row in rows:
        if row["changed_partner_id"] == "all" and not row["difference"]:
            continue
        figures = [_told(row, prefix) for prefix in ("base_", "")]
        unit = f" {row['currency']}".rstrip()
        difference = "" if row["difference"] is None else f"{row['difference']:+,.4g}"
        table.add_row(
            row["metric_id"],
            row["measure"] + unit,
            row["sub_program_id"],
            row["period_id"],
            *figures,
            difference,
        )
    return table


def _told(row: dict[str, Any], prefix: str) -> str:
    value, lower, upper = (row[f"{prefix}{name}"] for name in ("value", "lower", "upper"))
    if value is not None:
        return f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.0f}"
    return "" if lower is None else f"{lower:,.0f} to {upper:,.0f}"
