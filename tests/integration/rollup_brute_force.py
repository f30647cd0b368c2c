"""Every cell of the made-up metrics by plain counting: rows, totals, and both together.

Shares no SQL with the dbt project and no arithmetic with the catalogue; `rollup_metrics.py` has what one thing adds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import Any

from rollup_metrics import Case, Row, Rows

Cell = tuple[str, ...]
Figures = tuple[Any, ...]
NOWHERE = "all"


@dataclass
class World:
    """Everything that a warehouse knows before the metrics are built."""

    facts: dict[str, Rows]
    totals: Rows
    groups: dict[str, list[tuple[str, str]]]
    parents: dict[str, str | None]
    populations: dict[str, int]
    periods: list[Row]

    def places(self, area: str | None) -> list[str]:
        """The cells that an area enters, itself first and the whole last."""
        return [NOWHERE] if area is None else [area, *self.places(self.parents[area])]


@dataclass
class Linked:
    """What rows say of one cell."""

    above: Decimal
    below: Decimal | None
    people: int | None
    lower: Decimal | None
    upper: Decimal | None


def linked_cells(case: Case, world: World) -> dict[Cell, Linked]:
    """The cells of one metric from rows: (partner, sub-program, area, group type, group value, period)."""
    splits = [*case.metric.by, *case.metric.never_pooled]
    members: dict[Cell, dict[tuple[Any, ...], Rows]] = defaultdict(lambda: defaultdict(list))
    for row in world.facts.get(case.metric.fact, []):
        if case.per[0] == "household_key" and row["household_key"] is None:
            continue
        thing = tuple(row[name] for name in case.per)
        kinds = [*_groups(case, row, world), *((name, row[name]) for name in splits if row[name] is not None)]
        corners = product(
            (row["partner_id"], "all"),
            (row["sub_program_id"], "all"),
            world.places(row.get("area_id")),
            kinds,
        )
        for (partner, sub, area, group), period in product(corners, _periods(case, row, world)):
            members[partner, sub, area, *group, period][thing].append(row)
    found = {cell: _linked(case, things) for cell, things in members.items() if _is_one(case, things)}
    return found | dict(_banded(case, members))


def _groups(case: Case, row: Row, world: World) -> list[tuple[str, str]]:
    own = world.groups[row["person_key"]] if "person_key" in case.per else []
    return [("all", "all"), *own]


def _periods(case: Case, row: Row, world: World) -> list[str]:
    def falls(period: Row) -> bool:
        if case.metric.falls == "overlapping":
            return bool(row["from_date"] <= period["ends_on"] and row["to_date"] >= period["starts_on"])
        return bool(row["from_date"] >= period["starts_on"] and row["to_date"] <= period["ends_on"])

    return [period["period_id"] for period in world.periods if falls(period)]


def _is_one(case: Case, things: dict[tuple[Any, ...], Rows]) -> bool:
    rows = [row for found in things.values() for row in found]
    return all(len({row[name] for row in rows}) == 1 for name in case.metric.never_pooled)


def _linked(case: Case, things: dict[tuple[Any, ...], Rows]) -> Linked:
    counts_people = case.metric.counted == "people"
    above, below, counted = Decimal(0), Decimal(0), []
    for thing, rows in things.items():
        weight = Decimal(case.below(rows)) if case.below else Decimal(1)
        figure = case.above(rows)
        if counts_people:
            figure = Decimal(bool(figure) and bool(weight))
        above += figure or 0
        below += weight
        if (weight if case.below else figure or 0) > 0:
            counted.append(thing)
    about_people = case.per[0] in ("person_key", "household_key")
    lower = upper = None
    if case.metric.type == "distinct":
        lower, upper = Decimal(len(counted)), Decimal(len(counted))
        if case.per == ("person_key",):
            lower = Decimal(len({row["person_key_loose"] for thing in counted for row in things[thing]}))
            upper = Decimal(
                sum(len({row["person_key_strict"] for row in things[thing]}) for thing in counted)
            )
    people = len({thing[0] for thing in counted}) if about_people else None
    return Linked(above, below if case.below else None, people, lower, upper)


def _banded(case: Case, members: dict[Cell, dict[tuple[Any, ...], Rows]]) -> Iterator[tuple[Cell, Linked]]:
    for name, is_in in case.bands.items():
        for (partner, sub, area, group_type, _, period), things in members.items():
            if group_type == "all" and case.below:
                inside = [rows for rows in things.values() if case.below(rows)]
                above = Decimal(sum(is_in(rows) for rows in inside))
                figures = Linked(above, Decimal(len(inside)), len(inside), None, None)
                yield (partner, sub, area, "severity", name, period), figures


def total_cells(case: Case, world: World, linked: dict[Cell, Linked]) -> dict[Cell, Rows]:
    """The totals that stand in each cell, published or not; at partner 'all', those of every partner."""
    name = case.metric.id
    kept = [row for row in world.totals if row["metric_id"] == name and not _has_rows(case, row, linked)]
    placed = []
    for row in kept:
        same = [
            other for other in kept if _alike(row, other, ("partner_id", "period_id", "group", "area_id"))
        ]
        has_whole = any(other["sub_program_id"] is None for other in same)
        subs = (
            ["all"]
            if row["sub_program_id"] is None
            else [row["sub_program_id"], *([] if has_whole else ["all"])]
        )
        placed += [(sub, row) for sub in subs]
    found: dict[Cell, Rows] = defaultdict(list)
    for sub, row in placed:
        beside = [
            other
            for at, other in placed
            if at == sub and _alike(row, other, ("partner_id", "period_id", "group"))
        ]
        given = {other["area_id"] or NOWHERE for other in beside}
        for place in world.places(row["area_id"]):
            own = row["area_id"] or NOWHERE
            if place != own and (place in given or case.metric.type == "population"):
                break
            for partner in (row["partner_id"], "all"):
                found[partner, sub, place, *row["group"], row["period_id"]].append(row)
    return found


def _alike(one: Row, other: Row, names: tuple[str, ...]) -> bool:
    return all(one[name] == other[name] for name in names)


def _has_rows(case: Case, row: Row, linked: dict[Cell, Linked]) -> bool:
    place = (row["partner_id"], row["sub_program_id"] or "all", "all", row["period_id"])
    kinds = {"all", *case.metric.never_pooled}
    beside = [told for cell, told in linked.items() if (*cell[:3], cell[5]) == place and cell[3] in kinds]
    return any(told.people is None or told.people > 0 for told in beside)


def figures(case: Case, world: World) -> dict[Cell, Figures]:
    """Every cell: numerator, denominator, lower, upper, people, totals published, totals due."""
    linked = linked_cells(case, world)
    totals = total_cells(case, world, linked)
    return {
        cell: _figures(case, world, cell, linked, totals.get(cell, []))
        for cell in linked.keys() | totals.keys()
    }


def _figures(case: Case, world: World, cell: Cell, linked: dict[Cell, Linked], totals: Rows) -> Figures:
    kind, rows = case.metric.type, linked.get(cell)
    told = [row for row in totals if row["has_figure"]]
    if (kind == "population" and len(totals) > 1) or _is_pooled(case, cell, linked, totals):
        told = []
    shown = 0 if _is_pooled(case, cell, linked, totals) else sum(row["has_figure"] for row in totals)
    numbers = [row["numerator"] for row in told]
    if kind == "distinct":
        return (*_distinct(world, cell, rows, numbers), shown, len(totals))
    above = _sum([rows.above] if rows else [], numbers)
    has_below = kind in ("rate", "population")
    below = _sum(
        [rows.below] if rows and rows.below is not None else [],
        [row["denominator"] for row in told if has_below],
    )
    value = above
    if kind == "rate" or below is not None:
        value = None if above is None or not below else above / below
    people = _sum([rows.people] if rows and rows.people is not None else [], _people(case, told))
    return above, below, value, value, people, shown, len(totals)


def _people(case: Case, told: Rows) -> list[Any]:
    if case.metric.counted != "people":
        return []
    return [max(row["numerator"], row["denominator"] or 0) for row in told]


def _distinct(world: World, cell: Cell, rows: Linked | None, numbers: list[Any]) -> Figures:
    lowest = [rows.lower] if rows else []
    fewest = max([*lowest, *numbers], default=None)
    most = _sum([rows.upper] if rows else [], numbers)
    home = world.populations.get(cell[2])
    if most is not None and home is not None and home < most:
        proven = max(fewest, rows.above if rows else fewest)
        most = max(proven, Decimal(home))
    value = (rows.above if rows else None) if not numbers else (fewest if fewest == most else None)
    people = max([*([rows.people] if rows else []), *numbers], default=None)
    return value, None, fewest, most, people


def _is_pooled(case: Case, cell: Cell, linked: dict[Cell, Linked], totals: Rows) -> bool:
    partner, sub, area, group_type, _, period = cell
    if not case.metric.never_pooled or partner != "all" or group_type in case.metric.never_pooled:
        return False
    beside = {(other[1], other[2], other[5]) for other in linked if other[3] in case.metric.never_pooled}
    return len({row["partner_id"] for row in totals}) > 1 or (sub, area, period) in beside


def _sum(known: list[Any], numbers: list[Any]) -> Any:
    found = [*known, *numbers]
    return sum(found, Decimal(0)) if found else None
