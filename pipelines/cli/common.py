"""What several commands share: the folder argument, the data folder, loading an initiative."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from pipelines.initiative import Initiative, InitiativeError, load_initiative
from pipelines.paths import HOME_VARIABLE

folder_argument = click.argument(
    "folder", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="DIR"
)
data_dir_option = click.option(
    "--data-dir",
    type=click.Path(file_okay=False, path_type=Path),
    help=f"Where data goes; otherwise {HOME_VARIABLE}, otherwise ./data.",
)


def use_data_dir(data_dir: Path | None) -> None:
    """Let the rest of the program see the folder that was asked for."""
    if data_dir is not None:
        os.environ[HOME_VARIABLE] = str(data_dir.resolve())


def loaded(folder: Path) -> Initiative:
    """The initiative of the folder; its problems are shown and end the command."""
    try:
        return load_initiative(folder)
    except InitiativeError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
