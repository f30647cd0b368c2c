"""The questions of a SurveyMonkey survey, and the answers of a response under their headings.

Follows the schema of the API (v3). Asking for survey and responses is done in `surveymonkey`.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

# What the server adds to the answers. The rest of a response is of no use for measuring, and some of it,
# as the IP address, is a person's.
SERVER_COLUMNS = (
    "id",
    "response_status",
    "date_created",
    "date_modified",
    "collector_id",
    "custom_variables",
    "custom_value",
    "email_address",
    "first_name",
    "last_name",
)
_TAG = re.compile(r"<[^>]*>")


@dataclass
class Survey:
    """Column names by (question, row, column), the texts of choices, and what is to be said about them."""

    columns: dict[tuple[str, str, str], str] = field(default_factory=dict)
    choices: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def plain(text: Any) -> str:
    """Return a heading without its markup: "<b>Site</b>&nbsp;name" is "Site name"."""
    return " ".join(html.unescape(_TAG.sub("", str(text or ""))).split())


def read_survey(details: dict[str, Any]) -> Survey:
    """Return the columns of a survey from `{"pages": [{"questions": [...]}]}`.

    A question with rows (a matrix, several text boxes) has one column a row, "Heading [Row]"; a matrix of
    menus one a cell, "Heading [Row] [Column]"; "Heading [other]" holds the text beside a choice.
    """
    survey = Survey()
    names: dict[tuple[str, str, str], str] = {}
    for page in details.get("pages", []):
        for question in page.get("questions", []):
            names |= _question_columns(question, survey)
    uses = Counter(names.values())
    # The id, and never the place in the survey, tells questions with one heading apart.
    survey.columns = {
        key: name
        if uses[name] == 1 and name not in SERVER_COLUMNS
        else f"{name} ({':'.join(part for part in key if part)})"
        for key, name in names.items()
    }
    survey.notes = [
        f"{count} columns are called {name!r}; their names have the id of the question behind the heading."
        for name, count in uses.items()
        if count > 1
    ]
    return survey


def _question_columns(question: dict[str, Any], survey: Survey) -> dict[tuple[str, str, str], str]:
    key = str(question["id"])
    headings = question.get("headings") or [{}]
    heading = plain(headings[0].get("heading")) or key
    offered = question.get("answers", {})
    rows = {str(one["id"]): plain(one.get("text")) for one in offered.get("rows", [])}
    cells = {str(one["id"]): plain(one.get("text")) for one in offered.get("cols", [])}
    choices = [
        *offered.get("choices", []),
        *(c for col in offered.get("cols", []) for c in col.get("choices", [])),
    ]
    survey.choices |= {str(one["id"]): plain(one.get("text")) for one in choices}
    if cells:
        found = {
            (key, row, cell): f"{heading} [{row_text}] [{cell_text}]"
            for row, row_text in rows.items()
            for cell, cell_text in cells.items()
        }
    elif rows:
        found = {(key, row, ""): f"{heading} [{text}]" for row, text in rows.items()}
    else:
        found = {(key, "", ""): heading}
    other = offered.get("other")
    return found | ({(key, "other", ""): f"{heading} [other]"} if other else {})


def answer_row(response: dict[str, Any], survey: Survey) -> tuple[dict[str, Any], set[str]]:
    """Return the answers of a response by column name, and the ids of questions that the survey lacks."""
    row: dict[str, Any] = dict.fromkeys(survey.columns.values())
    unknown: set[str] = set()
    values: dict[str, list[str]] = {}
    for page in response.get("pages", []):
        for question in page.get("questions", []):
            for answer in question.get("answers", []):
                name = _column(survey, str(question["id"]), answer)
                if name is None:
                    name = f"question {question['id']}"
                    unknown.add(str(question["id"]))
                values.setdefault(name, []).append(_value(survey, answer))
    return row | {name: ";".join(texts) for name, texts in values.items()}, unknown


def _column(survey: Survey, question: str, answer: dict[str, Any]) -> str | None:
    if "other_id" in answer:
        return survey.columns.get((question, "other", ""))
    row, cell = str(answer.get("row_id", "")), str(answer.get("col_id", ""))
    for key in ((question, row, cell), (question, row, ""), (question, "", "")):
        if key in survey.columns:
            return survey.columns[key]
    return None


def _value(survey: Survey, answer: dict[str, Any]) -> str:
    """Return the text of an answer: what was chosen by its words, what was typed as it is."""
    if "choice_id" in answer and "other_id" not in answer:
        choice = str(answer["choice_id"])
        return survey.choices.get(choice) or str(answer.get("text") or f"choice {choice}")
    return str(answer.get("text", ""))
