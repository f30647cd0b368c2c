"""`common-measure tokenise`: tokens in the place of names, in a partner's own house, and the same as one download.

Here: options and files of other kinds than csv. Not here: making tokens (connectors/tokens).
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import click

from connectors import CONNECTORS, FeedFailure, linking_key, load_initiative_key, pull
from connectors.tokens.file_tool import KEY_VARIABLE, ToolError, task_of, tokenise_csv, tokenised, write_csv
from connectors.tokens.packing import write_tool as pack
from connectors.tokens.person import IDENTITY_FIELDS
from pipelines.cli.common import data_dir_option, folder_argument, loaded, use_data_dir
from pipelines.paths import DataFolder

_SHEETS = (".xlsx", ".xlsm", ".xls", ".ods")


def _identity_options(command: Any) -> Any:
    for name in reversed(IDENTITY_FIELDS):
        option = f"--{name.replace('_', '-')}"
        command = click.option(
            option, name, metavar="COLUMN", help=f"Column with the {name.replace('_', ' ')}."
        )(command)
    return command


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Csv file to write.")
@click.option("--partner", help="The partner's id in the initiative.")
@click.option(
    "--key-file", type=click.Path(exists=True, dir_okay=False), help=f"The key; otherwise {KEY_VARIABLE}."
)
@click.option("--initiative", help="The initiative's id, where the key is a secret that the partners share.")
@_identity_options
@click.option("--birth-date-format", help="How birth dates are written, such as %m/%d/%Y.")
@click.option("--keep", multiple=True, metavar="COLUMN", help="An identity column that stays in clear too.")
@click.option(
    "--write-tool",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the same as one file that partners run with nothing but Python.",
)
def tokenise(file: Path | None, out: Path | None, write_tool: Path | None, **options: Any) -> None:
    """Put keyed tokens in the place of names and birth dates of FILE (csv, xlsx, xls, ods).

    The file that it writes holds nobody's identity; a feed of it says `identity: {tokens: true}`.
    """
    if write_tool is not None:
        _write_tool(write_tool)
        return
    if file is None or out is None or not options["partner"]:
        raise click.UsageError("give FILE, --out and --partner, or --write-tool")
    try:
        task = task_of(options)
        if file.suffix.lower() in _SHEETS:
            count = write_csv(out, tokenised(*_sheet(file), task))
        else:
            count = tokenise_csv(file, out, task)
    except UnicodeDecodeError:
        click.echo("The file is not UTF-8. Save it as 'CSV UTF-8'.", err=True)
        sys.exit(1)
    except (ToolError, FeedFailure) as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    click.echo(f"{count} rows written to {out}")


def _write_tool(path: Path) -> None:
    pack(path)
    click.echo(f"written: {path}. A partner runs it with: python3 {path.name} --help")


def _sheet(file: Path) -> tuple[list[str], list[list[str]]]:
    pulled = pull("excel", CONNECTORS["excel"].Options(path=file.name), base_dir=file.resolve().parent)
    rows = pulled.rows
    return list(rows.columns), [[cell or "" for cell in row] for row in rows.itertuples(index=False)]


@click.command("linking-key")
@folder_argument
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="File to write.")
@data_dir_option
def linking_key_command(folder: Path, out: Path, data_dir: Path | None) -> None:
    """Write the linking key of the initiative in DIR, for partners that make their tokens themselves.

    Whoever has it can make tokens of this initiative and guess at people by them; it opens nothing else.
    """
    use_data_dir(data_dir)
    initiative = loaded(folder).name
    key = linking_key(load_initiative_key(DataFolder.of(initiative).key_file, initiative))
    with os.fdopen(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as target:
        target.write(key.hex() + "\n")
    click.echo(f"written: {out}, readable by you alone. Hand it over as you would a password.")
