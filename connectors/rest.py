"""The `rest` connector: reads lists of records from JSON APIs.

Drives the paging and guards it. How pages follow one another is in `paging`, credentials in `auth`.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator

from connectors.auth import Auth, NoAuth
from connectors.failures import PermanentFailure
from connectors.http import Client, public_url
from connectors.paging import NoPaging, Page, PageRequest, Pagination
from connectors.pull import Connector, Original, Pull, PullContext
from connectors.records import MISSING, dig, flatten, json_lines, records_frame
from connectors.variables import expand


def checked_url(url: str) -> str:
    """Return a configured address; ValueError if it is no web address or holds a user or password."""
    if not url.startswith(("http://", "https://", "${")):
        raise ValueError("must start with http:// or https://")
    if "@" in url.partition("//")[2].partition("/")[0]:
        raise ValueError("must not hold a user or password; use auth")
    return url


class RestOptions(BaseModel):
    """Where the list is, how it is paged, who is asking."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: str = Field(description="Address of the list. ${NAME} is replaced by an environment variable.")
    params: dict[str, str | int | float | bool] = Field(
        default={}, description="Query parameters. ${NAME} is replaced in them too."
    )
    records: str = Field(
        default="", description="Dotted path of the list in the answer. Default: the answer is the list."
    )
    pagination: Pagination = Field(
        default=NoPaging(), description="How pages follow one another; it is never guessed."
    )
    auth: Auth = Field(default=NoAuth(), description="Credentials, by the names of environment variables.")
    headers: dict[str, str] = Field(
        default={}, description="More request headers. ${NAME} is replaced in them too."
    )
    id: str | None = Field(
        default=None, description="Dotted path of a record's id, to name the record to the partner."
    )
    max_pages: int = Field(default=10_000, ge=1, description="More pages than this are a failure.")

    _url = field_validator("url")(checked_url)


def read_rest(options: RestOptions, context: PullContext) -> Pull:
    """Read all pages."""
    label = public_url(options.url)
    headers = {name: expand(value) for name, value in options.headers.items()} | options.auth.headers()
    with Client(label, headers, context.policy) as client:
        records, pages = _read_pages(options, client, label)
    refs = [f"record {_record_id(options, record, number)}" for number, record in enumerate(records, 1)]
    rows = records_frame([flatten(record) for record in records])
    notes = [] if isinstance(options.pagination, NoPaging) else [f"{label}: {pages} pages were read."]
    if len(set(refs)) < len(refs):
        notes.append(f"{label}: {len(refs) - len(set(refs))} records have an id that came before.")
    own = frozenset([options.id] if options.id else [])
    return Pull(rows, refs, [Original("records.jsonl", json_lines(records))], label, notes, own)


def _read_pages(options: RestOptions, client: Client, label: str) -> tuple[list[dict[str, Any]], int]:
    records: list[dict[str, Any]] = []
    met: set[str] = set()
    params = {name: expand(_query_text(value)) for name, value in options.params.items()}
    request: PageRequest | None = options.pagination.first(expand(options.url), params)
    for number in range(1, options.max_pages + 1):
        assert request is not None
        answer = client.get(request.url, request.params)
        found = _records_in(answer.body, options.records, label)
        _check_advance(met, request, found, label)
        records += found
        page = Page(request, answer.body, answer.next_link, len(found), len(records))
        request = options.pagination.after(page)
        if request is None:
            options.pagination.finish(page)
            return records, number
    raise PermanentFailure(
        "too_many_pages",
        f"{label} has more than {options.max_pages} pages. Ask for larger pages, or raise max_pages.",
    )


def _query_text(value: str | int | float | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _records_in(body: Any, path: str, label: str) -> list[dict[str, Any]]:
    found = dig(body, path)
    if isinstance(found, list) and all(isinstance(record, dict) for record in found):
        return found
    what = "has nothing" if found is MISSING else "has no list of records"
    keys = f" Its keys are {', '.join(map(str, list(body)[:20]))}." if isinstance(body, dict) else ""
    raise PermanentFailure(
        "unexpected_page",
        f"The answer of {label} {what} at {path or 'its top'!r}.{keys} Correct records in the feed.",
    )


def _check_advance(met: set[str], request: PageRequest, found: list[dict[str, Any]], label: str) -> None:
    """Fail if a request is made again, or if a page comes again: the server ignores the parameter."""
    marks = {_digest([request.url, request.params])} | ({_digest(found)} if found else set())
    if met & marks:
        raise PermanentFailure(
            "paging_does_not_advance",
            f"{label} sent a page that it had sent before. Check the names of the parameters in pagination.",
        )
    met |= marks


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def _record_id(options: RestOptions, record: dict[str, Any], number: int) -> Any:
    found = dig(record, options.id) if options.id else MISSING
    return number if found in (MISSING, None, "") else found


REST = Connector("rest", "1", RestOptions, read_rest)
