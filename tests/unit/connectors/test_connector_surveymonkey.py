"""SurveyMonkey: answers under headings, choices in words, pages, and changes only."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from loopback import Asked, Reply, StartServer
from services import Rows, after

from connectors import CONNECTORS, Earlier, FeedFailure, HttpPolicy, Pull, pull


def question(key: str, heading: str, **answers: Any) -> dict[str, Any]:
    return {"id": key, "headings": [{"heading": heading}], "answers": answers}


def choices(**texts: str) -> list[dict[str, Any]]:
    return [{"id": key[1:], "text": text} for key, text in texts.items()]


SURVEY = {
    "id": "152303468",
    "pages": [
        {
            "id": "1",
            "questions": [
                {"id": "10", "headings": [{"heading": "<b>Which&nbsp;site?</b>"}]},
                question(
                    "11", "Programme", choices=choices(c1="Breakfast", c2="Homework"), other={"id": "19"}
                ),
                question("12", "Days", choices=choices(c3="Mon", c4="Tue &amp; Wed")),
            ],
        },
        {
            "id": "2",
            "questions": [
                question(
                    "13", "How was", rows=choices(r1="Food", r2="Room"), choices=choices(c5="Good", c6="Bad")
                ),
                question(
                    "14",
                    "Who came",
                    rows=choices(r3="Autumn"),
                    cols=[
                        {"id": "30", "text": "Boys", "choices": choices(c7="1-5", c8="6-10")},
                        {"id": "31", "text": "Girls", "choices": choices(c9="1-5")},
                    ],
                ),
                question("15", "Comment"),
                question("16", "Comment"),
            ],
        },
    ],
}


def response(number: int, questions: Rows | None = None, **more: Any) -> dict[str, Any]:
    return {
        "id": str(number),
        "response_status": "completed",
        "date_created": f"2024-09-{number:02}T08:00:00+00:00",
        "date_modified": f"2024-09-{number:02}T08:00:00+00:00",
        "ip_address": "192.0.2.7",
        "custom_variables": {},
        "analyze_url": f"https://www.surveymonkey.com/analyze/browse/x?respondent_id={number}",
        "edit_url": "https://www.surveymonkey.com/r/?sm=open-to-everybody",
        "pages": [{"id": "1", "questions": questions or []}],
        **more,
    }


def answered(key: str, *answers: dict[str, str]) -> dict[str, Any]:
    return {"id": key, "answers": list(answers)}


def service(responses: Rows, survey: dict[str, Any] = SURVEY) -> Any:
    """Answer as /details and /responses/bulk do."""

    def answer(asked: Asked) -> Reply:
        if asked.path.endswith("/details"):
            return Reply(survey)
        found = sorted(responses, key=lambda one: one["date_modified"])
        since = asked.query.get("start_modified_at", "")
        found = [one for one in found if one["date_modified"] >= since]
        page, size = int(asked.query["page"]), int(asked.query["per_page"])
        shown = found[(page - 1) * size : page * size]
        return Reply({"data": shown, "per_page": size, "page": page, "total": len(found), "links": {}})

    return answer


@pytest.fixture(autouse=True)
def token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SURVEY_TOKEN", "sesame")


def read(url: str, policy: HttpPolicy, earlier: Pull | None = None, **options: Any) -> Pull:
    spec = CONNECTORS["surveymonkey"].Options(
        url=url, survey="152303468", token_env="SURVEY_TOKEN", **options
    )
    before = Earlier(earlier.originals, str(earlier.cursor)) if earlier else None
    return pull("surveymonkey", spec, base_dir=Path(), policy=policy, earlier=before)


def test_answers_stand_under_their_headings(serve: StartServer, quick: HttpPolicy) -> None:
    one = response(
        1,
        [
            answered("10", {"text": "North"}),
            answered("11", {"other_id": "19", "text": "Chess"}),
            answered("12", {"choice_id": "3"}, {"choice_id": "4"}),
            answered("13", {"row_id": "1", "choice_id": "5"}, {"row_id": "2", "choice_id": "6"}),
            answered("14", {"row_id": "3", "col_id": "30", "choice_id": "8"}),
            answered("15", {"text": "fine"}),
            answered("99", {"choice_id": "990"}),
        ],
        custom_variables={"partner": "Grange"},
    )
    server = serve(service([one]))
    got = read(server.url, quick)
    row = {name: value for name, value in got.rows.iloc[0].items() if name not in got.server_columns}
    assert row == {
        "Which site?": "North",
        "Programme": None,
        "Programme [other]": "Chess",
        "Days": "Mon;Tue & Wed",
        "How was [Food]": "Good",
        "How was [Room]": "Bad",
        "Who came [Autumn] [Boys]": "6-10",
        "Who came [Autumn] [Girls]": None,
        "Comment (15)": "fine",
        "Comment (16)": None,
        "question 99": "choice 990",
    }
    assert got.rows["custom_variables.partner"].tolist() == ["Grange"]
    assert "192.0.2.7" not in got.rows.to_numpy()
    assert got.row_refs == ["response 1"]
    assert got.row_links == ["https://www.surveymonkey.com/analyze/browse/x?respondent_id=1"]
    assert any("no longer in the survey" in note and "99" in note for note in got.notes)
    assert any("'Comment'" in note for note in got.notes)
    assert server.asked[0].headers["Authorization"] == "Bearer sesame"


def test_pages_are_followed(serve: StartServer, quick: HttpPolicy) -> None:
    many = [
        response(1, id=str(number), date_modified=f"2024-09-01T08:{number // 60:02}:{number % 60:02}+00:00")
        for number in range(1, 251)
    ]
    got = read(serve(service(many)).url, quick)
    assert sorted(map(int, got.rows["id"])) == list(range(1, 251))


def test_a_response_deleted_between_two_pages_makes_no_gap(serve: StartServer, quick: HttpPolicy) -> None:
    many = [
        response(1, id=str(number), date_modified=f"2024-09-01T08:{number // 60:02}:{number % 60:02}+00:00")
        for number in range(1, 251)
    ]

    def change() -> None:
        del many[0]
        many.append(response(2, id="300"))

    got = read(serve(after(2, change, service(many))).url, quick)
    assert sorted(map(int, got.rows["id"])) == [*range(2, 251), 300]


def test_changes_only_give_the_whole(serve: StartServer, quick: HttpPolicy) -> None:
    responses = [response(number, [answered("10", {"text": f"S{number}"})]) for number in range(1, 5)]
    server = serve(service(responses))
    first = read(server.url, quick, incremental=True)
    responses[0] = response(1, [answered("10", {"text": "new"})], date_modified="2024-10-01T08:00:00+00:00")
    server.asked.clear()
    second = read(server.url, quick, first, incremental=True)
    assert second.rows["Which site?"].tolist() == ["new", "S2", "S3", "S4"]
    assert server.asked[1].query["start_modified_at"] == "2024-09-04T07:55:00"
    assert second.content_sha256 == read(server.url, quick).content_sha256
    del responses[2]
    third = read(server.url, quick, second, incremental=True)
    assert third.rows["Which site?"].tolist() == ["new", "S2", "S4"]


def test_a_renamed_choice_is_another_batch(serve: StartServer, quick: HttpPolicy) -> None:
    responses = [response(1, [answered("12", {"choice_id": "3"})])]
    renamed = {
        "id": "152303468",
        "pages": [{"id": "1", "questions": [question("12", "Days", choices=choices(c3="Monday"))]}],
    }
    first, second = (read(serve(service(responses, survey)).url, quick) for survey in (SURVEY, renamed))
    assert (first.rows["Days"][0], second.rows["Days"][0]) == ("Mon", "Monday")
    assert first.content_sha256 != second.content_sha256


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply({"error": {"id": "1011", "name": "Authorization Error"}}, 401), "not_authorised"),
        (Reply({"data": []}), "unexpected_page"),
        (Reply("<html>sign in</html>"), "not_json"),
    ],
)
def test_refusals_are_named(serve: StartServer, quick: HttpPolicy, reply: Reply, reason: str) -> None:
    with pytest.raises(FeedFailure) as caught:
        read(serve(lambda asked: reply).url, quick)
    assert caught.value.reason == reason
    assert "sesame" not in str(caught.value)
