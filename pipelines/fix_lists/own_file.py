"""A partner's own file handed back: the same sheets, rejected cells marked, the summary in front."""

from __future__ import annotations

from contextlib import suppress
from pathlib import PurePath

from pydantic import BaseModel

from connectors import Original
from pipelines.fix_lists.grids import Grid, is_xlsx, own_workbook, rebuilt_workbook
from pipelines.fix_lists.marks import mark
from pipelines.fix_lists.places import FilePart, read_again
from pipelines.fix_lists.rejections import Rejections
from pipelines.fix_lists.summary import MOST_LISTED, Entry, Letterhead, Summary, add_summary
from pipelines.fix_lists.words import Rule
from pipelines.fix_lists.workbook_bytes import workbook_bytes
from pipelines.safe_cells import Value


def marked_file(
    part: FilePart, rejections: Rejections, connector: str, options: BaseModel, head: Letterhead
) -> bytes:
    """The file with its marks and the summary; NotHandedBackError where it cannot be handed back whole.

    A workbook of the partner's own goes back where the result reads as what came: accepted rows must stay untouched.
    Else its cells go into a new one.
    """
    if part.layout.sheet is not None and is_xlsx(part.original):
        # Many programs write .xlsx, some in ways that openpyxl does not take; the cells can be had all the same.
        with suppress(Exception):
            content = _marked(own_workbook(part.original, part.layout), part, rejections, head)
            if _reads_the_same(content, part, connector, options):
                return content
    return _marked(rebuilt_workbook(part.original, part.layout, options), part, rejections, head)


def _marked(grid: Grid, part: FilePart, rejections: Rejections, head: Letterhead) -> bytes:
    entries = _mark_rows(grid, part, rejections.rules)
    if rejections.held:
        _mark_header(grid, part, rejections)
    add_summary(grid.book, _summary(grid, part, rejections, head, entries))
    return workbook_bytes(grid.book, head.sign, rejections.received_on)


def _reads_the_same(content: bytes, part: FilePart, connector: str, options: BaseModel) -> bool:
    again = read_again(connector, options, [Original(part.original.name, content)])
    names = list(again.rows.columns)
    others = part.table.columns.difference(names)
    return (
        set(names) <= set(part.table.columns)
        and again.rows.equals(part.table[names])
        and bool(part.table[others].isna().all(axis=None))
        and [one.rows for one in again.layouts] == [part.layout.rows]
    )


def _mark_rows(grid: Grid, part: FilePart, rules: dict[str, Rule]) -> list[Entry]:
    sheet = grid.book[grid.sheet]
    first_column = min(part.layout.columns.values(), default=0)
    entries: list[Entry] = []
    for row, broken in part.rows.items():
        on_sheet = grid.row_on_sheet[row]
        for rule_id, columns in broken.items():
            there = [name for name in columns if name in part.layout.columns]
            places = [part.layout.columns[name] for name in there] or [first_column]
            rule = rules[rule_id]
            words = f"{rule.description}\nTo correct: {rule.fix}" if len(entries) < MOST_LISTED else None
            cells = [mark(sheet, on_sheet, place, words) for place in places]
            word = "line" if part.layout.sheet is None else "row"
            entries.append(Entry(rule, f"{word} {row}, {cells[0]}", grid.sheet, cells[0], tuple(there)))
    return entries


def _mark_header(grid: Grid, part: FilePart, rejections: Rejections) -> None:
    """Where a column is gone, mark the names that nobody expects: one of them may be its new name."""
    row = grid.row_on_sheet.get(part.layout.header_row, part.layout.header_row)
    columns = part.layout.columns
    strangers = [columns[name] for name in rejections.unknown_columns if name in columns]
    for place in strangers or [min(columns.values(), default=0)]:
        mark(grid.book[grid.sheet], row, place, rejections.held)


def _summary(
    grid: Grid, part: FilePart, rejections: Rejections, head: Letterhead, entries: list[Entry]
) -> Summary:
    name = PurePath(part.original.name).name
    rejected = part.rows_received if rejections.held else len(part.rows)
    facts: list[tuple[str, Value]] = [
        ("Partner", head.partner),
        ("File", name),
        ("Sheet", grid.sheet),
        ("Received on", rejections.received_on),
        ("Rows received", part.rows_received),
        ("Rows accepted", part.rows_received - rejected),
        ("Rows to correct", rejected),
    ]
    if rejections.held and rejections.unknown_columns:
        facts.append(("Columns that nobody expects", ", ".join(rejections.unknown_columns)))
    return Summary(head.title, facts, rejections.held, _steps(part, rejections, grid.sheet, name), entries)


def _steps(part: FilePart, rejections: Rejections, sheet: str, name: str) -> list[str]:
    look = f'Go to the sheet "{sheet}". Cells to correct are orange, have a thick red frame and a note.'
    correct = "Correct these cells on that sheet."
    others = " The other rows were accepted and need nothing." if len(part.rows) < part.rows_received else ""
    if rejections.held:
        look = f'Go to the sheet "{sheet}". The names of columns that nobody expects are marked.'
        correct, others = "If one of them is the column that is missing, give it its name back.", ""
    if part.layout.sheet is None:
        return [
            f"{look} The line in your file is given below." if part.rows else look,
            f"{correct}{others} Or do so where the file comes from, and export it again.",
            f'If you correct it here, save the sheet "{sheet}" alone as CSV, under the name {name}.',
            "Put it where you put the file before.",
        ]
    return [
        look,
        f"{correct}{others}",
        f"Save the workbook under the name {name} and put it where you put it before. This page may stay in it.",
    ]
