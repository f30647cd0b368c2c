"""Plays recorded exchanges on a loopback server: what a service once answered, it answers again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from loopback import Asked, Reply

# The loopback server counts and sends the body in its own way.
_OF_THE_TRANSPORT = {
    "content-length",
    "content-encoding",
    "transfer-encoding",
    "connection",
    "keep-alive",
    "date",
}


@dataclass(frozen=True)
class Exchange:
    """One request and the answer to it."""

    method: str
    url: str
    reply: Reply

    @property
    def path(self) -> str:
        return unquote(urlsplit(self.url).path)

    @property
    def query(self) -> dict[str, str]:
        query = parse_qs(urlsplit(self.url).query, keep_blank_values=True)
        return {name: values[-1] for name, values in query.items()}


def live_exchanges(folder: Path) -> list[Exchange]:
    """Read a folder of recordings from a running server, one request a file."""
    found = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]
    return [
        Exchange(
            one["request"]["method"],
            one["request"]["url"],
            _reply(one["status"], one["body"], one["headers"]),
        )
        for one in found
    ]


def cassette(path: Path) -> list[Exchange]:
    """Read a vcr cassette in JSON."""
    return [
        Exchange(
            one["request"]["method"],
            one["request"]["uri"],
            _reply(
                one["response"]["status"]["code"],
                one["response"]["body"].get("string", ""),
                {name: values[0] for name, values in one["response"]["headers"].items()},
            ),
        )
        for one in json.loads(path.read_text(encoding="utf-8"))["interactions"]
    ]


def _reply(status: int, body: Any, headers: dict[str, str]) -> Reply:
    kept = {name: value for name, value in headers.items() if name.lower() not in _OF_THE_TRANSPORT}
    return Reply(body, status, kept)


def player(exchanges: Iterable[Exchange]) -> Callable[[Asked], Reply]:
    """Answer a GET with the last recorded answer to the same path whose parameters were all asked for again.

    Of several, the one with the most parameters in common.
    """
    gets = [one for one in exchanges if one.method == "GET"]

    def answer(asked: Asked) -> Reply:
        fitting = [
            one
            for one in gets
            if one.path == unquote(asked.path) and one.query.items() <= asked.query.items()
        ]
        if not fitting:
            return Reply({"error": "no such recording"}, 501)
        most = max(len(one.query) for one in fitting)
        return [one for one in fitting if len(one.query) == most][-1].reply

    return answer
