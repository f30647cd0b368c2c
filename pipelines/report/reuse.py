"""Which pages need not be made anew: the facts of each page as one hash, kept beside the pages.

Hashing, and finding the page of the earlier release, belong here. What the facts are is each page's business.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

LEDGER = "pages.json"
MAIN = re.compile(r'<main id="content" tabindex="-1">\n(.*)\n</main>', re.DOTALL)
HERE = Path(__file__).parent
CODE = ("*.py", "pages/*.py", "templates/*.j2")


def fingerprint(facts: Any) -> str:
    """Sixty-four hex digits over dataclasses, mappings, sequences, sets and plain values.

    Raises TypeError for anything else: what can't be hashed could change unseen.
    """
    return hashlib.sha256(json.dumps(_plain(facts), ensure_ascii=False).encode()).hexdigest()


@cache
def code() -> str:
    """The hash of the code and the templates that make pages: another version of either makes all pages anew."""
    hashed = hashlib.sha256()
    for path in sorted(path for pattern in CODE for path in HERE.glob(pattern)):
        hashed.update(path.relative_to(HERE).as_posix().encode() + path.read_bytes())
    return hashed.hexdigest()


class Earlier:
    """The pages of an earlier release, by the hash of their facts."""

    def __init__(self, report: Path | None) -> None:
        path = report / LEDGER if report else None
        self._report = report
        self._known: Mapping[str, Mapping[str, str]] = {}
        if path is not None and path.is_file():
            self._known = json.loads(path.read_text(encoding="utf-8"))

    def body(self, page: str, facts: str) -> str | None:
        """The main part of a page whose facts are the same, None when it must be made anew.

        A page that was changed by hand since is not taken over.
        """
        known = self._known.get(page)
        if self._report is None or known is None or known["facts"] != facts:
            return None
        path = self._report / page
        found = MAIN.search(path.read_text(encoding="utf-8")) if path.is_file() else None
        return found.group(1) if found and _digest(found.group(1)) == known["main"] else None


class Ledger:
    """What stands in the pages of this release, for the next one to compare with."""

    def __init__(self) -> None:
        self._pages: dict[str, dict[str, str]] = {}

    def add(self, page: str, facts: str, body: str) -> None:
        """Note a page with the hash of its facts."""
        self._pages[page] = {"facts": facts, "main": _digest(body)}

    def write(self, report: Path) -> None:
        """Write the ledger beside the pages; what another step noted there before stays."""
        path = report / LEDGER
        before = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
        pages = dict(sorted((before | self._pages).items()))
        path.write_text(json.dumps(pages, indent=0) + "\n", encoding="utf-8", newline="\n")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return [type(value).__name__, *(_plain(getattr(value, each.name)) for each in fields(value))]
    if isinstance(value, Mapping):
        return {str(key): _plain(value[key]) for key in sorted(value, key=str)}
    if isinstance(value, frozenset | set):
        return sorted((_plain(each) for each in value), key=str)
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    raise TypeError(f"{type(value).__name__} has no place in the facts of a page")
