"""`common-measure audit`: try to work out what a release hides, from what it and earlier ones publish."""

from __future__ import annotations

from pathlib import Path

import click

_SHOWN = 50
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.argument("release", metavar="RELEASE", type=_FOLDER)
@click.argument("earlier", metavar="[EARLIER_RELEASE ...]", nargs=-1, type=_FOLDER)
def audit(release: Path, earlier: tuple[Path, ...]) -> None:
    """Attack the folder RELEASE as a stranger would, with all that EARLIER_RELEASEs (oldest first) have shown.

    Bounds every hidden figure by linear programming and compares figures between releases. Reads released files only.
    Ends with an error where anybody can know more of a small count than the privacy threshold allows.
    """
    from pipelines.audit import audit as attack
    from pipelines.audit import read_knowledge

    try:
        found = attack(read_knowledge(release), [read_knowledge(folder) for folder in earlier])
    except FileNotFoundError as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"release {found.release}: {found.shown} cells shown, {found.hidden} hidden")
    for weakness in found.weaknesses[:_SHOWN]:
        click.echo(f"  {weakness}")
    if found.weaknesses:
        raise click.ClickException(
            f"{len(found.weaknesses)} figures say more than they may; withdraw the release, and make a new one"
        )
    click.echo("no hidden figure can be worked out")
