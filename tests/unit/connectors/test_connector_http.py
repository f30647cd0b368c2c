"""What servers do on bad days: busy, gone, a login page, half an answer, too much of it."""

from __future__ import annotations

import gzip
import socket
import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from email.utils import formatdate
from pathlib import Path
from time import time
from typing import Any

import pytest
from loopback import Asked, Reply, StartServer

from connectors import CONNECTORS, FeedFailure, HttpPolicy, Pull, pull

SECRET = "sesame-open"


def read(url: str, policy: HttpPolicy, **options: Any) -> Pull:
    return pull("rest", CONNECTORS["rest"].Options(url=url, **options), base_dir=Path(), policy=policy)


@pytest.fixture(autouse=True)
def no_secret_in_logs(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """No test here may write the secret to a log, at any level."""
    caplog.set_level("DEBUG")
    yield
    assert SECRET not in "".join(record.getMessage() for record in caplog.get_records("call"))


def failure(url: str, policy: HttpPolicy) -> FeedFailure:
    """Pull with a secret in the query, and prove that no failure shows it, not even its traceback."""
    with pytest.raises(FeedFailure) as caught:
        read(f"{url}/items?key={SECRET}", policy)
    assert SECRET not in "".join(traceback.format_exception(caught.value))
    return caught.value


def once(first: Reply) -> Any:
    """Answer with the given reply first, and with one record from then on."""
    replies = [first]
    return lambda asked: replies.pop() if replies else Reply([{"id": 1}])


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("form", ["seconds", "date", "nonsense"])
def test_retry_after_is_followed(serve: StartServer, quick: HttpPolicy, status: int, form: str) -> None:
    value = {"seconds": "1", "date": formatdate(time() + 1, usegmt=True), "nonsense": "soon"}[form]
    server = serve(once(Reply(status=status, headers={"Retry-After": value})))
    assert len(read(server.url, quick).rows) == 1
    assert len(server.asked) == 2


@pytest.mark.parametrize("value", ["86400", formatdate(time() + 86400, usegmt=True)])
def test_retry_after_is_capped(serve: StartServer, value: str) -> None:
    server = serve(once(Reply(status=429, headers={"Retry-After": value})))
    assert len(read(server.url, HttpPolicy(retry_after_cap=1, backoff_seconds=0)).rows) == 1


@pytest.mark.parametrize("status", [408, 429, 500, 503])
def test_busy_for_ever_is_transient(serve: StartServer, quick: HttpPolicy, status: int) -> None:
    server = serve(lambda asked: Reply(status=status))
    caught = failure(server.url, quick)
    assert (caught.reason, caught.permanent) == ("http_status", False)
    assert str(status) in str(caught)
    assert len(server.asked) == 3


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (401, "not_authorised"),
        (403, "not_authorised"),
        (404, "http_status"),
        (410, "http_status"),
        (422, "http_status"),
    ],
)
def test_refusals_are_permanent_and_not_repeated(
    serve: StartServer, quick: HttpPolicy, status: int, reason: str
) -> None:
    server = serve(lambda asked: Reply({"detail": "no"}, status=status))
    caught = failure(server.url, quick)
    assert (caught.reason, caught.permanent, len(server.asked)) == (reason, True, 1)


@pytest.mark.parametrize(
    ("body", "permanent", "words"),
    [
        ("<!doctype html><title>Sign in</title>", True, "login page"),
        ("id,site\n1,North", True, "format parameter"),
        ("", True, "JSON"),
        ('[{"id": 1}, {"id"', False, "cut off"),
        ("[" * 200_000, False, "damaged"),
    ],
)
def test_bodies_that_are_not_json(
    serve: StartServer, quick: HttpPolicy, body: str, permanent: bool, words: str
) -> None:
    caught = failure(serve(lambda asked: Reply(body)).url, quick)
    assert (caught.reason, caught.permanent) == ("not_json", permanent)
    assert words in str(caught)


def test_connection_that_breaks_off_is_transient(serve: StartServer, quick: HttpPolicy) -> None:
    caught = failure(serve(lambda asked: Reply([{"id": 1}], cut=5)).url, quick)
    assert (caught.reason, caught.permanent) == ("connection", False)


@pytest.mark.parametrize("cut", [3, 30, None])
def test_chunks_that_end_too_early_are_transient(quick: HttpPolicy, cut: int | None) -> None:
    answer = (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1f\r\n" + b'[{"id": 1}, {"id": 2, "n": "x"}]'
    )
    head, body = answer[:53], answer[53:]
    with socket.create_server(("127.0.0.1", 0)) as listener, ThreadPoolExecutor(1) as pool:

        def respond() -> None:
            with listener.accept()[0] as connection:
                connection.recv(4096)
                connection.sendall(head + body[:cut])

        done = pool.submit(respond)
        caught = failure(f"http://127.0.0.1:{listener.getsockname()[1]}", quick)
        done.result()
    assert (caught.reason, caught.permanent) == ("connection", False)


def test_compressed_body_that_is_damaged_is_transient(serve: StartServer, quick: HttpPolicy) -> None:
    server = serve(lambda asked: Reply(b"not gzip", headers={"Content-Encoding": "gzip"}))
    assert failure(server.url, quick).reason == "connection"


def test_nobody_listening_is_transient(quick: HttpPolicy) -> None:
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        caught = failure(f"http://127.0.0.1:{reserved.getsockname()[1]}", quick)
    assert (caught.reason, caught.permanent) == ("connection", False)


def test_silent_server_is_a_timeout() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        policy = HttpPolicy(read_seconds=0.1, retries=1, backoff_seconds=0)
        caught = failure(f"http://127.0.0.1:{silent.getsockname()[1]}", policy)
    assert (caught.reason, caught.permanent) == ("timeout", False)


def test_drip_fed_answer_is_a_timeout(serve: StartServer) -> None:
    server = serve(lambda asked: Reply("[" + " " * 2000 + "]", drip_seconds=0.02))
    caught = failure(server.url, HttpPolicy(answer_seconds=0.2))
    assert (caught.reason, caught.permanent) == ("timeout", False)


def test_size_limit_counts_unpacked_bytes_of_all_pages(serve: StartServer) -> None:
    def answer(asked: Asked) -> Reply:
        body = gzip.compress(b'[{"page": "%s%s"}]' % (asked.query["page"].encode(), b" " * 600_000))
        return Reply(body, headers={"Content-Encoding": "gzip"})

    with pytest.raises(FeedFailure) as caught:
        read(serve(answer).url, HttpPolicy(max_bytes=1 << 20), pagination={"type": "page_number"})
    assert (caught.value.reason, caught.value.permanent) == ("too_large", True)


def test_redirects_in_a_circle(serve: StartServer, quick: HttpPolicy) -> None:
    caught = failure(serve(lambda asked: Reply(status=302, headers={"Location": "/items"})).url, quick)
    assert caught.permanent


def test_address_that_cannot_be_called(quick: HttpPolicy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SERVER", "not an address")
    assert failure("${SERVER}", quick).reason == "bad_url"


def test_netrc_does_not_replace_the_token(
    serve: StartServer, quick: HttpPolicy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login other password other\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    monkeypatch.setenv("A_TOKEN", SECRET)
    server = serve(lambda asked: Reply([]))
    read(server.url, quick, auth={"type": "bearer", "token_env": "A_TOKEN"})
    assert server.asked[0].headers["Authorization"] == f"Bearer {SECRET}"
