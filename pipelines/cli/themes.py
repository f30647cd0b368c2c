"""`common-measure themes`: how often each theme came up, and which themes the codebook may lack.

For the backbone's eyes: shares of small groups are not hidden, and proposals are never published. No text is shown.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipelines.cli.common import data_dir_option, folder_argument, loaded, use_data_dir

if TYPE_CHECKING:
    from pipelines.initiative import Initiative
    from pipelines.voices import Collected


@click.command("themes")
@folder_argument
@data_dir_option
def themes(folder: Path, data_dir: Path | None) -> None:
    """Show the backbone of the initiative in DIR the themes of open answers, and proposals for new ones."""
    from pipelines.cli.open_answers import collected_answers

    initiative = loaded(folder)
    use_data_dir(data_dir)
    collected = collected_answers(initiative)
    _show_themes(initiative, collected)
    _show_proposals(initiative, collected)


def _show_themes(initiative: Initiative, collected: Collected) -> None:
    answers = collected.coding.answers
    click.echo(f"{len(answers):,} open answers.")
    for theme in initiative.codebook.themes:
        count = sum(theme.id in one.themes for one in answers)
        method = {"words": "by its words", "trained": "learned from labels"}[
            collected.coding.methods[theme.id]
        ]
        click.echo(f"  {theme.name} ({theme.id}): {count:,}, {method}")
    without = sum(not one.themes for one in answers)
    click.echo(f"  of no theme: {without:,}")


def _show_proposals(initiative: Initiative, collected: Collected) -> None:
    from pipelines.voices import propose_themes, uncovered

    left = uncovered(collected.answers, collected.coding)
    found = propose_themes(left, initiative.agenda.privacy.smallest_count)
    if not found:
        click.echo("Too few answers without a theme to propose one.")
        return
    click.echo(
        "\nWords that go together in answers without a theme. They change with every few answers more: a reason to\n"
        "write a theme into codebook.yaml, no result."
    )
    for one in found:
        click.echo(f"  {', '.join(one.words)} ({one.people:,} people)")
