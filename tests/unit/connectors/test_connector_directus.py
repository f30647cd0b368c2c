"""Directus has no connector of its own: `rest` reads its recorded answers, and notices its silent cap."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from loopback import StartServer
from recordings import live_exchanges, player

from connectors import CONNECTORS, FeedFailure, HttpPolicy, Pull, pull


def read(url: str, policy: HttpPolicy, **options: Any) -> Pull:
    spec = CONNECTORS["rest"].Options(url=f"{url}/items/attendance", records="data", id="id", **options)
    return pull("rest", spec, base_dir=Path(), policy=policy)


@pytest.fixture
def directus(serve: StartServer, shared_data: Path) -> str:
    return serve(player(live_exchanges(shared_data / "api_recordings" / "live_directus"))).url


def test_all_pages(directus: str, quick: HttpPolicy) -> None:
    pagination = {"type": "page_number", "size_param": "limit", "size": 500, "total": "meta.filter_count"}
    got = read(directus, quick, params={"sort": "id", "meta": "*"}, pagination=pagination)
    assert got.rows["id"].tolist() == [str(number) for number in range(1, 2001)]


def test_a_total_shows_that_the_list_was_cut(directus: str, quick: HttpPolicy) -> None:
    pagination = {"type": "none", "total": "meta.filter_count"}
    with pytest.raises(FeedFailure) as caught:
        read(
            directus,
            quick,
            params={"limit": 500, "page": 1, "sort": "id", "meta": "*"},
            pagination=pagination,
        )
    assert (caught.value.reason, caught.value.permanent) == ("cut_short", True)


def test_a_limit_above_the_cap_is_refused(directus: str, quick: HttpPolicy) -> None:
    with pytest.raises(FeedFailure) as caught:
        read(directus, quick, pagination={"type": "offset", "limit": 5000})
    assert caught.value.permanent
