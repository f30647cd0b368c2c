"""One HTTP client for all connectors: time limits, repeats, a size limit, and failures in words.

The only layer that repeats a request. Which request comes next is decided in `paging`; what is in an
answer, by the connector.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase
from urllib3.exceptions import HTTPError, InvalidHeader
from urllib3.response import BaseHTTPResponse
from urllib3.util.retry import Retry

from connectors.answers import failure_for_exception, failure_for_status, parse_json
from connectors.failures import PermanentFailure, TransientFailure

_REPEATED_STATUS = (408, 429, 500, 502, 503, 504)
_CHUNK = 1 << 16


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


@dataclass(frozen=True)
class HttpPolicy:
    """Limits of one pull. Seconds; `max_bytes` counts the unpacked bodies of all its answers."""

    connect_seconds: float = 10
    read_seconds: float = 60
    answer_seconds: float = 600
    retries: int = 3
    backoff_seconds: float = 1
    retry_after_cap: int = 120
    max_bytes: int = 200 * 1024 * 1024


@dataclass(frozen=True)
class Answer:
    """A parsed JSON body, and the address in the `Link: rel="next"` header if there was one."""

    body: Any
    next_link: str | None


def public_url(url: str) -> str:
    """Return a URL without its user, query and fragment, fit for messages and manifests."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


class Client:
    """Gets JSON from one server. Use it as a context manager; `label` stands for the URL in messages."""

    def __init__(self, label: str, headers: Mapping[str, str], policy: HttpPolicy) -> None:
        """Open a session that sends `headers` to the first host only."""
        self._label = label
        self._policy = policy
        self._bytes_left = policy.max_bytes
        self._session = _Session(headers)
        adapter = HTTPAdapter(max_retries=_retries(policy))
        self._session.mount("https://", adapter)
        self._session.mount("http://", adapter)

    def __enter__(self) -> Client:
        """Return the client."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connections."""
        self._session.close()

    def get(self, url: str, params: Mapping[str, str]) -> Answer:
        """Return the JSON answer, or raise a FeedFailure that says whether to try again."""
        limits = (self._policy.connect_seconds, self._policy.read_seconds)
        try:
            with self._session.get(url, params=params, timeout=limits, stream=True) as response:
                if response.status_code != requests.codes.ok:
                    raise failure_for_status(response.status_code, self._label)
                content = self._read(response)
                next_link = response.links.get("next", {}).get("url")
        except (requests.RequestException, HTTPError) as error:
            # "from None": the message of the cause holds the whole URL.
            raise failure_for_exception(error, self._label) from None
        return Answer(parse_json(content, self._label), next_link)

    def _read(self, response: requests.Response) -> bytes:
        """Read a body piece by piece, within the bytes and the time that are left."""
        deadline = time.monotonic() + self._policy.answer_seconds
        pieces = []
        # read1 gives what has come; iter_content would wait for a full chunk, past any deadline.
        while piece := response.raw.read1(_CHUNK, decode_content=True):
            self._bytes_left -= len(piece)
            if self._bytes_left < 0:
                limit = self._policy.max_bytes // (1024 * 1024)
                raise PermanentFailure(
                    "too_large",
                    f"{self._label} sent more than {limit} MB. Ask for fewer records with a filter.",
                )
            if time.monotonic() > deadline:
                raise TransientFailure(
                    "timeout",
                    f"{self._label} sent its answer too slowly. Ask for smaller pages, or run again later.",
                )
            pieces.append(piece)
        return b"".join(pieces)


class _Credentials(AuthBase):
    """Adds the headers of the feed. Being set at all, it keeps a .netrc file from adding others."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        self.headers = dict(headers)

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers.update(self.headers)
        return request


class _Session(requests.Session):
    """A session that drops every header of the feed when a redirect leads to another host.

    requests drops `Authorization` only, and would hand an API key header on.
    """

    def __init__(self, headers: Mapping[str, str]) -> None:
        super().__init__()
        self.headers["Accept"] = "application/json"
        self.auth = self._credentials = _Credentials(headers)

    def rebuild_auth(self, prepared_request: requests.PreparedRequest, response: requests.Response) -> None:
        if self.should_strip_auth(  # type: ignore[no-untyped-call]
            str(response.request.url), str(prepared_request.url)
        ):
            for name in self._credentials.headers:
                prepared_request.headers.pop(name, None)


class _Retry(Retry):
    """Waits as the server asks, up to a cap; a Retry-After that cannot be read is left aside."""

    def get_retry_after(self, response: BaseHTTPResponse) -> float | None:
        try:
            return super().get_retry_after(response)
        except InvalidHeader:
            return None


def _retries(policy: HttpPolicy) -> Retry:
    return _Retry(
        total=policy.retries,
        status_forcelist=_REPEATED_STATUS,
        allowed_methods={"GET"},
        backoff_factor=policy.backoff_seconds,
        backoff_max=policy.retry_after_cap,
        retry_after_max=policy.retry_after_cap,
        raise_on_status=False,
    )
