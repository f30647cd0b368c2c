"""Lists that change between two pages: the pull ends complete and without duplicates, or says that it can't."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from loopback import Asked, Reply, StartServer

from connectors import CONNECTORS, FeedFailure, HttpPolicy, Pull, pull

SIZE = 3
Change = Callable[[list[int]], None]


@dataclass
class LiveList:
    """Records 1 to 10 in the order of their ids, paged in every way, changed after the second page.

    `changes` are done one after the other, each once, after the answers with these numbers.
    """

    changes: dict[int, Change]
    ids: list[int] = field(default_factory=lambda: list(range(1, 11)))
    answers: int = 0

    def answer(self, asked: Asked) -> Reply:
        query = asked.query
        if asked.path == "/pages":
            start = (int(query.get("page", 1)) - 1) * SIZE
        elif asked.path == "/keyset":
            start = sum(one <= int(query.get("after", "k0")[1:]) for one in self.ids)
        else:
            start = int(query.get("offset", 0))
        found = self.ids[start : start + SIZE]
        more = start + SIZE < len(self.ids)
        following = {
            "/pages": f"/pages?page={start // SIZE + 2}",
            "/keyset": f"/keyset?after=k{found[-1]}" if found else "",
            "/offset": f"/offset?offset={start + SIZE}",
        }[asked.path]
        body: dict[str, Any] = {"items": [{"id": one} for one in found], "total": len(self.ids)}
        headers = {}
        if more:
            body |= {"next": following, "cursor": following.partition("=")[2]}
            headers = {"Link": f'<{following}>; rel="next"', "Next-Page": following}
        self.answers += 1
        if change := self.changes.get(self.answers):
            change(self.ids)
        return Reply(body, headers=headers)


def delete_first(ids: list[int]) -> None:
    ids.pop(0)


def delete_unread(ids: list[int]) -> None:
    ids.remove(9)


def insert_in_front(ids: list[int]) -> None:
    ids.insert(0, 0)


def append(ids: list[int]) -> None:
    ids.append(max(ids) + 1)


def delete_and_append(ids: list[int]) -> None:
    """Leave the total as it is."""
    ids.pop(0)
    ids.append(max(ids) + 1)


def delete_last_read(ids: list[int]) -> None:
    ids.remove(6)


CHANGES = [delete_first, delete_unread, insert_in_front, append, delete_and_append, delete_last_read]
KINDS: dict[str, tuple[str, dict[str, Any]]] = {
    "page_number": ("/pages", {"type": "page_number"}),
    "page_number with total": ("/pages", {"type": "page_number", "total": "total"}),
    "offset": ("/offset", {"type": "offset", "limit": SIZE}),
    "offset with total": ("/offset", {"type": "offset", "limit": SIZE, "total": "total"}),
    "offset of whole pages": ("/offset", {"type": "offset", "limit": SIZE, "aligned": True}),
    "cursor that is a record": ("/keyset", {"type": "cursor", "param": "after", "path": "cursor"}),
    "cursor that is an offset": ("/offset", {"type": "cursor", "param": "offset", "path": "cursor"}),
    "next_url to a record": ("/keyset", {"type": "next_url"}),
    "next_url to a record, with total": ("/keyset", {"type": "next_url", "total": "total"}),
    "next_url to an offset": ("/offset", {"type": "next_url"}),
    "link_header to a page": ("/pages", {"type": "link_header"}),
    "next_header to a record": ("/keyset", {"type": "next_header", "header": "Next-Page"}),
}


def read(url: str, policy: HttpPolicy, pagination: dict[str, Any], **options: Any) -> Pull:
    spec = CONNECTORS["rest"].Options(url=url, records="items", pagination=pagination, **options)
    return pull("rest", spec, base_dir=Path(), policy=policy)


@pytest.mark.parametrize("identified", [True, False], ids=["id", "no id"])
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
@pytest.mark.parametrize("kind", KINDS)
def test_one_change_between_pages_loses_nothing(
    serve: StartServer, quick: HttpPolicy, kind: str, change: Change, identified: bool
) -> None:
    path, pagination = KINDS[kind]
    live = LiveList({2: change})
    server = serve(live.answer)
    got = read(server.url + path, quick, pagination, **({"id": "id"} if identified else {}))
    ids = [int(one) for one in got.rows["id"]]
    stayed = set(range(1, 11)) & set(live.ids)
    assert len(ids) == len(set(ids))
    assert stayed <= set(ids) <= set(range(12))


@pytest.mark.parametrize("kind", [kind for kind, (path, _) in KINDS.items() if path != "/keyset"])
def test_a_list_that_never_stands_still_is_a_named_failure(
    serve: StartServer, quick: HttpPolicy, kind: str
) -> None:
    path, pagination = KINDS[kind]
    live = LiveList(dict.fromkeys(range(1, 200), delete_and_append))
    with pytest.raises(FeedFailure) as caught:
        read(serve(live.answer).url + path, quick, pagination, id="id")
    assert (caught.value.reason, caught.value.permanent) == ("changed_while_reading", False)
    assert path in str(caught.value)


@pytest.mark.parametrize("kind", [kind for kind, (path, _) in KINDS.items() if path == "/keyset"])
def test_a_keyset_reads_a_list_that_never_stands_still(
    serve: StartServer, quick: HttpPolicy, kind: str
) -> None:
    path, pagination = KINDS[kind]
    live = LiveList(dict.fromkeys(range(1, 20), delete_and_append))
    ids = [int(one) for one in read(serve(live.answer).url + path, quick, pagination, id="id").rows["id"]]
    assert len(ids) == len(set(ids))
    assert set(range(5, 11)) <= set(ids)


@pytest.mark.parametrize(
    ("path", "pagination"),
    [
        ("/pages", {"type": "page_number", "total": "total", "read_twice": False}),
        ("/offset", {"type": "next_url", "total": "total", "read_twice": False}),
    ],
)
def test_a_total_alone_does_not_prove_it(
    serve: StartServer, quick: HttpPolicy, path: str, pagination: dict[str, Any]
) -> None:
    """The reason for the second look: without it, record 7 is lost and the total still agrees."""
    live = LiveList({2: delete_and_append})
    got = read(serve(live.answer).url + path, quick, pagination, id="id")
    assert "7" not in set(got.rows["id"])
    assert 7 in live.ids


def test_a_record_that_moves_to_the_end_is_kept_in_its_later_state(
    serve: StartServer, quick: HttpPolicy
) -> None:
    """Ordered by the time of change, with a cursor: what changes while it is read comes again."""

    def answer(asked: Asked) -> Reply:
        if "cursor" in asked.query:
            return Reply({"items": [{"id": 3, "n": 1}, {"id": 1, "n": 2}]})
        return Reply({"items": [{"id": 1, "n": 1}, {"id": 2, "n": 1}], "cursor": "x"})

    got = read(serve(answer).url, quick, {"type": "cursor", "path": "cursor"}, id="id")
    assert got.rows.to_dict("list") == {"id": ["2", "3", "1"], "n": ["1", "1", "2"]}
    assert any("later state" in note for note in got.notes)
