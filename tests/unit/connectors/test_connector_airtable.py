"""Airtable: the offset cursor, fields that are left out when empty, and changes by a formula."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from loopback import Asked, Reply, StartServer
from pydantic import ValidationError
from services import Rows, after

from connectors import CONNECTORS, Earlier, FeedFailure, HttpPolicy, Pull, pull


@pytest.fixture(autouse=True)
def token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRTABLE_TOKEN", "sesame")


def record(number: int, **fields: Any) -> dict[str, Any]:
    stamp = f"2024-09-{number:02}T08:00:00.000Z"
    return {
        "id": f"rec{number:03}",
        "createdTime": stamp,
        "fields": {"Changed": stamp, "Visits": number, **fields},
    }


def service(table: Rows, size: int = 2) -> Any:
    """Answer as `list records` does: the offset names the record at which the next page starts."""

    def answer(asked: Asked) -> Reply:
        found = sorted(table, key=lambda one: one["id"])
        since = re.search(
            r"IS_BEFORE\({Changed}, DATETIME_PARSE\('([^']+)'\)\)", asked.query.get("filterByFormula", "")
        )
        if since:
            limit = datetime.fromisoformat(since[1])
            found = [one for one in found if datetime.fromisoformat(one["fields"]["Changed"]) >= limit]
        start = asked.query.get("offset", "itrA/rec000").partition("/")[2]
        left = [one for one in found if one["id"] >= start]
        more = {"offset": f"itrA/{left[size]['id']}"} if len(left) > size else {}
        return Reply({"records": left[:size], **more})

    return answer


def read(url: str, policy: HttpPolicy, earlier: Pull | None = None, **options: Any) -> Pull:
    spec = CONNECTORS["airtable"].Options(
        **{"url": url, "base": "appABC", "table": "tblXYZ", "token_env": "AIRTABLE_TOKEN", **options}
    )
    before = Earlier(earlier.originals, str(earlier.cursor)) if earlier else None
    return pull("airtable", spec, base_dir=Path(), policy=policy, earlier=before)


def test_pages_are_followed_and_fields_become_columns(serve: StartServer, quick: HttpPolicy) -> None:
    server = serve(service([record(1), record(2, Tags=["a", "b"]), record(3, Site="North")]))
    got = read(server.url, quick, view="All rows")
    assert got.rows["_id"].tolist() == ["rec001", "rec002", "rec003"]
    assert got.rows["Tags"].tolist() == [None, '["a", "b"]', None]
    assert got.rows["Site"].tolist() == [None, None, "North"]
    assert got.row_links is not None
    assert got.row_links[0] == "https://airtable.com/appABC/tblXYZ/rec001"
    assert server.asked[0].headers["Authorization"] == "Bearer sesame"
    assert {asked.query["view"] for asked in server.asked} == {"All rows"}
    assert len(server.asked) == 2


def test_a_table_by_its_name_has_no_links(serve: StartServer, quick: HttpPolicy) -> None:
    server = serve(service([record(1)]))
    got = read(server.url, quick, table="Visits 2024/25")
    assert got.row_links == [None]
    assert server.asked[0].path == "/v0/appABC/Visits%202024%2F25"


def test_records_deleted_and_added_while_reading(serve: StartServer, quick: HttpPolicy) -> None:
    table = [record(number) for number in range(1, 7)]

    def change() -> None:
        del table[0]
        table.append(record(9))

    got = read(serve(after(1, change, service(table))).url, quick)
    assert set(got.rows["_id"]) >= {f"rec00{number}" for number in (2, 3, 4, 5, 6, 9)}
    assert got.rows["_id"].is_unique


def test_changes_only_give_the_whole(serve: StartServer, quick: HttpPolicy) -> None:
    table = [record(number) for number in range(1, 6)]
    server = serve(service(table, size=100))
    first = read(server.url, quick, incremental=True, modified_field="Changed")
    table[0]["fields"] |= {"Changed": "2024-10-01T08:00:00.000Z", "Visits": 10}
    table.append(record(9))
    server.asked.clear()
    second = read(server.url, quick, first, incremental=True, modified_field="Changed")
    assert second.rows["Visits"].tolist() == ["10", "2", "3", "4", "5", "9"]
    assert len(server.asked) == 1
    assert server.asked[0].query["filterByFormula"] == (
        "NOT(IS_BEFORE({Changed}, DATETIME_PARSE('2024-09-05T08:00:00+00:00')))"
    )
    assert any("deletions were last looked for" in note for note in second.notes)


def test_incremental_needs_the_field() -> None:
    with pytest.raises(ValidationError, match="modified_field"):
        CONNECTORS["airtable"].Options(base="appA", table="t", token_env="T", incremental=True)


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply({"error": {"type": "AUTHENTICATION_REQUIRED"}}, 401), "not_authorised"),
        (Reply({"error": "NOT_FOUND"}, 404), "http_status"),
        (Reply({"items": []}), "unexpected_page"),
        (Reply("<html>sign in</html>"), "not_json"),
    ],
)
def test_refusals_are_named(serve: StartServer, quick: HttpPolicy, reply: Reply, reason: str) -> None:
    with pytest.raises(FeedFailure) as caught:
        read(serve(lambda asked: reply).url, quick)
    assert (caught.value.reason, caught.value.permanent) == (reason, True)
    assert "sesame" not in str(caught.value)
