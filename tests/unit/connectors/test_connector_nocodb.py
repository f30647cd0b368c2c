"""NocoDB: recorded rows behind a server that cuts pages in silence, deletions, and changes only."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from loopback import Asked, Reply, StartServer
from recordings import live_exchanges, player
from services import Rows, after

from connectors import CONNECTORS, Earlier, FeedFailure, HttpPolicy, Pull, pull

TABLE = "mwfi578kilfgpu3"


@pytest.fixture(autouse=True)
def token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOCODB_TOKEN", "sesame")


def server_of(table: Rows, cap: int = 1000) -> Any:
    """Answer as the v2 data API does, with its silent cap and its 422 past the end."""

    def answer(asked: Asked) -> Reply:
        found = sorted(table, key=lambda row: row["Id"])
        since = re.search(r"UpdatedAt,gte,exactDate,([\d-]+)", asked.query.get("where", ""))
        if since:
            found = [row for row in found if (row["UpdatedAt"] or row["CreatedAt"])[:10] >= since[1]]
        if asked.path.endswith("/count"):
            return Reply({"count": len(found)})
        start, limit = int(asked.query["offset"]), min(cap, int(asked.query["limit"]))
        if start > len(found):
            return Reply({"error": "ERR_INVALID_OFFSET_VALUE"}, 422)
        return Reply({"list": found[start : start + limit], "pageInfo": {"totalRows": len(found)}})

    return answer


def rows(count: int) -> Rows:
    return [
        {
            "Id": number,
            "CreatedAt": f"2024-09-{number:02} 08:00:00+00:00",
            "UpdatedAt": None,
            "Visits": number,
        }
        for number in range(1, count + 1)
    ]


def read(url: str, policy: HttpPolicy, earlier: Pull | None = None, **options: Any) -> Pull:
    spec = CONNECTORS["nocodb"].Options(url=url, **{"table": TABLE, "token_env": "NOCODB_TOKEN", **options})
    before = Earlier(earlier.originals, str(earlier.cursor)) if earlier else None
    return pull("nocodb", spec, base_dir=Path(), policy=policy, earlier=before)


def failure(url: str, policy: HttpPolicy, **options: Any) -> FeedFailure:
    with pytest.raises(FeedFailure) as caught:
        read(url, policy, **options)
    assert "sesame" not in str(caught.value)
    return caught.value


def recorded_rows(shared_data: Path) -> Rows:
    exchanges = live_exchanges(shared_data / "api_recordings" / "live_nocodb")
    return [
        row
        for one in exchanges
        if "offset" in one.query and one.reply.status == 200
        for row in one.reply.body["list"]
    ]


def test_recorded_rows_past_the_silent_cap(serve: StartServer, quick: HttpPolicy, shared_data: Path) -> None:
    table = recorded_rows(shared_data)
    server = serve(server_of(table))
    got = read(server.url, quick, page_size=5000, base="py9qdq9hu3w7qdf")
    assert len(table) == len(got.rows) == 2000
    assert sorted(map(int, got.rows["Id"])) == list(range(1, 2001))
    assert server.asked[0].headers["xc-token"] == "sesame"
    assert got.row_links is not None
    assert got.row_links[0] == f"{server.url}/dashboard/#/nc/py9qdq9hu3w7qdf/{TABLE}?rowId=1"


@pytest.mark.parametrize("options", [{"table": "nope"}, {"where": "(nope,eq,2022)"}])
def test_recorded_refusals(
    serve: StartServer, quick: HttpPolicy, shared_data: Path, options: dict[str, Any]
) -> None:
    server = serve(player(live_exchanges(shared_data / "api_recordings" / "live_nocodb")))
    caught = failure(server.url, quick, **options)
    assert (caught.reason, caught.permanent) == ("http_status", True)


def test_rows_deleted_between_two_pages_make_no_gap(serve: StartServer, quick: HttpPolicy) -> None:
    table = rows(9)
    got = read(serve(after(1, lambda: table.pop(0), server_of(table))).url, quick, page_size=4)
    assert got.rows["Visits"].tolist() == [str(number) for number in range(2, 10)]


def test_a_table_that_never_stands_still_is_named(serve: StartServer, quick: HttpPolicy) -> None:
    table = rows(28)
    answer = server_of(table)

    def restless(asked: Asked) -> Reply:
        reply = answer(asked)
        table.pop(0)
        return reply

    caught = failure(serve(restless).url, quick, page_size=4)
    assert (caught.reason, caught.permanent) == ("changed_while_reading", False)


def test_changes_only_give_the_whole(serve: StartServer, quick: HttpPolicy) -> None:
    table = rows(5)
    server = serve(server_of(table))
    first = read(server.url, quick, incremental=True)
    table[1] |= {"UpdatedAt": "2024-10-01 08:00:00+00:00", "Visits": 20}
    del table[3]
    second = read(server.url, quick, first, incremental=True)
    assert second.rows["Visits"].tolist() == ["1", "20", "3", "5"]
    assert second.content_sha256 == read(server.url, quick).content_sha256
    third = read(server.url, quick, second, incremental=True)
    assert "(UpdatedAt,gte,exactDate,2024-10-01)" in server.asked[-2].query["where"]
    assert third.content_sha256 == second.content_sha256
