"""Real servers on loopback for tests of connectors: Datasette, Kinto, and a door before them that can act between two answers."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import requests

_START_SECONDS = 60
_KINTO = """
[app:main]
use = egg:kinto
kinto.userid_hmac_secret = made-up-for-a-test
kinto.storage_backend = kinto.core.storage.memory
kinto.cache_backend = kinto.core.cache.memory
kinto.permission_backend = kinto.core.permission.memory
multiauth.policies = basicauth

[server:main]
use = egg:waitress#main
host = 127.0.0.1
port = {port}
"""


@contextmanager
def datasette(database: Path) -> Iterator[str]:
    """Serve a SQLite file, which a test may change meanwhile; the address of its database."""
    port = _free_port()
    command = [sys.executable, "-m", "datasette", "serve", str(database), "--port", str(port)]
    with _running(command, f"http://127.0.0.1:{port}/-/versions.json", database.with_suffix(".log")):
        yield f"http://127.0.0.1:{port}/{database.stem}"


@contextmanager
def kinto(folder: Path) -> Iterator[str]:
    """Serve an empty record store from memory; its address."""
    port = _free_port()
    settings = folder / "kinto.ini"
    settings.write_text(_KINTO.format(port=port))
    script = "from kinto.__main__ import main; main()"
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-c",
        script,
        "start",
        "--ini",
        str(settings),
        "--port",
        str(port),
    ]
    with _running(command, f"http://127.0.0.1:{port}/v1/", folder / "kinto.log"):
        yield f"http://127.0.0.1:{port}/v1"


@contextmanager
def acting_after(address: str, actions: dict[int, Callable[[], object]]) -> Iterator[str]:
    """Stand before a server and do something after the answers with these numbers, each once; the new address."""
    answered = 0

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            nonlocal answered
            # The server builds the address of the next page from the Host header.
            reply = requests.get(address + self.path, headers=dict(self.headers), timeout=30)
            answered += 1
            if action := actions.pop(answered, None):
                action()
            self.send_response(reply.status_code)
            for name, value in reply.headers.items():
                if name.lower() not in {
                    "content-length",
                    "content-encoding",
                    "transfer-encoding",
                    "connection",
                }:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.content)))
            self.end_headers()
            self.wfile.write(reply.content)

        def log_message(self, format: str, *args: object) -> None:
            """Keep the test output clean."""

    door = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    threading.Thread(target=door.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{door.server_address[1]}"
    finally:
        door.shutdown()
        door.server_close()


@contextmanager
def _running(command: list[str], url: str, log: Path) -> Iterator[None]:
    with log.open("w") as output, subprocess.Popen(command, stdout=output, stderr=output) as process:
        try:
            _wait(process, url, log)
            yield
        finally:
            process.terminate()


def _wait(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            if requests.get(url, timeout=5).ok:
                return
        except requests.RequestException:
            time.sleep(0.1)
    raise AssertionError(f"the server did not start: {log.read_text()[-2000:]}")


def _free_port() -> int:
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        return int(reserved.getsockname()[1])
