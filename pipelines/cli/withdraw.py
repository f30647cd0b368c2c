"""`common-measure withdraw`: take a release back, with a reason that everybody sees."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from pipelines.cli.common import data_dir_option, folder_argument, loaded, use_data_dir
from pipelines.paths import DataFolder


@click.command()
@folder_argument
@click.argument("release", metavar="RELEASE")
@click.option("--reason", required=True, help="Why, in a sentence for everybody; no word about a person.")
@click.option(
    "--on",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day of the withdrawal; today if left out.",
)
@data_dir_option
def withdraw(folder: Path, release: str, reason: str, on: datetime | None, data_dir: Path | None) -> None:
    """Withdraw RELEASE of the initiative in DIR: the newest release that stands becomes the current one.

    The folder of the release stays and says when and why. The feed of releases is written anew.
    """
    from pipelines.exports import write_feed
    from pipelines.release.withdrawal import WithdrawalError
    from pipelines.release.withdrawal import withdraw as take_back

    initiative = loaded(folder)
    use_data_dir(data_dir)
    data = DataFolder.of(initiative.name)
    try:
        current = take_back(data, release, reason, (on or datetime.now(UTC)).date())
    except WithdrawalError as error:
        raise click.ClickException(str(error)) from None
    write_feed(data, address=initiative.agenda.publication.address)
    click.echo(f"withdrew {release}")
    click.echo(f"current is {current.name}" if current else "no release stands now")
