"""A loopback JSON API that hands out a list in one of the ways that real ones do. Nothing is mocked."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Record = dict[str, Any]
Query = dict[str, str]
# Base address, query and records in; body and headers out.
Style = Callable[[str, Query, list[Record]], tuple[Any, dict[str, str]]]


def _slice(query: Query, records: list[Record], size: int, size_param: str) -> tuple[list[Record], int, int]:
    wanted = min(size, int(query.get(size_param, size)))
    start = (int(query.get("page", 1)) - 1) * wanted
    return records[start : start + wanted], start, wanted


def next_url(base: str, query: Query, records: list[Record]) -> tuple[Any, dict[str, str]]:
    """`{"results": [...], "next": "http://...?page=2", "count": 9}`"""
    found, start, size = _slice(query, records, 4, "page_size")
    page = int(query.get("page", 1)) + 1
    following = f"{base}?page={page}&page_size={size}" if start + size < len(records) else None
    return {"count": len(records), "next": following, "previous": None, "results": found}, {}


def link_header(base: str, query: Query, records: list[Record]) -> tuple[Any, dict[str, str]]:
    """A bare list, with a Link header."""
    found, start, size = _slice(query, records, 4, "per_page")
    page = int(query.get("page", 1)) + 1
    following = {"Link": f'<{base}?page={page}&per_page={size}>; rel="next"'}
    return found, following if start + size < len(records) else {}


def total_and_page(base: str, query: Query, records: list[Record]) -> tuple[Any, dict[str, str]]:
    """`{"data": [...], "meta": {"page": 1, "per_page": 4, "total": 9}}`"""
    found, _, size = _slice(query, records, 4, "per_page")
    meta = {"page": int(query.get("page", 1)), "per_page": size, "total": len(records)}
    return {"data": found, "meta": meta}, {}


def offset(base: str, query: Query, records: list[Record]) -> tuple[Any, dict[str, str]]:
    """`{"items": [...], "offset": 0, "limit": 4, "totalCount": 9}`"""
    start, limit = int(query.get("offset", 0)), min(4, int(query.get("limit", 4)))
    body = {"items": records[start : start + limit], "offset": start, "limit": limit}
    return {**body, "totalCount": len(records)}, {}


def cursor(base: str, query: Query, records: list[Record]) -> tuple[Any, dict[str, str]]:
    """`{"members": [...], "paging": {"next_cursor": "c4"}}`"""
    start = int(query.get("cursor", "c0")[1:])
    limit = min(4, int(query.get("limit", 4)))
    end = start + limit
    following = f"c{end}" if end < len(records) else None
    return {"members": records[start:end], "paging": {"next_cursor": following}}, {}


def plain_pages(base: str, query: Query, records: list[Record]) -> tuple[Any, dict[str, str]]:
    """A bare list without a word about pages; `?page=2` works."""
    return _slice(query, records, 4, "per_page")[0], {}


def everything(base: str, query: Query, records: list[Record]) -> tuple[Any, dict[str, str]]:
    """All records at once, whatever is asked."""
    return {"records": records}, {}


def stuck(base: str, query: Query, records: list[Record]) -> tuple[Any, dict[str, str]]:
    """States more than it gives, and has no way to more that anybody could find."""
    return {"rows": records[:4], "total": len(records)}, {}


@contextmanager
def serving(
    style: Style, records: list[Record], token: str | None = None
) -> Iterator[tuple[str, list[Query]]]:
    """Run the API; yields the address of its list and the queries that it was asked."""
    asked: list[Query] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
            asked.append(query)
            base = f"http://127.0.0.1:{self.server.server_address[1]}{parts.path}"
            if token and self.headers.get("Authorization") != f"Bearer {token}":
                self._send(401, {"error": "no"}, {})
            else:
                self._send(200, *style(base, query, records))

        def _send(self, status: int, body: Any, headers: dict[str, str]) -> None:
            content = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            for name, value in {"Content-Type": "application/json", **headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            """Keep the test output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1/visits", asked
    finally:
        server.shutdown()
        server.server_close()
