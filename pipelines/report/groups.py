"""Who is better off: the main rates by group of people and by area.

Picks and pairs figures and measures the distance between groups. Drawing and wording are elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from pipelines.report.figures import overall
from pipelines.report.released import Released
from pipelines.report.rows import ALL, Area, Cell, CellKey, Group, Metric, Period

FEWEST_GROUPS = 2
MOST_AREAS = 25


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One group in the latest period and the one before."""

    group: Group
    latest: Cell | None
    previous: Cell | None


@dataclass(frozen=True, slots=True)
class GroupBlock:
    """The groups of one way to group people, in the agenda's order."""

    name: str
    rows: tuple[GroupRow, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """The distance between the highest and the lowest rate shown within one block, now and before.

    `fewest` is the smaller denominator of the two, which decides how precisely the distance is told.
    """

    block: str
    highest: GroupRow
    lowest: GroupRow
    distance: float
    before: float | None
    fewest: float | None


@dataclass(frozen=True, slots=True)
class GroupFigure:
    """One metric by group, latest period beside the previous one."""

    number: int
    metric: Metric
    period: Period
    previous: Period | None
    overall: Cell
    blocks: tuple[GroupBlock, ...]
    gap: Gap | None


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One area with one cell per column of the table; `depth` is its level below the topmost."""

    area: Area
    depth: int
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class AreaTable:
    """The main metrics by area, each in the latest period that it has: the largest of `count` areas."""

    columns: tuple[tuple[Metric, Period], ...]
    rows: tuple[AreaRow, ...]
    count: int


def main_rates(released: Released) -> list[Metric]:
    """The rates that say whether people are better off; every rate with a direction if none does."""
    rates = [m for m in released.metrics if m.metric_type == "rate" and m.is_share and m.direction != "none"]
    return [metric for metric in rates if metric.accountability == "better_off"] or rates


def group_figures(released: Released, first_number: int) -> tuple[GroupFigure, ...]:
    """One figure for each main rate that is published for at least two groups."""
    built: list[GroupFigure] = []
    for metric in main_rates(released):
        figure = _group_figure(released, metric, first_number + len(built))
        if figure is not None:
            built.append(figure)
    return tuple(built)


def area_table(released: Released, people: Metric | None) -> AreaTable | None:
    """People served and the main rates for the largest areas, or None when nothing is published by area."""
    found = [overall(released, metric) for metric in ([people] if people else []) + main_rates(released)]
    columns = tuple((figure.metric, figure.latest.period) for figure in found if figure.latest)
    whole = [figure.latest.cell for figure in found if figure.latest]
    rows = [
        AreaRow(area, _depth(area, released.areas), tuple(_area_cell(released, c, area) for c in columns))
        for area in released.areas
    ]
    kept = tuple(row for row in rows if any(row.cells))
    shown = any(cell is not None and cell.is_published for row in kept for cell in row.cells)
    return AreaTable(columns, _largest(kept, whole), len(kept)) if shown else None


def _group_figure(released: Released, metric: Metric, number: int) -> GroupFigure | None:
    latest = overall(released, metric).latest
    if latest is None or latest.cell is None:
        return None
    previous = released.period_by_id.get(latest.period.previous_period_id or "")
    of_people = [group for group in released.groups if not group.is_band]
    blocks = tuple(
        block
        for _, groups in groupby(of_people, key=lambda group: group.group_type)
        if (block := _block(released, metric, latest.period, previous, list(groups))) is not None
    )
    if not blocks:
        return None
    gaps = [gap for block in blocks if (gap := _gap(block)) is not None]
    widest = max(gaps, key=lambda gap: gap.distance, default=None)
    return GroupFigure(number, metric, latest.period, previous, latest.cell, blocks, widest)


def _block(
    released: Released, metric: Metric, period: Period, previous: Period | None, groups: Sequence[Group]
) -> GroupBlock | None:
    def cell(group: Group, at: Period | None) -> Cell | None:
        if at is None:
            return None
        key = (group.group_type, group.group_value)
        return released.by_key.get(CellKey(metric.metric_id, at.period_id, ALL, ALL, ALL, *key))

    rows = tuple(GroupRow(group, cell(group, period), cell(group, previous)) for group in groups)
    known = tuple(row for row in rows if row.latest is not None or row.previous is not None)
    published = [row for row in known if row.latest is not None and row.latest.is_published]
    return GroupBlock(groups[0].group_type_name, known) if len(published) >= FEWEST_GROUPS else None


def _gap(block: GroupBlock) -> Gap | None:
    shown = [(row.latest.value, row) for row in block.rows if row.latest and row.latest.value is not None]
    if len(shown) < FEWEST_GROUPS:
        return None
    low, lowest = min(shown, key=lambda pair: pair[0])
    high, highest = max(shown, key=lambda pair: pair[0])
    earlier = [row.previous.value for _, row in shown if row.previous and row.previous.value is not None]
    # The two years are compared only over the same groups; otherwise a hidden group would look like progress.
    before = max(earlier) - min(earlier) if len(earlier) == len(shown) else None
    counted = [row.latest.denominator for row in (highest, lowest) if row.latest and row.latest.denominator]
    return Gap(block.name, highest, lowest, high - low, before, min(counted, default=None))


def _area_cell(released: Released, column: tuple[Metric, Period], area: Area) -> Cell | None:
    metric, period = column
    return released.by_key.get(CellKey(metric.metric_id, period.period_id, area_id=area.area_id))


def _largest(rows: Sequence[AreaRow], whole: Sequence[Cell | None]) -> tuple[AreaRow, ...]:
    """The largest areas, in the agenda's order: by population where all have one, else by people counted."""
    if len(rows) <= MOST_AREAS:
        return tuple(rows)
    populations = [row.area.population or 0 for row in rows]
    counted = [_share_counted(row, whole) for row in rows]
    sizes: Sequence[float] = populations if all(populations) else counted
    order = sorted(range(len(rows)), key=lambda i: -sizes[i])
    return tuple(rows[i] for i in sorted(order[:MOST_AREAS]))


def _share_counted(row: AreaRow, whole: Sequence[Cell | None]) -> float:
    """The area's largest part of the whole in any column, so that columns of unlike size compare."""
    sizes = [(_weight(cell), _weight(total)) for cell, total in zip(row.cells, whole, strict=True)]
    return max((part / total for part, total in sizes if total), default=0.0)


def _weight(cell: Cell | None) -> float:
    if cell is None or not cell.is_published:
        return 0.0
    return cell.denominator or cell.value or cell.upper or 0.0


def _depth(area: Area, areas: Sequence[Area]) -> int:
    parents = {each.area_id: each.parent_id for each in areas}
    depth, parent = 0, area.parent_id
    while parent in parents and depth < len(areas):
        depth, parent = depth + 1, parents[parent]
    return depth
