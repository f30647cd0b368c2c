"""One sheet of a kit as an XLSForm, for KoboToolbox, ODK Central and every other tool that reads the standard.

Constraints, skip logic and choices follow from the questions; names are those of the contract, so that answers come
back without a mapping. Specification: xlsform.org.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from pipelines.initiative.models.partner import Partner
from pipelines.kits.contract_rules import Case, Limit, Other, Today
from pipelines.kits.kit import KitSheet
from pipelines.kits.questions import Question
from pipelines.kits.wording import Wording
from pipelines.kits.workbook import stable_workbook, write_rows

VERSION_QUESTION = "kit_version"
_YES_NO = "yes_no"
_TYPES = {"date": "date", "month": "date", "number": "decimal", "name": "text", "text": "text"}
_TRANSLATED = ("label", "hint", "constraint_message", "required_message")
_PLAIN = ("type", "name", "required", "relevant", "constraint", "choice_filter", "appearance", "calculation")


def write_xlsform(
    path: Path, initiative: str, partner: Partner, sheet: KitSheet, wordings: Sequence[Wording]
) -> None:
    """Write the form; the survey, the choices and the settings each stand on a sheet of their own."""
    with stable_workbook(path) as book:
        for name, rows in (
            ("survey", _survey(sheet, wordings)),
            ("choices", _choices(sheet, wordings)),
            ("settings", _settings(initiative, partner, sheet, wordings)),
        ):
            write_rows(book.add_worksheet(name), rows)


def form_id(initiative: str, partner: str, record_type: str) -> str:
    """The id of a form, the same for every version of it."""
    return f"{initiative}_{partner}_{record_type}"


def _languages(wordings: Sequence[Wording]) -> list[str]:
    """How the columns of each language end; a form in one language needs no endings."""
    return [f"::{words.language} ({words.code})" for words in wordings] if len(wordings) > 1 else [""]


def _survey(sheet: KitSheet, wordings: Sequence[Wording]) -> list[list[str]]:
    endings = _languages(wordings)
    header = [*_PLAIN, *(f"{part}{ending}" for part in _TRANSLATED for ending in endings)]
    rows = []
    for question in sheet.questions:
        if question.after:
            rows.append(_helper_row(sheet, question.after, wordings))
        rows.append(_question_row(sheet, question, wordings))
    version = {"type": "calculate", "name": VERSION_QUESTION, "calculation": f"'{sheet.fingerprint}'"}
    return [header, *([row.get(name, "") for name in header] for row in [*rows, version])]


def _question_row(sheet: KitSheet, question: Question, wordings: Sequence[Wording]) -> dict[str, str]:
    row = {
        "type": _type(question),
        "name": question.name,
        "required": _required(question),
        "relevant": _relevant(question),
        "constraint": " and ".join(_constraints(question)),
        "choice_filter": _choice_filter(question),
        "appearance": "month-year" if question.kind == "month" else "",
    }
    for words, ending in zip(wordings, _languages(wordings), strict=True):
        row[f"label{ending}"] = words.question(sheet.record_type, question.name, question.description)
        row[f"hint{ending}"] = words.fix(sheet.record_type, question)
        if row["constraint"]:
            row[f"constraint_message{ending}"] = breach_words(sheet, question, words)
        if row["required"]:
            row[f"required_message{ending}"] = words.word("must_message")
    return row


def breach_words(sheet: KitSheet, question: Question, words: Wording) -> str:
    """What a person reads whose answer lies outside: how to answer, and what else may be wrong."""
    told = [words.fix(sheet.record_type, question)]
    told += [words.breach(sheet.record_type, question, limit) for limit in question.limits]
    return " ".join(dict.fromkeys(text for text in told if text))


def _helper_row(sheet: KitSheet, name: str, wordings: Sequence[Wording]) -> dict[str, str]:
    row = {"type": f"select_one {_YES_NO}", "name": name, "required": "yes"}
    for words, ending in zip(wordings, _languages(wordings), strict=True):
        row[f"label{ending}"] = words.question(sheet.record_type, name)
        row[f"required_message{ending}"] = words.word("must_message")
    return row


def _type(question: Question) -> str:
    if question.kind == "choice":
        return f"select_one {question.name}"
    if question.kind == "yes_no":
        return f"select_one {_YES_NO}"
    return "integer" if question.is_whole else _TYPES[question.kind]


def _required(question: Question) -> str:
    """Always, or in the cases in which the contract needs the answer."""
    if question.required or question.after or any(not need.case for need in question.needed):
        return "yes"
    return " or ".join(f"({_all_of(need.case)})" for need in question.needed)


def _relevant(question: Question) -> str:
    if question.after:
        return f"${{{question.after}}} = 'yes'"
    return _all_of(question.when)


def _all_of(case: Case) -> str:
    return " and ".join(_any_of(name, values) for name, values in case)


def _any_of(name: str, values: Sequence[str]) -> str:
    tests = " or ".join(f"${{{name}}} = '{value}'" for value in values)
    return f"({tests})" if len(values) > 1 else tests


def _choice_filter(question: Question) -> str:
    """Choices that fit with everything carry an empty value for the other question."""
    others = sorted({name for choice in question.choices for name, _ in choice.case})
    return " and ".join(f"({name} = '' or {name} = ${{{name}}})" for name in others)


def _constraints(question: Question) -> list[str]:
    tests = []
    if question.minimum is not None:
        tests.append(f". >= {question.minimum:g}")
    if question.maximum is not None:
        tests.append(f". <= {question.maximum:g}")
    return [*tests, *map(_limit, question.limits)]


def _limit(limit: Limit) -> str:
    sign = ">=" if limit.at_least else "<="
    if isinstance(limit.value, Other):
        other = f"${{{limit.value.column}}}"
        # An answer that is not there sets no limit.
        return f"({other} = '' or . {sign} {other})"
    if isinstance(limit.value, Today):
        if limit.value.years:
            return f"decimal-date-time(.) {sign} decimal-date-time(today()) + {366 * limit.value.years}"
        return f". {sign} today()"
    if isinstance(limit.value, date):
        return f". {sign} date('{limit.value.isoformat()}')"
    return f". {sign} {limit.value:g}"


def _choices(sheet: KitSheet, wordings: Sequence[Wording]) -> list[list[str]]:
    endings = _languages(wordings)
    others = sorted({name for q in sheet.questions for choice in q.choices for name, _ in choice.case})
    header = ["list_name", "name", *(f"label{ending}" for ending in endings), *others]
    rows = [[_YES_NO, value, *(words.word(value) for words in wordings)] for value in ("yes", "no")]
    for question in sheet.questions:
        labels = [words.labels(question) for words in wordings]
        for choice in question.choices:
            case = {name: values[0] for name, values in choice.case}
            told = [names[choice.value] for names in labels]
            rows.append([question.name, choice.value, *told, *(case.get(name, "") for name in others)])
    asks_yes_no = any(question.kind == "yes_no" or question.after for question in sheet.questions)
    return [header, *(rows if asks_yes_no else rows[2:])]


def _settings(
    initiative: str, partner: Partner, sheet: KitSheet, wordings: Sequence[Wording]
) -> list[list[str]]:
    first = wordings[0]
    settings = {
        "form_title": first.word("form", title=sheet.title, partner=partner.name),
        "form_id": form_id(initiative, partner.partner, sheet.record_type),
        "version": sheet.fingerprint,
    }
    if len(wordings) > 1:
        settings["default_language"] = f"{first.language} ({first.code})"
    return [list(settings), list(settings.values())]
