"""The session below the HTTP client: whose headers go where, what is repeated, how long, what is logged.

Only `http` uses it. Time limits, sizes and failures are there.
"""

from __future__ import annotations

import http.client
import io
import logging
import socket
import time
from collections.abc import Mapping
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import InvalidHeader
from urllib3.response import BaseHTTPResponse
from urllib3.util.retry import Retry

_REPEATED_STATUS = (408, 429, 500, 502, 503, 504)


def _without_addresses(record: logging.LogRecord) -> bool:
    """Take addresses out of what urllib3 logs about repeats: their query and path may hold a key."""
    if isinstance(record.args, tuple):
        record.args = tuple(
            "(address)" if isinstance(one, str) and (one.startswith("/") or "://" in one) else one
            for one in record.args
        )
    return True


for _name in ("urllib3.connectionpool", "urllib3.util.retry"):
    logging.getLogger(_name).addFilter(_without_addresses)


class Deadline:
    """The moment at which an answer must be there, from the first byte of its headers to the last of its body.

    A time limit for each piece alone lets a server drip for ever.
    """

    def __init__(self, seconds: float) -> None:
        """Take the seconds that an answer may take."""
        self._seconds = seconds
        self._end = float("inf")

    def start(self) -> None:
        """Let the time begin."""
        self._end = time.monotonic() + self._seconds

    @property
    def passed(self) -> bool:
        """Say whether the time is over."""
        return time.monotonic() > self._end


class _Clocked(io.RawIOBase):
    """A stream that gives nothing more when its time is over."""

    def __init__(self, raw: io.RawIOBase, deadline: Deadline) -> None:
        self._raw, self._deadline = raw, deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        if self._deadline.passed:
            raise TimeoutError
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


def _pools(deadline: Deadline) -> dict[str, type[HTTPConnectionPool]]:
    """Return connection pools whose answers are read against the deadline."""

    class Response(http.client.HTTPResponse):
        def __init__(self, sock: socket.socket, *rest: Any, **more: Any) -> None:
            super().__init__(sock, *rest, **more)
            self.fp = io.BufferedReader(_Clocked(self.fp.detach(), deadline))

    class Plain(HTTPConnection):
        response_class = Response

    class Secure(HTTPSConnection):
        response_class = Response

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}


class _Credentials(AuthBase):
    """Adds the headers of the feed. Being set at all, it keeps a .netrc file from adding others."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        self.headers = dict(headers)

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers.update(self.headers)
        return request


class CredentialSession(requests.Session):
    """A session that drops every header of the feed when a redirect leads to another host.

    requests drops `Authorization` only, and would hand an API key header on.
    """

    def __init__(self, headers: Mapping[str, str], repeats: Retry, deadline: Deadline) -> None:
        super().__init__()
        adapter = HTTPAdapter(max_retries=repeats)
        adapter.poolmanager.pool_classes_by_scheme = _pools(deadline)
        for scheme in ("https://", "http://"):
            self.mount(scheme, adapter)
        self.headers["Accept"] = "application/json"
        self.auth = self._credentials = _Credentials(headers)
        self.renewed = False

    def renew(self, headers: Mapping[str, str]) -> None:
        """Send these headers too, in place of those of the same name."""
        self._credentials.headers.update(headers)
        self.renewed = True

    def rebuild_auth(self, prepared_request: requests.PreparedRequest, response: requests.Response) -> None:
        """Take the headers of the feed out of a request to another host."""
        if self.should_strip_auth(  # type: ignore[no-untyped-call]
            str(response.request.url), str(prepared_request.url)
        ):
            for name in self._credentials.headers:
                prepared_request.headers.pop(name, None)


class Repeats(Retry):
    """Waits as the server asks, up to a cap; a Retry-After that cannot be read is left aside."""

    @classmethod
    def of(cls, times: int, backoff_seconds: float, cap_seconds: int, posts_too: bool) -> Repeats:
        """Repeat what is busy or out of order. A post that may change something is sent once."""
        return cls(
            total=times,
            status_forcelist=_REPEATED_STATUS,
            allowed_methods={"GET", "POST"} if posts_too else {"GET"},
            backoff_factor=backoff_seconds,
            backoff_max=cap_seconds,
            retry_after_max=cap_seconds,
            raise_on_status=False,
        )

    def get_retry_after(self, response: BaseHTTPResponse) -> float | None:
        """Return the seconds that the server asks for."""
        try:
            return super().get_retry_after(response)
        except InvalidHeader:
            return None
