"""The `excel` connector: reads .xlsx, .xls, .xlsb and .ods as people make them.

Picks the sheet and says what is unusual on it. Opening workbooks is done in `workbook`, finding the table in
`table` and `table_finder`.
"""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict, Field, model_validator

from connectors.failures import PermanentFailure
from connectors.places.place import Folder, Place
from connectors.pull import Connector, Original, Pull, PullContext
from connectors.reading.file_kind import Kind, kind_of
from connectors.reading.files import pull_files
from connectors.reading.sandbox import limits_for, run
from connectors.tables.header import MAX_LINES
from connectors.tables.table import Table, TableRules, cut_table
from connectors.texts.delimited import CsvOptions, read_text_sheet
from connectors.workbooks.html_table import read_html_sheets
from connectors.workbooks.sheet_seen import sheet_notes
from connectors.workbooks.workbook import BookSheet, as_sheet, read_book


class ExcelOptions(BaseModel):
    """Where the workbook is and how its table is laid out."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    path: str = Field(
        min_length=1,
        description="Path of the workbook, from the initiative folder. May be a glob: "
        "all matching files are read in the order of their names.",
    )
    place: Place = Field(default=Folder(), description="Where the file is. Default: the initiative folder.")
    sheet: str | int | None = Field(
        default=None,
        description="Name of the sheet, or its number from 1. Default: the first visible one with a table.",
    )
    table: int | None = Field(
        default=None,
        ge=1,
        description="Which of several tables on the sheet, from 1, as `common-measure look` counts them. "
        "Default: the first.",
    )
    range: str | None = Field(
        default=None,
        pattern=r"^\$?[A-Za-z]{1,3}\$?\d{1,7}:\$?[A-Za-z]{1,3}\$?\d{1,7}$",
        description="The part of the sheet to read, header included, such as A4:F210. Default: it is found.",
    )
    header_row: int | None = Field(
        default=None,
        ge=1,
        description="Row of the sheet with the column names, from 1. Default: it is found.",
    )
    header_rows: int | None = Field(
        default=None,
        ge=0,
        le=MAX_LINES,
        description="How many rows the header takes; the names of several become 'Upper / Lower'. 0 where no "
        "row names the columns. Default: it is found; 1 where header_row or range is given.",
    )
    stop_at: list[str] | None = Field(
        default=None,
        description="A row whose first filled cell starts with one of these texts ends the table; [] reads to "
        "the end. Default: rows of totals are found by their words and figures, and left out.",
    )
    skip_blank_rows: bool = Field(default=True, description="Leave out rows without any value.")

    @model_validator(mode="after")
    def _one_way_to_say_where(self) -> ExcelOptions:
        if self.table is not None and (self.range or self.header_row or self.header_rows is not None):
            raise ValueError("give either table, or where it stands with range, header_row and header_rows")
        return self

    def rules(self) -> TableRules:
        """What the options say about the layout."""
        stops = None if self.stop_at is None else tuple(self.stop_at)
        return TableRules(
            self.header_row, self.header_rows, stops, self.skip_blank_rows, self.table, self.range
        )


def read_excel(options: ExcelOptions, context: PullContext) -> Pull:
    """Read the workbooks that the options name."""
    return pull_files(
        options.path, options.place, context, lambda original: _read_workbook(original, options)
    )


def _read_workbook(original: Original, options: ExcelOptions) -> tuple[str | None, Table]:
    kind = kind_of(original)
    if kind is Kind.TEXT:
        return None, _read_text(original, options)
    if kind is Kind.HTML:
        table = _page_table(original, options)
        table.notes.insert(0, f"{original.name}: is a web page by its content, and was read as one.")
        return None, table
    for everything in (False, True):
        sheets = read_book(original.name, original.content, options.sheet, everything)
        found = _read_sheets(original, sheets, options)
        if found is not None:
            return found
    raise PermanentFailure(
        "no_table",
        f"{original.name}: no visible sheet has a table. Give sheet and header_row, "
        "and header_rows: 0 if no row names the columns.",
    )


def _read_sheets(
    original: Original, sheets: Sequence[BookSheet], options: ExcelOptions
) -> tuple[str, Table] | None:
    """Return the first sheet with a table among those that were read, None where there is none."""
    for sheet in sheets:
        if sheet.cells is None or (options.sheet is None and sheet.is_hidden):
            continue
        grid = as_sheet(original.name, sheet)
        try:
            table = cut_table(grid, options.rules())
        except PermanentFailure as failure:
            if failure.reason != "no_table" or options.sheet is not None:
                raise
            continue
        table.notes.extend(f"{grid.place}: {note}" for note in sheet_notes(sheet.facts, table))
        if options.sheet is None and sum(one.is_worksheet for one in sheets) > 1:
            table.notes.insert(
                0, f"{original.name}: sheet {sheet.name!r} was read, the first visible one with a table."
            )
        return sheet.name, table
    return None


def _page_table(original: Original, options: ExcelOptions) -> Table:
    """Return the table of a web page that `sheet` counts, the first one otherwise."""
    pages = read_html_sheets(original.name, original.content)
    wanted = options.sheet
    if isinstance(wanted, int):
        if not 1 <= wanted <= len(pages):
            raise PermanentFailure(
                "no_table",
                f"{original.name}: is a web page with {len(pages)} tables, without a table {wanted}.",
            )
        pages = pages[wanted - 1 : wanted]
    for page in pages[:-1]:
        try:
            return cut_table(page, options.rules())
        except PermanentFailure as failure:
            if failure.reason != "no_table":
                raise
    return cut_table(pages[-1], options.rules())


def _read_text(original: Original, options: ExcelOptions) -> Table:
    """Read a text file that has a workbook's name."""
    as_text = CsvOptions(path=options.path, header_row=options.header_row)
    limits = limits_for(len(original.content))
    sheet, notes = run(original.name, read_text_sheet, original, as_text, limits=limits)
    table = cut_table(sheet, options.rules())
    table.notes[:0] = [f"{original.name}: is a text file by its content, and was read as one.", *notes]
    return table


EXCEL = Connector("excel", "2", ExcelOptions, read_excel)
