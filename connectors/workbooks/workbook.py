"""Opens workbooks (.xlsx, .xls, .xlsb, .ods) and turns their sheets into grids of text.

The reading runs in the sandbox: a small file can unpack to more than a machine holds. Which sheet is
wanted, and where its table stands, is decided by those who ask.
"""

from __future__ import annotations

import io
from array import array
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from connectors.failures import PermanentFailure
from connectors.reading.sandbox import limits_for, run
from connectors.tables.cell_kinds import Grid
from connectors.tables.cells import cell_text, float_text
from connectors.tables.table import Sheet
from connectors.workbooks.fix_sheet import FIX_SUMMARY_SHEET
from connectors.workbooks.sheet_facts import SheetFacts, percent_text
from connectors.workbooks.workbook_facts import FactReader
from connectors.workbooks.workbook_parts import check_unpacked_size


@dataclass(frozen=True)
class BookSheet:
    """One sheet of a workbook: what is known of it, and its cells if they were asked for.

    `merged` holds (first row, first column, last row, last column), counted from 0.
    """

    name: str
    is_hidden: bool
    is_worksheet: bool
    cells: CodedGrid | None = None
    merged: tuple[tuple[int, int, int, int], ...] = ()
    facts: SheetFacts = field(default_factory=SheetFacts)

    def grid(self) -> Grid:
        """Return the cells as text, row by row from the first row of the sheet."""
        grid = self.cells.rows() if self.cells is not None else []
        for (row, column), text in self.facts.errors.items():
            if row < len(grid) and column < len(grid[row]):
                grid[row][column] = text
        for row, column in self.facts.percents:
            if row < len(grid) and column < len(grid[row]):
                grid[row][column] = percent_text(grid[row][column])
        return grid


@dataclass(frozen=True)
class CodedGrid:
    """Cells as numbers into a list of texts: small to hand over, for the same texts come again and again."""

    width: int
    texts: list[str | None]
    codes: bytes

    def rows(self) -> Grid:
        """Return the rows, all of the same width."""
        if not self.width:
            return []
        codes = array("I")
        codes.frombytes(self.codes)
        cells = list(map(self.texts.__getitem__, codes))
        return [cells[start : start + self.width] for start in range(0, len(cells), self.width)]


def read_book(
    file: str, content: bytes, wanted: str | int | None, everything: bool = False
) -> list[BookSheet]:
    """Return the sheets of a workbook in their order, with the cells of those that are wanted.

    `wanted` is the name or the number (from 1) of a sheet; None means the visible ones up to the first
    that may hold a table, with `everything` all. Raises PermanentFailure as the sandbox does, and
    `no_table` for a sheet that is not there.
    """
    sheets: list[BookSheet] = run(
        file, _read_sheets, file, content, wanted, everything, limits=limits_for(len(content))
    )
    return sheets


def as_sheet(file: str, sheet: BookSheet) -> Sheet:
    """Return a sheet of a workbook as a grid, with its rows counted from 1."""
    grid = sheet.grid()
    return Sheet(f"{file}, {sheet.name}", grid, list(range(1, len(grid) + 1)), list(sheet.merged))


def _read_sheets(file: str, content: bytes, wanted: str | int | None, everything: bool) -> list[BookSheet]:
    """Do what `read_book` says, in the process that it runs in."""
    with _calamine_failures(file, content):
        check_unpacked_size(file, content)
        return list(_sheets(file, content, wanted, everything, FactReader(content)))


def _sheets(
    file: str, content: bytes, wanted: str | int | None, everything: bool, facts: FactReader
) -> Iterator[BookSheet]:
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    name = None if wanted is None else _sheet_name(file, book.sheet_names, wanted)
    enough = False
    for meta in book.sheets_metadata:
        sheet = BookSheet(
            meta.name,
            meta.visible != SheetVisibleEnum.Visible,
            meta.typ == SheetTypeEnum.WorkSheet and meta.name != FIX_SUMMARY_SHEET,
        )
        asked = meta.name == name or (name is None and not enough and not sheet.is_hidden)
        if sheet.is_worksheet and (asked or everything):
            sheet = _filled(sheet, book, facts)
            enough = enough or _may_hold_a_table(sheet)
        yield sheet


def _filled(sheet: BookSheet, book: Any, facts: FactReader) -> BookSheet:
    """Read the cells of a sheet, while a thread looks for what calamine does not tell."""
    looking = facts.start(sheet.name)
    found = book.get_sheet_by_name(sheet.name)
    left = found.start[1] if found.start is not None else 0
    known = looking()
    cells = code_cells(found.iter_rows(), left, known.has_booleans)
    merged = tuple((*first, *last) for first, last in found.merged_cell_ranges or [])
    return replace(sheet, cells=cells, merged=merged, facts=known)


def _may_hold_a_table(sheet: BookSheet) -> bool:
    return sheet.cells is not None and sheet.cells.width > 0 and len(sheet.cells.texts) > 2


def code_cells(rows: Iterable[list[Any]], left: int, has_booleans: bool) -> CodedGrid:
    """Turn rows of values into text, each distinct value once; `left` blank columns stand before them."""
    codes, numbers, width = _Codes(), array("I"), 0
    number = codes.__getitem__
    blank = array("I", [0] * left)
    for row in rows:
        width = left + len(row)
        numbers.extend(blank)
        # 1 and True are the same key of a dictionary, and are not the same text.
        numbers.extend(map(number, (map(_unlike, row) if has_booleans else row)))
    return CodedGrid(width, codes.texts, numbers.tobytes())


def _unlike(value: Any) -> Any:
    return cell_text(value) if value is True or value is False else value


class _Codes(dict[Any, int]):
    """The number of each value; one that is met for the first time gets the next number, blanks get 0."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str | None] = [None]

    def __missing__(self, value: Any) -> int:
        # Numbers are so many that the way through `cell_text` would be felt.
        text = float_text(value) if value.__class__ is float else cell_text(value)
        code = 0
        if text is not None:
            code = len(self.texts)
            self.texts.append(text)
        self[value] = code
        return code


def _sheet_name(file: str, names: list[str], wanted: str | int) -> str:
    # A fix list that comes back corrected has our summary in front, which is no sheet of the partner's.
    own = [name for name in names if name != FIX_SUMMARY_SHEET]
    if isinstance(wanted, int) and 1 <= wanted <= len(own):
        return own[wanted - 1]
    folded = str(wanted).strip().casefold()
    for name in own:
        if name.strip().casefold() == folded:
            return name
    raise PermanentFailure(
        "no_table", f"{file}: there is no sheet {wanted!r}. Its sheets are {', '.join(own)}."
    )


@contextmanager
def _calamine_failures(file: str, content: bytes) -> Iterator[None]:
    try:
        yield
    except (PermanentFailure, MemoryError):
        raise
    except BaseException as error:
        # A panic of the Rust code is a BaseException, so Exception would let it through.
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        if type(error).__name__ == "PasswordError" or "EncryptedPackage".encode("utf-16-le") in content:
            raise PermanentFailure(
                "unreadable_file",
                f"{file} is protected with a password. Save it without one and send it again.",
            ) from None
        raise not_a_workbook(file) from None


def not_a_workbook(file: str) -> PermanentFailure:
    """The failure of a file that no reader of workbooks can open."""
    return PermanentFailure(
        "unreadable_file",
        f"{file} is damaged or not a workbook. Open it in a spreadsheet program and save it as .xlsx.",
    )
