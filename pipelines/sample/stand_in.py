"""Stands in for the servers of the sample's partners, so that the real connectors run in the sample.

A form server as KoboToolbox answers (API v2), two REST APIs and one that is always down, on loopback, from the
JSON files that the generator wrote. Standard library only. Not here: making those files (generate.py).
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import AbstractContextManager, nullcontext
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import NAMESPACE_URL, uuid5

URL_VARIABLE = "STAND_IN_URL"
TOKEN_VARIABLE = "STAND_IN_TOKEN"
# Not a secret: it opens made-up data on this machine while a pull runs.
TOKEN = "sample-data-token"
_FOLDER = "stand_in"
_FIRST_ID = 1001
_LARGEST_PAGE = 1000

Answer = tuple[int, dict[str, Any]]


def stand_in_for(initiative: Path) -> AbstractContextManager[StandIn | None]:
    """The servers of an initiative that has a folder `stand_in`; nothing for every other initiative."""
    folder = initiative / _FOLDER
    return StandIn(folder) if folder.is_dir() else nullcontext()


class StandIn(AbstractContextManager["StandIn"]):
    """The servers while the context lasts; STAND_IN_URL and STAND_IN_TOKEN say where and with which token."""

    def __init__(self, folder: Path) -> None:
        """Take the folder with the JSON files to answer from."""
        self._sources = [
            json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))
        ]
        self._before: dict[str, str | None] = {}

    @property
    def url(self) -> str:
        """The address of the server, without a slash at the end."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> StandIn:
        """Start the server and set both variables."""
        sources = {source["place"]: source for source in self._sources}
        handler = type("_SampleHandler", (_Handler,), {"sources": sources})
        self._server = _Server(("127.0.0.1", 0), handler)
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()
        self._before = {name: os.environ.get(name) for name in (URL_VARIABLE, TOKEN_VARIABLE)}
        os.environ.update({URL_VARIABLE: self.url, TOKEN_VARIABLE: TOKEN})
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Put the variables back and stop the server."""
        for name, value in self._before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    """A server that is not upset by a client that goes away."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Keep quiet about a connection that the client reset; a traceback would stand in the run's output."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    """Answers GET requests; the class made for one server carries its `sources` by place."""

    protocol_version = "HTTP/1.1"
    sources: dict[str, dict[str, Any]]

    def do_GET(self) -> None:
        """Find the source and send its page."""
        parts = urlsplit(self.path)
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        # The socket's own name: the request's Host header is not trusted with addresses that credentials follow.
        port = self.connection.getsockname()[1]
        self._send(*self._answer(f"http://127.0.0.1:{port}{parts.path}", parts.path, query))

    def log_message(self, format: str, *args: Any) -> None:
        """Keep quiet: the address of a request belongs in no log."""

    def _answer(self, address: str, path: str, query: dict[str, str]) -> Answer:
        place = (
            path.removeprefix("/api/v2/assets/").removesuffix("/data/")
            if path.startswith("/api/v2/")
            else path
        )
        source = self.sources.get(place)
        if source is None:
            return 404, {"detail": "Not found."}
        if source["kind"] == "down":
            return 503, {"detail": "Out of order."}
        scheme = "Token" if source["kind"] == "kobo" else "Bearer"
        if self.headers.get("Authorization") != f"{scheme} {TOKEN}":
            return 401, {"detail": "Invalid token."}
        pages = {"kobo": _kobo_page, "page_number": _numbered_page, "next_url": _linked_page}
        return 200, pages[source["kind"]](source, address, query)

    def _send(self, status: int, body: dict[str, Any]) -> None:
        content = json.dumps(body, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def _kobo_page(source: dict[str, Any], address: str, query: dict[str, str]) -> dict[str, Any]:
    """`{"count": 2, "next": null, "previous": null, "results": [{"_id": 1001, "child/first_name": ...}, ...]}`."""
    start, limit = int(query.get("start", 0)), min(int(query.get("limit", 100)), _LARGEST_PAGE)
    rows = source["rows"]

    def page(at: int) -> str:
        return f"{address}?{urlencode({**query, 'start': at, 'limit': limit})}"

    chosen = enumerate(rows[start : start + limit], start)
    return {
        "count": len(rows),
        "next": page(start + limit) if start + limit < len(rows) else None,
        "previous": page(max(0, start - limit)) if start > 0 else None,
        "results": [_submission(source, position, row) for position, row in chosen],
    }


def _submission(source: dict[str, Any], position: int, row: list[Any]) -> dict[str, Any]:
    """One submission; a question without an answer is left out, as Kobo does."""
    asset = source["place"]
    uuid = str(uuid5(NAMESPACE_URL, f"{asset}/{position}"))
    questions = {
        name: str(value) for name, value in zip(source["fields"], row, strict=True) if value is not None
    }
    return {
        "_id": _FIRST_ID + position,
        "formhub/uuid": uuid5(NAMESPACE_URL, asset).hex,
        "start": "2026-06-01T08:00:00.000-05:00",
        "end": "2026-06-01T08:05:00.000-05:00",
        **questions,
        "__version__": "vSample",
        "meta/instanceID": f"uuid:{uuid}",
        "_xform_id_string": asset,
        "_uuid": uuid,
        "_attachments": [],
        "_status": "submitted_via_web",
        "_geolocation": [None, None],
        "_submission_time": "2026-06-01T13:05:00",
        "_tags": [],
        "_notes": [],
        "_validation_status": {},
        "_submitted_by": None,
    }


def _numbered_page(source: dict[str, Any], address: str, query: dict[str, str]) -> dict[str, Any]:
    """`{"data": [{"id": "m1", "participant": {"zip": "38981"}}], "page": 1, "total": 2}`."""
    page, size = int(query.get("page", 1)), min(int(query.get("per_page", 100)), _LARGEST_PAGE)
    rows = source["rows"][(page - 1) * size : page * size]
    return {"data": [_record(source, row) for row in rows], "page": page, "total": len(source["rows"])}


def _linked_page(source: dict[str, Any], address: str, query: dict[str, str]) -> dict[str, Any]:
    """`{"items": [{"id": "s1"}], "next": "http://127.0.0.1:8000/...?after=500"}`, at the end `"next": null`."""
    after, size = int(query.get("after", 0)), min(int(query.get("limit", 500)), _LARGEST_PAGE)
    rows = source["rows"][after : after + size]
    is_last = after + size >= len(source["rows"])
    following = None if is_last else f"{address}?{urlencode({**query, 'after': after + size})}"
    return {"items": [_record(source, row) for row in rows], "next": following}


def _record(source: dict[str, Any], row: list[Any]) -> dict[str, Any]:
    """One record; a dotted field name stands in an object of its own."""
    record: dict[str, Any] = {}
    for name, value in zip(source["fields"], row, strict=True):
        *outer, last = name.split(".")
        target = record
        for part in outer:
            target = target.setdefault(part, {})
        target[last] = value
    return record
