"""A kit as a spreadsheet: a page of instructions, one sheet for each record type, drop-downs and checked cells.

Row 1 of a sheet is its heading and nothing stands above it, so that a filled template is read without a guess.
Not here: the formulas of the checks (cell_checks.py) and the page of instructions (instructions.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipelines.initiative.initiative import Initiative
from pipelines.initiative.models.partner import Partner
from pipelines.kits.cell_checks import cell_check
from pipelines.kits.instructions import write_instructions
from pipelines.kits.kit import Kit, KitSheet
from pipelines.kits.questions import Question
from pipelines.kits.wording import Wording
from pipelines.kits.workbook import stable_workbook

PROPERTY = "common_measure_kit"
LISTS = "Lists"
# Rows that are checked and have drop-downs; a sheet may go on below them.
CHECKED_ROWS = 2000
_FORMATS = {"date": "yyyy-mm-dd", "number": "General"}
_TEXT = "@"
_LONGEST_NAME = 31


def write_template(
    path: Path, initiative: Initiative, partner: Partner, kit: Kit, wordings: Sequence[Wording]
) -> None:
    """Write the spreadsheet of a partner; headings and choices are in the first language."""
    with stable_workbook(path) as book:
        for sheet in kit.sheets:
            book.set_custom_property(f"{PROPERTY}_{sheet.record_type}", version_mark(sheet), "text")
        first = wordings[0]
        write_instructions(book, initiative, partner, kit, wordings)
        lists = _Lists(book.add_worksheet(LISTS) if _has_lists(kit) else None)
        for sheet in kit.sheets:
            _write_sheet(book, sheet, first, wordings, lists)
        if lists.sheet is not None:
            lists.sheet.hide()


def version_mark(sheet: KitSheet) -> str:
    """What a file says of the kit that it was made from: record type and fingerprint."""
    return f"kit:{sheet.record_type}:{sheet.fingerprint}"


def sheet_name(sheet: KitSheet) -> str:
    """The name of a record type's sheet."""
    return sheet.title[:_LONGEST_NAME]


def _has_lists(kit: Kit) -> bool:
    return any(q.choices or q.kind == "yes_no" for sheet in kit.sheets for q in sheet.questions)


class _Lists:
    """The choices of every drop-down, one column each, on a hidden sheet."""

    def __init__(self, sheet: Any) -> None:
        self.sheet = sheet
        self._columns = 0

    def add(self, heading: str, labels: Sequence[str]) -> str:
        """Write a list and return the formula that refers to it."""
        from xlsxwriter.utility import xl_range_abs  # type: ignore[import-untyped]

        self.sheet.write_string(0, self._columns, heading)
        for row, label in enumerate(labels, 1):
            self.sheet.write_string(row, self._columns, label)
        place = xl_range_abs(1, self._columns, max(len(labels), 1), self._columns)
        self._columns += 1
        return f"={LISTS}!{place}"


def _write_sheet(
    book: Any, kit_sheet: KitSheet, words: Wording, wordings: Sequence[Wording], lists: _Lists
) -> None:
    sheet = book.add_worksheet(sheet_name(kit_sheet))
    sheet.freeze_panes(1, 0)
    common = {"text_wrap": True, "valign": "top", "border": 1}
    must = book.add_format({**common, "bold": True, "bg_color": "#1F4E5F", "font_color": "#FFFFFF"})
    may = book.add_format({**common, "bg_color": "#DCE9ED", "font_color": "#000000"})
    names = [question.name for question in kit_sheet.questions]
    for position, question in enumerate(kit_sheet.questions):
        header = words.header(kit_sheet.record_type, question.name)
        style = book.add_format({"num_format": _FORMATS.get(question.kind, _TEXT)})
        sheet.set_column(position, position, max(14, len(header) + 2), style)
        sheet.write_string(0, position, header, must if question.required else may)
        sheet.write_comment(0, position, _comment(kit_sheet, question, wordings), {"x_scale": 2})
        source = _list_of(kit_sheet, question, words, lists)
        check = cell_check(kit_sheet, question, names, words, source)
        if check:
            sheet.data_validation(1, position, CHECKED_ROWS, position, check)


def _list_of(kit_sheet: KitSheet, question: Question, words: Wording, lists: _Lists) -> str | None:
    if question.kind == "yes_no":
        labels = [words.word("yes"), words.word("no")]
    elif question.choices:
        labels = list(words.labels(question).values())
    else:
        return None
    return lists.add(f"{kit_sheet.record_type}.{question.name}", labels)


def _comment(kit_sheet: KitSheet, question: Question, wordings: Sequence[Wording]) -> str:
    """The contract's name of the column, and the question in every language."""
    asked = [words.question(kit_sheet.record_type, question.name, question.description) for words in wordings]
    must = [wordings[0].word("must") + "."] if question.required else []
    return "\n".join([*asked, *must, f"({question.name})"])
