"""Reads the whole of a source, from the beginning or from what changed, and has it proved by a count.

Joins `page_reading` and `incremental` for the connectors of one service each. What is asked of the
service, and what its records mean, is said by the connector.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from pydantic import BaseModel, ConfigDict, Field

from connectors.pull import Earlier, Original, PullContext
from connectors.web.http import Client
from connectors.web.incremental import Source, Whole, bookmark_of, whole_of
from connectors.web.page_reading import Listing, read_listing
from connectors.web.records import json_lines

RECORDS = "records.jsonl"


class ChangeOptions(BaseModel):
    """Whether to ask for changes only; the base of the options of connectors that can."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    incremental: bool = Field(
        default=False, description="Ask for what changed since the last pull only, and keep the rest of it."
    )
    whole_every_days: int = Field(
        default=7,
        ge=1,
        description="With incremental: after so many days all is read again, to see what changes do not tell.",
    )


def read_whole(
    client: Client,
    source: Source,
    listing: Callable[[str | None], Listing],
    options: ChangeOptions,
    context: PullContext,
    count: Callable[[], int] | None = None,
) -> Whole:
    """Return all records ordered by id.

    `listing` says where the changes since a stamp are, or with None the whole. `count` asks the source
    how many records it has; if after the changes the number is another, records were deleted unseen and
    the whole is read.
    """
    if not options.incremental:
        reading = read_listing(client, listing(None))
        ordered = sorted(reading.records, key=lambda record: str(source.id(record)))
        return Whole(ordered, None, reading.notes)
    earlier = _records_only(context.earlier)
    bookmark = bookmark_of(earlier, options.whole_every_days)
    reading = read_listing(client, listing(bookmark.since if bookmark else None))
    whole = whole_of(source, reading.pages, earlier, bookmark)
    notes = reading.notes
    if bookmark and count and (stated := count()) != len(whole.records):
        notes = [f"the source counts {stated} records, {len(whole.records)} after the changes; all was read."]
        reading = read_listing(client, listing(None))
        whole = whole_of(source, reading.pages, earlier, None)
        notes += reading.notes
    return replace(whole, notes=[*notes, *whole.notes])


def records_original(whole: Whole) -> Original:
    """Return the raw payload from which the next pull takes the records that did not change."""
    return Original(RECORDS, json_lines(whole.records))


def _records_only(earlier: Earlier | None) -> Earlier | None:
    """Leave out originals beside the records, such as the form that they answer."""
    if earlier is None:
        return None
    return replace(earlier, originals=[one for one in earlier.originals if one.name == RECORDS])
