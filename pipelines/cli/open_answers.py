"""What the commands on open answers share: the answers of the last run, read back into memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pipelines.initiative import Initiative
    from pipelines.voices import Collected


def collected_answers(initiative: Initiative) -> Collected:
    """The open answers in force, coded by the codebook as it is now; ends the command where nothing was pulled yet."""
    from connectors import FeedFailure, load_initiative_key
    from pipelines.ingest import read_states
    from pipelines.paths import DataFolder
    from pipelines.voices import collect
    from pipelines.warehouse import connect

    data = DataFolder.of(initiative.name)
    if not data.warehouse.is_file():
        raise click.ClickException(f"nothing of '{initiative.name}' was pulled yet; run it first")
    try:
        key = load_initiative_key(data.key_file, initiative.name)
        with connect(data.warehouse, read_only=True) as connection:
            return collect(initiative, data, read_states(initiative, data), connection, key)
    except FeedFailure as error:
        raise click.ClickException(str(error)) from None
