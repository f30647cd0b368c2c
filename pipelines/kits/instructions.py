"""The first page of a spreadsheet kit: whose it is, how to fill it in, and what every column is for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from pipelines.initiative.initiative import Initiative
from pipelines.initiative.models.partner import Partner
from pipelines.kits.field import Use
from pipelines.kits.kit import Kit, KitSheet
from pipelines.kits.questions import Question
from pipelines.kits.wording import Wording

_COLUMNS = ("sheet", "column", "must", "question", "fix", "purpose")
_WIDTHS = (16, 24, 12, 44, 52, 44)


def write_instructions(
    book: Any, initiative: Initiative, partner: Partner, kit: Kit, wordings: Sequence[Wording]
) -> None:
    """Write the page, once for each language, one below the other."""
    sheet = book.add_worksheet(wordings[0].word("instructions"))
    title = book.add_format({"bold": True, "font_size": 16})
    bold = book.add_format({"bold": True, "bottom": 1, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for position, width in enumerate(_WIDTHS):
        sheet.set_column(position, position, width)
    row = 0
    for words in wordings:
        for number, text in enumerate(_opening(initiative, partner, words)):
            sheet.merge_range(row, 0, row, len(_COLUMNS) - 1, text, wrapped if number else title)
            sheet.set_row(row, 48 if len(text) > 150 else 24)
            row += 1
        for position, name in enumerate(_COLUMNS):
            sheet.write_string(row, position, words.word(name), bold)
        for line in _lines(kit, words, wordings[0]):
            row += 1
            for position, text in enumerate(line):
                sheet.write_string(row, position, text, wrapped)
        row += 2


def _opening(initiative: Initiative, partner: Partner, words: Wording) -> list[str]:
    names = ", ".join(words.choice("sub_program", name) for name in partner.sub_programs)
    return [
        words.word("title", partner=partner.name),
        words.word("initiative", initiative=initiative.agenda.name),
        words.word("sub_programs", names=names),
        words.word("how"),
    ]


def _lines(kit: Kit, words: Wording, first: Wording) -> list[list[str]]:
    """One line a column, under the names that stand on the sheets, which are in the first language."""
    lines = []
    for sheet in kit.sheets:
        kind = sheet.record_type
        for question in sheet.questions:
            lines.append(
                [
                    sheet.title,
                    first.header(kind, question.name),
                    words.word("yes") if question.required else "",
                    words.question(kind, question.name, question.description),
                    words.fix(kind, question),
                    purpose(question, words),
                ]
            )
        if sheet.constants:
            lines.append([sheet.title, "", "", words.word("fixed", names=_fixed(sheet, words)), "", ""])
    return lines


def _fixed(sheet: KitSheet, words: Wording) -> str:
    told = (
        f"{words.header(sheet.record_type, name)} = {words.choice(name, value)}"
        for name, value in sheet.constants.items()
    )
    return ", ".join(told)


def purpose(question: Question, words: Wording) -> str:
    """What an answer is for, in words: the metrics, and whatever else uses it."""
    told = dict.fromkeys(_purposes(question.uses, words))
    return "; ".join(told) or words.word("formal")


def _purposes(uses: Iterable[Use], words: Wording) -> Iterable[str]:
    usual = {
        "group": "breakdown",
        "area": "place",
        "person": "once",
        "sub_program": "belonging",
        "period": "period",
    }
    for use in uses:
        if use.kind == "metric":
            yield words.choice("metric", use.name)
        elif use.kind in usual:
            yield words.word(usual[use.kind])
