"""The values that the parts of this package hand to one another: sample, entry, question, proposal.

Shapes only. How they come about stands in the module of each step.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from connectors import Pull
from connectors.tables.column_types import ColumnSeen

_SHOWN = 8


class ConnectError(Exception):
    """The sample cannot be connected; the message says why and what to do."""


@dataclass(frozen=True)
class Choice:
    """One answer to a question: the word that gives it, what it means, and the entry that it would write."""

    answer: str
    words: str
    entry: dict[str, Any] | str | None = None


@dataclass(frozen=True)
class Question:
    """Something that the sample leaves open. `column` is the key of the mapping, the identity or the partner that
    waits for it; a question that is `needed` leaves the feed unfinished until it is answered."""

    key: str
    column: str
    text: str
    choices: tuple[Choice, ...] = ()
    needed: bool = False
    is_free: bool = False

    def __str__(self) -> str:
        """The question in one line, with its answers."""
        shown = [
            f"{choice.answer} ({choice.words})" if choice.words else choice.answer
            for choice in self.choices[:_SHOWN]
        ]
        more = len(self.choices) - len(shown)
        words = "; ".join([*shown, *([f"and {more} more"] if more > 0 else [])])
        return f"{self.text} Answers: {words}." if words else self.text


@dataclass(frozen=True)
class Entry:
    """One line of a mapping or an identity, with the evidence for it."""

    settings: dict[str, Any] | str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sample:
    """What was really read: the pull that the nightly run would make, and how its columns look.

    `options` are those that the feed will have, `option_notes` the evidence for each of them.
    """

    connector: str
    options: dict[str, Any]
    pulled: Pull
    columns: list[ColumnSeen]
    option_notes: dict[str, str] = field(default_factory=dict)
    assumptions: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    advice: tuple[str, ...] = ()
    _counted: dict[str, Counter[str]] = field(default_factory=dict, repr=False, compare=False)

    def column(self, name: str) -> ColumnSeen:
        """A column by the partner's name for it."""
        return next(column for column in self.columns if column.name == name)

    def counts(self, name: str) -> Counter[str]:
        """The texts of a column with their numbers of rows, the most frequent first."""
        if name not in self._counted:
            cells = self.pulled.rows[name].tolist()
            counted = Counter(cell for cell in cells if cell is not None)
            self._counted[name] = Counter(dict(counted.most_common()))
        return self._counted[name]

    def first_row(self, name: str, text: str) -> str:
        """Where a text of a column first stands, as a person finds it."""
        position = self.pulled.rows[name].tolist().index(text)
        return self.pulled.row_refs[position]


@dataclass
class Proposal:
    """A feed as it would be written, and what is still open."""

    feed: str
    record_type: str
    sub_program: str | None
    sample: Sample
    identity: dict[str, Entry] = field(default_factory=dict)
    columns: dict[str, Entry] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def used_columns(self) -> set[str]:
        """The partner's columns that identity and mapping read."""
        names = {str(entry.settings) for key, entry in self.identity.items() if not key.endswith("_format")}
        for entry in self.columns.values():
            if isinstance(entry.settings, str):
                names.add(entry.settings)
            else:
                names |= {entry.settings[key] for key in ("column", "minus") if key in entry.settings}
        return names

    @property
    def unused_columns(self) -> list[str]:
        """The partner's columns that the feed leaves where they are."""
        used = self.used_columns
        return [column.name for column in self.sample.columns if column.name not in used]

    def open_for(self, column: str) -> list[Question]:
        """The questions that wait at one key."""
        return [question for question in self.questions if question.column == column]
