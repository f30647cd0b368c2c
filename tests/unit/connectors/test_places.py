"""Where files arrive: a folder and a link. The servers that take longer stand in tests/integration."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest
from loopback import Asked, Reply, StartServer
from pydantic import ValidationError

from connectors import CONNECTORS, FeedFailure, HttpPolicy, Pull, pull

VISITS = b"Child,Visit\nQ. Zebrowska,2026-01-05\n"
SECRET = "s3cr3t-value"


def pulled(place: dict[str, Any], path: str = "visits.csv", policy: HttpPolicy | None = None) -> Pull:
    options = CONNECTORS["csv"].Options.model_validate({"path": path, "place": place})
    return pull("csv", options, base_dir=Path(), policy=policy or HttpPolicy(retries=0))


def failure_of(place: dict[str, Any], **more: Any) -> FeedFailure:
    with pytest.raises(FeedFailure) as caught:
        pulled(place, **more)
    assert SECRET not in str(caught.value)
    assert "Zebrowska" not in str(caught.value)
    return caught.value


def test_a_link_to_a_file(serve: StartServer) -> None:
    server = serve(lambda asked: Reply(VISITS, headers={"Content-Type": "text/csv"}))
    got = pulled({"type": "http", "url": f"{server.url}/share/download?id=1"})
    assert got.rows["Visit"].tolist() == ["2026-01-05"]
    assert (got.source, got.originals[0].content) == ("visits.csv", VISITS)
    assert server.asked[0].query == {"id": "1"}


def test_a_link_with_credentials(serve: StartServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLOUD_USER", "club")
    monkeypatch.setenv("CLOUD_PASSWORD", SECRET)
    expected = "Basic " + base64.b64encode(f"club:{SECRET}".encode()).decode()

    def answer(asked: Asked) -> Reply:
        return Reply(VISITS) if asked.headers.get("Authorization") == expected else Reply("no", 401)

    server = serve(answer)
    auth = {"type": "basic", "username_env": "CLOUD_USER", "password_env": "CLOUD_PASSWORD"}
    assert len(pulled({"type": "http", "url": f"{server.url}/visits.csv", "auth": auth}).rows) == 1
    assert failure_of({"type": "http", "url": f"{server.url}/visits.csv"}).reason == "not_authorised"


def test_a_link_that_is_itself_a_secret_is_not_told(
    serve: StartServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve(lambda asked: Reply("gone", 404))
    monkeypatch.setenv("SHARE_LINK", f"{server.url}/s/{SECRET}?token={SECRET}")
    assert failure_of({"type": "http", "url": "${SHARE_LINK}"}).reason == "http_status"


@pytest.mark.parametrize(
    ("reply", "reason", "is_permanent"),
    [
        (Reply("<!DOCTYPE html><html><form>Sign in</form></html>"), "web_page", True),
        (Reply("busy", 503), "http_status", False),
        (Reply("forbidden", 403), "not_authorised", True),
        (Reply(VISITS, cut=10), "connection", False),
    ],
)
def test_what_goes_wrong_with_a_link(
    serve: StartServer, reply: Reply, reason: str, is_permanent: bool
) -> None:
    server = serve(lambda asked: reply)
    failure = failure_of({"type": "http", "url": f"{server.url}/visits.csv"})
    assert (failure.reason, failure.permanent) == (reason, is_permanent)


def test_a_link_that_drips_ends_at_the_deadline(serve: StartServer) -> None:
    server = serve(lambda asked: Reply(b"x" * 10_000, drip_seconds=0.05))
    policy = HttpPolicy(retries=0, read_seconds=5, answer_seconds=0.5)
    assert failure_of({"type": "http", "url": f"{server.url}/a.csv"}, policy=policy).reason == "timeout"


def test_a_file_that_is_too_large_is_not_kept_in_memory(serve: StartServer) -> None:
    server = serve(lambda asked: Reply(b"a,b\n" * 1_000_000))
    policy = HttpPolicy(retries=0, max_bytes=1_000_000)
    assert failure_of({"type": "http", "url": f"{server.url}/a.csv"}, policy=policy).reason == "too_large"


def test_a_folder_leaves_lock_files_out(tmp_path: Path) -> None:
    for name in ("visits_1.csv", "visits_2.csv", "~$visits_3.csv", ".visits_4.csv"):
        (tmp_path / name).write_bytes(VISITS)
    options = CONNECTORS["csv"].Options.model_validate({"path": "*visits_*.csv"})
    got = pull("csv", options, base_dir=tmp_path)
    assert [one.name for one in got.originals] == ["visits_1.csv", "visits_2.csv"]


@pytest.mark.parametrize(
    "place",
    [
        {"type": "sftp", "host": "h", "user": "u", "host_key": "ssh-ed25519 AAAA", "password_env": None},
        {"type": "sftp", "host": "h", "user": "u", "host_key": "trust me", "password_env": "P"},
        {"type": "s3", "bucket": "b", "access_key_env": "A"},
        {"type": "http", "url": "https://user:pass@example.org/a.csv"},
        {"type": "pigeon"},
    ],
)
def test_a_place_that_is_not_said_whole_is_refused(place: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        CONNECTORS["csv"].Options.model_validate({"path": "a.csv", "place": place})
