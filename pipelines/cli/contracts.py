"""`common-measure contracts`: which versions there are, what changed between two, and the documents for other tools."""

from __future__ import annotations

from pathlib import Path

import click

from expectations.contract import ContractError, contract_versions, load_contract, record_types
from pipelines.cli.common import data_dir_option, loaded, use_data_dir
from pipelines.contracts.differences import differences
from pipelines.contracts.versions import in_force
from pipelines.initiative import Initiative
from pipelines.paths import DataFolder

_initiative_option = click.option(
    "--initiative",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="The initiative whose versions, values and rows are meant.",
)
_HEADINGS = {"tighter": "Tighter", "looser": "Looser", "other": "Other changes"}


@click.group()
def contracts() -> None:
    """The shared-measurement contracts: versions, differences, export."""


@contracts.command("list")
@_initiative_option
def list_contracts(folder: Path | None) -> None:
    """List every contract with its versions, and with --initiative the one in force."""
    initiative = loaded(folder) if folder else None
    for record_type in record_types():
        versions = ", ".join(f"v{number}" for number in contract_versions(record_type))
        told = f"  {_in_force(initiative, record_type)}" if initiative else ""
        click.echo(f"{record_type:<12} {versions}{told}")


@contracts.command()
@click.argument("record_type", metavar="TYPE")
@click.argument("version", type=int, default=1)
def show(record_type: str, version: int) -> None:
    """Show the columns and rules of contract TYPE: what a feed may map, and what it must."""
    try:
        contract = load_contract(record_type, version)
    except ContractError as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"{contract.title}, version {contract.version}. A * marks the columns that must be there.\n")
    for column in contract.value_columns:
        mark = "*" if column.required else " "
        click.echo(f"{mark} {column.name:<28} {column.logical_type:<9} {column.description}")
    if contract.has_people:
        click.echo(
            "\nPeople: first_name, last_name (or full_name), birth_date and local_id go under identity."
        )
    click.echo("\nRules beside those of the columns:")
    for rule in contract.conditions:
        click.echo(f"  {rule.rule_id:<32} {rule.description}")


def _in_force(initiative: Initiative, record_type: str) -> str:
    now = in_force(initiative, record_type, initiative.as_of)
    beside = f"; v{now.earlier} accepted until {now.grace_until}" if now.earlier else ""
    return f"in force on {initiative.as_of}: v{now.version}{beside}"


@contracts.command()
@click.argument("record_type", metavar="TYPE")
@click.argument("before", type=int)
@click.argument("after", type=int)
@_initiative_option
@data_dir_option
def diff(record_type: str, before: int, after: int, folder: Path | None, data_dir: Path | None) -> None:
    """Say in words what changed in contract TYPE from version BEFORE to AFTER.

    With --initiative it also says who agreed to it, and how many of the rows in force would be rejected.
    """
    try:
        found = differences(load_contract(record_type, before), load_contract(record_type, after))
    except ContractError as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"{record_type}: from version {before} to version {after}")
    for direction, heading in _HEADINGS.items():
        words = [one.words for one in found if one.direction == direction]
        if words:
            click.echo("\n".join([f"\n{heading}:", *(f"  - {line}" for line in words)]))
    if not found:
        click.echo("\nNo differences.")
    if folder is not None:
        initiative = loaded(folder)
        use_data_dir(data_dir)
        _show_agreed(initiative, record_type, after)
        _show_effect(initiative, record_type, after)


def _show_agreed(initiative: Initiative, record_type: str, version: int) -> None:
    for entry in initiative.contracts.versions:
        if (entry.record_type, entry.version) == (record_type, version):
            until = f", version before accepted until {entry.grace_until}" if entry.grace_until else ""
            click.echo(
                f"\nAgreed by {entry.agreed_by} on {entry.agreed_on}; in force from {entry.in_force_from}{until}."
            )
            click.echo(f"Effect on history: {entry.effect_on_history}")


def _show_effect(initiative: Initiative, record_type: str, version: int) -> None:
    # Judging rows loads slowly, and only this needs it.
    from pipelines.contracts.effect import effects

    found = list(effects(initiative, DataFolder.of(initiative.name), record_type, version))
    if not found:
        click.echo(f"\nNo feed of '{record_type}' has rows in force yet; run the initiative first.")
        return
    rows, rejected = (sum(getattr(one, name) for one in found) for name in ("rows", "rejected"))
    click.echo(f"\nOf {rows:,} rows in force, version {version} would reject {rejected:,}:")
    for one in found:
        rules = "".join(f"; {rule}: {count:,}" for rule, count in one.rules.items())
        click.echo(f"  {one.partner} / {one.feed}: {one.rejected:,} of {one.rows:,}{rules}")


@contracts.command()
@click.argument("record_type", metavar="[TYPE]", required=False)
@click.option("--all", "every", is_flag=True, help="Every contract.")
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="Folder to write to."
)
@_initiative_option
def export(record_type: str | None, every: bool, out: Path, folder: Path | None) -> None:
    """Write contracts as documents of the Open Data Contract Standard.

    Without --initiative all versions as released; with it the version in force, with the agenda's values.
    """
    from pipelines.contracts.odcs import export as write

    if every == (record_type is not None):
        raise click.UsageError("give a TYPE or --all")
    if record_type is not None and record_type not in record_types():
        raise click.ClickException(
            f"there is no contract '{record_type}'; known: {', '.join(record_types())}"
        )
    initiative = loaded(folder) if folder else None
    for name in record_types() if record_type is None else (record_type,):
        now = in_force(initiative, name, initiative.as_of) if initiative else None
        for version in (now.version,) if now else contract_versions(name):
            click.echo(f"wrote {write(out, name, version, initiative)}")
