"""Asks a JSON API for single answers, and finds in one where its list of records is.

Every question goes through the connectors' own client, within its limits. How pages follow is found in `paging_trial`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from pydantic import TypeAdapter

from connectors import FeedFailure, HttpPolicy
from connectors.variables import expand
from connectors.web.addresses import public_url
from connectors.web.auth import Auth
from connectors.web.http import Answer
from connectors.web.records import dig
from pipelines.connect.model import ConnectError

_POLICY = HttpPolicy(connect_seconds=10, read_seconds=60, retries=1)
_SECRET = re.compile(r"key|token|secret|passw|signature|sig$|^auth|credential|apikey", re.IGNORECASE)
_DEEPEST = 5


@dataclass(frozen=True)
class Address:
    """An address without its query, and the query's parameters; both may hold `${NAME}`."""

    url: str
    params: dict[str, str]

    @classmethod
    def of(cls, text: str) -> Address:
        """Take an address apart. ConnectError if a key stands in it: keys come from the environment."""
        parts = urlsplit(text)
        if "@" in parts.netloc:
            raise ConnectError("The address holds a user or password. Use --basic-env USER:PASSWORD instead.")
        params = dict(parse_qsl(parts.query, keep_blank_values=True))
        for name, value in params.items():
            if _SECRET.search(name) and not value.startswith("${"):
                raise ConnectError(
                    f"The parameter {name} of the address looks like a key, and keys never stand in a file. Put its "
                    f"value into an environment variable and write {name}=${{NAME_OF_THE_VARIABLE}} (in single quotes)."
                )
        return cls(urlunsplit((parts.scheme, parts.netloc, parts.path, "", "")), params)


@dataclass
class Api:
    """One API as it is asked for a sample. `asked` counts the requests."""

    address: Address
    auth: dict[str, Any]
    asked: int = 0
    label: str = field(init=False)

    def __post_init__(self) -> None:
        self.label = public_url(self.address.url)

    def first(self, **more: str) -> Answer:
        """Ask for the list, with more parameters if there are."""
        return self.get(expand(self.address.url), {**self.params, **more})

    @property
    def params(self) -> dict[str, str]:
        """The parameters of the address with the values of their variables."""
        return {name: expand(value) for name, value in self.address.params.items()}

    def get(self, url: str, params: dict[str, str]) -> Answer:
        """Ask for any page of the list. The server must be that of the address, for the credentials' sake."""
        if urlsplit(url).hostname != urlsplit(expand(self.address.url)).hostname:
            raise ConnectError(
                f"The next page of {self.label} is on another server; give that server's address."
            )
        self.asked += 1
        auth: Auth = TypeAdapter(Auth).validate_python(self.auth or {"type": "none"})
        with auth.client(self.label, _POLICY) as client:
            return client.get(url, params)

    def attempt(self, url: str, params: dict[str, str]) -> Answer | None:
        """Ask for something that the server may not know; None where it fails."""
        try:
            return self.get(url, params)
        except (FeedFailure, ConnectError):
            return None


def records_at(body: Any, path: str) -> list[dict[str, Any]] | None:
    """The records at a dotted path, None where there is no list of objects."""
    found = dig(body, path)
    return found if isinstance(found, list) and all(isinstance(one, dict) for one in found) else None


def lists_in(body: Any) -> dict[str, int]:
    """The dotted path of every list of objects in an answer with its length, the longest first."""
    found = dict(_lists(body, "", 0))
    return dict(sorted(found.items(), key=lambda item: -item[1]))


def _lists(value: Any, path: str, depth: int) -> Iterator[tuple[str, int]]:
    if isinstance(value, list):
        if value and all(isinstance(one, dict) for one in value):
            yield path, len(value)
    elif isinstance(value, dict) and depth < _DEEPEST:
        for key, inner in value.items():
            yield from _lists(inner, f"{path}.{key}" if path else str(key), depth + 1)


def no_list(body: Any, label: str) -> ConnectError:
    """What to say where an answer has no records."""
    keys = f" Its keys are {', '.join(map(str, list(body)[:15]))}." if isinstance(body, dict) else ""
    empty = " It has an empty list: give the address of a list with records." if dig_empty(body) else ""
    return ConnectError(
        f"The answer of {label} has no list of records (JSON objects).{keys}{empty} Give the address of the list; "
        "some servers send rows as plain lists and need a parameter for objects."
    )


def dig_empty(body: Any) -> bool:
    """Whether there is an empty list at the top or one level below."""
    return body == [] or (isinstance(body, dict) and any(value == [] for value in body.values()))
