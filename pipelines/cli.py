"""The command `common-measure`. Each command reads its arguments, calls one function and shows what came of it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click
from rich.console import Console

from pipelines.initiative import Initiative, InitiativeError, load_initiative
from pipelines.paths import HOME_VARIABLE, home

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
data_dir_option = click.option(
    "--data-dir",
    type=click.Path(file_okay=False, path_type=Path),
    help=f"Where data goes; otherwise {HOME_VARIABLE}, otherwise ./data.",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Shared measurement for collective impact: from partners' data to a published release."""


@main.command()
@click.argument("folder", type=_FOLDER, metavar="DIR")
@data_dir_option
def run(folder: Path, data_dir: Path | None) -> None:
    """Run the main job of the initiative in DIR, from the partners' sources to a release."""
    from pipelines.main_job import run_main_job
    from pipelines.progress import ConsoleProgress
    from pipelines.summary import summarise, summary_table

    console = Console()
    initiative = _loaded(folder)
    if data_dir is not None:
        os.environ[HOME_VARIABLE] = str(data_dir.resolve())
    console.print(f"[bold]{initiative.agenda.name}[/bold], data in {home()}", highlight=False)
    with ConsoleProgress(console):
        outcome = run_main_job(folder, initiative.name)
    summary = summarise(initiative, outcome.warnings)
    console.print(summary_table("Summary", summary))
    for failure in outcome.failures:
        console.print(f"[red]stopped at[/red] {failure}", highlight=False)
    if summary.report:
        click.echo(f"Report: {summary.report}")
    sys.exit(0 if outcome.succeeded else 1)


@main.command()
@click.argument("folder", type=_FOLDER, metavar="DIR")
def check(folder: Path) -> None:
    """Check the initiative in DIR: every problem with its file, its line and the fix."""
    initiative = _loaded(folder)
    parts = [
        (len(initiative.partners), "partner"),
        (len(initiative.feeds), "feed"),
        (len(initiative.sub_programs), "sub-program"),
        (len(initiative.selected_metrics), "metric"),
    ]
    counts = ", ".join(f"{count} {name}{'' if count == 1 else 's'}" for count, name in parts)
    click.echo(f"{folder.name}: no problems. {counts}.")


@main.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
def new(folder: Path) -> None:
    """Make a small initiative in DIR that runs at once, to be changed into your own."""
    from pipelines.scaffold import ScaffoldError, scaffold

    try:
        made = scaffold(folder)
    except ScaffoldError as error:
        raise click.ClickException(str(error)) from None
    click.echo("\n".join(f"wrote {path}" for path in made))
    click.echo(f"Now run: common-measure run {folder}")


def _loaded(folder: Path) -> Initiative:
    try:
        return load_initiative(folder)
    except InitiativeError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
