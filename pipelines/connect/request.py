"""What `common-measure connect` was asked for, and what it would write: two plain values.

Shapes only. The work between the two is in `session`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from expectations.contract import Contract
from pipelines.initiative.models.partner import Feed
from pipelines.initiative.problems import Problem


@dataclass(frozen=True)
class Request:
    """What the command was asked for. `auth` is the option of that name of a feed, without any secret in it."""

    source: str
    partner: str
    record_type: str
    sub_program: str | None = None
    initiative: Path | None = None
    feed: str | None = None
    sector: str | None = None
    out: Path | None = None
    auth: dict[str, Any] | None = None
    rows: int = 1000
    may_replace: bool = False

    @property
    def is_address(self) -> bool:
        """Whether the source is an address and not a file."""
        return self.source.startswith(("http://", "https://", "${"))


@dataclass(frozen=True)
class Written:
    """What would be written: the text, where, what the program would still miss in it, and its feed as a value.

    `keeps` says that all that stands at `path` now stands in the text as well. A draft is not finished, and no run
    may read it.
    """

    text: str
    path: Path
    keeps: bool
    is_draft: bool
    problems: list[Problem]
    feed: Feed | None
    contract: Contract
    as_of: date


def as_draft(written: Written) -> Written:
    """The same, under a name that no run reads."""
    return replace(
        written, path=written.path.with_name(f"{written.path.name}.draft"), keeps=False, is_draft=True
    )
