"""Cuts the table out of a grid of text cells: names, rows, where each row stands, what was assumed.

Shared by everything that reads grids. Where tables stand is found in `table_finder`; nothing here knows a
file format.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from connectors.failures import PermanentFailure
from connectors.tables.cell_kinds import Grid
from connectors.tables.cells import column_letters, unique_names
from connectors.tables.header import find_header
from connectors.tables.sheet import Sheet as Sheet
from connectors.tables.sheet import cropped
from connectors.tables.side_rows import in_words
from connectors.tables.table_finder import Region, find_regions, region_under
from connectors.tables.table_names import header_names, header_notes, name_columns
from connectors.tables.totals import split_totals


@dataclass(frozen=True)
class TableRules:
    """What the initiative says about the layout; None where it is to be found.

    `header_rows` 0 means that no row names the columns. `stop_at` () means that nothing but the end
    ends the table. `table` counts the tables of a sheet from 1, `range` is like A4:F210.
    """

    header_row: int | None = None
    header_rows: int | None = None
    stop_at: tuple[str, ...] | None = ()
    skip_blank_rows: bool = True
    table: int | None = None
    range: str | None = None


@dataclass(frozen=True)
class Table:
    """Unique column names, rows as wide as the names, the number of each row, and notes.

    `positions` holds the index of each column on the sheet, `header_number` the row of the header, 0
    where there is none, `header_lines` how many rows it takes. `notes` say what was assumed, `doubts`
    what a person should look at.
    """

    columns: list[str]
    rows: list[list[str | None]]
    numbers: list[int]
    notes: list[str]
    positions: list[int]
    header_number: int
    header_lines: int = 1
    doubts: list[str] = field(default_factory=list)


def cut_table(sheet: Sheet, rules: TableRules) -> Table:
    """Return the table of a sheet that the rules mean; PermanentFailure `no_table` where there is none."""
    if rules.range is not None:
        sheet = cropped(sheet, rules.range)
        if rules.header_row is None and rules.header_rows is None:
            rules = replace(rules, header_rows=1)
        if rules.header_row is None and rules.header_rows:
            rules = replace(rules, header_row=sheet.numbers[0])
    if rules.header_row is not None:
        lines = 1 if rules.header_rows is None else rules.header_rows
        region = region_under(sheet.grid, sheet.numbers, _given_header(sheet, rules.header_row, lines), lines)
        return cut_region(sheet, region, rules)
    if rules.header_rows is not None and rules.table is None:
        return cut_region(sheet, _region_with_lines(sheet, rules.header_rows), rules)
    return _found_table(sheet, rules)


def cut_region(sheet: Sheet, region: Region, rules: TableRules) -> Table:
    """Return the table of a region of a sheet, without what the rules leave out."""
    rows, notes, doubts = _rows_in_table(sheet, region, rules)
    names = header_names(sheet, region)
    body = [sheet.grid[i] for i in rows]
    chosen, assumed = name_columns(names, body, region)
    positions = [k for k, _ in chosen]
    return Table(
        columns=unique_names([name for _, name in chosen]),
        rows=_take(body, positions),
        numbers=[sheet.numbers[i] for i in rows],
        notes=[
            f"{sheet.place}: {note}"
            for note in (*header_notes(sheet, region), *region.assumed, *notes, *assumed)
        ],
        positions=positions,
        header_number=0 if region.header is None else sheet.numbers[region.header],
        header_lines=region.lines,
        doubts=[*region.doubts, *doubts],
    )


def _found_table(sheet: Sheet, rules: TableRules) -> Table:
    """Return the first table with a header, or the one that the rules count."""
    regions = find_regions(sheet.grid, sheet.numbers, sheet.merged)
    named = [region for region in regions if region.header is not None]
    if rules.table is not None:
        if rules.table > len(regions):
            raise PermanentFailure(
                "no_table",
                f"{sheet.place}: there are {len(regions)} tables, so there is no table {rules.table}.",
            )
        return cut_region(sheet, regions[rules.table - 1], rules)
    if not named:
        hint = "Give the row with the column names as header_row"
        hint += ", or header_rows: 0 if there is none." if regions else "."
        raise PermanentFailure("no_table", f"{sheet.place}: no table was found. {hint}")
    table = cut_region(sheet, named[0], rules)
    if len(named) > 1:
        others = ", ".join(place_of(cut_region(sheet, region, rules)) for region in named[1:])
        table.notes.append(
            f"{sheet.place}: {place_of(table)} was read; there are other tables, at {others} (see table)."
        )
    return table


def place_of(table: Table) -> str:
    """Return where a table stands on its sheet, as A4:F210."""
    numbers = [
        *([table.header_number] if table.header_number else []),
        *table.numbers[:1],
        *table.numbers[-1:],
    ]
    if not numbers or not table.positions:
        return "an empty place"
    left, right = column_letters(table.positions[0]), column_letters(table.positions[-1])
    return f"{left}{numbers[0]}:{right}{numbers[-1]}"


def _given_header(sheet: Sheet, row: int, lines: int) -> int:
    found = sheet.numbers.index(row) if row in sheet.numbers else None
    if found is None or not any(sheet.grid[found]) or found + lines > len(sheet.grid):
        raise PermanentFailure(
            "no_table",
            f"{sheet.place}: no table was found. Row {row} was given as header_row and is empty or not there.",
        )
    return found


def _region_with_lines(sheet: Sheet, lines: int) -> Region:
    """Return the first table with a header of so many lines, or without any."""
    grid, numbers = sheet.grid, sheet.numbers
    if lines == 0:
        start = next((i for i, row in enumerate(grid) if any(row)), None)
        if start is not None:
            return region_under(grid, numbers, None, 0, start)
    header = find_header(grid, lines) if lines else None
    if header is None:
        raise PermanentFailure(
            "no_table",
            f"{sheet.place}: no table was found. Give the row with the column names as header_row, "
            "or header_rows: 0 if there is none.",
        )
    return region_under(grid, numbers, header, lines)


def _rows_in_table(sheet: Sheet, region: Region, rules: TableRules) -> tuple[list[int], list[str], list[str]]:
    """Return the indexes of the rows that belong to the table, what was assumed and what is doubted."""
    rows = region.rows
    if (region.left, region.right) != (0, None):
        rows = [i for i in rows if any(sheet.grid[i][region.left : region.right])]
    notes: list[str] = []
    doubts: list[str] = []
    if rules.stop_at is None:
        found = split_totals(sheet.grid, rows, region.left, region.right)
        rows = found.rows
        if found.totals:
            said = in_words(sheet.numbers, found.totals)
            verb = "adds" if len(found.totals) == 1 else "add"
            notes.append(f"{said} {verb} up others and {_was(found.totals)} left out (see stop_at).")
        if found.doubtful:
            said = in_words(sheet.numbers, found.doubtful)
            doubts.append(f"{said} may add up others, and {_was(found.doubtful)} kept (see stop_at).")
    elif rules.stop_at:
        rows, notes = _stopped(sheet, rows, region, rules.stop_at)
    if not rules.skip_blank_rows and rows:
        start = rows[0] if region.header is None else region.header + region.lines
        blank = {i for i in range(start, rows[-1]) if not any(sheet.grid[i][region.left : region.right])}
        rows = sorted(blank.union(rows))
    return rows, notes, doubts


def _was(rows: list[int]) -> str:
    return "was" if len(rows) == 1 else "were"


def _stopped(
    sheet: Sheet, rows: list[int], region: Region, texts: tuple[str, ...]
) -> tuple[list[int], list[str]]:
    """Return the rows above the first one that starts with one of the texts, and a note if there is one."""
    stops = tuple(text.casefold() for text in texts)
    for position, index in enumerate(rows):
        row = sheet.grid[index][region.left : region.right]
        start = next(cell for cell in row if cell is not None).casefold()
        stop = next((text for text in stops if start.startswith(text)), None)
        if stop is not None:
            return rows[:position], [
                f"row {sheet.numbers[index]} starts with {stop!r} and ends the table; "
                f"{len(rows) - position} filled rows from there on were not read (see stop_at)."
            ]
    return rows, []


def _take(body: Grid, positions: list[int]) -> list[list[str | None]]:
    """Return the cells at some positions of every row, short rows filled up."""
    width = len(positions)
    if positions == list(range(width)) and all(len(row) == width for row in body):
        return body
    return [[row[k] if k < len(row) else None for k in positions] for row in body]
