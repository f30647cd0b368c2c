"""The stand-in server: answers as the real servers do, to the real connectors, and leaves nothing behind."""

from __future__ import annotations

import json
import os
import socket
import struct
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from ruamel.yaml import YAML

from connectors import CONNECTORS, FeedFailure, HttpPolicy, pull
from pipelines.sample.cradle.generate import SAMPLE, sheets
from pipelines.sample.stand_in import TOKEN, TOKEN_VARIABLE, URL_VARIABLE, StandIn, stand_in_for

RECORDINGS = Path("../shared/data/api_recordings/kobo_v2")
FORM = "/api/v2/assets/aFieldCourtVisits2023x/data/"
NO_WAITING = HttpPolicy(retries=0)


@pytest.fixture(scope="module")
def server() -> Iterator[StandIn]:
    with StandIn(SAMPLE / "stand_in") as running:
        yield running


def test_a_form_answers_with_the_keys_of_a_recorded_kobo_server(server: StandIn) -> None:
    if not RECORDINGS.is_dir():
        pytest.skip("recordings of a real server are not beside the project")
    recorded = next(body for body in _recorded(RECORDINGS / "kobo-get-submissions.yml") if "results" in body)
    answered = _get(server, FORM, limit=1).json()
    assert answered.keys() == recorded.keys()
    assert _system_keys(answered["results"][0]) == _system_keys(recorded["results"][0])


def test_pages_of_a_form_hang_together(server: StandIn) -> None:
    first = _get(server, FORM, limit=2, start=0).json()
    second = requests.get(first["next"], headers=_token("Token"), timeout=5).json()
    assert first["previous"] is None
    assert [one["_id"] for one in first["results"] + second["results"]] == [1001, 1002, 1003, 1004]
    assert first["count"] == len(_rows("field_and_court", "visits"))


@pytest.mark.parametrize(
    ("partner", "feed", "connector", "options"),
    [
        ("field_and_court", "visits", "kobo", {"asset": "aFieldCourtVisits2023x", "token_env": TOKEN_VARIABLE}),
        (
            "code_and_make", "members", "rest",
            {
                "records": "data", "id": "id", "auth": {"type": "bearer", "token_env": TOKEN_VARIABLE},
                "pagination": {"type": "page_number", "size_param": "per_page", "size": 150, "total": "total"},
            },
        ),
        (
            "code_and_make", "sessions", "rest",
            {
                "records": "items", "id": "id", "auth": {"type": "bearer", "token_env": TOKEN_VARIABLE},
                "pagination": {"type": "next_url"},
            },
        ),
    ],
)  # fmt: skip
def test_the_real_connectors_bring_every_row(
    server: StandIn, partner: str, feed: str, connector: str, options: dict[str, Any]
) -> None:
    path = "" if connector == "kobo" else f"/code-and-make/v1/{feed}"
    wanted = CONNECTORS[connector].Options.model_validate({"url": f"${{{URL_VARIABLE}}}{path}", **options})
    pulled = pull(connector, wanted, base_dir=SAMPLE, policy=NO_WAITING)
    rows = _rows(partner, feed)
    assert len(pulled.rows) == len(rows)
    days = {
        "visits": ("day", "visit/day"),
        "members": ("joined", "joined"),
        "sessions": ("held_on", "held_on"),
    }
    ours, theirs = days[feed]
    assert pulled.rows[ours].tolist() == [str(row[theirs]) for row in rows]


def test_a_wrong_token_is_refused(server: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTHER_TOKEN", "wrong")
    options = {"url": server.url, "asset": "aFieldCourtVisits2023x", "token_env": "OTHER_TOKEN"}
    with pytest.raises(FeedFailure) as raised:
        pull("kobo", CONNECTORS["kobo"].Options.model_validate(options), base_dir=SAMPLE, policy=NO_WAITING)
    assert raised.value.reason == "not_authorised"


def test_the_server_that_is_down_answers_503_and_an_unknown_address_404(server: StandIn) -> None:
    assert _get(server, "/mentor-line/v1/calls", scheme="Bearer").status_code == 503
    assert _get(server, "/api/v2/assets/aNothingHere/data/").status_code == 404


def test_the_variables_are_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(URL_VARIABLE, "http://before.example")
    monkeypatch.delenv(TOKEN_VARIABLE, raising=False)
    with StandIn(SAMPLE / "stand_in") as running:
        assert os.environ[URL_VARIABLE] == running.url
    assert os.environ[URL_VARIABLE] == "http://before.example"
    assert TOKEN_VARIABLE not in os.environ


def test_an_initiative_without_the_folder_starts_no_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(URL_VARIABLE, raising=False)
    with stand_in_for(tmp_path) as running:
        assert running is None
        assert URL_VARIABLE not in os.environ


def _get(server: StandIn, path: str, scheme: str = "Token", **params: int) -> requests.Response:
    return requests.get(server.url + path, params=params, headers=_token(scheme), timeout=5)


def _token(scheme: str) -> dict[str, str]:
    return {"Authorization": f"{scheme} {TOKEN}"}


def _rows(partner: str, feed: str) -> list[dict[str, Any]]:
    return next(sheet.rows for sheet in sheets() if (sheet.partner, sheet.feed) == (partner, feed))


def _recorded(path: Path) -> list[dict[str, Any]]:
    interactions = YAML(typ="safe").load(path)["http_interactions"]
    return [json.loads(entry["response"]["body"]["string"]) for entry in interactions]


def _system_keys(submission: dict[str, Any]) -> set[str]:
    """What the server adds to the answers; the questions differ from form to form."""
    return {
        key for key in submission if key.startswith(("_", "meta/", "formhub/")) or key in ("start", "end")
    }


def test_a_client_that_goes_away_leaves_no_trace(server: StandIn, capfd: pytest.CaptureFixture[str]) -> None:
    port = int(server.url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port)) as client:
        # With no time to linger, closing resets the connection in the middle of the request.
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        client.sendall(b"GET / HTTP/1.1\r\nHost: x")
    for _ in range(50):
        time.sleep(0.02)
        if capfd.readouterr().err:
            pytest.fail("the server wrote to the output of the run")
