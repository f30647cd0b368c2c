"""`common-measure check`: what is wrong in an initiative folder."""

from __future__ import annotations

from pathlib import Path

import click

from pipelines.cli.common import folder_argument, loaded


@click.command()
@folder_argument
def check(folder: Path) -> None:
    """Check the initiative in DIR: every problem with its file, its line and the fix."""
    initiative = loaded(folder)
    parts = [
        (len(initiative.partners), "partner"),
        (len(initiative.feeds), "feed"),
        (len(initiative.sub_programs), "sub-program"),
        (len(initiative.selected_metrics), "metric"),
    ]
    counts = ", ".join(f"{count} {name}{'' if count == 1 else 's'}" for count, name in parts)
    click.echo(f"{folder.name}: no problems. {counts}.")
