"""One table of one partner before it is broken and written, and the words that several partners' tables share.

Here: the shape. Not here: the partners' tables themselves (tables_*.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from pipelines.sample.people import Child
from pipelines.sample.writers import Form, Row

Record = TypeVar("Record")
YES_NO = {True: "Yes", False: "No"}
Y_N = {True: "Y", False: "N"}


@dataclass(frozen=True)
class Sheet:
    """One file of one feed: where it stands below the initiative folder, how it is kept, what is in it."""

    partner: str
    feed: str
    path: str
    form: Form
    rows: list[Row]

    @property
    def columns(self) -> tuple[str, ...]:
        """The column names, from the first row; a file without rows has none."""
        return tuple(self.rows[0]) if self.rows else ()


def sheet(
    partner: str, feed: str, ending: str, form: Form, records: Iterable[Record], row: Callable[[Record], Row]
) -> Sheet:
    """The file `samples/<partner>/<feed><ending>` with one row for each record."""
    return Sheet(
        partner, feed, f"samples/{partner}/{feed}{ending}", form, [row(record) for record in records]
    )


def answers(
    partner: str, feed: str, form: Form, records: Iterable[Record], row: Callable[[Record], Row]
) -> Sheet:
    """The file of the stand-in server for a feed that comes from a form or an API."""
    path = f"stand_in/{partner}_{feed}.json"
    return Sheet(partner, feed, path, form, [row(record) for record in records])


def number(prefix: str, child: Child) -> str:
    """A partner's own number of a child: each partner counts in its own way."""
    # 7919 has no divisor in common with 90,000, so no two children get one number.
    start = sum(map(ord, prefix)) * 131
    return f"{prefix}{10_000 + (child.number * 7919 + start) % 90_000}"
