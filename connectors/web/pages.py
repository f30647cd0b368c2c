"""One page of a long list: the request for it, what came, and what every way of paging has in common.

The ways themselves are in `paging`; the walk from page to page, with its proofs, is in `page_reading`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from pydantic import BaseModel, ConfigDict, Field

from connectors.failures import PermanentFailure, TransientFailure
from connectors.web.records import MISSING, dig

CHANGED = "changed_while_reading"


@dataclass(frozen=True)
class PageRequest:
    """One address to get, with its query parameters.

    `overlap` is the number of records of the page before that this page must start with.
    """

    url: str
    params: dict[str, str]
    overlap: int = 0

    @property
    def query(self) -> set[tuple[str, str]]:
        """All query parameters, those in the address included."""
        return {*parse_qsl(urlsplit(self.url).query), *self.params.items()}


@dataclass(frozen=True)
class Page:
    """One answer: its request, body, headers and the Link header's next address.

    `received` counts its records, `records` those of them that are new: a page may start with records
    of the page before. `seen` counts the new records of the pull so far, this page included; `number`
    is 1 for the first page. `label` stands for the address in messages.
    """

    request: PageRequest
    body: Any
    headers: Mapping[str, str]
    next_link: str | None
    received: int
    records: int
    seen: int
    number: int
    label: str


class Paging(BaseModel):
    """What every way of paging has: a first request, the request after a page, and a check at the end."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    total: str | None = Field(
        default=None,
        description="Dotted path of the number of all records in the answer. Given, it is checked.",
    )
    total_header: str | None = Field(
        default=None, description="Name of the header with the number of all records, in place of total."
    )

    def first(self, url: str, params: dict[str, str]) -> PageRequest:
        """Return the first request."""
        return PageRequest(url, params)

    def after(self, page: Page) -> PageRequest | None:
        """Return the request for the page after this one, or None at the end."""
        raise NotImplementedError

    def needs_second_look(self, page: Page, following: PageRequest) -> bool:
        """Say whether a record deleted meanwhile could make others slip through between these pages."""
        return False

    def finish(self, first: Page, last: Page) -> None:
        """Compare, at the end, the records received with the totals that the server stated on the way.

        A list that shrinks meanwhile may rightly give fewer records than it had, and one that grows more.
        """
        stated = [total for total in (self.stated(first), self.stated(last)) if total is not None]
        if stated and last.seen < min(stated):
            raise self.not_whole(last, min(stated))

    def not_whole(self, page: Page, stated: int) -> PermanentFailure | TransientFailure:
        """Return the failure of a list that is not as long as the server said."""
        return TransientFailure(
            CHANGED,
            f"{page.label} stated {stated} records, and {page.seen} came: the list changed while it was "
            "read. Run again.",
        )

    def stated(self, page: Page) -> int | None:
        """Return the number of all records that the server stated with a page, if the feed says where."""
        if self.total_header:
            stated: Any = page.headers.get(self.total_header)
        elif self.total:
            stated = dig(page.body, self.total)
        else:
            return None
        if isinstance(stated, bool) or stated is MISSING or not str(stated).isdigit():
            raise PermanentFailure(
                "unexpected_page",
                f"The answer of {page.label} has no number at {self.total_header or self.total!r}. "
                "Correct total in the pagination.",
            )
        return int(stated)
