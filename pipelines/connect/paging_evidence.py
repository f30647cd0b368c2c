"""How a JSON API pages, told from an answer: next addresses, cursors, totals, page numbers.

Reads answers and proposes; whether a proposal is right is found out by asking for page two (`api_sample`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_NEXT = re.compile(r"next|nextlink|nextpage|nexturl|nextpageurl|nextpageuri|nexthref|nextrecordsurl|after")
_CURSOR = re.compile(r"(next)?(page)?(cursor|token|continuation|bookmark|offset|after|key)|next|nextpage")
_TOTAL = re.compile(
    r"total|count|totalcount|totalrows|totalrecords|totalitems|totalresults|totalsize|numfound|resultcount"
)
_PAGE = re.compile(r"page|currentpage|pageno|pagenumber|pageindex|pagenum")
_OFFSET = re.compile(r"offset|skip|start|startat|from")
_SIZE = re.compile(r"limit|perpage|pagesize|size|pagelimit|rowsperpage|top|count|maxresults")
_DEEPEST = 4


@dataclass(frozen=True)
class Evidence:
    """A way of paging that an answer speaks for, as the option `pagination`, and why in words."""

    pagination: dict[str, Any]
    why: str


@dataclass(frozen=True)
class Seen:
    """One answer as far as paging goes: its body, the Link header's next address, its records, the query asked."""

    body: Any
    next_link: str | None
    path: str
    count: int
    query: dict[str, str]


def fields_of(body: Any, records: str) -> Iterator[tuple[str, Any]]:
    """Yield every plain value of an answer with its dotted path, the records themselves left out."""

    def walk(value: Any, path: str, depth: int) -> Iterator[tuple[str, Any]]:
        if not isinstance(value, dict) or depth > _DEEPEST:
            return
        for key, inner in value.items():
            here = f"{path}.{key}" if path else str(key)
            if here == records:
                continue
            if isinstance(inner, dict):
                yield from walk(inner, here, depth + 1)
            elif not isinstance(inner, list):
                yield here, inner

    yield from walk(body, "", 0)


def gather(seen: Seen) -> list[Evidence]:
    """Every way of paging that the answer speaks for, the surest first."""
    found: list[Evidence] = []
    if seen.next_link:
        found.append(Evidence({"type": "link_header"}, "the answer has a Link header with the next address"))
    fields = list(fields_of(seen.body, seen.path))
    found += [
        Evidence({"type": "next_url", "path": path}, f"'{path}' of the answer holds the next address")
        for path, value in fields
        if _is_address(value) and _NEXT.fullmatch(_plain(path))
    ]
    found += _cursors(fields)
    found += _numbered(seen, fields)
    return found


def says_end(seen: Seen) -> str | None:
    """The field that would lead to a next page and is empty: the list has ended, and so this is how it pages."""
    for path, value in fields_of(seen.body, seen.path):
        if value in (None, "", False) and (_NEXT.fullmatch(_plain(path)) or "cursor" in _plain(path)):
            return path
    return None


def total_in(seen: Seen) -> tuple[str, int] | None:
    """The path and value of the number of all records, if the answer states one that can be it."""
    for path, value in fields_of(seen.body, seen.path):
        is_number = isinstance(value, int) and not isinstance(value, bool)
        if is_number and _TOTAL.fullmatch(_plain(path)) and value >= seen.count:
            return path, value
    return None


def _plain(path: str) -> str:
    """The last key of a path in small letters; "@odata.nextLink" is nextlink, "links.next.href" is next."""
    keys = [key for key in path.split(".") if key.lower() not in ("href", "url")] or [path]
    return re.sub(r"[^a-z]", "", keys[-1].lower())


def _is_address(value: Any) -> bool:
    return isinstance(value, str) and value.startswith(("http://", "https://", "/", "?")) and len(value) > 1


def _cursors(fields: list[tuple[str, Any]]) -> list[Evidence]:
    found = []
    for path, value in fields:
        plain = _plain(path)
        is_text = isinstance(value, str) and value != "" and not _is_address(value)
        is_number = isinstance(value, int) and not isinstance(value, bool) and plain.startswith("next")
        if not (is_text or is_number) or not _CURSOR.fullmatch(plain):
            continue
        for param in _params_of(path):
            why = f"'{path}' of the answer holds a cursor, which goes into the parameter {param}"
            found.append(Evidence({"type": "cursor", "param": param, "path": path}, why))
    return found


def _params_of(path: str) -> list[str]:
    """The parameters that a cursor of this name usually goes into: `next_cursor` into `cursor`."""
    name = path.split(".")[-1]
    bare = re.sub(r"^_?next_?", "", name, flags=re.IGNORECASE)
    bare = bare[:1].lower() + bare[1:]
    usual = ["cursor", "after", "page_token", "next", "_next", "starting_after", "continuation", "offset"]
    return list(dict.fromkeys([*([bare] if bare else []), name, *usual]))


def _numbered(seen: Seen, fields: list[tuple[str, Any]]) -> list[Evidence]:
    """Paging by number: the answer or the address names a page or an offset, or states more than came."""
    named = {_plain(path): path.split(".")[-1] for path, _ in fields}
    asked = {re.sub(r"[^a-z]", "", name.lower()): name for name in seen.query}
    total = total_in(seen)
    more = total is not None and total[1] > seen.count
    stated = {"total": total[0]} if total and more else {}
    why = f"'{total[0]}' of the answer says {total[1]}, and {seen.count} came" if total and more else ""
    size = _first(_SIZE, {**named, **asked}) if more or asked else None
    pages = [name for name in [_first(_PAGE, {**named, **asked})] if name]
    offsets = [name for name in [_first(_OFFSET, {**named, **asked})] if name]
    found = []
    for name in pages:
        found += _by_page(name, size, seen, stated, why or f"the answer or the address names '{name}'")
    for name in offsets:
        limit = {"limit_param": size} if size else {}
        reason = why or f"the answer or the address names '{name}'"
        found.append(
            Evidence({"type": "offset", "offset_param": name, **limit, "limit": seen.count, **stated}, reason)
        )
    if more or (not found and isinstance(seen.body, list)):
        found += _usual(seen, size, stated, why or "pages of the usual names were tried")
    return found


def _first(shape: re.Pattern[str], names: dict[str, str]) -> str | None:
    return next((name for plain, name in names.items() if shape.fullmatch(plain)), None)


def _by_page(name: str, size: str | None, seen: Seen, stated: dict[str, str], why: str) -> list[Evidence]:
    sized = {"size_param": size, "size": seen.count} if size else {}
    param = re.sub(r"^current_?", "", name, flags=re.IGNORECASE)
    param = param[:1].lower() + param[1:]
    starts = [0] if seen.query.get(name) == "0" else [1]
    return [
        Evidence({"type": "page_number", "param": param, "start": start, **sized, **stated}, why)
        for start in starts
    ]


def _usual(seen: Seen, size: str | None, stated: dict[str, str], why: str) -> list[Evidence]:
    """The parameters that most APIs use, tried where the answer says that there is more."""
    found = _by_page("page", size, seen, stated, why)
    for offset, limit in (("offset", "limit"), ("skip", "limit"), ("$skip", "$top"), ("_start", "_limit")):
        found.append(
            Evidence(
                {
                    "type": "offset",
                    "offset_param": offset,
                    "limit_param": size or limit,
                    "limit": seen.count,
                    **stated,
                },
                why,
            )
        )
    return found
