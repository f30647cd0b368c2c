"""The ways in which servers hand out long lists. Each is a small state machine: page in, request out.

Named by the initiative, never guessed: a wrong guess is a partial load that nobody sees. Sending the
requests and proving that the list stood still are in `page_reading`.
"""

from __future__ import annotations

from typing import Annotated, Literal
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from pydantic import Field

from connectors.failures import PermanentFailure
from connectors.web.pages import Page, PageRequest, Paging
from connectors.web.records import MISSING, dig


class NoPaging(Paging):
    """Everything in one answer: `[{"id": 1}, {"id": 2}]`."""

    type: Literal["none"] = Field(default="none", description="The server sends everything in one answer.")

    def after(self, page: Page) -> None:
        """End after the one answer."""

    def not_whole(self, page: Page, stated: int) -> PermanentFailure:
        """Return the failure of a list that the server cut."""
        return PermanentFailure(
            "cut_short",
            f"{page.label} has {stated} records and sent {page.seen}. Give the feed a pagination.",
        )


class _Counted(Paging):
    """Paging by a number. Ends at a page without new records, or where a stated total is reached.

    A page shorter than asked for is not the end: servers cut a page size that is too large in silence.
    """

    def _ended(self, page: Page) -> bool:
        stated = self.stated(page)
        return page.records == 0 or (stated is not None and page.seen >= stated)

    def finish(self, first: Page, last: Page) -> None:
        """Compare the records received with the last total: a list that is counted must stand still."""
        stated = self.stated(last)
        if stated is not None and last.seen != stated:
            raise self.not_whole(last, stated)


class PageNumber(_Counted):
    """`?page=1`, `?page=2`, ...: `{"items": [{"id": 1}], "total": 3}`."""

    type: Literal["page_number"] = Field(description="Pages have numbers.")
    param: str = Field(default="page", description="Query parameter for the number of the page.")
    start: int = Field(default=1, ge=0, description="Number of the first page.")
    size_param: str | None = Field(
        default=None, description="Query parameter for the size of a page, if there is one."
    )
    size: int = Field(default=100, ge=1, description="Size of a page; sent only with size_param.")
    read_twice: bool = Field(
        default=True,
        description="Ask for all pages but the last again and compare: a record deleted meanwhile lets "
        "another slip through unseen.",
    )

    def first(self, url: str, params: dict[str, str]) -> PageRequest:
        """Ask for the first page."""
        size = {self.size_param: str(self.size)} if self.size_param else {}
        return PageRequest(url, {**params, **size, self.param: str(self.start)})

    def after(self, page: Page) -> PageRequest | None:
        """Ask for the next number."""
        if self._ended(page):
            return None
        number = int(page.request.params[self.param]) + 1
        return PageRequest(page.request.url, {**page.request.params, self.param: str(number)})

    def needs_second_look(self, page: Page, following: PageRequest) -> bool:
        """Say so, unless the feed waives it."""
        return self.read_twice


class Offset(_Counted):
    """`?offset=0&limit=3`, `?offset=2&limit=3`, ...: `{"list": [{"id": 1}, {"id": 2}], "total": 3}`.

    Each page starts with the last record of the page before. If it is the same record, no record
    moved to another place meanwhile, and none was left out.
    """

    type: Literal["offset"] = Field(description="Pages start at a number of records.")
    offset_param: str = Field(default="offset", description="Query parameter for the records to skip.")
    limit_param: str = Field(default="limit", description="Query parameter for the size of a page.")
    limit: int = Field(default=100, ge=1, description="Size of a page.")
    aligned: bool = Field(
        default=False,
        description="The server knows only multiples of the page size. All pages but the last are then "
        "asked for a second time and compared.",
    )

    def first(self, url: str, params: dict[str, str]) -> PageRequest:
        """Ask for the first records."""
        return PageRequest(url, {**params, self.limit_param: str(self.limit), self.offset_param: "0"})

    def after(self, page: Page) -> PageRequest | None:
        """Skip the records that really came, which may be fewer than asked for, but not the last."""
        if self._ended(page):
            return None
        # From a page of one record, the step back would ask for the same page again and never advance.
        back = 0 if self.aligned or page.received < 2 else 1
        start = str(page.seen - back)
        return PageRequest(page.request.url, {**page.request.params, self.offset_param: start}, overlap=back)

    def needs_second_look(self, page: Page, following: PageRequest) -> bool:
        """Say so where pages do not overlap."""
        return following.overlap == 0


class _Followed(Paging):
    """Paging by what the server hands out. Some servers hand out a page number or an offset in disguise."""

    read_twice: bool | None = Field(
        default=None,
        description="Ask for all pages but the last again and compare. Default: where the server's "
        "address or cursor is a count of pages or records, because then records slip through unseen "
        "when others are deleted.",
    )

    def needs_second_look(self, page: Page, following: PageRequest) -> bool:
        """Say so where the next request differs by a count of the pages or records so far."""
        if self.read_twice is not None:
            return self.read_twice
        counts = {str(page.seen), str(page.number), str(page.number + 1)}
        return any(value in counts for _, value in following.query - page.request.query)


class Cursor(_Followed):
    """`?cursor=abc`: `{"data": [{"id": 1}], "meta": {"next": "abc"}}`, at the end null, "" or no cursor."""

    type: Literal["cursor"] = Field(description="Each answer holds a cursor for the next page.")
    param: str = Field(default="cursor", description="Query parameter for the cursor.")
    path: str = Field(min_length=1, description="Dotted path of the next cursor in the answer.")

    def after(self, page: Page) -> PageRequest | None:
        """Ask with the cursor of this page."""
        cursor = dig(page.body, self.path)
        if cursor is MISSING or cursor in (None, "", False):
            return None
        return PageRequest(page.request.url, {**page.request.params, self.param: str(cursor)})


class NextUrl(_Followed):
    """The whole next address in the answer: `{"value": [{"id": 1}], "next": "https://host/items?after=1"}`."""

    type: Literal["next_url"] = Field(description="Each answer holds the address of the next page.")
    path: str = Field(
        default="next", min_length=1, description="Dotted path of the next address in the answer."
    )

    def after(self, page: Page) -> PageRequest | None:
        """Follow the address in the body."""
        address = dig(page.body, self.path)
        if address is MISSING or not address:
            return None
        return _follow(page, str(address))


class LinkHeader(_Followed):
    """The next address in a header (RFC 8288): `Link: <https://host/items?page=2>; rel="next"`."""

    type: Literal["link_header"] = Field(description="The Link header holds the address of the next page.")

    def after(self, page: Page) -> PageRequest | None:
        """Follow the address in the header."""
        return _follow(page, page.next_link) if page.next_link else None


class NextHeader(_Followed):
    """The whole next address in a header of its own: `Next-Page: https://host/items?_token=abc`."""

    type: Literal["next_header"] = Field(description="A header holds the address of the next page.")
    header: str = Field(min_length=1, description="Name of the header, such as Next-Page.")

    def after(self, page: Page) -> PageRequest | None:
        """Follow the address in the header."""
        address = page.headers.get(self.header)
        return _follow(page, address) if address else None


Pagination = Annotated[
    NoPaging | PageNumber | Offset | Cursor | NextUrl | LinkHeader | NextHeader,
    Field(discriminator="type"),
]


def _follow(page: Page, address: str) -> PageRequest:
    """Return the request for a next address, which must be on the host that gets the credentials.

    The scheme of the first request is kept: servers behind a proxy often write http for https.
    """
    try:
        here, there = urlsplit(page.request.url), urlsplit(urljoin(page.request.url, address))
        same_server = here.hostname == there.hostname and _same_port(here, there)
    except ValueError:
        same_server = False
    if not same_server:
        raise PermanentFailure(
            "unexpected_page",
            f"The next page of {page.label} is on another server, and the credentials stay where they "
            "are. Correct the url of the feed to that server if it is the right one.",
        )
    return PageRequest(urlunsplit((here.scheme, here.netloc, there.path, there.query, "")), {})


def _same_port(here: SplitResult, there: SplitResult) -> bool:
    ports = {"http": 80, "https": 443}
    ours = here.port or ports.get(here.scheme)
    upgraded = there.port in (None, 80) and ours == 443 and there.scheme == "http"
    return upgraded or (there.port or ports.get(there.scheme)) == ours
