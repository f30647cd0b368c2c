"""The `rest` connector: reads lists of records from JSON APIs.

Options in, pull out. How pages follow one another is in `paging`, the walk in `page_reading`,
credentials in `auth`, asking for changes only in `incremental`.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from connectors.failures import PermanentFailure
from connectors.pull import Connector, Original, Pull, PullContext
from connectors.variables import expand
from connectors.web.addresses import checked_url, public_url
from connectors.web.auth import Auth, NoAuth
from connectors.web.incremental import Bookmark, Source, Whole, bookmark_of, whole_of
from connectors.web.page_reading import Listing, Reading, read_listing
from connectors.web.paging import NoPaging, Pagination
from connectors.web.records import MISSING, dig, flatten, json_lines, records_frame


class DeletionMark(BaseModel):
    """How a record says that it was deleted."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    field: str = Field(min_length=1, description="Dotted path of the field that tells it.")
    value: str | int | bool = Field(default=True, description="Its value in a record that was deleted.")


class Incremental(BaseModel):
    """How to ask for the records that changed since the last pull."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    param: str = Field(min_length=1, description="Query parameter that asks for changes.")
    field: str = Field(
        min_length=1,
        description="Dotted path of the time (ISO 8601) or number of a record's last change. Every "
        "record must have one.",
    )
    format: str = Field(
        default="{since}",
        pattern=r"\{since\}",
        description="What to send: {since} stands for the newest time or number of the pull before.",
    )
    deleted: DeletionMark | None = Field(
        default=None, description="How changed records tell that they were deleted, if they do."
    )
    whole_every_days: int = Field(
        default=7, ge=1, description="After so many days all is read again, to see what changes do not tell."
    )


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
    link: str | None = Field(
        default=None,
        pattern=r"^https?://.*\{id\}",
        description="Address at which a person opens a record; {id} stands for its id.",
    )
    incremental: Incremental | None = Field(
        default=None, description="How to ask for changes only. Default: all is read each time."
    )
    max_pages: int = Field(default=10_000, ge=1, description="More pages than this are a failure.")

    _url = field_validator("url")(checked_url)

    @model_validator(mode="after")
    def _needs_id(self) -> RestOptions:
        if not self.id and (self.incremental or self.link):
            raise ValueError("incremental and link need id, the path of a record's id")
        return self


def read_rest(options: RestOptions, context: PullContext) -> Pull:
    """Read all pages, or those with changes only."""
    label = public_url(options.url)
    bookmark = None
    if options.incremental:
        bookmark = bookmark_of(context.earlier, options.incremental.whole_every_days)
    headers = {name: expand(value) for name, value in options.headers.items()}
    with options.auth.client(label, context.policy, headers) as client:
        reading = read_listing(client, _listing(options, bookmark, label))
    whole = _whole(options, context, reading, bookmark, label)
    ids = [_record_id(options, record) for record in whole.records]
    notes = [] if isinstance(options.pagination, NoPaging) else [f"{len(reading.pages)} pages were read."]
    return Pull(
        rows=records_frame([flatten(record) for record in whole.records]),
        row_refs=[f"record {number if one is None else one}" for number, one in enumerate(ids, 1)],
        originals=[Original("records.jsonl", json_lines(whole.records))],
        source=label,
        notes=[f"{label}: {note}" for note in [*notes, *reading.notes, *whole.notes]],
        server_columns=frozenset([options.id] if options.id else []),
        row_links=[_link(options.link, one) for one in ids] if options.link else None,
        cursor=whole.cursor,
    )


def _listing(options: RestOptions, bookmark: Bookmark | None, label: str) -> Listing:
    params = {name: expand(_query_text(value)) for name, value in options.params.items()}
    if bookmark and options.incremental:
        params[options.incremental.param] = options.incremental.format.replace("{since}", bookmark.since)
    return Listing(
        url=expand(options.url),
        params=params,
        paging=options.pagination,
        find=lambda body: _records_in(body, options.records, label),
        label=label,
        id=options.id,
        max_pages=options.max_pages,
    )


def _whole(
    options: RestOptions, context: PullContext, reading: Reading, bookmark: Bookmark | None, label: str
) -> Whole:
    """Return all records: those that came, joined with those of the pull before where only changes came."""
    how = options.incremental
    if how is None or options.id is None:
        return Whole(reading.records, None, [])
    id_path, mark = options.id, how.deleted
    source = Source(
        label,
        id=lambda record: _found(record, id_path),
        stamp=lambda record: _found(record, how.field),
        stamp_name=how.field,
        is_deleted=(lambda record: _found(record, mark.field) == mark.value) if mark else None,
    )
    return whole_of(source, reading.pages, context.earlier, bookmark)


def _found(record: dict[str, Any], path: str) -> Any:
    found = dig(record, path)
    return None if found is MISSING else found


def _query_text(value: str | int | float | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _records_in(body: Any, path: str, label: str) -> list[dict[str, Any]]:
    found = dig(body, path)
    if isinstance(found, list) and all(isinstance(record, dict) for record in found):
        return found
    what = "has nothing" if found is MISSING else "has no list of records"
    raise PermanentFailure(
        "unexpected_page",
        f"The answer of {label} {what} at {path or 'its top'!r}.{_hint(body)} Correct records in the feed.",
    )


def _hint(body: Any) -> str:
    """Name the lists of an answer; names that look like anything but the name of a field may be of people."""
    lists = [key for key, value in body.items() if isinstance(value, list)] if isinstance(body, dict) else []
    names = [key for key in lists if re.fullmatch(r"[A-Za-z_@$][\w.-]{0,40}", key)][:5]
    return f" It has lists at {', '.join(names)}." if names else ""


def _record_id(options: RestOptions, record: dict[str, Any]) -> Any:
    found = _found(record, options.id) if options.id else None
    return None if found == "" else found


def _link(template: str | None, record_id: Any) -> str | None:
    if template is None or record_id is None:
        return None
    return template.replace("{id}", quote(str(record_id), safe=""))


REST = Connector("rest", "1", RestOptions, read_rest)
