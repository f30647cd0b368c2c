"""Asking for changes only: the batch is the whole all the same, and no change is lost between two pulls."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from loopback import Asked, Reply, StartServer
from pydantic import ValidationError

from connectors import (
    CONNECTORS,
    Batch,
    Earlier,
    FeedFailure,
    HttpPolicy,
    IdentityColumns,
    Pull,
    land,
    pull,
    read_earlier,
)

SINCE = {"param": "since", "field": "changed"}
DELETED = {**SINCE, "deleted": {"field": "gone", "value": True}}


@dataclass
class Register:
    """A list with the time of each record's last change, in pages of three, oldest id first."""

    records: dict[int, dict[str, Any]] = field(default_factory=dict)
    clock: int = 0
    size: int = 3
    after_page: Any = None
    order: Any = None
    newest_first: bool = False

    def put(self, number: int, **values: Any) -> None:
        self.clock += 1
        stamp = f"2026-11-01T00:{self.clock // 60:02d}:{self.clock % 60:02d}Z"
        self.records[number] = {"id": number, **values, "changed": stamp}

    def answer(self, asked: Asked) -> Reply:
        since = asked.query.get("since", "")
        found = [one for one in self.records.values() if str(one["changed"]) >= since]
        found = [one for one in found if since or not one.get("gone")]
        start = int(asked.query.get("offset", 0))
        found = sorted(found, key=self.order or (lambda one: one["id"]), reverse=self.newest_first)
        found = found[start : start + self.size]
        reply = Reply([dict(one) for one in found])
        if self.after_page:
            self.after_page(start)
        return reply


@pytest.fixture
def register() -> Register:
    register = Register()
    for number in range(1, 8):
        register.put(number, name=f"Site {number}")
    return register


def read(url: str, policy: HttpPolicy, before: Pull | None = None, **options: Any) -> Pull:
    how = {"id": "id", "incremental": SINCE, "pagination": {"type": "offset", "limit": 3}, **options}
    earlier = Earlier(before.originals, before.cursor) if before and before.cursor else None
    spec = CONNECTORS["rest"].Options(url=url, **how)
    return pull("rest", spec, base_dir=Path(), policy=policy, earlier=earlier)


def aged(before: Pull, day: str = "2020-01-01") -> Pull:
    """Return a pull whose whole reading was long ago."""
    assert before.cursor
    cursor = json.dumps({**json.loads(before.cursor), "whole": day})
    return Pull(before.rows, before.row_refs, before.originals, before.source, [], cursor=cursor)


def test_changes_and_what_was_there_before_are_the_whole(
    serve: StartServer, quick: HttpPolicy, register: Register
) -> None:
    server = serve(register.answer)
    first = read(server.url, quick)
    register.put(8, name="New")
    register.put(2, name="Changed")
    asked_before = len(server.asked)
    second = read(server.url, quick, first)
    assert [asked.query["since"] for asked in server.asked[asked_before:]] == ["2026-11-01T00:00:07Z"] * 2
    assert second.content_sha256 == read(server.url, quick).content_sha256
    assert second.rows["name"].tolist() == ["Site 1", "Changed", *(f"Site {n}" for n in range(3, 8)), "New"]
    assert second.row_refs[1] == "record 2"
    assert any("1 new, 1 changed, 0 deleted" in note for note in second.notes)
    assert json.loads(str(second.cursor))["since"] == "2026-11-01T00:00:09Z"


def test_nothing_new_gives_the_same_content_and_cursor(
    serve: StartServer, quick: HttpPolicy, register: Register
) -> None:
    server = serve(register.answer)
    first = read(server.url, quick)
    second = read(server.url, quick, first)
    assert (second.content_sha256, second.cursor) == (first.content_sha256, first.cursor)


def test_a_deletion_that_the_source_tells_is_followed(
    serve: StartServer, quick: HttpPolicy, register: Register
) -> None:
    server = serve(register.answer)
    first = read(server.url, quick, incremental=DELETED)
    register.put(3, gone=True)
    second = read(server.url, quick, first, incremental=DELETED)
    assert "3" not in second.rows["id"].tolist()
    assert len(second.rows) == 6
    assert any("1 deleted" in note for note in second.notes)
    third = read(server.url, quick, second, incremental=DELETED)
    assert len(third.rows) == 6


def test_a_silent_deletion_is_seen_when_all_is_read(
    serve: StartServer, quick: HttpPolicy, register: Register
) -> None:
    server = serve(register.answer)
    first = read(server.url, quick)
    del register.records[3]
    second = read(server.url, quick, first)
    assert len(second.rows) == 7
    assert any("deletions were last looked for" in note for note in second.notes)
    register.records[1]["name"] = "Changed without a stamp"
    third = read(server.url, quick, aged(second))
    assert [asked.query.get("since") for asked in server.asked][-2:] == [None, None]
    assert (len(third.rows), third.rows["name"][0]) == (6, "Changed without a stamp")
    assert any("1 were deleted and 1 had changed unseen" in note for note in third.notes)


@pytest.mark.parametrize("order", ["id", "newest first", "oldest first"])
@pytest.mark.parametrize("zone", ["Z", "", "epoch"])
def test_what_changes_on_a_page_already_read_comes_with_the_next_pull(
    serve: StartServer, quick: HttpPolicy, register: Register, order: str, zone: str
) -> None:
    """The newest stamp seen is later than that of a change that was missed, so it may not be the cursor."""

    def stamp(seconds: float) -> Any:
        moment = datetime.now(UTC) - timedelta(seconds=seconds)
        return int(moment.timestamp() * 1000) if zone == "epoch" else moment.isoformat()[:26] + zone

    for number, record in register.records.items():
        record["changed"] = stamp(200_000 - number)
    register.order, register.newest_first = (
        (lambda one: one["id"], False)
        if order == "id"
        else (lambda one: one["changed"], order == "newest first")
    )

    def change(start: int) -> None:
        if start == 0 and register.records[1]["name"] == "Site 1":
            register.records[1] |= {"name": "Changed while reading", "changed": stamp(1)}
            register.records[7] |= {"name": "Changed after it", "changed": stamp(0)}

    register.after_page = change
    server = serve(register.answer)
    second = read(server.url, quick, read(server.url, quick))
    assert "since" in server.asked[-1].query
    names = dict(zip(second.rows["id"], second.rows["name"], strict=True))
    assert (names["1"], names["7"]) == ("Changed while reading", "Changed after it")
    assert len(second.rows) == 7


@pytest.mark.parametrize(
    "cursor", ["", "yesterday", "[]", '{"since": "2026"}', '{"since": "2026", "whole": "soon"}']
)
def test_a_cursor_of_another_kind_means_all_is_read(
    serve: StartServer, quick: HttpPolicy, register: Register, cursor: str
) -> None:
    server = serve(register.answer)
    first = read(server.url, quick)
    other = Pull(first.rows, first.row_refs, first.originals, first.source, [], cursor=cursor or None)
    assert len(read(server.url, quick, other).rows) == 7
    assert "since" not in server.asked[-1].query


@pytest.mark.parametrize(
    ("stamps", "newest"),
    [
        ([9, 10, 2], "10"),
        (["9", "10"], "10"),
        ([1700000000.5, 1699999999], "1700000000.5"),
        (["2026-11-01T10:00:00+02:00", "2026-11-01T09:00:00Z"], "2026-11-01T09:00:00Z"),
        (["2026-11-01", "2026-11-01T10:59:59"], "2026-11-01"),
        (["2026-11-01 08:00:00.1234567+00:00", "2026-11-01 08:00:00.12+00:00"], "2026-11-01 08:00:00.1234567+00:00"),
    ],
)  # fmt: skip
def test_stamps_are_compared_as_numbers_or_times(
    serve: StartServer, quick: HttpPolicy, stamps: list[Any], newest: str
) -> None:
    records = [{"id": number, "changed": stamp} for number, stamp in enumerate(stamps)]
    got = read(serve(lambda asked: Reply(records)).url, quick, pagination={"type": "none"})
    assert json.loads(str(got.cursor))["since"] == newest


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ({"id": 1}, "no_stamp"),
        ({"id": 1, "changed": None}, "no_stamp"),
        ({"id": 1, "changed": True}, "no_stamp"),
        ({"id": 1, "changed": "Ana Lopez"}, "no_stamp"),
        ({"id": 1, "changed": "²"}, "no_stamp"),
        ({"changed": "2026-11-01"}, "no_id"),
        ({"id": [1], "changed": "2026-11-01"}, "no_id"),
    ],
)
def test_records_that_cannot_be_followed_are_refused(
    serve: StartServer, quick: HttpPolicy, record: dict[str, Any], reason: str
) -> None:
    records = [{"id": 0, "changed": "2026-11-01"}, record]
    with pytest.raises(FeedFailure) as caught:
        read(serve(lambda asked: Reply(records)).url, quick, pagination={"type": "none"})
    assert (caught.value.reason, caught.value.permanent) == (reason, True)
    assert "Ana" not in str(caught.value)


def test_times_and_numbers_are_not_mixed(serve: StartServer, quick: HttpPolicy) -> None:
    records = [{"id": 0, "changed": "2026-11-01"}, {"id": 1, "changed": 5}]
    with pytest.raises(FeedFailure) as caught:
        read(serve(lambda asked: Reply(records)).url, quick, pagination={"type": "none"})
    assert caught.value.reason == "no_stamp"


def test_the_cursor_stays_behind_the_clock(serve: StartServer, quick: HttpPolicy) -> None:
    """A record dated in the future would otherwise hide all changes until then."""
    now = datetime.now(UTC)
    old, fresh = (now - timedelta(days=2)).isoformat(), (now - timedelta(minutes=1)).isoformat()
    records = [{"id": 1, "changed": fresh}, {"id": 2, "changed": old}, {"id": 3, "changed": "2199-01-01"}]
    got = read(serve(lambda asked: Reply(records)).url, quick, pagination={"type": "none"})
    assert json.loads(str(got.cursor))["since"] == old


def test_plain_numbers_of_several_pages_count_up_to_the_first(
    serve: StartServer, quick: HttpPolicy, register: Register
) -> None:
    for number, record in register.records.items():
        record["changed"] = number
    assert json.loads(str(read(serve(register.answer).url, quick).cursor))["since"] == "3"


def test_format_of_the_parameter(serve: StartServer, quick: HttpPolicy, register: Register) -> None:
    def answer(asked: Asked) -> Reply:
        return Reply(list(register.records.values()) if "where" not in asked.query else [])

    server = serve(answer)
    how = {"param": "where", "field": "changed", "format": "changed >= '{since}'"}
    options = {"incremental": how, "pagination": {"type": "none"}}
    second = read(server.url, quick, read(server.url, quick, **options), **options)
    assert server.asked[-1].query["where"] == "changed >= '2026-11-01T00:00:07Z'"
    assert len(second.rows) == 7


def test_an_empty_source_has_no_cursor(serve: StartServer, quick: HttpPolicy) -> None:
    assert read(serve(lambda asked: Reply([])).url, quick).cursor is None


def test_incremental_needs_an_id() -> None:
    with pytest.raises(ValidationError, match="need id"):
        CONNECTORS["rest"].Options(url="https://api.example.org", incremental=SINCE)
    with pytest.raises(ValidationError):
        CONNECTORS["rest"].Options(
            url="https://api.example.org", id="id", incremental={**SINCE, "format": "fixed"}
        )


def test_a_landed_batch_is_what_the_next_pull_starts_from(
    serve: StartServer, quick: HttpPolicy, register: Register, tmp_path: Path
) -> None:
    """From the encrypted original and the cursor in the manifest, to the whole again."""
    server = serve(register.answer)
    options = {"url": server.url, "id": "id", "incremental": SINCE, "pagination": {"type": "none"}}
    register.size = 100
    spec = CONNECTORS["rest"].Options(**options)

    def land_again(earlier: Earlier | None) -> tuple[Batch, bool]:
        return land(
            pull("rest", spec, base_dir=Path(), policy=quick, earlier=earlier),
            root=tmp_path,
            partner="house",
            feed="visits",
            connector="rest",
            options=options,
            columns=["name"],
            identity=IdentityColumns(),
            key=b"k" * 32,
            pulled_at=datetime(2026, 11, 22, tzinfo=UTC),
        )

    first, _ = land_again(None)
    same, is_new = land_again(read_earlier(first, "rest", options, b"k" * 32))
    assert (same.batch_id, is_new) == (first.batch_id, False)
    register.put(2, name="Changed")
    second, is_new = land_again(read_earlier(first, "rest", options, b"k" * 32))
    assert (second.rows, is_new, "since" in server.asked[-1].query) == (7, True, True)
    assert "Changed" not in json.dumps(second.manifest)
