"""KoboToolbox answers: pages, the proof that all came, columns named after questions, versions of a form."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from loopback import Asked, Reply, StartServer
from ruamel.yaml import YAML

from connectors import CONNECTORS, Earlier, FeedFailure, HttpPolicy, Pull, pull


def submission(number: int, **answers: Any) -> dict[str, Any]:
    return {"_id": number, "_uuid": f"u{number}", "_attachments": [], "_tags": [], **answers}


def dated(number: int, day: int, **answers: Any) -> dict[str, Any]:
    return submission(number, **{"_submission_time": f"2024-09-{day:02d}T08:00:00", **answers})


def pages(submissions: list[dict[str, Any]], cap: int = 1000) -> Any:
    """Answer as the server does, from a list that a test may change meanwhile."""

    def answer(asked: Asked) -> Reply:
        start, limit = int(asked.query["start"]), min(cap, int(asked.query["limit"]))
        since = json.loads(asked.query.get("query", "{}")).get("_submission_time", {}).get("$gte", "")
        found = [one for one in submissions if one.get("_submission_time", "") >= since]
        more = "https://elsewhere.invalid/next" if start + limit < len(found) else None
        return Reply({"count": len(found), "next": more, "results": found[start : start + limit]})

    return answer


@pytest.fixture(autouse=True)
def token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOBO_TOKEN", "sesame")


def read(url: str, policy: HttpPolicy, before: Pull | None = None, **options: Any) -> Pull:
    spec = CONNECTORS["kobo"].Options(url=url, asset="aBc1", token_env="KOBO_TOKEN", **options)
    earlier = Earlier(before.originals, before.cursor) if before and before.cursor else None
    return pull("kobo", spec, base_dir=Path(), policy=policy, earlier=earlier)


def failure(url: str, policy: HttpPolicy, **options: Any) -> FeedFailure:
    with pytest.raises(FeedFailure) as caught:
        read(url, policy, **options)
    return caught.value


def test_pages_are_followed_past_the_cap_of_the_server(serve: StartServer, quick: HttpPolicy) -> None:
    server = serve(pages([submission(number) for number in range(1, 6)], cap=2))
    got = read(server.url + "/", quick, page_size=1000)
    assert got.row_refs == [f"submission {number}" for number in range(1, 6)]
    # Each page starts with the last submission of the page before, which proves that none moved.
    assert [asked.query["start"] for asked in server.asked] == ["0", "1", "2", "3"]
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
        "_id", "_uuid", "child/name", "parent/name", "site", "days", "__version__", "_submission_time",
    ]  # fmt: skip
    assert got.rows["days"].tolist() == ['[{"visit/days/day": "Mon"}]']
    assert any("question name" in note for note in got.notes)


def test_form_without_submissions(serve: StartServer, quick: HttpPolicy) -> None:
    got = read(serve(pages([])).url, quick)
    assert (got.rows.shape, got.row_refs) == ((0, 0), [])


@pytest.mark.parametrize(
    ("deleted", "added"), [([0], []), ([6], []), ([3], []), ([], [99]), ([0], [99]), ([0, 1], [98, 99])]
)
def test_one_change_between_pages_loses_nothing(
    serve: StartServer, quick: HttpPolicy, deleted: list[int], added: list[int]
) -> None:
    submissions = [submission(number) for number in range(1, 8)]
    answer = pages(submissions, cap=3)
    changed: list[bool] = []

    def changing(asked: Asked) -> Reply:
        reply = answer(asked)
        if asked.query["start"] != "0" and not changed:
            changed.append(True)
            gone = [submissions[place] for place in deleted]
            submissions[:] = [one for one in submissions if one not in gone] + [submission(n) for n in added]
        return Reply(reply.content())

    ids = [int(one) for one in read(serve(changing).url, quick).rows["_id"]]
    assert len(ids) == len(set(ids))
    assert {one["_id"] for one in submissions} - {98, 99} <= set(ids)


def test_a_form_that_never_stands_still(serve: StartServer, quick: HttpPolicy) -> None:
    submissions = [submission(number) for number in range(1, 60)]
    answer = pages(submissions, cap=3)

    def shrinking(asked: Asked) -> Reply:
        content = answer(asked).content()
        del submissions[0]
        return Reply(content)

    caught = failure(serve(shrinking).url, quick)
    assert (caught.reason, caught.permanent) == ("changed_while_reading", False)


def test_a_count_that_is_not_reached(serve: StartServer, quick: HttpPolicy) -> None:
    def short(asked: Asked) -> Reply:
        return Reply(
            {"count": 3, "next": None, "results": [submission(1), submission(2)][int(asked.query["start"]) :]}
        )

    assert failure(serve(short).url, quick).reason == "changed_while_reading"


def test_versions_of_a_form_are_read_by_question_name(serve: StartServer, quick: HttpPolicy) -> None:
    """Renamed, removed and added questions, in another order, in another group."""
    one = submission(1, __version__="v1", school="North", colour="red", **{"visit/hours": "2"})
    two = submission(2, __version__="v2", **{"session/hours": "3", "site": "South", "meals": "1"})
    three = submission(3, __version__="v2", **{"meals": "2", "site": "East", "session/hours": "4"})
    got = read(serve(pages([one, two, three])).url, quick, renamed={"school": "site"})
    assert got.rows["site"].tolist() == ["North", "South", "East"]
    assert got.rows["meals"].tolist() == [None, "1", "2"]
    assert got.rows["colour"].tolist() == ["red", None, None]
    assert got.rows["__version__"].tolist() == ["v1", "v2", "v2"]
    assert {"_id", "__version__"} <= got.server_columns
    assert "site" not in got.server_columns
    notes = " ".join(got.notes)
    assert got.rows["hours"].tolist() == ["2", "3", "4"]
    assert "form version v1: 1 rows, no answers to meals." in notes
    assert "form version v2: 2 rows, no answers to colour." in notes
    assert "question hours moved: visit/hours and session/hours were read as one" in notes
    assert "1 answers to school were read as site" in notes


def test_a_row_with_the_old_and_the_new_name_keeps_both(serve: StartServer, quick: HttpPolicy) -> None:
    got = read(serve(pages([submission(1, school="A", site="B")])).url, quick, renamed={"school": "site"})
    assert got.rows[["school", "site"]].to_dict("records") == [{"school": "A", "site": "B"}]


def test_options_of_a_multi_select_become_columns(serve: StartServer, quick: HttpPolicy) -> None:
    """An option that the form gains is counted, one that it loses stays a column."""
    answers = [{"days": "mon tue"}, {"days": "tue sun"}, {}]
    server = serve(pages([submission(number, **one) for number, one in enumerate(answers)]))
    got = read(server.url, quick, split={"days": ["mon", "tue", "wed"]})
    assert got.rows["days"].tolist() == ["mon tue", "tue sun", None]
    assert got.rows["days/mon"].tolist() == ["true", "false", None]
    assert got.rows["days/tue"].tolist() == ["true", "true", None]
    assert got.rows["days/wed"].tolist() == ["false", "false", None]
    assert got.rows["days/unlisted"].tolist() == ["false", "true", None]
    assert any("1 rows have options of days" in note and "sun" not in note for note in got.notes)


def household(number: int, *members: str) -> dict[str, Any]:
    people = [
        {"home/member/name": name, "home/member/visit": [{"home/member/visit/day": "Mon"}]}
        for name in members
    ]
    return submission(number, **{"home/street": f"Street {number}", "home/member": people} if people else {})


def test_each_instance_of_a_repeat_is_a_row(serve: StartServer, quick: HttpPolicy) -> None:
    server = serve(pages([household(1, "A", "B"), household(2), household(3, "C")]))
    got = read(server.url, quick, repeat="member")
    assert got.rows["name"].tolist() == ["A", "B", "C"]
    assert got.rows["street"].tolist() == ["Street 1", "Street 1", "Street 3"]
    assert got.rows["_id"].tolist() == ["1", "1", "3"]
    assert got.row_refs == ["submission 1, member 1", "submission 1, member 2", "submission 3, member 1"]
    assert any("1 submissions have no member" in note for note in got.notes)
    nested = read(server.url, quick, repeat="home/member/visit")
    assert nested.rows[["street", "name", "day"]].values.tolist()[2] == ["Street 3", "C", "Mon"]


def test_a_repeat_that_is_not_there_is_a_named_failure(serve: StartServer, quick: HttpPolicy) -> None:
    caught = failure(serve(pages([household(1, "A")])).url, quick, repeat="members")
    assert (caught.reason, caught.permanent) == ("no_repeat", True)


def test_rows_carry_the_address_at_which_a_person_mends_them(serve: StartServer, quick: HttpPolicy) -> None:
    server = serve(pages([household(7, "A", "B")]))
    link = f"{server.url}/api/v2/assets/aBc1/data/7/enketo/redirect/edit/"
    assert read(server.url, quick, repeat="member").row_links == [link, link]


def test_new_submissions_join_those_of_the_pull_before(serve: StartServer, quick: HttpPolicy) -> None:
    submissions = [dated(number, day=number) for number in range(1, 5)]
    server = serve(pages(submissions, cap=3))
    first = read(server.url, quick, incremental=True)
    submissions += [dated(5, day=4), dated(6, day=5)]
    second = read(server.url, quick, first, incremental=True)
    assert json.loads(server.asked[-1].query["query"]) == {
        "_submission_time": {"$gte": "2024-09-04T08:00:00"}
    }
    assert second.rows["_id"].tolist() == [str(number) for number in range(1, 7)]
    assert second.content_sha256 == read(server.url, quick, incremental=True).content_sha256
    assert any("2 new, 0 changed" in note for note in second.notes)


def test_edits_and_deletions_are_seen_when_all_is_read(serve: StartServer, quick: HttpPolicy) -> None:
    """An edit keeps its time of submission, so that no question for new submissions brings it."""
    submissions = [dated(number, day=number, site="North") for number in range(1, 5)]
    server = serve(pages(submissions))
    first = read(server.url, quick, incremental=True)
    submissions[0]["site"] = "South"
    del submissions[1]
    second = read(server.url, quick, first, incremental=True)
    assert second.rows["site"].tolist() == ["North"] * 4
    assert second.cursor
    old = replace(second, cursor=json.dumps({**json.loads(second.cursor), "whole": "2020-01-01"}))
    third = read(server.url, quick, old, incremental=True)
    assert third.rows["site"].tolist() == ["South", "North", "North"]
    assert any("1 were deleted and 1 had changed unseen" in note for note in third.notes)


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
        assert not [name for name in got.rows.columns if "/" in name]
        assert any("form version vGEYKrPXZhge2uYk4toEKs: 2 rows" in note for note in got.notes)
