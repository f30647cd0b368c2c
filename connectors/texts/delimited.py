"""The `csv` connector: reads text files in any encoding and dialect.

Puts the steps together: unpack, decode, find the dialect, split. Finding the table is done in `table`.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from connectors.places.place import Folder, Place
from connectors.pull import Connector, Original, Pull, PullContext
from connectors.reading.files import pull_files
from connectors.reading.sandbox import limits_for, run
from connectors.tables.table import Sheet, Table, TableRules, cut_table
from connectors.texts.fixed_width import fixed_width_records
from connectors.texts.side_lines import without_comments, without_rules
from connectors.texts.text_layout import Known, find_layout
from connectors.texts.text_records import read_records


class CsvOptions(BaseModel):
    """Where the text file is and how it is written."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    path: str = Field(
        min_length=1,
        description="Path of the file, from the initiative folder. May be a glob: "
        "all matching files are read in the order of their names.",
    )
    place: Place = Field(default=Folder(), description="Where the file is. Default: the initiative folder.")
    delimiter: str | None = Field(
        default=None,
        min_length=1,
        max_length=8,
        description="What separates values, such as ; or ||. Default: it is found.",
    )
    encoding: str | None = Field(
        default=None,
        description="Character encoding, such as latin-1. Default: UTF-8, UTF-16 or UTF-32 if the file is; "
        "else cp1252, unless its letters speak for another.",
    )
    header_row: int | None = Field(
        default=None,
        ge=1,
        description="Line of the file with the column names, from 1. Default: it is found.",
    )
    header_rows: int | None = Field(
        default=None,
        ge=0,
        le=4,
        description="How many lines the header has; 0 where no line names the columns. Default: it is found.",
    )
    stop_at: list[str] | None = Field(
        default=[],
        description="A row whose first filled cell starts with one of these texts ends the table. null "
        "leaves out rows that add up others. Default: read to the end.",
    )
    table: int | None = Field(
        default=None, ge=1, description="Which table of the file, from 1, where it has several."
    )
    range: str | None = Field(
        default=None,
        description="The part of the file to read, as in a spreadsheet: A4:F210, rows are lines.",
    )
    quotechar: str | None = Field(
        default=None,
        max_length=1,
        description="What stands around quoted values; '' if nothing does. Default: double quotes, or "
        "single quotes where values plainly stand in them.",
    )
    escapechar: str | None = Field(
        default=None,
        max_length=1,
        description="What stands before a quote or delimiter that belongs to the value; '' if nothing does. "
        "Default: a doubled quote, or a backslash where only that makes the quotes pair.",
    )
    comment: str | None = Field(
        default=None,
        min_length=1,
        description="Lines that start with this text are left out. Default: lines with # above the header.",
    )
    columns_at: list[int] | None = Field(
        default=None,
        min_length=2,
        description="Position of the first character of each column, from 1, in a file of fixed width.",
    )


def read_csv(options: CsvOptions, context: PullContext) -> Pull:
    """Read the text files that the options name."""
    return pull_files(
        options.path, options.place, context, lambda original: _read_text_file(original, options)
    )


def _read_text_file(original: Original, options: CsvOptions) -> tuple[str | None, Table]:
    sheet, notes = run(
        original.name, read_text_sheet, original, options, limits=limits_for(len(original.content))
    )
    rules = TableRules(
        header_row=options.header_row,
        header_rows=options.header_rows,
        stop_at=None if options.stop_at is None else tuple(options.stop_at),
        table=options.table,
        range=options.range,
    )
    table = cut_table(sheet, rules)
    table.notes[:0] = notes
    return None, table


def read_text_sheet(original: Original, options: CsvOptions) -> tuple[Sheet, list[str]]:
    """Return the whole file as a grid of text cells with the line number of each row, and what was assumed.

    Blank lines are rows too. PermanentFailure `unreadable_file` where the bytes are no text or the
    quotes do not close, `too_large` where a packed file holds more than 200 MB.
    """
    sheet, notes, _ = read_text_file(original, options)
    return sheet, notes


def read_text_file(original: Original, options: CsvOptions) -> tuple[Sheet, list[str], dict[str, Any]]:
    """Return what `read_text_sheet` returns, and the options that say in a feed what was found."""
    layout = find_layout(
        original,
        Known(options.encoding, options.delimiter, options.quotechar, options.escapechar, options.columns_at),
    )
    if layout.columns:
        records = fixed_width_records(layout.text.lines(), layout.columns, original.name)
    else:
        records = read_records(layout.text, layout.dialect, original.name, layout.quoting_known)
    if layout.columns or layout.dialect.delimiter in "| ":
        records = without_rules(records, original.name)
    if options.comment is not None or options.header_row is None:
        records = without_comments(records, original.name, options.comment)
    sheet = Sheet(original.name, records.rows, records.numbers, [])
    return sheet, layout.notes + records.notes, layout.found


CSV = Connector("csv", "2", CsvOptions, read_csv)
