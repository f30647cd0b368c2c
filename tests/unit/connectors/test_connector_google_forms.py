"""Google Forms: answers under the titles of questions, form versions, pages, and new responses only.

The server follows Google's published schema of forms and responses.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from loopback import Asked, Reply, StartServer
from services import Rows, after

from connectors import CONNECTORS, Earlier, FeedFailure, HttpPolicy, Pull, pull

if TYPE_CHECKING:
    from google_keys import Google

pytest_plugins = ["google_keys"]


def question(key: str, title: str, **kind: Any) -> dict[str, Any]:
    return {"itemId": f"i{key}", "title": title, "questionItem": {"question": {"questionId": key, **kind}}}


def form(*items: dict[str, Any]) -> dict[str, Any]:
    return {"formId": "1FAb", "info": {"title": "Visits"}, "revisionId": "0000001", "items": list(items)}


FORM = form(
    question("a1", "Which site?", textQuestion={}),
    question("b2", "Days", choiceQuestion={"type": "CHECKBOX", "options": [{"value": "Mon"}]}),
    {"itemId": "text", "title": "Thank you", "textItem": {}},
    {
        "itemId": "grid",
        "title": "How was",
        "questionGroupItem": {
            "questions": [
                {"questionId": "c3", "rowQuestion": {"title": "Food"}},
                {"questionId": "c4", "rowQuestion": {"title": "Room"}},
            ],
            "grid": {"columns": {"type": "RADIO", "options": [{"value": "Good"}]}},
        },
    },
    question("d5", "Photo", fileUploadQuestion={"folderId": "f"}),
)


def response(number: int, **answers: list[str]) -> dict[str, Any]:
    stamp = f"2024-09-{number:02}T08:00:00.123456Z"
    return {
        "responseId": f"R{number:03}",
        "createTime": stamp,
        "lastSubmittedTime": stamp,
        "respondentEmail": f"p{number}@example.org",
        "answers": {
            key: {"questionId": key, "textAnswers": {"answers": [{"value": value} for value in values]}}
            for key, values in answers.items()
        },
    }


def service(responses: Rows, forms: list[dict[str, Any]] | None = None, size: int = 2) -> Any:
    """Answer as forms.get and forms.responses.list do; without a response there is no key at all."""
    current = forms if forms is not None else [FORM]

    def answer(asked: Asked) -> Reply:
        if not asked.path.endswith("/responses"):
            return Reply(current[-1])
        since = asked.query.get("filter", "").removeprefix("timestamp >= ")
        found = [one for one in responses if one["lastSubmittedTime"] >= since]
        start = asked.query.get("pageToken", "")
        left = [one for one in found if one["responseId"] > start]
        body: dict[str, Any] = {"responses": left[:size]} if left else {}
        return Reply(body | ({"nextPageToken": left[size - 1]["responseId"]} if len(left) > size else {}))

    return answer


def read(url: str, policy: HttpPolicy, google: Google, earlier: Pull | None = None, **options: Any) -> Pull:
    auth = {"type": "service_account", "key_env": google.variable}
    spec = CONNECTORS["google_forms"].Options(url=url, form="1FAb", auth=auth, **options)
    before = Earlier(earlier.originals, str(earlier.cursor)) if earlier else None
    return pull("google_forms", spec, base_dir=Path(), policy=policy, earlier=before)


def answers(got: Pull) -> list[dict[str, Any]]:
    return got.rows[[name for name in got.rows.columns if name not in got.server_columns]].to_dict("records")


def test_answers_stand_under_their_questions(serve: StartServer, quick: HttpPolicy, google: Google) -> None:
    one = response(1, a1=["North"], b2=["Mon", "Tue"], c3=["Good"])
    one["answers"]["d5"] = {
        "questionId": "d5",
        "fileUploadAnswers": {
            "answers": [{"fileId": "x9", "fileName": "Jane Roe.jpg", "mimeType": "image/jpeg"}]
        },
    }
    got = read(serve(google.guard(service([one]))).url, quick, google)
    assert answers(got) == [
        {
            "Which site?": "North",
            "Days": "Mon;Tue",
            "How was [Food]": "Good",
            "How was [Room]": None,
            "Photo": "x9",
        }
    ]
    assert got.rows["respondentEmail"].tolist() == ["p1@example.org"]
    assert got.row_refs == ["response R001"]
    assert got.row_links == ["https://docs.google.com/forms/d/1FAb/edit#response=R001"]
    assert google.scopes == [
        "https://www.googleapis.com/auth/forms.body.readonly "
        "https://www.googleapis.com/auth/forms.responses.readonly"
    ]


def test_a_form_without_responses(serve: StartServer, quick: HttpPolicy, google: Google) -> None:
    got = read(serve(google.guard(service([]))).url, quick, google)
    assert len(got.rows) == 0


def test_pages_and_an_expired_token(serve: StartServer, quick: HttpPolicy, google: Google) -> None:
    responses = [response(number, a1=[f"S{number}"]) for number in range(1, 8)]
    got = read(serve(google.guard(service(responses), expire_after=3)).url, quick, google)
    assert got.rows["Which site?"].tolist() == [f"S{number}" for number in range(1, 8)]
    assert len(google.scopes) == 2


def test_responses_that_change_while_reading(serve: StartServer, quick: HttpPolicy, google: Google) -> None:
    responses = [response(number, a1=[f"S{number}"]) for number in range(1, 8)]

    def change() -> None:
        del responses[0]
        responses.append(response(9, a1=["S9"]))

    got = read(serve(google.guard(after(2, change, service(responses)))).url, quick, google)
    assert set(got.rows["Which site?"]) >= {f"S{number}" for number in (2, 3, 4, 5, 6, 7, 9)}
    assert got.rows["responseId"].is_unique


def test_new_and_edited_responses_only(serve: StartServer, quick: HttpPolicy, google: Google) -> None:
    responses = [response(number, a1=[f"S{number}"]) for number in range(1, 5)]
    server = serve(google.guard(service(responses)))
    first = read(server.url, quick, google, incremental=True)
    responses[1] = response(2, a1=["edited"]) | {"lastSubmittedTime": "2024-10-01T08:00:00.5Z"}
    responses.append(response(9, a1=["S9"]))
    server.asked.clear()
    second = read(server.url, quick, google, first, incremental=True)
    assert second.rows["Which site?"].tolist() == ["S1", "edited", "S3", "S4", "S9"]
    filters = {asked.query["filter"] for asked in server.asked if asked.path.endswith("/responses")}
    assert filters <= {"timestamp >= 2024-09-04T08:00:00.123456Z"}
    assert filters
    assert any("deletions were last looked for" in note for note in second.notes)


def test_form_versions(serve: StartServer, quick: HttpPolicy, google: Google) -> None:
    responses = [response(1, a1=["North"], b2=["Mon"])]
    forms = [FORM]
    server = serve(google.guard(service(responses, forms)))
    first = read(server.url, quick, google, incremental=True)
    # Renamed, removed, added, and in another order.
    forms.append(form(question("e6", "Age group"), question("a1", "Site")))
    responses.append(response(2, a1=["South"], e6=["6-8"]))
    second = read(server.url, quick, google, first, incremental=True)
    assert answers(second) == [
        {"Age group": None, "Site": "North", "b2": "Mon"},
        {"Age group": "6-8", "Site": "South", "b2": None},
    ]
    assert any("'Which site?' is now called 'Site'" in note for note in second.notes)
    assert any("no longer in the form" in note and "b2" in note for note in second.notes)


def test_two_questions_with_one_title(serve: StartServer, quick: HttpPolicy, google: Google) -> None:
    twice = [form(question("a1", "Comment"), question("b2", "Comment"), question("c3", "createTime"))]
    one = response(1, a1=["x"], b2=["y"], c3=["z"])
    got = read(serve(google.guard(service([one], twice))).url, quick, google)
    assert answers(got) == [{"Comment (a1)": "x", "Comment (b2)": "y", "createTime (c3)": "z"}]


@pytest.mark.parametrize(
    ("status", "reason", "hint"), [(403, "not_authorised", "Share the form"), (404, "http_status", "404")]
)
def test_refusals_are_named(
    serve: StartServer,
    quick: HttpPolicy,
    google: Google,
    status: int,
    reason: str,
    hint: str,
) -> None:
    body = {
        "error": {
            "code": status,
            "message": "The caller does not have permission",
            "status": "PERMISSION_DENIED",
        }
    }
    server = serve(google.guard(lambda asked: Reply(body, status)))
    with pytest.raises(FeedFailure) as caught:
        read(server.url, quick, google)
    assert caught.value.reason == reason
    assert hint in str(caught.value)
    assert "token-1" not in str(caught.value)


def test_a_refused_key_is_named(serve: StartServer, quick: HttpPolicy, google: Google) -> None:
    google.refuse = True
    with pytest.raises(FeedFailure) as caught:
        read(serve(google.guard(service([]))).url, quick, google)
    assert caught.value.reason == "not_authorised"
    assert "BEGIN" not in str(caught.value)
