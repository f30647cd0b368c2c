"""The learning summary as the report draws it: its sentences, how sure each is, and where its numbers were made.

Read from the file that pipelines/learning writes beside the pages. Nothing is worded here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.report.released import Released
from pipelines.report.rows import CellKey

JSON, TEXT = "learning_summary.json", "learning_summary.txt"
_CELL = "metric_values:"
# The start page shows one sentence of each of these; questions are for the meeting, and stand on the page alone.
SHORT = ("improved", "not_improved", "for_whom", "surprised", "voices", "limits")


@dataclass(frozen=True, slots=True)
class Lesson:
    """A sentence with the ids of its facts, and the figures of the release that they rest on."""

    text: str
    sure: str
    by_machine: bool
    facts: tuple[str, ...]
    cells: tuple[CellKey, ...]
    metric_id: str
    scope_id: str


@dataclass(frozen=True, slots=True)
class Part:
    """The sentences under one heading."""

    key: str
    title: str
    lessons: tuple[Lesson, ...]


def read(report: Path, released: Released) -> tuple[Part, ...]:
    """The summary that stands in the report's folder, by heading; nothing where there is none."""
    path = report / JSON
    if not path.is_file():
        return ()
    told = json.loads(path.read_text(encoding="utf-8"))
    parts = [
        Part(
            key,
            title,
            tuple(
                _lesson(each, told["facts"], released) for each in told["sentences"] if each["heading"] == key
            ),
        )
        for key, title in told["headings"].items()
    ]
    return tuple(part for part in parts if part.lessons)


def short(parts: Iterable[Part]) -> tuple[tuple[str, Lesson], ...]:
    """The first sentence under each heading but the questions, with its heading."""
    found = {part.key: part for part in parts}
    return tuple((found[key].title, found[key].lessons[0]) for key in SHORT if key in found)


def _lesson(told: Mapping[str, Any], facts: Mapping[str, Any], released: Released) -> Lesson:
    cells = dict.fromkeys(key for name in told["facts"] for key in _cells(facts[name]["cells"], released))
    place = facts[told["facts"][0]]["place"] if told["facts"] else {}
    return Lesson(
        text=told["text"],
        sure=told["sure"],
        by_machine=told["by_machine"],
        facts=tuple(told["facts"]),
        cells=tuple(cells),
        metric_id=place.get("metric_id", ""),
        scope_id=place.get("sub_program_id", ""),
    )


def _cells(names: Iterable[str], released: Released) -> Iterable[CellKey]:
    """The figures among what a fact rests on that have an explanation: those of the metric's longest periods."""
    for name in names:
        parts = name.removeprefix(_CELL).split("/")
        if not name.startswith(_CELL) or len(parts) != len(CellKey._fields):
            continue
        metric, scope, period, group_type, group_value, area, partner = parts
        key = CellKey(metric, period, scope, partner, area, group_type, group_value)
        if key in released.by_key and any(p.period_id == period for p in released.periods_with_data(metric)):
            yield key
