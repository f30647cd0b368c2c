"""`common-measure look`: what the program sees in a file, before anything is configured."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from connectors.looking.look import TableSeen

_ROWS_SHOWN = 5
_MAX_BYTES = 200 * 1024 * 1024


@click.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per table, with all its rows.")
@click.option("--rows", default=_ROWS_SHOWN, show_default=True, help="How many rows of each table to show.")
def look(file: Path, as_json: bool, rows: int) -> None:
    """Say which tables FILE holds: place, header, types, rows, what was assumed and what is doubted."""
    tables = _look(file)
    if as_json:
        json.dump([_as_object(table) for table in tables], sys.stdout, ensure_ascii=False, indent=1)
        click.echo()
        return
    from rich.console import Console

    from pipelines.cli.look_page import show

    show(Console(), file.name, tables, rows)


def _look(file: Path) -> list[TableSeen]:
    from connectors import Original, PermanentFailure
    from connectors.looking.look import look as look_into

    try:
        if file.stat().st_size > _MAX_BYTES:
            raise PermanentFailure(
                "too_large", f"{file.name} is larger than 200 MB. Split it into several files."
            )
        return look_into(Original(file.name, file.read_bytes()))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        click.echo(f"{file} could not be read: {reason}. Give the path of a file.", err=True)
    except PermanentFailure as failure:
        click.echo(f"{failure} ({failure.reason})", err=True)
    sys.exit(1)


def _as_object(table: TableSeen) -> dict[str, Any]:
    doubts = [f"{column.name}: {doubt}" for column in table.columns for doubt in column.doubts]
    return {
        "place": table.place,
        "file": table.file,
        "sheet": table.sheet,
        "header_row": table.header_row,
        "columns": [column.name for column in table.columns],
        "types": [column.type for column in table.columns],
        "date_formats": [column.date_formats for column in table.columns],
        "rows": [[cell or "" for cell in row] for row in table.rows],
        "row_numbers": table.row_numbers,
        "assumptions": table.assumptions,
        "doubts": [*table.doubts, *doubts],
        "connector": table.connector,
        "options": table.options,
    }
