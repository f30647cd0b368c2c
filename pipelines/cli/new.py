"""`common-measure new`: a small initiative to start from."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
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
