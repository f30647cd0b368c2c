"""The check of one column of a spreadsheet: a list, or a date or number within limits, with the fix in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from pipelines.kits.contract_rules import Limit, Other, Today, Value
from pipelines.kits.kit import KitSheet
from pipelines.kits.questions import Question
from pipelines.kits.wording import Wording
from pipelines.kits.xlsform import breach_words

# What Excel holds in the title and in the text of a message.
_LONGEST_TITLE, _LONGEST_TEXT = 32, 255
_EARLIEST = date(1900, 1, 1)


def cell_check(
    sheet: KitSheet, question: Question, names: Sequence[str], words: Wording, source: str | None
) -> dict[str, Any] | None:
    """The validation of a column as xlsxwriter takes it; None for text that may be anything."""
    rule = _rule(question, names, source)
    if rule is None:
        return None
    title = _cut(words.header(sheet.record_type, question.name), _LONGEST_TITLE)
    return {
        **rule,
        "ignore_blank": True,
        "input_title": title,
        "input_message": _cut(words.fix(sheet.record_type, question), _LONGEST_TEXT),
        "error_title": title,
        "error_message": _cut(breach_words(sheet, question, words), _LONGEST_TEXT),
    }


def _rule(question: Question, names: Sequence[str], source: str | None) -> dict[str, Any] | None:
    if source is not None:
        return {"validate": "list", "source": source}
    if question.kind == "month":
        return _month(question, names)
    if question.kind == "date":
        lower, upper = _bounds(question, names)
        return _between("date", [_formula(_EARLIEST, names), *lower], upper)
    if question.kind == "number":
        return _between("integer" if question.is_whole else "decimal", *_bounds(question, names))
    return None


def _month(question: Question, names: Sequence[str]) -> dict[str, Any]:
    """A month may stand there as text, 2025-09, which not every program takes for a date, or as a date."""
    cell = _formula(Other(question.name), names)
    month = f'IF(ISNUMBER({cell}),{cell},DATEVALUE(LEFT({cell},7)&"-01"))'
    lower, upper = _bounds(question, names)
    tests = [f"{month}>={formula}" for formula in [_formula(_EARLIEST, names), *lower]]
    tests += [f"{month}<={formula}" for formula in upper]
    return {"validate": "custom", "value": f"=IFERROR(AND({','.join(tests)}),FALSE)"}


def _bounds(question: Question, names: Sequence[str]) -> tuple[list[str], list[str]]:
    """The formulas that an answer must reach, and those that it may not pass."""
    lower = [] if question.minimum is None else [f"{question.minimum:g}"]
    upper = [] if question.maximum is None else [f"{question.maximum:g}"]
    for limit in question.limits:
        if not isinstance(limit.value, Other) or limit.value.column in names:
            (lower if limit.at_least else upper).append(_limit(limit, names))
    return lower, upper


def _limit(limit: Limit, names: Sequence[str]) -> str:
    formula = _formula(limit.value, names)
    if isinstance(limit.value, Other):
        # An answer that is not there sets no limit.
        return f'IF({formula}="",{"0" if limit.at_least else "1E+99"},{formula})'
    return formula


def _between(kind: str, lower: list[str], upper: list[str]) -> dict[str, Any]:
    if lower and upper:
        bounds = {"minimum": _one(lower, "MAX"), "maximum": _one(upper, "MIN")}
        return {"validate": kind, "criteria": "between", **bounds}
    if upper:
        return {"validate": kind, "criteria": "<=", "value": _one(upper, "MIN")}
    if lower:
        return {"validate": kind, "criteria": ">=", "value": _one(lower, "MAX")}
    return {"validate": kind, "criteria": ">=", "value": "=-1E+99"}


def _one(formulas: list[str], chosen: str) -> str:
    return f"={formulas[0]}" if len(formulas) == 1 else f"={chosen}({','.join(formulas)})"


def _formula(value: Value, names: Sequence[str]) -> str:
    """A value as a formula for row 2; the spreadsheet moves it along with the row."""
    if isinstance(value, Other):
        from xlsxwriter.utility import xl_rowcol_to_cell  # type: ignore[import-untyped]

        return str(xl_rowcol_to_cell(1, names.index(value.column), col_abs=True))
    if isinstance(value, Today):
        return f"EDATE(TODAY(),{12 * value.years})" if value.years else "TODAY()"
    if isinstance(value, date):
        return f"DATE({value.year},{value.month},{value.day})"
    return f"{value:g}"


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1].rsplit(" ", 1)[0] + "…"
