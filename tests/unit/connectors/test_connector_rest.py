"""JSON APIs on loopback: each way of paging, credentials, and what is never accepted in silence."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest
from loopback import Asked, Reply, StartServer
from pydantic import ValidationError

from connectors import CONNECTORS, FeedFailure, HttpPolicy, Pull, TransientFailure, pull

FIVE = [{"id": number, "site": {"name": f"Site {number}", "tags": ["a", "b"]}} for number in range(1, 6)]


def read(url: str, policy: HttpPolicy, **options: Any) -> Pull:
    return pull("rest", CONNECTORS["rest"].Options(url=url, **options), base_dir=Path(), policy=policy)


def failure(url: str, policy: HttpPolicy, **options: Any) -> FeedFailure:
    with pytest.raises(FeedFailure) as caught:
        read(url, policy, **options)
    return caught.value


def ids(got: Pull) -> list[str]:
    return [str(value) for value in got.rows["id"]]


def test_records_become_flat_rows_of_text(serve: StartServer, quick: HttpPolicy) -> None:
    server = serve(lambda asked: Reply([{**FIVE[0], "on": True, "n": 2.5, "none": None, "blank": " "}]))
    got = read(server.url + "/items", quick, params={"q": "x", "all": True}, id="id")
    assert got.rows.to_dict("records") == [
        {"id": "1", "site.name": "Site 1", "site.tags": '["a", "b"]', "on": "true", "n": "2.5"}
        | {"none": None, "blank": None}
    ]
    assert got.row_refs == ["record 1"]
    assert got.source == server.url + "/items"
    assert server.asked[0].query == {"q": "x", "all": "true"}
    assert got.originals[0].content.count(b"\n") == 1


def test_colliding_names_keep_both_values(serve: StartServer, quick: HttpPolicy) -> None:
    server = serve(lambda asked: Reply([{"a.b": 1, "a": {"b": 2}}]))
    assert sorted(read(server.url, quick).rows.iloc[0].tolist()) == ["1", "2"]


def by_page(asked: Asked) -> Reply:
    start = (int(asked.query["page"]) - 1) * 2
    return Reply({"items": FIVE[start : start + 2], "info": {"total": "5"}})


def test_page_numbers_end_at_an_empty_page(serve: StartServer, quick: HttpPolicy) -> None:
    server = serve(by_page)
    got = read(
        server.url,
        quick,
        records="items",
        pagination={"type": "page_number", "size_param": "size", "size": 2},
    )
    assert ids(got) == list("12345")
    # The pages that others follow are asked for twice: a deletion would let a record slip through.
    assert [asked.query for asked in server.asked] == [
        {"page": str(n), "size": "2"} for n in (1, 2, 3, 4, 1, 2, 3)
    ]


def test_a_total_saves_the_empty_page(serve: StartServer, quick: HttpPolicy) -> None:
    server = serve(by_page)
    pagination = {"type": "page_number", "total": "info.total", "read_twice": False}
    assert ids(read(server.url, quick, records="items", pagination=pagination)) == list("12345")
    assert len(server.asked) == 3


def test_offset_survives_a_server_that_cuts_the_page_size(serve: StartServer, quick: HttpPolicy) -> None:
    def answer(asked: Asked) -> Reply:
        start = int(asked.query["offset"])
        return Reply(FIVE[start : start + min(2, int(asked.query["limit"]))])

    server = serve(answer)
    got = read(server.url, quick, pagination={"type": "offset", "limit": 1000})
    assert ids(got) == list("12345")
    assert [asked.query["offset"] for asked in server.asked] == ["0", "1", "2", "3", "4"]


def test_offset_of_whole_pages(serve: StartServer, quick: HttpPolicy) -> None:
    def answer(asked: Asked) -> Reply:
        start = int(asked.query["offset"]) // 2 * 2
        return Reply({"list": FIVE[start : start + 2], "total": 5})

    server = serve(answer)
    pagination = {"type": "offset", "limit": 2, "aligned": True, "total": "total"}
    assert ids(read(server.url, quick, records="list", pagination=pagination)) == list("12345")
    assert [asked.query["offset"] for asked in server.asked] == ["0", "2", "4", "0", "2"]


@pytest.mark.parametrize("cap", [1, 2, 3, 7])
def test_offset_gets_past_pages_of_any_size(serve: StartServer, quick: HttpPolicy, cap: int) -> None:
    def answer(asked: Asked) -> Reply:
        start = int(asked.query["offset"])
        return Reply(FIVE[start : start + cap])

    assert ids(read(serve(answer).url, quick, pagination={"type": "offset"})) == list("12345")


@pytest.mark.parametrize("total", [{"total": "total"}, {"total_header": "X-Total"}])
def test_a_list_that_the_server_cuts_is_noticed(
    serve: StartServer, quick: HttpPolicy, total: dict[str, str]
) -> None:
    server = serve(lambda asked: Reply({"list": FIVE[:3], "total": 5}, headers={"X-Total": "5"}))
    caught = failure(server.url, quick, records="list", pagination={"type": "none", **total})
    assert (caught.reason, caught.permanent) == ("cut_short", True)


def test_rows_carry_the_address_of_their_record(serve: StartServer, quick: HttpPolicy) -> None:
    server = serve(lambda asked: Reply([{"id": "a/1"}, {"id": None}, {"id": 0}]))
    got = read(server.url, quick, id="id", link="https://app.example.org/records/{id}")
    assert got.row_refs == ["record a/1", "record 2", "record 0"]
    assert got.row_links == [
        "https://app.example.org/records/a%2F1",
        None,
        "https://app.example.org/records/0",
    ]


def test_names_of_people_are_not_quoted_as_keys(serve: StartServer, quick: HttpPolicy) -> None:
    server = serve(lambda asked: Reply({"Ana Lopez": [], "ana@example.org": [], "visits": [], "n": 1}))
    caught = failure(server.url, quick, records="items")
    assert "visits" in str(caught)
    assert "na" not in str(caught).partition("lists at")[2].partition(".")[0]


def test_records_deleted_while_reading_are_noticed(serve: StartServer, quick: HttpPolicy) -> None:
    def answer(asked: Asked) -> Reply:
        left = FIVE if asked.query["offset"] == "0" else FIVE[1:]
        start = int(asked.query["offset"])
        return Reply({"list": left[start : start + 2], "total": 5})

    caught = failure(
        serve(answer).url, quick, records="list", pagination={"type": "offset", "limit": 2, "total": "total"}
    )
    assert (caught.reason, caught.permanent) == ("changed_while_reading", False)


def test_cursor(serve: StartServer, quick: HttpPolicy) -> None:
    pages = {None: (FIVE[:2], "b"), "b": ([], "c"), "c": (FIVE[2:], "")}

    def answer(asked: Asked) -> Reply:
        records, cursor = pages[asked.query.get("after")]
        return Reply({"data": records, "meta": {"next": cursor}})

    pagination = {"type": "cursor", "param": "after", "path": "meta.next"}
    assert ids(read(serve(answer).url, quick, records="data", pagination=pagination)) == list("12345")


def test_next_url_with_a_dotted_key(serve: StartServer, quick: HttpPolicy) -> None:
    def answer(asked: Asked) -> Reply:
        if asked.query.get("skip") == "3":
            return Reply({"value": FIVE[3:]})
        return Reply({"value": FIVE[:3], "@odata.nextLink": "/items?skip=3"})

    server = serve(answer)
    pagination = {"type": "next_url", "path": "@odata.nextLink"}
    got = read(server.url + "/items", quick, records="value", params={"top": 3}, pagination=pagination)
    assert ids(got) == list("12345")
    # skip=3 after three records is an offset in disguise, so the first page is looked at again.
    assert [asked.query for asked in server.asked] == [{"top": "3"}, {"skip": "3"}, {"top": "3"}]


def test_link_header(serve: StartServer, quick: HttpPolicy) -> None:
    def answer(asked: Asked) -> Reply:
        if asked.query:
            return Reply(FIVE[3:])
        return Reply(FIVE[:3], headers={"Link": '</items?page=2>; rel="next"'})

    got = read(serve(answer).url + "/items", quick, pagination={"type": "link_header"})
    assert ids(got) == list("12345")


def test_next_address_in_a_header_of_its_own(serve: StartServer, quick: HttpPolicy) -> None:
    def answer(asked: Asked) -> Reply:
        if asked.query:
            return Reply(FIVE[3:])
        return Reply(FIVE[:3], headers={"Next-Page": "/items?_token=abc"})

    server = serve(answer)
    got = read(server.url + "/items", quick, pagination={"type": "next_header", "header": "next-page"})
    assert (ids(got), len(server.asked)) == (list("12345"), 2)


@pytest.mark.parametrize("address", ["http://host:port/items", "http://[broken/items"])
def test_next_address_that_is_none(serve: StartServer, quick: HttpPolicy, address: str) -> None:
    server = serve(lambda asked: Reply({"items": FIVE, "next": address}))
    caught = failure(server.url, quick, records="items", pagination={"type": "next_url"})
    assert caught.reason == "unexpected_page"


def test_next_page_on_another_server_gets_no_credentials(
    serve: StartServer, quick: HttpPolicy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("A_TOKEN", "sesame")
    other = serve(lambda asked: Reply([]))
    server = serve(lambda asked: Reply(FIVE, headers={"Link": f'<{other.url}/items>; rel="next"'}))
    caught = failure(
        server.url, quick, pagination={"type": "link_header"}, auth={"type": "bearer", "token_env": "A_TOKEN"}
    )
    assert (caught.reason, other.asked) == ("unexpected_page", [])


def test_redirect_to_another_host_gets_no_api_key(
    serve: StartServer, quick: HttpPolicy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("A_KEY", "sesame")
    other = serve(lambda asked: Reply(FIVE))
    server = serve(lambda asked: Reply(status=302, headers={"Location": other.url + "/items"}))
    read(server.url, quick, auth={"type": "api_key", "header": "X-API-Key", "key_env": "A_KEY"})
    assert server.asked[0].headers["X-API-Key"] == "sesame"
    assert "X-API-Key" not in other.asked[0].headers


@pytest.mark.parametrize(
    "pagination",
    [{"type": "page_number"}, {"type": "offset"}, {"type": "cursor", "path": "next"}, {"type": "next_url"}],
)
def test_server_that_ignores_the_paging_is_noticed(
    serve: StartServer, quick: HttpPolicy, pagination: dict[str, str]
) -> None:
    server = serve(lambda asked: Reply({"items": FIVE, "next": "/items?page=2"}))
    caught = failure(server.url, quick, records="items", pagination=pagination)
    assert (caught.reason, caught.permanent) == ("paging_does_not_advance", True)


def test_endless_empty_pages_are_noticed(serve: StartServer, quick: HttpPolicy) -> None:
    server = serve(lambda asked: Reply({"items": [], "next": "same"}))
    caught = failure(server.url, quick, records="items", pagination={"type": "cursor", "path": "next"})
    assert caught.reason == "paging_does_not_advance"


def test_too_many_pages(serve: StartServer, quick: HttpPolicy) -> None:
    server = serve(lambda asked: Reply([{"page": asked.query["page"]}]))
    caught = failure(server.url, quick, pagination={"type": "page_number"}, max_pages=3)
    assert (caught.reason, len(server.asked)) == ("too_many_pages", 3)


@pytest.mark.parametrize("body", [{"data": [], "name": "x"}, {"items": "none"}, {"items": [1, 2]}, 7])
def test_answer_without_the_list(serve: StartServer, quick: HttpPolicy, body: Any) -> None:
    caught = failure(serve(lambda asked: Reply(body)).url, quick, records="items")
    assert caught.reason == "unexpected_page"
    assert "records" in str(caught)


def test_total_that_is_no_number(serve: StartServer, quick: HttpPolicy) -> None:
    server = serve(lambda asked: Reply({"items": FIVE}))
    caught = failure(server.url, quick, records="items", pagination={"type": "offset", "total": "count"})
    assert caught.reason == "unexpected_page"


def test_credentials(serve: StartServer, quick: HttpPolicy, monkeypatch: pytest.MonkeyPatch) -> None:
    server = serve(lambda asked: Reply([]))
    monkeypatch.setenv("A_USER", "ana")
    monkeypatch.setenv("A_SECRET", "sesame\n")
    read(server.url, quick, auth={"type": "bearer", "token_env": "A_SECRET"}, headers={"X-Team": "${A_USER}"})
    read(server.url, quick, auth={"type": "basic", "username_env": "A_USER", "password_env": "A_SECRET"})
    assert server.asked[0].headers["Authorization"] == "Bearer sesame"
    assert server.asked[0].headers["X-Team"] == "ana"
    assert base64.b64decode(server.asked[1].headers["Authorization"].split()[1]) == b"ana:sesame"


def test_variables_in_the_address_stay_out_of_the_source(
    serve: StartServer, quick: HttpPolicy, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve(lambda asked: Reply([]))
    monkeypatch.setenv("SERVER", server.url)
    monkeypatch.setenv("PATH_KEY", "sesame")
    got = read("${SERVER}/${PATH_KEY}/items?x=1", quick)
    assert got.source == server.url + "/${PATH_KEY}/items"
    assert (server.asked[0].path, server.asked[0].query) == ("/sesame/items", {"x": "1"})


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://{}/secret-path?key=secret", "http://{}/.../items"),
        ("http://secret:secret@{}", "http://{}/items"),
    ],
)
def test_messages_name_the_server_and_no_more_of_a_variable(
    serve: StartServer, quick: HttpPolicy, monkeypatch: pytest.MonkeyPatch, address: str, said: str
) -> None:
    host = serve(lambda asked: Reply(status=404)).url.removeprefix("http://")
    monkeypatch.setenv("SERVER", address.format(host))
    caught = failure("${SERVER}/items", quick)
    assert said.format(host) in str(caught)
    assert "secret" not in str(caught)


def test_missing_variable_is_named(quick: HttpPolicy) -> None:
    caught = failure("${NOT_SET_ANYWHERE}/items", quick)
    assert (caught.reason, caught.permanent) == ("missing_variable", True)
    assert "NOT_SET_ANYWHERE" in str(caught)


def test_repeated_ids_are_noted(serve: StartServer, quick: HttpPolicy) -> None:
    got = read(serve(lambda asked: Reply([{"id": 1, "n": 1}, {"id": 1, "n": 2}])).url, quick, id="id")
    assert any("1 records have an id that came before" in note for note in got.notes)


@pytest.mark.parametrize("url", ["ftp://host/x", "https://user:word@host/x"])
def test_addresses_that_are_refused(url: str) -> None:
    with pytest.raises(ValidationError):
        CONNECTORS["rest"].Options(url=url)


def test_options_of_another_connector_are_refused(tmp_path: Path) -> None:
    with pytest.raises(TypeError):
        pull("csv", CONNECTORS["excel"].Options(path="a.xlsx"), base_dir=tmp_path)
    with pytest.raises(FeedFailure, match=", ".join(sorted(CONNECTORS))):
        pull("fax", CONNECTORS["excel"].Options(path="a.xlsx"), base_dir=tmp_path)


def test_every_option_is_described() -> None:
    for connector in CONNECTORS.values():
        schema = connector.Options.model_json_schema()
        for model in (schema, *schema.get("$defs", {}).values()):
            for name, spec in model["properties"].items():
                assert spec.get("description"), (connector.name, name)


def test_failures_keep_their_kind_when_pickled() -> None:
    import pickle

    copy = pickle.loads(pickle.dumps(TransientFailure("timeout", "slow")))
    assert (type(copy), copy.reason, str(copy)) == (TransientFailure, "timeout", "slow")
