"""ODK Central: recorded answers of a running server, played from loopback, and a form that changes."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from loopback import Asked, Reply, Server, StartServer

from connectors import CONNECTORS, Earlier, FeedFailure, HttpPolicy, Pull, pull

TABLE = "/v1/projects/1/forms/attendance.svc/Submissions"
EMPTY: dict[str, Any] = {"value": [], "@odata.count": 0}
EMAIL, PASSWORD = "reader@example.org", "sesame-open"


@pytest.fixture(autouse=True)
def variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ODK_EMAIL", EMAIL)
    monkeypatch.setenv("ODK_PASSWORD", PASSWORD)


def read(url: str, policy: HttpPolicy, before: Pull | None = None, **options: Any) -> Pull:
    who = {"email_env": "ODK_EMAIL", "password_env": "ODK_PASSWORD"}
    spec = CONNECTORS["odk"].Options(url=url, **{"project": 1, "form": "attendance", **who, **options})
    earlier = Earlier(before.originals, before.cursor) if before and before.cursor else None
    return pull("odk", spec, base_dir=Path(), policy=policy, earlier=earlier)


def failure(url: str, policy: HttpPolicy, **options: Any) -> FeedFailure:
    with pytest.raises(FeedFailure) as caught:
        read(url, policy, **options)
    assert PASSWORD not in str(caught.value)
    assert EMAIL not in str(caught.value)
    return caught.value


@pytest.fixture(scope="session")
def recorded(shared_data: Path) -> dict[str, dict[str, Any]]:
    """The recordings by their labels."""
    paths = sorted((shared_data / "api_recordings" / "live_odk_central").glob("*.json"))
    return {one["label"]: one for one in (json.loads(path.read_text()) for path in paths)}


def signed_in(asked: Asked) -> Reply | None:
    """Hand out a token, and refuse who has none."""
    if asked.path == "/v1/sessions":
        if json.loads(asked.body) == {"email": EMAIL, "password": PASSWORD}:
            return Reply({"token": "t0ken", "expiresAt": "2026-11-22T20:34:33.000Z"})
        return Reply({"message": "Could not authenticate with the provided credentials.", "code": 401.2}, 401)
    if asked.headers.get("Authorization") != "Bearer t0ken":
        return Reply({"message": "Could not authenticate with the provided credentials.", "code": 401.2}, 401)
    return None


def central(serve: StartServer, recorded: dict[str, dict[str, Any]], *, expand: bool = False) -> Server:
    """Play the recorded pages; with `expand`, with the recorded rows of the repeat in them as $expand=* has them."""
    pages = {
        dict(parse_qsl(urlsplit(one["request"]["url"]).query)).get("$skiptoken"): one["body"]
        for label, one in recorded.items()
        if label.startswith("submissions page")
    }
    children = defaultdict(list)
    for label, one in recorded.items():
        for row in one["body"]["value"] if label.startswith("subgroup page") else []:
            children[row["__Submissions-id"]].append(
                {k: v for k, v in row.items() if k != "__Submissions-id"}
            )

    def answer(asked: Asked) -> Reply:
        if refusal := signed_in(asked):
            return refusal
        if asked.path != TABLE:
            return Reply(recorded["missing form"]["body"], status=404)
        body = pages[asked.query.get("$skiptoken")]
        if expand:
            value = [{**one, "subgroup": children[one["__id"]]} for one in body["value"]]
            body = {**body, "value": value}
        # The recorded addresses name the port of the server that was recorded.
        return Reply(json.dumps(body).replace("http://127.0.0.1:8383", server.url))

    server = serve(answer)
    return server


def test_all_recorded_submissions(
    serve: StartServer, quick: HttpPolicy, recorded: dict[str, dict[str, Any]]
) -> None:
    server = central(serve, recorded)
    got = read(server.url, quick, page_size=400)
    assert len(got.rows) == 1999
    assert [asked.path for asked in server.asked] == ["/v1/sessions", *[TABLE] * 5]
    assert server.asked[1].query == {"$top": "400", "$count": "true"}
    assert all("$skiptoken" in asked.query for asked in server.asked[2:])
    first = got.rows.iloc[0].to_dict()
    assert first["dbn"] == "27"
    assert first["where"] == "35.149 -90.049 0 0"
    assert first["services"] == "transport"
    assert first["__system/formVersion"] == "v1"
    assert first["__system/updatedAt"] == "2026-11-21T19:29:26.090Z"
    assert got.row_refs[0] == f"submission {first['__id']}"
    assert got.row_links
    assert got.row_links[0] == (
        f"{server.url}/#/projects/1/forms/attendance/submissions/{first['__id'].replace(':', '%3A')}"
    )
    own = {name for name in got.rows.columns if name.startswith("__")}
    assert own == got.server_columns
    questions = set(got.rows.columns) - own
    assert questions == {
        "start", "dbn", "school_name", "level", "where", "visit_date", "services", "attendance", "notes",
    }  # fmt: skip
    assert any("1 submissions were rejected in review, and are here" in note for note in got.notes)


def test_who_handed_a_submission_in_is_left_out(
    serve: StartServer, quick: HttpPolicy, recorded: dict[str, dict[str, Any]]
) -> None:
    rows = read(central(serve, recorded).url, quick).rows
    assert not [name for name in rows.columns if "submitter" in name or "device" in name.lower()]
    assert not rows.isin(["admin@example.org"]).any(axis=None)


def test_each_instance_of_the_recorded_repeat_is_a_row(
    serve: StartServer, quick: HttpPolicy, recorded: dict[str, dict[str, Any]]
) -> None:
    server = central(serve, recorded, expand=True)
    got = read(server.url, quick, repeat="subgroup")
    assert server.asked[1].query["$expand"] == "*"
    # The server counts 2,998 rows of the repeat.
    assert len(got.rows) == recorded["subgroup page 1"]["body"]["@odata.count"]
    assert got.rows.iloc[0][["dbn", "category", "n_chronic", "_instance"]].tolist() == [
        "27", "All Students", "10", "1",
    ]  # fmt: skip
    assert got.row_refs[1] == f"submission {got.rows['__id'][1]}, subgroup 2"


def test_the_recorded_expanded_answer(
    serve: StartServer, quick: HttpPolicy, recorded: dict[str, dict[str, Any]]
) -> None:
    body = {**recorded["expand all"]["body"], "@odata.count": 5}
    body.pop("@odata.nextLink", None)
    server = serve(lambda asked: signed_in(asked) or Reply(body))
    got = read(server.url, quick, repeat="subgroup")
    assert got.rows["category"].tolist()[:3] == ["All Students", "2022", "581046"]


def test_rejected_submissions_can_be_left_out(
    serve: StartServer, quick: HttpPolicy, recorded: dict[str, dict[str, Any]]
) -> None:
    got = read(central(serve, recorded).url, quick, leave_out_rejected=True)
    assert len(got.rows) == 1998
    assert "rejected" not in set(got.rows["__system/reviewState"])
    assert any("left out" in note for note in got.notes)


@pytest.mark.parametrize(
    ("label", "reason", "words"),
    [
        ("unauthorised", "not_authorised", "401"),
        ("missing form", "http_status", "nothing is there"),
        ("bad filter", "bad_request", "400"),
        ("bad skiptoken", "bad_request", "400"),
        ("projects", "unexpected_page", "list of submissions"),
    ],
)
def test_recorded_answers_of_other_kinds(
    serve: StartServer,
    quick: HttpPolicy,
    recorded: dict[str, dict[str, Any]],
    label: str,
    reason: str,
    words: str,
) -> None:
    def answer(asked: Asked) -> Reply:
        if asked.path == "/v1/sessions":
            return Reply({"token": "t0ken"})
        return Reply(recorded[label]["body"], status=recorded[label]["status"])

    caught = failure(serve(answer).url, quick)
    assert (caught.reason, caught.permanent) == (reason, True)
    assert words in str(caught)


def test_a_wrong_password(
    serve: StartServer,
    quick: HttpPolicy,
    recorded: dict[str, dict[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ODK_PASSWORD", "nope")
    server = central(serve, recorded)
    caught = failure(server.url, quick)
    assert (caught.reason, caught.permanent) == ("not_authorised", True)
    assert "/v1/sessions" in str(caught)
    assert len(server.asked) == 1


def test_basic_sign_in(serve: StartServer, quick: HttpPolicy) -> None:
    server = serve(lambda asked: Reply(EMPTY))
    assert len(read(server.url, quick, sign_in="basic").rows) == 0
    assert server.asked[0].headers["Authorization"].startswith("Basic ")


def test_a_session_that_gives_no_token(serve: StartServer, quick: HttpPolicy) -> None:
    assert failure(serve(lambda asked: Reply(EMPTY)).url, quick).reason == "no_token"


def test_the_id_of_the_form_is_quoted(serve: StartServer, quick: HttpPolicy) -> None:
    server = serve(lambda asked: Reply(EMPTY))
    read(server.url, quick, form="sign up/2", sign_in="basic")
    assert server.asked[0].path == "/v1/projects/1/forms/sign%20up%2F2.svc/Submissions"


class LiveForm:
    """A form as Central serves it: newest first, keyset tokens, deleted rows only where the filter asks."""

    def __init__(self, rows: int) -> None:
        self.rows = [self.row(number, 1) for number in range(rows, 0, -1)]
        self.after_page: Any = None

    def row(self, number: int, minute: int, **answers: Any) -> dict[str, Any]:
        stamp = f"2026-11-01T08:{minute:02d}:00.000Z"
        system = {"submissionDate": stamp, "updatedAt": None, "deletedAt": None, "formVersion": "v1"}
        return {"__id": f"uuid:{number:03d}", "__system": system, "site": f"Site {number}", **answers}

    def find(self, number: int) -> dict[str, Any]:
        return next(one for one in self.rows if one["__id"] == f"uuid:{number:03d}")

    def answer(self, asked: Asked) -> Reply:
        if refusal := signed_in(asked):
            return refusal
        clauses = re.findall(r"__system/(\w+) ge (\S+)", asked.query.get("$filter", ""))
        shown = [
            one
            for one in self.rows
            if any((one["__system"][name] or "") >= since for name, since in clauses)
            or (not clauses and one["__system"]["deletedAt"] is None)
        ]
        last = asked.query.get("$skiptoken")
        left = [one for one in shown if last is None or one["__id"] < last]
        found = left[: int(asked.query["$top"])]
        body: dict[str, Any] = {"value": found, "@odata.count": len(shown)}
        if len(left) > len(found):
            body["@odata.nextLink"] = f"{TABLE}?%24top={asked.query['$top']}&%24skiptoken={found[-1]['__id']}"
            body["@odata.nextLink"] += "&%24filter=" + asked.query.get("$filter", "").replace(" ", "%20")
        reply = Reply(json.dumps(body))
        if self.after_page:
            self.after_page()
        return reply


def test_changes_edits_and_deletions_since_the_pull_before(serve: StartServer, quick: HttpPolicy) -> None:
    form = LiveForm(9)
    server = serve(form.answer)
    first = read(server.url, quick, incremental=True, page_size=4)
    assert len(first.rows) == 9
    form.rows.insert(0, form.row(10, 2))
    form.find(3).update(site="Corrected")
    form.find(3)["__system"]["updatedAt"] = "2026-11-01T08:03:00.000Z"
    form.find(5)["__system"]["deletedAt"] = "2026-11-01T08:04:00.000Z"
    second = read(server.url, quick, first, incremental=True, page_size=4)
    since = "2026-11-01T08:01:00.000Z"
    assert (
        f"__system/updatedAt ge {since} or __system/deletedAt ge {since}" in server.asked[-1].query["$filter"]
    )
    sites = dict(zip(second.rows["__id"], second.rows["site"], strict=True))
    assert (len(sites), sites["uuid:003"], sites["uuid:010"]) == (9, "Corrected", "Site 10")
    assert "uuid:005" not in sites
    assert any("1 new, 1 changed, 1 deleted" in note for note in second.notes)
    assert second.content_sha256 == read(server.url, quick, incremental=True).content_sha256
    third = read(server.url, quick, second, incremental=True)
    assert third.content_sha256 == second.content_sha256


@pytest.mark.parametrize("change", ["delete a read one", "delete an unread one", "add one"])
def test_one_change_after_every_page_loses_nothing(
    serve: StartServer, quick: HttpPolicy, change: str
) -> None:
    form = LiveForm(12)

    def after_page() -> None:
        live = [one for one in form.rows if one["__system"]["deletedAt"] is None]
        if change == "add one":
            form.rows.insert(0, form.row(len(form.rows) + 1, 2))
        else:
            live[0 if change == "delete a read one" else -1]["__system"]["deletedAt"] = (
                "2026-11-01T09:00:00.000Z"
            )

    form.after_page = after_page
    got = read(serve(form.answer).url, quick, page_size=3)
    stayed = {one["__id"] for one in form.rows if one["__system"]["deletedAt"] is None}
    assert {one for one in stayed if one <= "uuid:012"} <= set(got.rows["__id"])
    assert got.rows["__id"].is_unique


def test_encrypted_submissions_are_refused(serve: StartServer, quick: HttpPolicy) -> None:
    form = LiveForm(2)
    form.rows[0]["__system"]["status"] = "notDecrypted"
    caught = failure(serve(form.answer).url, quick)
    assert (caught.reason, caught.permanent) == ("encrypted", True)


def test_shapes_keep_their_geometry_and_groups_their_names(serve: StartServer, quick: HttpPolicy) -> None:
    form = LiveForm(1)
    line = {"type": "LineString", "coordinates": [[1, 2], [3, 4]]}
    form.rows[0] |= {"route": line, "a": {"name": "X"}, "b": {"name": "Y", "inner": {"age": 3}}, "at": None}
    got = read(serve(form.answer).url, quick)
    row = got.rows.iloc[0]
    assert json.loads(row["route"]) == line
    assert (row["a/name"], row["b/name"], row["age"], row["at"]) == ("X", "Y", "3", None)


def test_a_deletion_is_forgotten_with_a_cursor_of_another_day(serve: StartServer, quick: HttpPolicy) -> None:
    """Central forgets deleted submissions after a month; the whole reading does not need them."""
    form = LiveForm(3)
    server = serve(form.answer)
    first = read(server.url, quick, incremental=True)
    del form.rows[0]
    assert len(read(server.url, quick, first, incremental=True).rows) == 3
    assert first.cursor
    old = replace(first, cursor=json.dumps({**json.loads(first.cursor), "whole": "2020-01-01"}))
    assert len(read(server.url, quick, old, incremental=True).rows) == 2
