"""`common-measure kits`: what partners collect with, written into a folder."""

from __future__ import annotations

from pathlib import Path

import click

from pipelines.cli.common import data_dir_option, folder_argument, loaded, use_data_dir
from pipelines.paths import DataFolder


@click.command()
@folder_argument
@data_dir_option
@click.option("--partner", metavar="NAME", help="Only the kit of this partner.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the kits go, a folder a partner; otherwise the outbox beside the data.",
)
def kits(folder: Path, data_dir: Path | None, partner: str | None, out: Path | None) -> None:
    """Write the collection kits of the initiative in DIR: a spreadsheet and forms for each partner."""
    from pipelines.kits.minutes import minutes_for_row
    from pipelines.kits.writing import write_kit

    use_data_dir(data_dir)
    initiative = loaded(folder)
    partners = [one for one in initiative.partners if partner in (None, one.partner)]
    if not partners:
        known = ", ".join(one.partner for one in initiative.partners)
        raise click.ClickException(f"There is no partner '{partner}'. Use one of: {known}.")
    root = out or DataFolder.of(initiative.name).outbox
    for one in partners:
        kit, paths = write_kit(initiative, one, root / one.partner / "kit")
        click.echo(f"{one.name}: {kit.fields} questions")
        for sheet in kit.sheets:
            seconds = 60 * minutes_for_row(sheet, initiative.agenda.burden)
            click.echo(
                f"  {sheet.title}: {len(sheet.questions)} questions, about {seconds:.0f} seconds a row"
            )
        for path in paths:
            click.echo(f"  wrote {path}")
