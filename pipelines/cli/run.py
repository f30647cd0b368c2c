"""`common-measure run`: the main job once, with its progress and a summary."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from rich.console import Console

from pipelines.cli.common import data_dir_option, folder_argument, loaded, use_data_dir
from pipelines.paths import home


@click.command()
@folder_argument
@data_dir_option
def run(folder: Path, data_dir: Path | None) -> None:
    """Run the main job of the initiative in DIR, from the partners' sources to a release."""
    from pipelines.main_job import run_main_job
    from pipelines.progress import ConsoleProgress
    from pipelines.summary import summarise, summary_table

    console = Console()
    initiative = loaded(folder)
    use_data_dir(data_dir)
    console.print(f"[bold]{initiative.agenda.name}[/bold], data in {home()}", highlight=False)
    with ConsoleProgress(console):
        outcome = run_main_job(folder, initiative.name)
    summary = summarise(initiative, len(outcome.warnings))
    console.print(summary_table("Summary", summary))
    if outcome.warnings:
        console.print("Warnings; what was found stands beside each check on the lineage page:")
    for warning in outcome.warnings:
        console.print(f"  {warning}", highlight=False)
    for failure in outcome.failures:
        console.print(f"[red]stopped at[/red] {failure}", highlight=False)
    if summary.report:
        click.echo(f"Report: {summary.report}")
    sys.exit(0 if outcome.succeeded else 1)
