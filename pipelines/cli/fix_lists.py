"""`common-measure fix-lists`: what goes back to the partners, from what was pulled last."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from pipelines.cli.common import data_dir_option, folder_argument, loaded, use_data_dir


@click.command("fix-lists")
@folder_argument
@data_dir_option
@click.option("--partner", help="Only this partner.")
def fix_lists(folder: Path, data_dir: Path | None, partner: str | None) -> None:
    """Bring the fix lists of the initiative in DIR up to date and say where they stand; a run does so too."""
    from pipelines.fix_lists import sweep_outbox, write_fix_lists
    from pipelines.paths import DataFolder

    initiative = loaded(folder)
    use_data_dir(data_dir)
    data = DataFolder.of(initiative.name)
    partners = [one for one in initiative.partners if partner in (None, one.partner)]
    if not partners:
        known = ", ".join(one.partner for one in initiative.partners)
        raise click.ClickException(f"there is no partner '{partner}'; known: {known}")
    sweep_outbox(initiative, data)
    failed = False
    for one in partners:
        written = write_fix_lists(initiative, data, one)
        if written.feeds:
            click.echo(
                f"{one.partner}: {written.rows} rows to correct, {written.files} files in "
                f"{data.outbox / one.partner}"
            )
        for feed, reason in written.failed.items():
            failed = True
            click.echo(f"{one.partner} / {feed}: could not be written ({reason})", err=True)
    sys.exit(1 if failed else 0)
