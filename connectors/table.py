"""Cuts the table out of a grid of text cells: names, rows, where each row stands, what was assumed.

Shared by the connectors that read files. Knows nothing of file formats.
"""

from __future__ import annotations

from dataclasses import dataclass

from connectors.cells import clean_name, unique_names
from connectors.failures import PermanentFailure
from connectors.header import Grid, find_header

Merged = list[tuple[int, int, int, int]]


@dataclass(frozen=True)
class TableRules:
    """What the initiative says about the layout; None or empty where it is to be found."""

    header_row: int | None = None
    header_rows: int = 1
    stop_at: tuple[str, ...] = ()
    skip_blank_rows: bool = True


@dataclass(frozen=True)
class Sheet:
    """A grid as read: its place in words, the row or line number of each row, merged cells if known.

    `merged` holds (first row, first column, last row, last column), counted from 0.
    """

    place: str
    grid: Grid
    numbers: list[int]
    merged: Merged


@dataclass(frozen=True)
class Table:
    """Unique column names, rows as wide as the names, the number of each row, and notes.

    `positions` holds the index of each column on the sheet, `header_number` the row of the header.
    """

    columns: list[str]
    rows: list[list[str | None]]
    numbers: list[int]
    notes: list[str]
    positions: list[int]
    header_number: int


def cut_table(sheet: Sheet, rules: TableRules) -> Table:
    """Return the table of a sheet; PermanentFailure `no_table` where there is none."""
    top = _header_index(sheet, rules)
    notes = []
    if rules.header_row is None and any(any(row) for row in sheet.grid[:top]):
        notes.append(
            f"{sheet.place}: the header was found in row {sheet.numbers[top]}; what is above was skipped."
        )
    first = top + rules.header_rows
    kept, stop_note = _rows_in_table(sheet, first, rules)
    notes += stop_note
    names = _header_names(sheet, top, rules.header_rows)
    chosen, assumed = _name_columns(names, [sheet.grid[i] for i in kept])
    notes += [f"{sheet.place}: {note}" for note in assumed]
    rows = [[_at(sheet.grid[i], k) for k, _ in chosen] for i in kept]
    return Table(
        columns=unique_names([name for _, name in chosen]),
        rows=rows,
        numbers=[sheet.numbers[i] for i in kept],
        notes=notes,
        positions=[k for k, _ in chosen],
        header_number=sheet.numbers[top],
    )


def _at(row: list[str | None], index: int) -> str | None:
    return row[index] if index < len(row) else None


def _header_index(sheet: Sheet, rules: TableRules) -> int:
    if rules.header_row is None:
        found = find_header(sheet.grid, rules.header_rows)
        hint = "Give the row with the column names as header_row."
    else:
        found = sheet.numbers.index(rules.header_row) if rules.header_row in sheet.numbers else None
        hint = f"Row {rules.header_row} was given as header_row and is empty or not there."
        if found is not None and not any(sheet.grid[found]):
            found = None
    if found is None or found + rules.header_rows > len(sheet.grid):
        raise PermanentFailure("no_table", f"{sheet.place}: no table was found. {hint}")
    return found


def _header_names(sheet: Sheet, top: int, lines: int) -> list[str]:
    """Return one name for each column, "" where there is none."""
    lower = [clean_name(cell or "") for cell in sheet.grid[top + lines - 1]]
    if lines == 1:
        return lower
    upper = _filled_right(sheet, top)
    width = max(len(upper), len(lower))
    pairs = [(_name_at(upper, k), _name_at(lower, k)) for k in range(width)]
    return [" / ".join(part for part in pair if part) for pair in pairs]


def _name_at(names: list[str], index: int) -> str:
    return names[index] if index < len(names) else ""


def _filled_right(sheet: Sheet, row: int) -> list[str]:
    """Spread each upper heading over the cells it is merged with, or over the blanks to its right."""
    names = [clean_name(cell or "") for cell in sheet.grid[row]]
    spans = [(left, right) for first, left, last, right in sheet.merged if first <= row <= last]
    if spans:
        for left, right in spans:
            names[left : right + 1] = [_name_at(names, left)] * len(names[left : right + 1])
        return names
    for index in range(1, len(names)):
        names[index] = names[index] or names[index - 1]
    return names


def _rows_in_table(sheet: Sheet, first: int, rules: TableRules) -> tuple[list[int], list[str]]:
    """Return the indexes of the rows that belong to the table, and a note if a text ended it."""
    stops = tuple(text.casefold() for text in rules.stop_at)
    filled = [i for i in range(first, len(sheet.grid)) if any(cell is not None for cell in sheet.grid[i])]
    for position, index in enumerate(filled):
        start = next(cell for cell in sheet.grid[index] if cell is not None).casefold()
        stop = next((text for text in stops if start.startswith(text)), None)
        if stop is not None:
            note = (
                f"{sheet.place}: row {sheet.numbers[index]} starts with {stop!r} and ends the table; "
                f"{len(filled) - position} filled rows from there on were not read (see stop_at)."
            )
            return _with_blanks(filled[:position], first, rules), [note]
    return _with_blanks(filled, first, rules), []


def _with_blanks(filled: list[int], first: int, rules: TableRules) -> list[int]:
    if rules.skip_blank_rows or not filled:
        return filled
    return list(range(first, filled[-1] + 1))


def _name_columns(names: list[str], rows: Grid) -> tuple[list[tuple[int, str]], list[str]]:
    """Return (index, name) of every column with a name or a value, and what was assumed.

    Values under an empty heading are kept as "(column 3)", values right of the last heading as
    "(extra 1)": a row that is too long loses nothing.
    """
    used = {k for row in rows for k, cell in enumerate(row) if cell is not None}
    named = {k for k, name in enumerate(names) if name}
    last = max(named, default=-1)
    chosen = []
    for k in sorted(used | named):
        fallback = f"(column {k + 1})" if k < last else f"(extra {k - last})"
        chosen.append((k, names[k] if k in named else fallback))
    nameless = [name for k, name in chosen if k not in named]
    note = f"values without a column name were kept as {', '.join(nameless)}."
    return chosen, [note] if nameless else []
