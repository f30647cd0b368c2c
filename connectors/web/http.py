"""One HTTP client for all connectors: time limits, repeats, a size limit, and failures in words.

The only layer that repeats a request, or renews credentials that have expired. Which request comes
next is decided in `paging`; what is in an answer, by the connector.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

import requests
from urllib3.exceptions import HTTPError

from connectors.failures import PermanentFailure, TransientFailure
from connectors.policy import HttpPolicy
from connectors.web.answers import failure_for_exception, failure_for_status, parse_json
from connectors.web.http_session import CredentialSession, Deadline, Repeats

_CHUNK = 1 << 16


@dataclass(frozen=True)
class Answer:
    """A parsed JSON body, the address in the `Link: rel="next"` header if there was one, all headers."""

    body: Any
    next_link: str | None
    headers: Mapping[str, str] = field(default_factory=dict)


class Client:
    """Gets JSON from one server. Use it as a context manager; `label` stands for the URL in messages."""

    def __init__(
        self,
        label: str,
        headers: Mapping[str, str],
        policy: HttpPolicy,
        *,
        renew: Callable[[], Mapping[str, str]] | None = None,
        repeat_posts: bool = False,
    ) -> None:
        """Open a session that sends `headers` to the first host only.

        `renew` gets headers that expire: before the first request, and again after a 401.
        `repeat_posts` is for posts that change nothing at the server, such as those for a token.
        """
        self._label = label
        self._policy = policy
        self._renew = renew
        self._bytes_left = policy.max_bytes
        repeats = Repeats.of(policy.retries, policy.backoff_seconds, policy.retry_after_cap, repeat_posts)
        self._deadline = Deadline(policy.answer_seconds)
        self._session = CredentialSession(headers, repeats, self._deadline)

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
        return self._ask("GET", url, params=params)

    def download(self, url: str) -> bytes:
        """Return a body as it came, whatever it is."""
        answer = self._ask("GET", url, parse=lambda content, label: content, headers={"Accept": "*/*"})
        return bytes(answer.body)

    def post_form(self, url: str, data: Mapping[str, str]) -> Answer:
        """Post fields as a web form does and return the JSON answer; a redirect is a failure."""
        return self._ask("POST", url, data=data)

    def post_json(self, url: str, data: Any) -> Answer:
        """Post JSON and return the JSON answer; a redirect is a failure."""
        return self._ask("POST", url, json=data)

    def start_over(self) -> None:
        """Give the whole allowance of bytes back, because what was read so far is not kept."""
        self._bytes_left = self._policy.max_bytes

    def _ask(
        self, method: str, url: str, *, parse: Callable[[bytes, str], Any] = parse_json, **what: Any
    ) -> Answer:
        """Send a request; where credentials can be renewed, a 401 renews them and asks once more."""
        if self._renew and not self._session.renewed:
            self._session.renew(self._renew())
        answer = self._send(method, url, parse, what)
        if answer == requests.codes.unauthorized and self._renew:
            self._session.renew(self._renew())
            answer = self._send(method, url, parse, what)
        if isinstance(answer, int):
            raise failure_for_status(answer, self._label)
        return answer

    def _send(
        self, method: str, url: str, parse: Callable[[bytes, str], Any], what: dict[str, Any]
    ) -> Answer | int:
        """Return the answer, or the status that stands in its place."""
        limits = (self._policy.connect_seconds, self._policy.read_seconds)
        self._deadline.start()
        try:
            with self._session.request(
                method, url, timeout=limits, stream=True, allow_redirects=method == "GET", **what
            ) as response:
                if response.status_code not in (requests.codes.ok, requests.codes.created):
                    return response.status_code
                content = self._read(response)
                next_link = response.links.get("next", {}).get("url")
        except (requests.RequestException, HTTPError) as error:
            # "from None": the message of the cause holds the whole URL.
            raise failure_for_exception(error, self._label) from None
        return Answer(parse(content, self._label), next_link, response.headers)

    def _read(self, response: requests.Response) -> bytes:
        """Read a body piece by piece, within the bytes and the time that are left."""
        announced = response.headers.get("Content-Length", "")
        if announced.isdecimal() and int(announced) > self._bytes_left:
            raise self._too_large()
        pieces = []
        # read1 gives what has come; iter_content would wait for a full chunk, past any deadline.
        while piece := response.raw.read1(_CHUNK, decode_content=True):
            self._bytes_left -= len(piece)
            if self._bytes_left < 0:
                raise self._too_large()
            if self._deadline.passed:
                raise TransientFailure(
                    "timeout",
                    f"{self._label} sent its answer too slowly. Ask for smaller pages, or run again later.",
                )
            pieces.append(piece)
        return b"".join(pieces)

    def _too_large(self) -> PermanentFailure:
        limit = self._policy.max_bytes // (1024 * 1024)
        return PermanentFailure(
            "too_large", f"{self._label} sent more than {limit} MB. Ask for fewer records with a filter."
        )
