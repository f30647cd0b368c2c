"""KoboToolbox answers: pages, the proof that all came, and columns named after questions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from loopback import Asked, Reply, StartServer
from ruamel.yaml import YAML

from connectors import CONNECTORS, FeedFailure, HttpPolicy, Pull, pull


def submission(number: int, **answers: Any) -> dict[str, Any]:
    return {"_id": number, "_uuid": f"u{number}", "_attachments": [], "_tags": [], **answers}


def pages(submissions: list[dict[str, Any]], cap: int = 1000) -> Any:
    def answer(asked: Asked) -> Reply:
        start, limit = int(asked.query["start"]), min(cap, int(asked.query["limit"]))
        more = "https://elsewhere.invalid/next" if start + limit < len(submissions) else None
        return Reply({"count": len(submissions), "next": more, "results": submissions[start : start + limit]})

    return answer


@pytest.fixture(autouse=True)
def token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOBO_TOKEN", "sesame")


def read(url: str, policy: HttpPolicy, **options: Any) -> Pull:
    spec = CONNECTORS["kobo"].Options(url=url, asset="aBc1", token_env="KOBO_TOKEN", **options)
    return pull("kobo", spec, base_dir=Path(), policy=policy)


def failure(url: str, policy: HttpPolicy) -> FeedFailure:
    with pytest.raises(FeedFailure) as caught:
        read(url, policy)
    return caught.value


def test_pages_are_followed_past_the_cap_of_the_server(serve: StartServer, quick: HttpPolicy) -> None:
    server = serve(pages([submission(number) for number in range(1, 6)], cap=2))
    got = read(server.url + "/", quick, page_size=1000)
    assert got.row_refs == [f"submission {number}" for number in range(1, 6)]
    assert [asked.query["start"] for asked in server.asked] == ["0", "2", "4"]
    assert server.asked[0].path == "/api/v2/assets/aBc1/data/"
    assert json.loads(server.asked[0].query["sort"]) == {"_id": 1}
    assert server.asked[0].headers["Authorization"] == "Token sesame"
    assert got.source == server.url + "/api/v2/assets/aBc1/data/"


def test_content_hash_does_not_depend_on_the_page_size(serve: StartServer, quick: HttpPolicy) -> None:
    server = serve(pages([submission(number) for number in range(1, 6)]))
    assert read(server.url, quick, page_size=2).content_sha256 == read(server.url, quick).content_sha256


def test_columns_are_questions(serve: StartServer, quick: HttpPolicy) -> None:
    one = submission(
        1,
        **{
            "child/name": "A",
            "parent/name": "B",
            "visit/site": "North",
            "visit/days": [{"visit/days/day": "Mon"}],
            "meta/instanceID": "uuid:1",
            "formhub/uuid": "f",
            "__version__": "v1",
            "_geolocation": [None, None],
            "_submission_time": "2024-09-02T08:00:00",
        },
    )
    got = read(serve(pages([one])).url, quick)
    assert list(got.rows.columns) == [
        "_id", "_uuid", "child/name", "parent/name", "site", "days", "_submission_time",
    ]  # fmt: skip
    assert got.rows["days"].tolist() == ['[{"visit/days/day": "Mon"}]']
    assert any("question name" in note for note in got.notes)


def test_form_without_submissions(serve: StartServer, quick: HttpPolicy) -> None:
    got = read(serve(pages([])).url, quick)
    assert (got.rows.shape, got.row_refs) == ((0, 0), [])


def test_changed_while_reading(serve: StartServer, quick: HttpPolicy) -> None:
    def shrinking(asked: Asked) -> Reply:
        if asked.query["start"] == "0":
            return Reply({"count": 4, "next": "x", "results": [submission(1), submission(2)]})
        return Reply({"count": 3, "next": None, "results": [submission(4)][: int(asked.query["start"]) // 4]})

    def shifting(asked: Asked) -> Reply:
        results = [submission(1), submission(2)] if asked.query["start"] == "0" else [submission(2)]
        return Reply({"count": 2, "next": "x" if asked.query["start"] == "0" else None, "results": results})

    for answer in (shrinking, shifting):
        caught = failure(serve(answer).url, quick)
        assert (caught.reason, caught.permanent) == ("changed_while_reading", False)


@pytest.mark.parametrize("body", [[], {"results": None}, {"count": 1, "results": [{"name": "A"}]}])
def test_answers_of_another_kind(serve: StartServer, quick: HttpPolicy, body: Any) -> None:
    assert failure(serve(lambda asked: Reply(body)).url, quick).reason == "unexpected_page"


def test_missing_token(serve: StartServer, quick: HttpPolicy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KOBO_TOKEN")
    server = serve(pages([]))
    assert failure(server.url, quick).reason == "missing_variable"
    assert server.asked == []


@pytest.mark.parametrize(
    ("recording", "rows", "reason"),
    [
        ("kobo-get-submissions", 4, None),
        ("kobo-asset-submissions-data-nosubs", 0, None),
        ("kobo-client-403", None, "not_authorised"),
        ("kobo-get-404", None, "http_status"),
    ],
)
def test_recorded_answers(
    shared_data: Path,
    serve: StartServer,
    quick: HttpPolicy,
    recording: str,
    rows: int | None,
    reason: str | None,
) -> None:
    text = (shared_data / "api_recordings" / "kobo_v2" / f"{recording}.yml").read_text()
    response = YAML(typ="safe").load(text)["http_interactions"][-1]["response"]
    status = int(response["status"]["status_code"])
    server = serve(lambda asked: Reply(response["body"]["string"], status=status))
    if reason:
        assert failure(server.url, quick).reason == reason
        return
    got = read(server.url, quick)
    assert len(got.rows) == rows
    if rows:
        assert "Leisure_time" in got.rows.columns
        assert not [name for name in got.rows.columns if "/" in name or name.startswith("__")]
