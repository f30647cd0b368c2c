"""Finds out how an API pages by asking it: what an answer speaks for is believed only after page two has come.

What an answer speaks for is read in `paging_evidence`. Where nothing can be shown, it stays a question.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urljoin

from connectors.variables import expand
from connectors.web.http import Answer
from connectors.web.records import dig
from pipelines.connect.api import Api, records_at
from pipelines.connect.model import Choice, Question
from pipelines.connect.paging_evidence import Seen, gather, says_end, total_in

Record = dict[str, Any]
# A list that ends at such a number may well have been cut there.
_ROUND = frozenset({10, 12, 15, 20, 24, 25, 30, 40, 50, 60, 75, 100, 200, 250, 500, 1000, 2000, 5000, 10000})
_SIZES = ("limit", "per_page", "page_size", "pageSize", "_size", "size", "$top")
_PAGE_SIZE = 100


@dataclass(frozen=True)
class Paging:
    """What was found out: the option `pagination` or None for one answer, why, or the question that is left."""

    pagination: dict[str, Any] | None
    why: str
    question: Question | None = None


def find_paging(api: Api, first: Answer, path: str) -> Paging:
    """Recognise the paging of the list at `path` and prove it with a second page."""
    seen = _seen(api, first, path, api.params)
    found = _proved(api, seen)
    if found is None and (total := total_in(seen)) and total[1] == seen.count:
        # With the total in the feed, a list that outgrows one answer fails loudly and is never cut in silence.
        alone = {"type": "none", "total": total[0]}
    else:
        alone = {"type": "none"}
    if found is None:
        found = _with_small_pages(api, seen)
    if found is not None:
        return found
    return _one_answer(seen, alone)


def _seen(api: Api, answer: Answer, path: str, query: dict[str, str]) -> Seen:
    records = records_at(answer.body, path) or []
    return Seen(answer.body, answer.next_link, path, len(records), query)


def _proved(api: Api, seen: Seen, extra: dict[str, str] | None = None) -> Paging | None:
    """The first way of paging whose second page has other records than the first."""
    before = _marks(records_at(seen.body, seen.path) or [])
    for evidence in gather(seen):
        answer = _second(api, seen, evidence.pagination, extra or {})
        records = records_at(answer.body, seen.path) if answer else None
        if not records:
            continue
        after = _marks(records)
        if not before & after:
            proof = f"page two was asked for and brought {len(records)} other records"
            return Paging(evidence.pagination, f"assumed: {evidence.why}; {proof}")
    return None


def _marks(records: list[Record]) -> set[str]:
    return {json.dumps(record, sort_keys=True, default=str) for record in records}


def _second(api: Api, seen: Seen, pagination: dict[str, Any], extra: dict[str, str]) -> Answer | None:
    """Ask for the page after the first, as the connector would."""
    url, params = next_request(api, pagination, Answer(seen.body, seen.next_link), seen.count, 1)
    return api.attempt(url, {**params, **extra} if params else params)


def next_request(
    api: Api, pagination: dict[str, Any], answer: Answer, seen: int, page: int
) -> tuple[str, dict[str, str]]:
    """The address and parameters of the page after `answer`, the `page`th, with `seen` records so far."""
    url, params = expand(api.address.url), api.params
    match pagination["type"]:
        case "link_header":
            return urljoin(url, str(answer.next_link)), {}
        case "next_url":
            return urljoin(url, str(dig(answer.body, pagination["path"]))), {}
        case "cursor":
            return url, {**params, pagination["param"]: str(dig(answer.body, pagination["path"]))}
        case "page_number":
            size = {pagination["size_param"]: str(pagination["size"])} if "size_param" in pagination else {}
            return url, {**params, **size, pagination["param"]: str(pagination.get("start", 1) + page)}
        case _:
            limit = {pagination.get("limit_param", "limit"): str(pagination["limit"])}
            return url, {**params, **limit, pagination.get("offset_param", "offset"): str(seen)}


def _with_small_pages(api: Api, seen: Seen) -> Paging | None:
    """Ask for a page of two records, so that even a short list has a page two."""
    if seen.count < 3:
        return None
    for name in _size_names(seen):
        answer = api.attempt(_url(api), {**api.params, name: "2"})
        records = records_at(answer.body, seen.path) if answer else None
        if answer is None or records is None or len(records) != 2:
            continue
        small = _seen(api, answer, seen.path, {**seen.query, name: "2"})
        found = _proved(api, small, {name: "2"})
        if found is not None and found.pagination is not None:
            return replace(found, pagination=_full_size(found.pagination, name))
    return None


def _url(api: Api) -> str:
    return expand(api.address.url)


def _size_names(seen: Seen) -> Iterator[str]:
    yield from dict.fromkeys([*(name for name in seen.query if name in _SIZES), *_SIZES])


def _full_size(pagination: dict[str, Any], name: str) -> dict[str, Any]:
    """The same way of paging with pages of a usual size."""
    if pagination["type"] == "page_number":
        return {**pagination, "size_param": name, "size": _PAGE_SIZE}
    if pagination["type"] == "offset":
        return {**pagination, "limit_param": name, "limit": _PAGE_SIZE}
    return pagination


def _one_answer(seen: Seen, alone: dict[str, Any]) -> Paging:
    """Nothing was proved: everything came in one answer, or it is not known how to get the rest."""
    total, end = total_in(seen), says_end(seen)
    more = gather(seen)[:1] if not isinstance(seen.body, list) else []
    if total and total[1] == seen.count:
        return Paging(alone, f"assumed: '{total[0]}' of the answer says {total[1]}, and as many came")
    if end is None and not more and seen.count not in _ROUND:
        why = f"assumed: all {seen.count} records came in one answer; it names no next page and no total"
        return Paging({"type": "none"}, f"{why}, and parameters for pages are ignored")
    return Paging(None, "", _ask(seen, total, end, [one.pagination for one in more]))


def _ask(
    seen: Seen, total: tuple[str, int] | None, end: str | None, likely: list[dict[str, Any]]
) -> Question:
    """Ask how the list pages, with what speaks for which answer."""
    choices = [Choice(str(one["type"]), "likely, but page two did not come", one) for one in likely]
    if end is not None:
        choices.append(Choice("next_url", f"if '{end}' holds an address", {"type": "next_url", "path": end}))
        cursor = {"type": "cursor", "param": end.split(".")[-1], "path": end}
        choices.append(Choice("cursor", f"if '{end}' holds a cursor", cursor))
    choices.append(Choice("none", "if the server always sends everything", {"type": "none"}))
    says = [f"{seen.count} records came"]
    says += [f"'{total[0]}' says {total[1]}"] if total else []
    says += [f"'{end}' is empty"] if end else []
    says += ["a round number, at which lists are often cut"] if seen.count in _ROUND else []
    text = f"How does the list go on after its first page? {', '.join(says)}; no second page could be had."
    unique = {choice.answer: choice for choice in choices}
    return Question("pagination", "pagination", text, tuple(unique.values()), needed=True)
