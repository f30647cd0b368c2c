"""How an API pages is shown by its second page, never guessed."""

from __future__ import annotations

from typing import Any

import paged_api
import pytest
from paged_api import Style, serving

from pipelines.connect.answers import Answers
from pipelines.connect.api import Address, Api
from pipelines.connect.api_sample import read_api
from pipelines.connect.model import ConnectError
from pipelines.connect.paging_trial import find_paging

VISITS = [
    {
        "id": 100 + number,
        "participant": {"id": f"P{number}"},
        "held_on": f"2026-03-{number + 1:02}",
        "minutes": 60,
    }
    for number in range(9)
]


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        (paged_api.next_url, {"type": "next_url", "path": "next"}),
        (paged_api.link_header, {"type": "link_header"}),
        (paged_api.total_and_page, {"type": "page_number", "param": "page", "total": "meta.total"}),
        (paged_api.offset, {"type": "offset", "offset_param": "offset", "limit_param": "limit"}),
        (paged_api.cursor, {"type": "cursor", "param": "cursor", "path": "paging.next_cursor"}),
        (paged_api.plain_pages, {"type": "page_number", "param": "page"}),
    ],
)
def test_a_way_of_paging_is_proved_by_page_two_and_reads_the_whole_list(
    style: Style, expected: dict[str, Any]
) -> None:
    with serving(style, VISITS) as (url, _):
        sample = read_api(Address.of(url), {}, Answers(), rows=1000)
    found = sample.options["pagination"]
    assert expected.items() <= found.items()
    assert "page two was asked for" in sample.option_notes["pagination"]
    assert sorted(sample.pulled.rows["id"]) == sorted(str(visit["id"]) for visit in VISITS)
    assert not sample.questions


@pytest.mark.parametrize("style", [paged_api.next_url, paged_api.cursor, paged_api.total_and_page])
def test_a_list_that_fits_one_page_is_asked_for_in_small_pages(style: Style) -> None:
    with serving(style, VISITS[:3]) as (url, asked):
        sample = read_api(Address.of(url), {}, Answers(), rows=1000)
    assert any("2" in query.values() for query in asked)
    assert sample.options["pagination"]["type"] != "none"
    assert len(sample.pulled.rows) == 3


def test_a_list_in_one_answer_says_why_it_is_held_for_whole() -> None:
    with serving(paged_api.everything, VISITS) as (url, _):
        sample = read_api(Address.of(url), {}, Answers(), rows=1000)
    assert sample.options["pagination"] == {"type": "none"}
    assert "all 9 records came in one answer" in sample.option_notes["pagination"]


def test_a_round_number_of_records_is_no_proof_of_a_whole_list() -> None:
    with serving(paged_api.everything, [*VISITS, {**VISITS[0], "id": 999}]) as (url, _):
        sample = read_api(Address.of(url), {}, Answers(), rows=1000)
    (question,) = sample.questions
    assert question.key == "pagination"
    assert "a round number" in question.text
    assert "pagination" not in sample.options


def test_what_cannot_be_shown_is_a_question_and_takes_an_answer() -> None:
    with serving(paged_api.stuck, VISITS) as (url, _):
        sample = read_api(Address.of(url), {}, Answers(), rows=1000)
        answered = read_api(Address.of(url), {}, Answers(["pagination=none"]), rows=1000)
        with pytest.raises(ConnectError, match="none of the answers"):
            read_api(Address.of(url), {}, Answers(["pagination=sideways"]), rows=1000)
    (question,) = sample.questions
    assert question.needed
    assert "'total' says 9" in question.text
    assert len(sample.pulled.rows) == 4
    assert answered.options["pagination"] == {"type": "none"}


def test_the_sample_of_a_long_list_stops_at_the_rows_asked_for() -> None:
    many = [{"id": number, "note": str(number)} for number in range(400)]
    with serving(paged_api.cursor, many) as (url, asked):
        sample = read_api(Address.of(url), {}, Answers(), rows=12)
    assert sample.pulled.rows["id"].tolist() == [str(number) for number in range(12)]
    assert len(asked) < 20
    assert any("the feed reads all" in text for text in sample.assumptions)


def test_the_id_of_a_record_is_the_field_that_differs_in_each() -> None:
    with serving(paged_api.everything, VISITS) as (url, _):
        sample = read_api(Address.of(url), {}, Answers(), rows=1000)
    assert sample.options["id"] == "id"
    assert sample.pulled.row_refs[0] == "record 100"


def test_of_two_lists_the_longer_is_taken_and_the_other_named() -> None:
    def two(base: str, query: dict[str, str], records: list[Any]) -> tuple[Any, dict[str, str]]:
        return {"sites": [{"site": "a"}], "page": {"visits": records}}, {}

    with serving(two, VISITS) as (url, _):
        sample = read_api(Address.of(url), {}, Answers(), rows=1000)
        other = read_api(Address.of(url), {}, Answers(["records=sites"]), rows=1000)
    assert sample.options["records"] == "page.visits"
    assert any("'sites'" in text for text in sample.assumptions)
    assert list(other.pulled.rows.columns) == ["site"]


def test_an_answer_without_records_says_what_it_has() -> None:
    def rows_as_lists(base: str, query: dict[str, str], records: list[Any]) -> tuple[Any, dict[str, str]]:
        return {"columns": ["id"], "rows": [[1], [2]]}, {}

    with serving(rows_as_lists, VISITS) as (url, _), pytest.raises(ConnectError, match=r"columns, rows"):
        read_api(Address.of(url), {}, Answers(), rows=1000)


def test_a_key_in_the_address_is_refused_without_repeating_it() -> None:
    with pytest.raises(ConnectError, match="NAME_OF_THE_VARIABLE") as caught:
        Address.of("https://host.example/list?api_key=s3cr3t&year=2026")
    assert "s3cr3t" not in str(caught.value)


def test_a_key_from_the_environment_is_used_and_stays_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISITS_TOKEN", "t0p-secret")
    auth = {"type": "bearer", "token_env": "VISITS_TOKEN"}
    with serving(paged_api.next_url, VISITS, token="t0p-secret") as (url, _):
        sample = read_api(Address.of(f"{url}?year=2026"), auth, Answers(), rows=1000)
    assert sample.options["auth"] == auth
    assert sample.options["params"] == {"year": "2026"}
    assert "t0p-secret" not in repr(sample.options)


def test_the_address_of_a_next_page_on_another_server_is_not_followed() -> None:
    def elsewhere(base: str, query: dict[str, str], records: list[Any]) -> tuple[Any, dict[str, str]]:
        return {"results": records[:4], "next": "http://localhost.example/steal"}, {}

    with serving(elsewhere, VISITS) as (url, _):
        api = Api(Address.of(url), {})
        paging = find_paging(api, api.first(), "results")
    assert paging.pagination is None
    assert paging.question is not None
