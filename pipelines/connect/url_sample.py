"""Reads a sample from an address: a JSON API, or a link to one file.

The name and the answer decide; nothing is assumed about well-known services.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from pydantic import TypeAdapter

from connectors import FeedFailure, HttpPolicy, PullContext
from connectors.places.place import Place
from pipelines.connect.answers import Answers
from pipelines.connect.api import Address
from pipelines.connect.api_sample import read_api
from pipelines.connect.file_sample import file_sample
from pipelines.connect.model import Sample
from pipelines.connect.vocabulary import Vocabulary

_FILES = frozenset({".csv", ".tsv", ".txt", ".tab", ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"})


def read_url(text: str, auth: dict[str, Any], vocabulary: Vocabulary, answers: Answers, rows: int) -> Sample:
    """The sample of an address. What does not answer with JSON is read as a file."""
    address = Address.of(text)
    name = unquote(PurePosixPath(urlsplit(text).path).name)
    if PurePosixPath(name).suffix.lower() in _FILES:
        return _linked_file(text, name, auth, vocabulary, answers)
    try:
        return read_api(address, auth, answers, rows)
    except FeedFailure as failure:
        if failure.reason != "not_json":
            raise
        not_json = failure
    try:
        return _linked_file(text, name or "file", auth, vocabulary, answers)
    except FeedFailure:
        raise not_json from None


def _linked_file(
    text: str, name: str, auth: dict[str, Any], vocabulary: Vocabulary, answers: Answers
) -> Sample:
    place: dict[str, Any] = {"type": "http", "url": text, **({"auth": auth} if auth else {})}
    known: Place = TypeAdapter(Place).validate_python(place)
    (original,) = known.fetch(name, PullContext(Path(), HttpPolicy()))
    return file_sample(original, {"path": name, "place": place}, vocabulary, answers)
