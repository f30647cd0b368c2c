"""Socrata: recorded rows paged as SODA does, changes only, and deletions that only a count can show."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from loopback import Asked, Reply, StartServer
from services import Rows, after

from connectors import CONNECTORS, Earlier, FeedFailure, HttpPolicy, Pull, pull


def rows(count: int) -> Rows:
    return [{"site": f"Site {number}", "counts": str(number)} for number in range(1, count + 1)]


def with_system(found: Rows) -> Rows:
    return [
        {
            ":id": f"row-{number:05}",
            ":updated_at": f"2024-09-01T08:{number // 60 % 60:02}:{number % 60:02}.000Z",
            **row,
        }
        for number, row in enumerate(found, 1)
    ]


def portal(table: Rows) -> Any:
    """Answer as a SODA endpoint does: $order, $where on :updated_at, $limit, $offset, count(*)."""

    def answer(asked: Asked) -> Reply:
        found = table
        since = re.search(r":updated_at >= '([^']+)'", asked.query.get("$where", ""))
        if since:
            found = [row for row in found if row[":updated_at"] >= since[1]]
        if asked.query["$select"].startswith("count"):
            return Reply([{"count": str(len(found))}])
        keys = [key.strip() for key in asked.query["$order"].split(",")]
        found = sorted(found, key=lambda row: [row[key] for key in keys])
        start = int(asked.query["$offset"])
        return Reply(found[start : start + int(asked.query["$limit"])])

    return answer


def read(url: str, policy: HttpPolicy, earlier: Pull | None = None, **options: Any) -> Pull:
    spec = CONNECTORS["socrata"].Options(url=url, dataset="65db-xm6k", **options)
    before = Earlier(earlier.originals, str(earlier.cursor)) if earlier else None
    return pull("socrata", spec, base_dir=Path(), policy=policy, earlier=before)


def failure(url: str, policy: HttpPolicy, **options: Any) -> FeedFailure:
    with pytest.raises(FeedFailure) as caught:
        read(url, policy, **options)
    return caught.value


def test_recorded_rows_over_two_pages(
    serve: StartServer, quick: HttpPolicy, shared_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOCRATA_TOKEN", "sesame")
    folder = shared_data / "api_recordings" / "socrata"
    recorded = [
        row for page in (1, 2) for row in json.loads((folder / f"bike_counts_page_{page}.json").read_text())
    ]
    server = serve(portal(with_system(recorded)))
    got = read(server.url, quick, page_size=1000, app_token_env="SOCRATA_TOKEN")
    assert len(got.rows) == 1001
    assert got.rows["counts"].tolist() == [row["counts"] for row in recorded]
    assert got.server_columns >= {":id", ":updated_at"}
    assert {asked.query["$order"] for asked in server.asked} == {":id"}
    assert server.asked[0].headers["X-App-Token"] == "sesame"
    assert got.source == f"{server.url}/resource/65db-xm6k.json"


def test_recorded_refusal(serve: StartServer, quick: HttpPolicy, shared_data: Path) -> None:
    body = (shared_data / "api_recordings" / "socrata" / "403_response_json.txt").read_text()
    caught = failure(serve(lambda asked: Reply(body, 403)).url, quick)
    assert (caught.reason, caught.permanent) == ("not_authorised", True)


def test_rows_of_another_service_are_named(serve: StartServer, quick: HttpPolicy) -> None:
    assert failure(serve(lambda asked: Reply([{"id": 1}])).url, quick).reason == "unexpected_page"


def test_a_row_deleted_between_two_pages_makes_no_gap(serve: StartServer, quick: HttpPolicy) -> None:
    table = with_system(rows(9))
    got = read(serve(after(1, lambda: table.pop(0), portal(table))).url, quick, page_size=4)
    assert got.rows["counts"].tolist() == [str(number) for number in range(2, 10)]


def test_changes_only_give_the_whole(serve: StartServer, quick: HttpPolicy) -> None:
    table = with_system(rows(5))
    server = serve(portal(table))
    first = read(server.url, quick, incremental=True)
    table[1] |= {":updated_at": "2024-10-01T08:00:00.000Z", "counts": "20"}
    table.append(
        {":id": "row-00006", ":updated_at": "2024-10-02T08:00:00.000Z", "site": "New", "counts": "6"}
    )
    server.asked.clear()
    second = read(server.url, quick, first, incremental=True)
    assert second.rows["counts"].tolist() == ["1", "20", "3", "4", "5", "6"]
    assert ":updated_at >= '2024-09-01T08:00:05.000Z'" in server.asked[0].query["$where"]
    assert any("1 new, 1 changed" in note for note in second.notes)
    assert second.content_sha256 == read(server.url, quick, incremental=True).content_sha256


def test_a_deletion_is_seen_by_the_count(serve: StartServer, quick: HttpPolicy) -> None:
    table = with_system(rows(5))
    server = serve(portal(table))
    first = read(server.url, quick, incremental=True)
    del table[2]
    second = read(server.url, quick, first, incremental=True)
    assert second.rows["counts"].tolist() == ["1", "2", "4", "5"]
    assert any("counts 4" in note for note in second.notes)


def test_a_condition_holds_for_changes_too(serve: StartServer, quick: HttpPolicy) -> None:
    table = with_system(rows(3))
    server = serve(portal(table))
    first = read(server.url, quick, incremental=True, where="counts > 0")
    read(server.url, quick, first, incremental=True, where="counts > 0")
    conditions = [asked.query.get("$where", "") for asked in server.asked]
    changes = {one for one in conditions if ":updated_at" in one}
    assert changes == {"(counts > 0) AND :updated_at >= '2024-09-01T08:00:03.000Z'"}
    assert set(conditions) - changes == {"(counts > 0)", "counts > 0"}
