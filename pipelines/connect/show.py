"""Tells at the terminal what was seen, what is proposed and what the contract made of it.

Counts, rules and rows of the contract. Names, birth dates and free text are never shown.
"""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from pipelines.connect.model import Proposal
from pipelines.connect.trial import Example, Trial

_MASK = "***"
_MANY_WORDS = 30
_FEW_LETTERS = 2
_MOST_COLUMNS = 7


def show_proposal(console: Console, proposal: Proposal) -> None:
    """Every column of the contract with where it comes from."""
    sample = proposal.sample
    size = f"{len(sample.pulled.rows):,} rows, {len(sample.columns)} columns, connector {sample.connector}"
    console.print(f"[bold]{escape(sample.pulled.source)}[/bold]: {size}", highlight=False)
    for text in (*sample.option_notes.values(), *sample.assumptions, *sample.doubts, *proposal.notes):
        console.print(f"  {text}", highlight=False, markup=False)
    table = Table(title="Proposed mapping", title_justify="left")
    table.add_column("contract")
    table.add_column("from")
    table.add_column("evidence", overflow="fold")
    for part, entry in proposal.identity.items():
        table.add_row(part, escape(str(entry.settings)), escape("; ".join(entry.notes)))
    for name, entry in proposal.columns.items():
        table.add_row(name, escape(_origin(entry.settings)), escape("; ".join(entry.notes)))
    console.print(table)
    if proposal.unused_columns:
        console.print(f"Not used: {', '.join(proposal.unused_columns)}", highlight=False, markup=False)


def _origin(settings: dict[str, object] | str) -> str:
    if isinstance(settings, str):
        return settings
    if "constant" in settings:
        return f"always {settings['constant']}"
    rest = [f"{key} {value}" for key, value in settings.items() if key not in ("column", "values")]
    values = settings.get("values")
    words = [f"{len(values)} words translated"] if isinstance(values, dict) else []
    return ", ".join([str(settings["column"]), *rest, *words])


def show_trial(console: Console, proposal: Proposal, trial: Trial) -> None:
    """How many rows would be accepted, why others not, and some of both."""
    console.print(
        f"\nOf {trial.received:,} rows [green]{trial.accepted:,} would be accepted[/green], "
        f"[red]{trial.rejected:,} rejected[/red].",
        highlight=False,
    )
    waiting = [one.column for one in proposal.questions if one.needed and one.column not in proposal.columns]
    if waiting:
        console.print(f"Required and not mapped yet: {', '.join(dict.fromkeys(waiting))}.", style="red")
    if trial.columns_missing:
        console.print(f"Not in the source: {', '.join(trial.columns_missing)}.", style="red", markup=False)
    if trial.broken:
        console.print(_rules(trial))
    if trial.not_evaluable:
        console.print(
            f"Not judged, because nothing is mapped: {', '.join(trial.not_evaluable)}", highlight=False
        )
    private = _free_text(proposal)
    if trial.accepted_rows:
        console.print(_examples("Would be accepted, for example", trial.accepted_rows, proposal, private))
    if trial.rejected_rows:
        console.print(_examples("Would be rejected, for example", trial.rejected_rows, proposal, private))


def _rules(trial: Trial) -> Table:
    table = Table(title="Rules that rows broke", title_justify="left")
    for heading in ("rule", "rows", "first at", "fix"):
        table.add_column(heading, justify="right" if heading == "rows" else "left", overflow="fold")
    for broken in sorted(trial.broken, key=lambda one: (one.rule.severity != "error", -one.rule.violations)):
        rule = broken.rule
        kind = "" if rule.severity == "error" else " (warning, the rows stay)"
        table.add_row(
            f"{rule.rule_id}{kind}", f"{rule.violations:,}", escape(broken.first_ref or ""), escape(rule.fix)
        )
    return table


def _free_text(proposal: Proposal) -> set[str]:
    """Columns whose words may be anybody's own: many different texts that are no agreed values."""
    hidden = set()
    for name, entry in proposal.columns.items():
        header = entry.settings if isinstance(entry.settings, str) else entry.settings.get("column")
        if header is not None and proposal.sample.column(header).type in ("text", "mixed"):
            is_long = proposal.sample.column(header).distinct > _MANY_WORDS
            hidden |= {name} if is_long else set()
    return hidden


def _shown(text: str | None, is_private: bool) -> str:
    """A value for the terminal. Of a private column only what has hardly a letter, such as a date, is shown."""
    if text is None:
        return ""
    return "…" if is_private and sum(map(str.isalpha, text)) > _FEW_LETTERS else text


def _examples(title: str, rows: tuple[Example, ...], proposal: Proposal, private: set[str]) -> Table:
    filled = [name for name in rows[0].values if any(row.values[name] is not None for row in rows)]
    names = [name for name in filled if name in proposal.columns or name == "sub_program"][:_MOST_COLUMNS]
    table = Table(title=title, title_justify="left")
    table.add_column("row")
    people = [part for part in proposal.identity if not part.endswith("_format")]
    if people:
        table.add_column("person")
    for name in names:
        table.add_column(name, overflow="fold")
    if any(row.reasons for row in rows):
        table.add_column("why", overflow="fold")
    for row in rows:
        cells = [escape(_shown(row.values[name], name in private)) for name in names]
        reasons = [", ".join(row.reasons)] if row.reasons else []
        table.add_row(escape(row.ref), *([_MASK] if people else []), *cells, *reasons)
    return table


def show_open(console: Console, proposal: Proposal) -> None:
    """What a person still has to decide, and how."""
    if not proposal.questions:
        return
    console.print(
        "\n[bold]To decide[/bold] (answer with --answer KEY=VALUE, or in the file):", highlight=False
    )
    for question in proposal.questions:
        need = "" if question.needed else " (may stay open)"
        console.print(f"  {question.key}{need}: {question}", highlight=False, markup=False)
