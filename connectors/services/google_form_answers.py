"""The questions of a Google form, and the answers of a response under the names of its questions.

Follows the schema of the Forms API (v1). Asking for form and responses is done in `google_forms`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

SERVER_COLUMNS = ("responseId", "createTime", "lastSubmittedTime", "respondentEmail", "totalScore")


@dataclass(frozen=True)
class Questions:
    """Column names by question id, and what is to be said about them."""

    columns: dict[str, str]
    notes: list[str]


def question_titles(form: dict[str, Any]) -> dict[str, str]:
    """Return {question id: title} in the order of the form; the rows of a grid are "Title [Row]".

    An item is `{"title": "Site", "questionItem": {"question": {"questionId": "1a"}}}`, a grid
    `{"title": "Days", "questionGroupItem": {"questions": [{"questionId": "2b", "rowQuestion":
    {"title": "Mon"}}], "grid": {...}}}`.
    """
    titles: dict[str, str] = {}
    for item in form.get("items", []):
        title = " ".join(str(item.get("title", "")).split())
        single = item.get("questionItem", {}).get("question")
        rows = item.get("questionGroupItem", {}).get("questions", [])
        if single:
            titles[single["questionId"]] = title or single["questionId"]
        for row in rows:
            name = " ".join(str(row.get("rowQuestion", {}).get("title", "")).split())
            titles[row["questionId"]] = f"{title} [{name}]".strip()
    return titles


def name_questions(titles: dict[str, str], responses: list[dict[str, Any]]) -> Questions:
    """Name a column after each question; where two have one title, its id tells them apart.

    A question that was taken out of the form has answers but no title: its id is its name.
    """
    uses = Counter(titles.values())
    columns = {
        key: title if uses[title] == 1 and title not in SERVER_COLUMNS else f"{title} ({key})"
        for key, title in titles.items()
    }
    gone = dict.fromkeys(key for one in responses for key in one.get("answers", {}) if key not in titles)
    notes = [
        f"{count} questions are called {title!r}; their columns have the id of the question behind the title."
        for title, count in uses.items()
        if count > 1
    ]
    if gone:
        notes.append(
            f"{len(gone)} questions are no longer in the form, and older responses answer them; their "
            f"columns are named by id: {', '.join(gone)}."
        )
    return Questions(columns | {key: key for key in gone}, notes)


def response_row(response: dict[str, Any], questions: Questions) -> dict[str, Any]:
    """Return one response as a row: what the server adds, then the answer to every question."""
    row: dict[str, Any] = {name: response.get(name) for name in SERVER_COLUMNS if name in response}
    answers = response.get("answers", {})
    return row | {
        column: _answer_text(answers[key]) if key in answers else None
        for key, column in questions.columns.items()
    }


def _answer_text(answer: dict[str, Any]) -> str | None:
    """Return `{"textAnswers": {"answers": [{"value": "Mon"}, {"value": "Tue"}]}}` as "Mon;Tue".

    Of an uploaded file only the id is kept: its name often is a person's.
    """
    texts = [str(one.get("value", "")) for one in answer.get("textAnswers", {}).get("answers", [])]
    files = [str(one["fileId"]) for one in answer.get("fileUploadAnswers", {}).get("answers", [])]
    return ";".join(texts + files) or None
