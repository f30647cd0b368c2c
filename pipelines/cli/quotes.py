"""`common-measure quotes`: the answers that may be quoted, for a person to approve, and what became of approvals.

Nothing that the gate refuses, that has no consent or that comes from a small group is ever shown here.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipelines.cli.common import data_dir_option, folder_argument, loaded, use_data_dir

if TYPE_CHECKING:
    from pipelines.initiative import Initiative
    from pipelines.voices import Candidate, Collected

_ASK = (
    "Read each text and ask: could somebody know who this is? No tool sees that. To approve one, put its hash into\n"
    "quotes.yaml of the initiative:\n\n"
    "approved:\n"
    "  - sha256: <the 64 digits below the text>\n"
    "    approved_by: <the body that decides, not a person's name>\n"
    "    approved_on: <year-month-day>\n"
)
_WHY = {
    "not_found": "no answer has that text any more",
    "not_quotable": "no consent any more, a small group, or the gate refuses the text",
    "person_quoted_already": "the person is quoted with another text already",
    "theme_too_small": "too few people speak of its themes",
}


@click.command("quotes")
@folder_argument
@data_dir_option
@click.option("--theme", help="Only candidates of this theme.")
@click.option(
    "--most", default=8, show_default=True, help="Candidates a theme, without the one that dissents."
)
def quotes(folder: Path, data_dir: Path | None, theme: str | None, most: int) -> None:
    """Show the backbone of the initiative in DIR which answers may be quoted, by theme, and what is approved."""
    from pipelines.cli.open_answers import collected_answers

    initiative = loaded(folder)
    known = [one.id for one in initiative.codebook.themes]
    if theme is not None and theme not in known:
        raise click.ClickException(f"there is no theme '{theme}'; known: {', '.join(known) or 'none'}")
    use_data_dir(data_dir)
    collected = collected_answers(initiative)
    _show_candidates(initiative, collected, theme, most)
    _show_approved(initiative, collected)


def _show_candidates(initiative: Initiative, collected: Collected, theme: str | None, most: int) -> None:
    from pipelines.voices import quote_candidates

    smallest = initiative.agenda.privacy.smallest_count
    names = {one.id: one.name for one in initiative.codebook.themes}
    approved = {one.sha256 for one in initiative.quotes.approved}
    found = quote_candidates(collected.answers, collected.coding, collected.gate, smallest, most)
    shown = {name: ones for name, ones in found.items() if theme in (None, name)}
    click.echo(_ASK if shown else "No answer may be quoted.")
    for name, candidates in shown.items():
        click.echo(f"{names[name]} ({name})")
        for one in candidates:
            click.echo(_lines(one, one.sha256 in approved))


def _lines(candidate: Candidate, is_approved: bool) -> str:
    marks = [candidate.group, "speaks against the others" if candidate.is_against else ""]
    told = "; ".join(filter(None, [*marks, "approved" if is_approved else ""]))
    return f"  “{candidate.text}”\n  {told}\n  {candidate.sha256}\n"


def _show_approved(initiative: Initiative, collected: Collected) -> None:
    from pipelines.voices import approved_quotes

    approvals = initiative.quotes
    if not approvals.approved:
        return
    done = approved_quotes(
        collected.answers,
        collected.coding,
        approvals,
        collected.gate,
        initiative.agenda.privacy.smallest_count,
    )
    click.echo(f"{len(done.quotes)} of {len(approvals.approved)} approved texts may be printed.")
    for reason, count in sorted(done.left_out.items()):
        click.echo(f"  {count} not: {_WHY[reason]}.")
