"""The ways in which servers hand out long lists. Each is a small state machine: page in, request out.

Named by the initiative, never guessed: a wrong guess is a partial load that nobody sees. Sending the
requests and the guards against endless paging are in `rest`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal
from urllib.parse import urljoin, urlsplit, urlunsplit

from pydantic import BaseModel, ConfigDict, Field

from connectors.failures import PermanentFailure, TransientFailure
from connectors.records import MISSING, dig


@dataclass(frozen=True)
class PageRequest:
    """One address to get, with its query parameters."""

    url: str
    params: dict[str, str]


@dataclass(frozen=True)
class Page:
    """One answer: its request, its body, the Link header's next address, its number of records.

    `seen` counts the records of the pull so far, those of this page included.
    """

    request: PageRequest
    body: Any
    next_link: str | None
    records: int
    seen: int


class _Pagination(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    def first(self, url: str, params: dict[str, str]) -> PageRequest:
        """Return the first request."""
        return PageRequest(url, params)

    def after(self, page: Page) -> PageRequest | None:
        """Return the request for the page after this one, or None at the end."""
        raise NotImplementedError

    def finish(self, page: Page) -> None:
        """Check, after the last page, that the list is whole."""


class _Counted(_Pagination):
    """Paging by a number. Ends at an empty page, or where a stated total is reached.

    A page shorter than asked for is not the end: servers cut a page size that is too large in silence.
    """

    total: str | None = Field(
        default=None,
        description="Dotted path of the number of all records in the answer. "
        "Given, it ends the paging and is checked.",
    )

    def _ended(self, page: Page) -> bool:
        if page.records == 0:
            return True
        return self.total is not None and page.seen >= self._stated(page)

    def finish(self, page: Page) -> None:
        """Compare the records received with the total that the server stated last."""
        if self.total is not None and page.seen != self._stated(page):
            raise TransientFailure(
                "changed_while_reading",
                f"{page.seen} records came, but the server stated {self._stated(page)}: the list "
                "changed while it was read. Run again.",
            )

    def _stated(self, page: Page) -> int:
        stated = dig(page.body, self.total or "")
        if isinstance(stated, bool) or not isinstance(stated, (int, str)) or not str(stated).isdigit():
            raise PermanentFailure(
                "unexpected_page",
                f"The answer has no number at {self.total!r}. Correct total in the pagination.",
            )
        return int(stated)


class NoPaging(_Pagination):
    """Everything in one answer: `[{"id": 1}, {"id": 2}]`."""

    type: Literal["none"] = Field(default="none", description="The server sends everything in one answer.")

    def after(self, page: Page) -> None:
        """End after the one answer."""


class PageNumber(_Counted):
    """`?page=1`, `?page=2`, ...: `{"items": [{"id": 1}], "total": 3}`."""

    type: Literal["page_number"] = Field(description="Pages have numbers.")
    param: str = Field(default="page", description="Query parameter for the number of the page.")
    start: int = Field(default=1, ge=0, description="Number of the first page.")
    size_param: str | None = Field(
        default=None, description="Query parameter for the size of a page, if there is one."
    )
    size: int = Field(default=100, ge=1, description="Size of a page; sent only with size_param.")

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


class Offset(_Counted):
    """`?offset=0&limit=2`, `?offset=2&limit=2`, ...: `{"list": [{"id": 1}, {"id": 2}], "total": 3}`."""

    type: Literal["offset"] = Field(description="Pages start at a number of records.")
    offset_param: str = Field(default="offset", description="Query parameter for the records to skip.")
    limit_param: str = Field(default="limit", description="Query parameter for the size of a page.")
    limit: int = Field(default=100, ge=1, description="Size of a page.")

    def first(self, url: str, params: dict[str, str]) -> PageRequest:
        """Ask for the first records."""
        return PageRequest(url, {**params, self.limit_param: str(self.limit), self.offset_param: "0"})

    def after(self, page: Page) -> PageRequest | None:
        """Skip the records that really came, which may be fewer than asked for."""
        if self._ended(page):
            return None
        return PageRequest(page.request.url, {**page.request.params, self.offset_param: str(page.seen)})


class Cursor(_Pagination):
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


class NextUrl(_Pagination):
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
        return _follow(page.request, str(address))


class LinkHeader(_Pagination):
    """The next address in a header (RFC 8288): `Link: <https://host/items?page=2>; rel="next"`."""

    type: Literal["link_header"] = Field(description="The Link header holds the address of the next page.")

    def after(self, page: Page) -> PageRequest | None:
        """Follow the address in the header."""
        return _follow(page.request, page.next_link) if page.next_link else None


Pagination = Annotated[
    NoPaging | PageNumber | Offset | Cursor | NextUrl | LinkHeader, Field(discriminator="type")
]


def _follow(request: PageRequest, address: str) -> PageRequest:
    """Return the request for a next address, which must be on the host that gets the credentials.

    The scheme of the first request is kept: servers behind a proxy often write http for https.
    """
    here, there = urlsplit(request.url), urlsplit(urljoin(request.url, address))
    ports = {"http": 80, "https": 443}
    upgraded = (
        there.port in (None, 80) and (here.port or ports.get(here.scheme)) == 443 and there.scheme == "http"
    )
    same_port = upgraded or (there.port or ports.get(there.scheme)) == (here.port or ports.get(here.scheme))
    if here.hostname != there.hostname or not same_port:
        raise PermanentFailure(
            "unexpected_page",
            "The address of the next page is on another server, and the credentials stay where they are. "
            "Correct the url of the feed to that server if it is the right one.",
        )
    return PageRequest(urlunsplit((here.scheme, here.netloc, there.path, there.query, "")), {})
