"""The `excel` connector: reads .xlsx, .xls, .xlsb and .ods with python-calamine.

Opens workbooks, picks the sheet and turns cells into text. Finding the table is done in `table`.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager

from pydantic import BaseModel, ConfigDict, Field
from python_calamine import (
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from connectors.cells import cell_text
from connectors.excel_errors import error_cells
from connectors.failures import PermanentFailure
from connectors.files import pull_files
from connectors.places import Folder, Place
from connectors.pull import Connector, Original, Pull, PullContext
from connectors.table import Sheet, Table, TableRules, cut_table

MAX_UNPACKED_BYTES = 200 * 1024 * 1024


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
    header_row: int | None = Field(
        default=None,
        ge=1,
        description="Row of the sheet with the column names, from 1. Default: it is found.",
    )
    header_rows: int = Field(
        default=1, ge=1, le=2, description="2 for a header of two lines; names become 'Upper / Lower'."
    )
    stop_at: list[str] = Field(
        default=["Total"],
        description="A row whose first filled cell starts with one of these texts ends the table. "
        "[] reads to the end.",
    )
    skip_blank_rows: bool = Field(default=True, description="Leave out rows without any value.")


def read_excel(options: ExcelOptions, context: PullContext) -> Pull:
    """Read the workbooks that the options name."""
    return pull_files(
        options.path, options.place, context, lambda original: _read_workbook(original, options)
    )


def _read_workbook(original: Original, options: ExcelOptions) -> tuple[str | None, Table]:
    book = _open(original)
    rules = TableRules(
        options.header_row, options.header_rows, tuple(options.stop_at), options.skip_blank_rows
    )
    if options.sheet is not None:
        name = _sheet_name(book, options.sheet, original.name)
        return name, cut_table(_sheet(book, name, original), rules)
    for meta in book.sheets_metadata:
        if meta.typ != SheetTypeEnum.WorkSheet or meta.visible != SheetVisibleEnum.Visible:
            continue
        try:
            table = cut_table(_sheet(book, meta.name, original), rules)
        except PermanentFailure as failure:
            if failure.reason != "no_table":
                raise
            continue
        if len(book.sheet_names) > 1:
            table.notes.insert(
                0, f"{original.name}: sheet {meta.name!r} was read, the first visible one with a table."
            )
        return meta.name, table
    raise PermanentFailure(
        "no_table",
        f"{original.name}: no visible sheet has a table. Give sheet and header_row.",
    )


def _open(original: Original) -> CalamineWorkbook:
    _check_unpacked_size(original)
    with _calamine_failures(original):
        return CalamineWorkbook.from_filelike(io.BytesIO(original.content))


@contextmanager
def _calamine_failures(original: Original) -> Iterator[None]:
    try:
        yield
    except BaseException as error:
        # A panic of the Rust code is a BaseException, so Exception would let it end the whole run.
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        if isinstance(error, PasswordError) or "EncryptedPackage".encode("utf-16-le") in original.content:
            raise _locked(original) from None
        raise _not_a_workbook(original) from None


def _locked(original: Original) -> PermanentFailure:
    return PermanentFailure(
        "unreadable_file",
        f"{original.name} is protected with a password. Save it without one and send it again.",
    )


def _not_a_workbook(original: Original) -> PermanentFailure:
    start = original.content[:200].lstrip().lower()
    what = (
        "is a web page with a spreadsheet's name"
        if start.startswith(b"<")
        else "is damaged or not a workbook"
    )
    return PermanentFailure(
        "unreadable_file", f"{original.name} {what}. Open it in a spreadsheet program and save it as .xlsx."
    )


def _check_unpacked_size(original: Original) -> None:
    """Refuse a small zip that unpacks to more than a machine can hold."""
    if not original.content.startswith(b"PK"):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(original.content)) as archive:
            size = sum(member.file_size for member in archive.infolist())
    except zipfile.BadZipFile:
        raise _not_a_workbook(original) from None
    if size > MAX_UNPACKED_BYTES:
        raise PermanentFailure(
            "too_large",
            f"{original.name} unpacks to more than 200 MB. Delete empty formatted rows, or split it.",
        )


def _sheet_name(book: CalamineWorkbook, wanted: str | int, file: str) -> str:
    names = book.sheet_names
    if isinstance(wanted, int) and 1 <= wanted <= len(names):
        return names[wanted - 1]
    folded = str(wanted).strip().casefold()
    for name in names:
        if name.strip().casefold() == folded:
            return name
    raise PermanentFailure(
        "no_table", f"{file}: there is no sheet {wanted!r}. Its sheets are {', '.join(names)}."
    )


def _sheet(book: CalamineWorkbook, name: str, original: Original) -> Sheet:
    with _calamine_failures(original):
        sheet = book.get_sheet_by_name(name)
        rows = sheet.to_python(skip_empty_area=False)
        errors = error_cells(original.content, name)
    grid = [[cell_text(cell) for cell in row] for row in rows]
    for (row, column), text in errors.items():
        if row < len(grid) and column < len(grid[row]):
            grid[row][column] = text
    return Sheet(f"{original.name}, {name}", grid, list(range(1, len(grid) + 1)), _merged(sheet))


def _merged(sheet: CalamineSheet) -> list[tuple[int, int, int, int]]:
    return [(*first, *last) for first, last in sheet.merged_cell_ranges or []]


EXCEL = Connector("excel", "1", ExcelOptions, read_excel)
