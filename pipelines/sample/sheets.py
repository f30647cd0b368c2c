"""One table of one partner before it is broken and written, and the words that several partners' tables share.

Here: the shape, and writing the files. Not here: the partners' tables themselves (tables_*.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

from pipelines.sample.writers import MARK, Form, Row

Record = TypeVar("Record")
YES_NO = {True: "Yes", False: "No"}
Y_N = {True: "Y", False: "N"}


class Numbered(Protocol):
    """Somebody in a sample: everybody there has a number of their own."""

    @property
    def number(self) -> int:
        """The number."""


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


def number(prefix: str, person: Numbered) -> str:
    """A partner's own number of a person: each partner counts in its own way."""
    # 7919 has no divisor in common with 90,000, so no two people get one number.
    start = sum(map(ord, prefix)) * 131
    return f"{prefix}{10_000 + (person.number * 7919 + start) % 90_000}"


def readme(room: str) -> str:
    """What stands beside the generated files; `room` is the package that makes them."""
    return f"""# Sample data

{MARK}.

`python -m pipelines.sample.generate` writes every file here and in `../stand_in`. Do not edit them: a test compares
them with what the generator writes. What is broken in them is broken on purpose;
`pipelines/sample/{room}/defect_list.py` lists it.
"""


def write_files(sheets: Iterable[Sheet], folder: Path, readme: str) -> int:
    """Write all files below the initiative folder, and a README beside the samples; returns the number of rows."""
    rows = 0
    for one in sheets:
        path = folder / one.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(one.form.render(one.columns, one.rows))
        rows += len(one.rows)
    (folder / "samples" / "README.md").write_text(readme, encoding="utf-8")
    return rows
