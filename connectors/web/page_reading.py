"""Walks from page to page and proves that the list stood still, or reads it again.

How pages follow one another is in `paging`; what a record means is the connector's business.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from connectors.failures import PermanentFailure, TransientFailure
from connectors.web.http import Client
from connectors.web.pages import CHANGED, Page, PageRequest, Paging
from connectors.web.records import MISSING, Record, dig

_ATTEMPTS = 3


@dataclass(frozen=True)
class Listing:
    """Where a list is and how it is read.

    `find` takes the records out of an answer, `id` is the dotted path of a record's id if there is
    one, `label` stands for the address in messages.
    """

    url: str
    params: dict[str, str]
    paging: Paging
    find: Callable[[Any], list[Record]]
    label: str
    id: str | None = None
    max_pages: int = 10_000


@dataclass(frozen=True)
class Reading:
    """The records page by page, and what was noted on the way."""

    pages: list[list[Record]]
    notes: list[str]

    @property
    def records(self) -> list[Record]:
        """All records in the order in which they came."""
        return [record for page in self.pages for record in page]


def read_listing(client: Client, listing: Listing) -> Reading:
    """Read all pages. A list that changes meanwhile is read anew, three times in all.

    Raises TransientFailure `changed_while_reading` if it never stands still, and PermanentFailure for
    a server that does not page as the feed says.
    """
    for attempt in range(1, _ATTEMPTS + 1):
        client.start_over()
        try:
            return _Walk(client, listing).read()
        except TransientFailure as failure:
            if failure.reason != CHANGED or attempt == _ATTEMPTS:
                raise
    raise AssertionError("the last attempt returns or raises")


class _Walk:
    """One attempt to read a list, from its first page to its last."""

    def __init__(self, client: Client, listing: Listing) -> None:
        self._client, self._listing = client, listing
        self._met: set[str] = set()
        self._pages: list[list[Record]] = []
        # What was asked and what came, to compare with a second look.
        self._trail: list[tuple[PageRequest, list[str]]] = []
        self._look_again = False

    def read(self) -> Reading:
        listing = self._listing
        first: Page | None = None
        request: PageRequest | None = listing.paging.first(listing.url, listing.params)
        while request is not None:
            if len(self._pages) == listing.max_pages:
                raise PermanentFailure(
                    "too_many_pages",
                    f"{listing.label} has more than {listing.max_pages} pages. Ask for larger pages, or "
                    "raise max_pages.",
                )
            page = self._read_page(request)
            first = first or page
            request = listing.paging.after(page)
            if request is not None and listing.paging.needs_second_look(page, request):
                self._look_again = True
        listing.paging.finish(first or page, page)
        if self._look_again:
            self._compare_again()
        return self._without_repeats()

    def _read_page(self, request: PageRequest) -> Page:
        answer = self._client.get(request.url, request.params)
        found = self._listing.find(answer.body)
        self._check_advance(request, found)
        marks = [self._mark(record) for record in found]
        if request.overlap and marks[: request.overlap] != self._trail[-1][1][-request.overlap :]:
            raise self._changed("a record moved to another place")
        self._trail.append((request, marks))
        self._pages.append(found[request.overlap :])
        return Page(
            request=request,
            body=answer.body,
            headers=answer.headers,
            next_link=answer.next_link,
            received=len(found),
            records=len(self._pages[-1]),
            seen=sum(map(len, self._pages)),
            number=len(self._pages),
            label=self._listing.label,
        )

    def _check_advance(self, request: PageRequest, found: list[Record]) -> None:
        """Fail if a request is made again, or if a page comes again: the server ignores the parameter."""
        marks = {_digest([request.url, request.params])}
        # After an overlap, a page of one record is the end of the list and not an old page.
        if len(found) > request.overlap:
            marks.add(_digest(found))
        if self._met & marks:
            raise PermanentFailure(
                "paging_does_not_advance",
                f"{self._listing.label} sent a page that it had sent before. Check the names of the "
                "parameters in pagination.",
            )
        self._met |= marks

    def _compare_again(self) -> None:
        """Ask for every page but the last once more: all that came must still stand where it stood."""
        self._client.start_over()
        for request, marks in self._trail[:-1]:
            found = self._listing.find(self._client.get(request.url, request.params).body)
            if [self._mark(record) for record in found] != marks:
                raise self._changed("a page differs at a second look")

    def _without_repeats(self) -> Reading:
        """Drop the older of two states of one record, where it came on two pages."""
        ids = [[self._id(record) for record in page] for page in self._pages]
        counts = Counter(one for page in ids for one in page if one is not None)
        repeated = counts.total() - len(counts)
        if not repeated:
            return Reading(self._pages, [])
        if any(len(set(page)) < len(page) for page in map(_named, ids)):
            # The id is not one of a record: paging cannot put a record on one page twice.
            return Reading(self._pages, [f"{repeated} records have an id that came before."])
        if self._look_again or any(request.overlap for request, _ in self._trail):
            raise self._changed("a record came on two pages; ask for an order that stands still, by id")
        last = {one: number for number, page in enumerate(ids) for one in page}
        kept = [
            [record for record, one in zip(page, names, strict=True) if one is None or last[one] == number]
            for number, (page, names) in enumerate(zip(self._pages, ids, strict=True))
        ]
        return Reading(kept, [f"{repeated} records came on two pages; the later state was kept."])

    def _id(self, record: Record) -> str | None:
        found = dig(record, self._listing.id) if self._listing.id else MISSING
        return None if found is MISSING or found in (None, "") else json.dumps(found, sort_keys=True)

    def _mark(self, record: Record) -> str:
        return self._id(record) or _digest(record)

    def _changed(self, how: str) -> TransientFailure:
        return TransientFailure(
            CHANGED, f"{self._listing.label} changed while it was read: {how}. Run again."
        )


def _named(ids: list[str | None]) -> list[str]:
    return [one for one in ids if one is not None]


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
