"""The fix list of what has no cells of its own: forms and APIs, and files too large to be handed back whole.

One line a rejected record: where to open it, what is wrong, how to correct it, and the values that the rule is about.
"""

from __future__ import annotations

from typing import Any

import duckdb
from openpyxl import Workbook  # type: ignore[import-untyped]
from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]

from connectors import Batch
from expectations.mapping_sql import identifier, literal
from pipelines.fix_lists.looks import BOLD, HEAD_FILL, WRAPPED, fit_height, frame
from pipelines.fix_lists.marks import FRAME_COLOUR
from pipelines.fix_lists.rejections import Rejections
from pipelines.fix_lists.summary import Entry, Letterhead, Summary, add_summary
from pipelines.fix_lists.workbook_bytes import workbook_bytes
from pipelines.safe_cells import Value, link_to_web, put_text

_SHEET = "Records to correct"
_FIXED = {"Record": 24, "Column": 24, "What must hold": 48, "How to correct it": 60}
_VALUE_WIDTH = 24
_STEPS = (
    f'The sheet "{_SHEET}" has a line for each record. Where the record can be opened, its name is a link.',
    "Correct the record where it was entered, and save it there. Changing this workbook changes nothing.",
    "The next pull brings the corrected record. The others were accepted and need nothing.",
)
_HELD_STEPS = ("Put back what is missing, or tell the backbone what changed. The next pull brings the rows.",)


def records_workbook(batch: Batch, rejections: Rejections, head: Letterhead) -> bytes:
    """The workbook for one feed. Columns that name a person are named where a rule is about them, without values."""
    book = Workbook()
    sheet = book.active
    sheet.title = _SHEET
    asked = {name for broken in rejections.rows.values() for columns in broken.values() for name in columns}
    landed = [str(name) for name in batch.manifest["columns_landed"] if name in asked]
    records = _records(batch, landed)
    _write_header(sheet, [*_FIXED, *landed])
    entries: list[Entry] = []
    for row, (number, broken) in enumerate(rejections.rows.items(), 2):
        reference, link, values = records[number]
        entries += _write_record(sheet, row, reference, broken, rejections)
        if link:
            link_to_web(sheet.cell(row, 1), link)
        for column, name in enumerate(landed, len(_FIXED) + 1):
            is_asked = any(name in columns for columns in broken.values())
            _write_value(sheet.cell(row, column), values[name], is_asked)
    if rejections.held:
        book.remove(sheet)
    add_summary(book, _summary(batch, rejections, head, entries))
    return workbook_bytes(book, head.sign, rejections.received_on)


def _records(batch: Batch, columns: list[str]) -> dict[int, tuple[str, str | None, dict[str, str | None]]]:
    """By row number: the reference, the address where the record can be opened, and the partner's values."""
    names = ", ".join(["row_number", "row_ref", "row_link", *map(identifier, columns)])
    rows = duckdb.sql(f"SELECT {names} FROM read_parquet({literal(str(batch.rows_path))})").fetchall()
    return {
        int(number): (str(reference), link, dict(zip(columns, values, strict=True)))
        for number, reference, link, *values in rows
    }


def _write_header(sheet: Any, names: list[str]) -> None:
    for column, name in enumerate(names, 1):
        cell = sheet.cell(1, column)
        put_text(cell, name)
        cell.font, cell.fill = BOLD, HEAD_FILL
        sheet.column_dimensions[get_column_letter(column)].width = _FIXED.get(name, _VALUE_WIDTH)
    sheet.freeze_panes = "B2"


def _write_record(
    sheet: Any, row: int, reference: str, broken: dict[str, tuple[str, ...]], rejections: Rejections
) -> list[Entry]:
    rules = [rejections.rules[rule_id] for rule_id in broken]
    texts = (
        reference,
        ", ".join(dict.fromkeys(name for columns in broken.values() for name in columns)),
        "\n".join(rule.description for rule in rules),
        "\n".join(rule.fix for rule in rules),
    )
    for column, text in enumerate(texts, 1):
        put_text(sheet.cell(row, column), text)
        sheet.cell(row, column).alignment = WRAPPED
    fit_height(sheet, row, texts, list(_FIXED.values()))
    return [Entry(rule, reference, _SHEET, f"A{row}", broken[rule.rule_id]) for rule in rules]


def _write_value(cell: Any, value: str | None, is_asked: bool) -> None:
    put_text(cell, value or "")
    cell.alignment = WRAPPED
    if is_asked:
        cell.border = frame(FRAME_COLOUR)


def _summary(batch: Batch, rejections: Rejections, head: Letterhead, entries: list[Entry]) -> Summary:
    facts: list[tuple[str, Value]] = [
        ("Partner", head.partner),
        ("Source", str(batch.manifest["source"])),
        ("Received on", rejections.received_on),
        ("Rows received", rejections.rows_received),
        ("Rows accepted", rejections.rows_accepted),
        ("Rows to correct", rejections.rows_rejected),
    ]
    if rejections.held and rejections.unknown_columns:
        facts.append(("Columns that nobody expects", ", ".join(rejections.unknown_columns)))
    steps = _HELD_STEPS if rejections.held else _STEPS
    return Summary(head.title, facts, rejections.held, steps, entries)
