"""Loopback servers that answer by a function and keep what they were asked. Nothing is mocked."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Asked:
    """A request as the server saw it; `query` and `form` keep the last value of each parameter."""

    path: str
    query: dict[str, str]
    headers: dict[str, str]
    method: str = "GET"
    form: dict[str, str] = field(default_factory=dict)
    body: str = ""


@dataclass(frozen=True)
class Reply:
    """What the server sends; `cut` stops after so many bytes of the body.

    With `drip_seconds` the body comes one byte at a time, until the other side gives up.
    """

    body: Any = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cut: int | None = None
    drip_seconds: float = 0

    def content(self) -> bytes:
        if isinstance(self.body, bytes):
            return self.body
        return (self.body if isinstance(self.body, str) else json.dumps(self.body)).encode()


@dataclass
class Server:
    """A running loopback server that keeps what it was asked."""

    url: str
    asked: list[Asked]


StartServer = Callable[[Callable[[Asked], Reply]], Server]


@contextmanager
def loopback_servers() -> Iterator[StartServer]:
    """Start servers that answer by a function; all stop when the test ends."""
    running: list[ThreadingHTTPServer] = []

    def start(answer: Callable[[Asked], Reply]) -> Server:
        asked: list[Asked] = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                body = self.rfile.read(int(self.headers["Content-Length"] or 0)).decode()
                query, form = (
                    {name: values[-1] for name, values in parse_qs(text).items()}
                    for text in (parts.query, body)
                )
                asked.append(Asked(parts.path, query, dict(self.headers), self.command, form, body))
                reply = answer(asked[-1])
                content = reply.content()
                self.send_response(reply.status)
                for name, value in {"Content-Type": "application/json", **reply.headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self._send(content if reply.cut is None else content[: reply.cut], reply.drip_seconds)

            def do_POST(self) -> None:
                self.do_GET()

            def _send(self, content: bytes, seconds: float) -> None:
                with suppress(ConnectionError):
                    for piece in [content[k : k + 1] for k in range(len(content))] if seconds else [content]:
                        self.wfile.write(piece)
                        time.sleep(seconds)

            def log_message(self, format: str, *args: object) -> None:
                """Keep the test output clean."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        running.append(server)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return Server(f"http://127.0.0.1:{server.server_address[1]}", asked)

    try:
        yield start
    finally:
        for server in running:
            server.shutdown()
            server.server_close()
