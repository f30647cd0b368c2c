"""The learning summary as one value: its facts, its sentences under their headings, and the two forms it is written in.

Not here: finding facts, choosing sentences, rewording them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pipelines.learning.changes import changes, group_changes
from pipelines.learning.facts import Fact, ThemeShare
from pipelines.learning.limits import limits, plan
from pipelines.learning.ranking import chosen
from pipelines.learning.released import Released, opened
from pipelines.learning.sentences import HEADINGS, Sentence
from pipelines.learning.standings import gaps, targets
from pipelines.learning.surprises import surprises
from pipelines.learning.voices import voices

__all__ = ["HEADINGS", "Sentence", "Summary", "as_json", "as_text", "summarise"]


@dataclass(frozen=True)
class Summary:
    """All facts by id, and the sentences in the order of HEADINGS; a heading without sentences is not shown."""

    facts: dict[str, Fact]
    sentences: tuple[Sentence, ...]

    def under(self, heading: str) -> list[Sentence]:
        """The sentences under one heading."""
        return [sentence for sentence in self.sentences if sentence.heading == heading]


def summarise(warehouse: Path, themes: Iterable[ThemeShare] = ()) -> Summary:
    """The summary of a released warehouse; raises FileNotFoundError where there is none.

    The same release and themes give the same summary.
    """
    with opened(warehouse) as released:
        facts = facts_of(released, themes)
        return Summary(facts, tuple(chosen(facts, released.metrics)))


def facts_of(released: Released, themes: Iterable[ThemeShare] = ()) -> dict[str, Fact]:
    """Every fact of a release by its id, in a fixed order."""
    whole = list(changes(released))
    found = [
        *whole,
        *group_changes(released),
        *targets(released),
        *gaps(released),
        *surprises(released, whole),
        *voices(released, themes),
        *limits(released),
        *plan(released),
    ]
    return {fact.fact_id: fact for fact in found}


def as_json(summary: Summary) -> str:
    """The sentences with the facts that they name, for pages, files and people who check."""
    used = dict.fromkeys(name for sentence in summary.sentences for name in sentence.facts)
    whole: dict[str, Any] = {
        "headings": HEADINGS,
        "sentences": [asdict(sentence) for sentence in summary.sentences],
        "facts": {name: _plain(summary.facts[name]) for name in used},
    }
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def _plain(fact: Fact) -> dict[str, Any]:
    return asdict(fact) | {"place": fact.place._asdict()}


def as_text(summary: Summary) -> str:
    """The summary as plain text, as it would be read aloud."""
    lines: list[str] = []
    for heading, title in HEADINGS.items():
        found = summary.under(heading)
        if found:
            lines += [title, *(f"- {one.text} {one.sure}".rstrip() for one in found), ""]
    return "\n".join(lines)
