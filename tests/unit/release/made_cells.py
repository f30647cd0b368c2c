"""Cells of made-up people, counted by plain loops, and what a release shows of them: for tests of protection and attack."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipelines.audit import Agenda, Knowledge
from pipelines.release.family import in_family
from pipelines.release.ledger import Past
from pipelines.release.protection import Surroundings
from pipelines.release.verdict import Verdict, judge

SMALLEST = 11
PARENTS = {"north": None, "south": None, "n1": "north", "n2": "north", "s1": "south", "s2": "south"}
LEAVES = ("n1", "n2", "s1", "s2")
TYPES = {"served": ("distinct", "people"), "ready": ("rate", "people"), "hours": ("count", "amount")}
AGENDA = Agenda(area_parents=PARENTS, apart=frozenset({"gender"}))
DIMENSIONS = ("partner_id", "sub_program_id", "area_id", "group_type", "group_value", "period_id")


@dataclass(frozen=True)
class Person:
    """Where somebody lives, who they are, whether they are ready, and whom they come to, for how many hours."""

    area: str
    gender: str
    is_ready: bool
    hours: tuple[tuple[str, float], ...]


def cells_of(people: Sequence[Person], metrics: Sequence[str] = tuple(TYPES)) -> pd.DataFrame:
    """The columns of metrics.metric_values that protection reads, for every cell of the family."""
    found: dict[tuple[str, ...], list[float]] = {}
    for person in people:
        areas = (person.area, PARENTS[person.area], "all")
        groups = (("all", "all"), ("gender", person.gender))
        own: dict[tuple[str, ...], float] = {}
        for partner, hours in person.hours:
            for key in itertools.product((partner, "all"), (f"for_{partner[-1]}", "all"), areas, groups):
                own[key] = own.get(key, 0.0) + hours
        for key, hours in own.items():
            told = found.setdefault(key, [0.0, 0.0, 0.0])
            told[0] += 1
            told[1] += person.is_ready
            told[2] += hours
    rows = [
        _row(metric, key, count, ready, hours)
        for key, (count, ready, hours) in sorted(found.items())
        for metric in metrics
    ]
    cells = pd.DataFrame(rows)
    return cells[in_family(cells, frozenset())].reset_index(drop=True)


def _row(metric: str, key: tuple, count: float, ready: float, hours: float) -> dict[str, object]:  # type: ignore[type-arg]
    partner, sub_program, area, (group_type, group_value) = key
    numerator = {"served": count, "ready": ready, "hours": hours}[metric]
    denominator = count if metric == "ready" else None
    value = numerator / denominator if denominator else numerator
    return {
        "metric_id": metric, "metric_version": 1, "partner_id": partner, "sub_program_id": sub_program,
        "area_id": area, "group_type": group_type, "group_value": group_value, "period_id": "2025-26",
        "period_type": "school_year", "numerator": numerator, "denominator": denominator, "people": count,
        "lower": value, "upper": value, "value": value,
    }  # fmt: skip


def surroundings(smallest: int = SMALLEST) -> Surroundings:
    """What the agenda says of the made-up metrics."""
    return Surroundings(TYPES, PARENTS, AGENDA.apart, frozenset(), frozenset({"ready"}), smallest)


def verdict_on(cells: pd.DataFrame, past: Past | None = None, smallest: int = SMALLEST) -> Verdict:
    """What a release shows of the cells."""
    return judge(cells, surroundings(smallest), AGENDA, past or Past.none())


def as_read(shown: pd.DataFrame, name: str = "new", smallest: int = SMALLEST) -> Knowledge:
    """A release with these cells, as its readers have it: figures only where `status` is published."""
    cells = shown.copy()
    for figure in ("numerator", "denominator", "people", "lower", "upper"):
        cells[figure] = cells[figure].astype(float).where(cells["status"] == "published", np.nan)
    told = {
        name: {"type": kind, "counted": counted, "accountability": "better_off" if name == "ready" else ""}
        for name, (kind, counted) in TYPES.items()
    }
    return Knowledge(name, cells, told, AGENDA, smallest)
