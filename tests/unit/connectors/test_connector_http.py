"""What servers do on bad days: busy, gone, a login page, half an answer, too much of it."""

from __future__ import annotations

import gzip
import socket
import subprocess
import sys
import traceback
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from email.utils import formatdate
from pathlib import Path
from threading import Event
from time import time
from typing import Any

import pytest
from loopback import Asked, Reply, StartServer

from connectors import CONNECTORS, FeedFailure, HttpPolicy, Pull, pull

SECRET = "sesame-open"
# What a server may quote in any answer, and no failure may repeat.
PERSON = "Ana Lopez, born 1999-02-03"


def read(url: str, policy: HttpPolicy, **options: Any) -> Pull:
    return pull("rest", CONNECTORS["rest"].Options(url=url, **options), base_dir=Path(), policy=policy)


@pytest.fixture(autouse=True)
def no_secret_in_logs(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """No test here may write the secret or a person to a log, at any level."""
    caplog.set_level("DEBUG")
    yield
    logged = "".join(record.getMessage() for record in caplog.get_records("call"))
    assert SECRET not in logged
    assert PERSON not in logged


def failure(url: str, policy: HttpPolicy) -> FeedFailure:
    """Pull with a secret in the query, and prove that no failure shows it, not even its traceback."""
    with pytest.raises(FeedFailure) as caught:
        read(f"{url}/items?key={SECRET}", policy)
    shown = "".join(traceback.format_exception(caught.value))
    assert SECRET not in shown
    assert PERSON not in shown
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
    server = serve(lambda asked: Reply({"detail": PERSON}, status=status))
    caught = failure(server.url, quick)
    assert (caught.reason, caught.permanent) == ("http_status", False)
    assert str(status) in str(caught)
    assert len(server.asked) == 3


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (301, "http_status"),
        (400, "bad_request"),
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
    server = serve(lambda asked: Reply({"detail": PERSON}, status=status))
    caught = failure(server.url, quick)
    assert (caught.reason, caught.permanent, len(server.asked)) == (reason, True, 1)


@pytest.mark.parametrize(
    ("body", "permanent", "words"),
    [
        ("<!doctype html><title>Sign in</title>" + PERSON, True, "login page"),
        (f"id,site\n1,{PERSON}", True, "format parameter"),
        ("", True, "JSON"),
        ('[{"id": "' + PERSON + '"}, {"id"', False, "cut off"),
        ('{"error": "' + PERSON + '"}', True, "list of records"),
        ('{"' + PERSON + '": []}', True, "list of records"),
        ("[" * 200_000, False, "damaged"),
    ],
)
def test_bodies_that_are_not_records(
    serve: StartServer, quick: HttpPolicy, body: str, permanent: bool, words: str
) -> None:
    caught = failure(serve(lambda asked: Reply(body)).url, quick)
    assert caught.reason == ("unexpected_page" if "records" in words else "not_json")
    assert caught.permanent == permanent
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


def test_drip_fed_headers_are_a_timeout() -> None:
    """Each byte comes in time; only all of them together do not."""
    stop = Event()

    def drip(listener: socket.socket) -> None:
        with suppress(OSError):
            while not stop.is_set():
                connection, _ = listener.accept()
                with connection, suppress(OSError):
                    connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
                    while not stop.wait(0.02):
                        connection.sendall(b"a")

    policy = HttpPolicy(read_seconds=5, answer_seconds=0.3, retries=1, backoff_seconds=0)
    with socket.create_server(("127.0.0.1", 0)) as listener, ThreadPoolExecutor(1) as pool:
        pool.submit(drip, listener)
        try:
            caught = failure(f"http://127.0.0.1:{listener.getsockname()[1]}", policy)
        finally:
            stop.set()
            listener.shutdown(socket.SHUT_RDWR)
    assert (caught.reason, caught.permanent) == ("timeout", False)


def test_server_that_takes_no_connection_is_a_timeout() -> None:
    with ExitStack() as open_sockets:
        listener = open_sockets.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(4):
            waiting = open_sockets.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        policy = HttpPolicy(connect_seconds=0.2, retries=0)
        caught = failure(f"http://127.0.0.1:{listener.getsockname()[1]}", policy)
    assert (caught.reason, caught.permanent) == ("timeout", False)


def test_redirect_to_a_login_page(serve: StartServer, quick: HttpPolicy) -> None:
    def answer(asked: Asked) -> Reply:
        if asked.path == "/login":
            return Reply("<html><form>Password", headers={"Content-Type": "text/html"})
        return Reply(status=302, headers={"Location": "/login"})

    caught = failure(serve(answer).url, quick)
    assert (caught.reason, caught.permanent) == ("not_json", True)
    assert "login page" in str(caught)


def test_token_that_expires_between_two_pages(serve: StartServer, quick: HttpPolicy) -> None:
    server = serve(
        lambda asked: Reply([{"id": 1}]) if asked.query["page"] == "1" else Reply({"m": PERSON}, status=401)
    )
    with pytest.raises(FeedFailure) as caught:
        read(server.url, quick, pagination={"type": "page_number"}, params={"key": SECRET})
    assert (caught.value.reason, caught.value.permanent) == ("not_authorised", True)
    assert SECRET not in str(caught.value)


def test_answer_that_is_announced_too_large_is_not_read(serve: StartServer) -> None:
    caught = failure(
        serve(lambda asked: Reply("[" + " " * 2_000_000, cut=1)).url, HttpPolicy(max_bytes=1 << 20)
    )
    assert (caught.reason, caught.permanent) == ("too_large", True)


_READ_AND_TELL_MEMORY = """
import resource, sys
from pathlib import Path
from connectors import CONNECTORS, FeedFailure, pull
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    pull("rest", CONNECTORS["rest"].Options(url=sys.argv[1]), base_dir=Path())
except FeedFailure as failure:
    print(failure.reason, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip bomb"])
def test_two_gigabytes_take_bounded_memory(packed: bool) -> None:
    """The default limit is 200 MB; the rest of what the server would send is never read."""
    piece = b" " * (1 << 20)
    head = b"HTTP/1.1 200 OK\r\nConnection: close\r\n"
    packer = zlib.compressobj(wbits=31)

    def respond(listener: socket.socket) -> None:
        with listener.accept()[0] as connection, suppress(OSError):
            connection.recv(4096)
            connection.sendall(head + (b"Content-Encoding: gzip\r\n\r\n" if packed else b"\r\n"))
            for _ in range(2048):
                connection.sendall(packer.compress(piece) if packed else piece)

    with socket.create_server(("127.0.0.1", 0)) as listener, ThreadPoolExecutor(1) as pool:
        pool.submit(respond, listener)
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/items"
        told = subprocess.run(
            [sys.executable, "-c", _READ_AND_TELL_MEMORY, url], capture_output=True, text=True, check=True
        )
    reason, megabytes = told.stdout.split()
    assert reason == "too_large"
    assert int(megabytes) < 300


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
