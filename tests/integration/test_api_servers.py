"""The `rest` connector against real servers: Datasette and Kinto, with their own paging, cursors and tombstones."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from servers import acting_after, datasette, kinto

from connectors import CONNECTORS, Earlier, FeedFailure, HttpPolicy, Pull, pull

pytestmark = pytest.mark.slow
ROWS = 1050
SECRET = "sesame-open"


def read(url: str, before: Pull | None = None, **options: Any) -> Pull:
    earlier = Earlier(before.originals, before.cursor) if before and before.cursor else None
    spec = CONNECTORS["rest"].Options(url=url, **options)
    return pull("rest", spec, base_dir=Path(), policy=HttpPolicy(backoff_seconds=0.1), earlier=earlier)


class Visits:
    """A table that Datasette serves and a test changes."""

    def __init__(self, database: Path) -> None:
        self.database = database
        stamps = [
            (number, f"Site {number % 7}", f"2026-01-01 00:00:00.{number:06d}") for number in range(ROWS)
        ]
        self.do("create table visits (id integer primary key, site text, updated_at text)")
        with closing(sqlite3.connect(self.database)) as connection, connection:
            connection.executemany("insert into visits values (?, ?, ?)", stamps)

    def do(self, statement: str) -> None:
        with closing(sqlite3.connect(self.database)) as connection, connection:
            connection.execute(statement)

    def ids(self) -> set[str]:
        with closing(sqlite3.connect(self.database)) as connection:
            return {str(row[0]) for row in connection.execute("select id from visits")}


@pytest.fixture(scope="module")
def datasette_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    database = tmp_path_factory.mktemp("datasette") / "house.db"
    sqlite3.connect(database).close()
    with datasette(database) as url:
        yield url, database


@pytest.fixture
def visits(datasette_url: tuple[str, Path]) -> Iterator[Visits]:
    table = Visits(datasette_url[1])
    yield table
    table.do("drop table visits")


BY_NEXT_URL: dict[str, Any] = {
    "params": {"_shape": "objects", "_size": 100, "_sort": "updated_at"},
    "records": "rows",
    "id": "id",
    "pagination": {"type": "next_url", "path": "next_url", "total": "filtered_table_rows_count"},
}
BY_LINK: dict[str, Any] = {
    "params": {"_shape": "array", "_size": 100},
    "id": "id",
    "pagination": {"type": "link_header"},
}


@pytest.mark.parametrize("options", [BY_NEXT_URL, BY_LINK], ids=["next_url", "link_header"])
def test_datasette_gives_every_row(
    datasette_url: tuple[str, Path], visits: Visits, options: dict[str, Any]
) -> None:
    got = read(datasette_url[0] + "/visits.json", **options)
    assert set(got.rows["id"]) == visits.ids()
    assert len(got.rows) == ROWS


@pytest.mark.parametrize("options", [BY_NEXT_URL, BY_LINK], ids=["next_url", "link_header"])
def test_datasette_changed_between_two_pages(
    datasette_url: tuple[str, Path], visits: Visits, options: dict[str, Any]
) -> None:
    place = urlsplit(datasette_url[0])

    def change() -> None:
        visits.do("delete from visits where id < 50 or id in (400, 1040)")
        visits.do("insert into visits values (5000, 'New', '2026-02-01 00:00:00')")

    with acting_after(f"{place.scheme}://{place.netloc}", {3: change}) as door:
        got = read(f"{door}{place.path}/visits.json", **options)
    assert got.rows["id"].is_unique
    assert visits.ids() <= set(got.rows["id"])


def test_datasette_gives_changes_since_the_pull_before(
    datasette_url: tuple[str, Path], visits: Visits
) -> None:
    url = datasette_url[0] + "/visits.json"
    options = {**BY_NEXT_URL, "incremental": {"param": "updated_at__gte", "field": "updated_at"}}
    first = read(url, **options)
    visits.do("update visits set site = 'Moved', updated_at = '2026-01-02 00:00:00' where id = 7")
    visits.do("insert into visits values (5000, 'New', '2026-01-03 00:00:00')")
    second = read(url, first, **options)
    assert any("1 new, 1 changed, 0 deleted" in note for note in second.notes)
    assert any("1 pages were read" in note for note in second.notes)
    assert second.content_sha256 == read(url, **options).content_sha256


@pytest.mark.parametrize(
    ("path", "params", "reason"),
    [("/nothing.json", {}, "http_status"), (".json", {"sql": "select nope"}, "bad_request")],
)  # fmt: skip
def test_errors_of_datasette_are_named(
    datasette_url: tuple[str, Path], visits: Visits, path: str, params: dict[str, str], reason: str
) -> None:
    with pytest.raises(FeedFailure) as caught:
        read(datasette_url[0] + path, params={**params, "key": SECRET}, records="rows")
    assert (caught.value.reason, caught.value.permanent) == (reason, True)
    assert SECRET not in str(caught.value)


class Collection:
    """A Kinto collection that a test fills and changes; its records are of two days ago."""

    def __init__(self, url: str, name: str) -> None:
        self.url = f"{url}/buckets/house/collections/{name}/records"
        self.path = urlsplit(self.url).path
        self.session = requests.Session()
        self.session.auth = ("backbone", SECRET)
        self.session.put(f"{url}/buckets/house").raise_for_status()
        self.session.put(f"{url}/buckets/house/collections/{name}").raise_for_status()
        long_ago = int((time.time() - 2 * 86_400) * 1000)
        for number in range(60):
            self.put(number, site="North", last_modified=long_ago + number)

    def put(self, number: int, **values: Any) -> None:
        self.session.put(f"{self.url}/visit-{number}", json={"data": values}).raise_for_status()

    def delete(self, number: int) -> None:
        self.session.delete(f"{self.url}/visit-{number}").raise_for_status()

    def ids(self) -> set[str]:
        return {one["id"] for one in self.session.get(self.url, params={"_limit": 1000}).json()["data"]}


@pytest.fixture(scope="module")
def kinto_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with kinto(tmp_path_factory.mktemp("kinto")) as url:
        yield url


@pytest.fixture
def collection(kinto_url: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Collection:
    monkeypatch.setenv("KINTO_USER", "backbone")
    monkeypatch.setenv("KINTO_PASSWORD", SECRET)
    return Collection(kinto_url, "".join(filter(str.isalnum, request.node.name))[:40])


KINTO: dict[str, Any] = {
    "params": {"_limit": 25, "_sort": "last_modified"},
    "records": "data",
    "id": "id",
    "auth": {"type": "basic", "username_env": "KINTO_USER", "password_env": "KINTO_PASSWORD"},
    "pagination": {"type": "next_header", "header": "Next-Page"},
    "incremental": {
        "param": "_since",
        "field": "last_modified",
        "deleted": {"field": "deleted", "value": True},
    },
}


def test_kinto_gives_changes_and_tombstones(collection: Collection) -> None:
    first = read(collection.url, **KINTO)
    assert len(first.rows) == 60
    for number in (60, 61):
        collection.put(number, site="South")
    collection.put(3, site="Moved")
    collection.delete(5)
    second = read(collection.url, first, **KINTO)
    assert any("2 new, 1 changed, 1 deleted" in note for note in second.notes)
    assert set(second.rows["id"]) == collection.ids()
    assert "deleted" not in second.rows.columns
    assert second.content_sha256 == read(collection.url, **KINTO).content_sha256
    assert read(collection.url, second, **KINTO).content_sha256 == second.content_sha256


@pytest.mark.parametrize(
    "change",
    [
        lambda collection: collection.delete(1),
        lambda collection: collection.delete(45),
        lambda collection: collection.put(2, site="Moved"),
        lambda collection: collection.put(70, site="New"),
        lambda collection: (
            collection.delete(1),
            collection.put(70, site="New"),
            collection.put(50, site="M"),
        ),
    ],
    ids=["delete read", "delete unread", "change read", "add", "all of it"],
)
def test_kinto_changed_between_two_pages(
    kinto_url: str, collection: Collection, change: Callable[[Collection], object]
) -> None:
    place = urlsplit(kinto_url)
    with acting_after(f"{place.scheme}://{place.netloc}", {1: lambda: change(collection)}) as door:
        got = read(door + collection.path, **KINTO)
    assert got.rows["id"].is_unique
    assert collection.ids() <= set(got.rows["id"])
    assert set(got.rows["id"]) <= collection.ids() | {"visit-1", "visit-45"}


def test_a_wrong_password_at_kinto_is_named(collection: Collection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KINTO_PASSWORD", "wrong-word")
    with pytest.raises(FeedFailure) as caught:
        read(collection.url, **KINTO)
    assert (caught.value.reason, caught.value.permanent) == ("not_authorised", True)
    assert "wrong-word" not in str(caught.value)
