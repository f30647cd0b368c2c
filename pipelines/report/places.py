"""One metric by area over time, beside the whole: what the small multiples of areas show.

Choosing areas and periods belongs here. Drawing is in tiles.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.report import wording
from pipelines.report.figures import overall
from pipelines.report.released import Released
from pipelines.report.rows import ALL, Area, Cell, CellKey, Metric, Period
from pipelines.report.tiles import Tile

FEWEST_AREAS = 2
MOST_TILES, MOST_ROWS = 20, 40


@dataclass(frozen=True, slots=True)
class Series:
    """An area's figures, one for each period; None where the release has none."""

    area: Area
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class AreaSeries:
    """A metric in each area: `tiled` are those drawn, `listed` those of the table, out of `count`."""

    metric: Metric
    periods: tuple[Period, ...]
    whole: tuple[Cell | None, ...]
    tiled: tuple[Series, ...]
    listed: tuple[Series, ...]
    count: int


def area_series(released: Released, metric: Metric) -> AreaSeries | None:
    """The metric by area, None when fewer than two areas have a figure."""
    figure = overall(released, metric)
    periods = tuple(point.period for point in figure.points if point.is_complete)
    rows = [Series(area, cells_of(released, metric, periods, area.area_id)) for area in released.areas]
    known = [row for row in rows if any(row.cells)]
    shown = [row for row in known if any(cell is not None and cell.is_published for cell in row.cells)]
    if len(shown) < FEWEST_AREAS or not periods:
        return None
    parents = {area.parent_id for area in released.areas}
    leaves = [row for row in known if row.area.area_id not in parents and row in shown]
    tiled = leaves if len(leaves) >= FEWEST_AREAS else shown
    whole = cells_of(released, metric, periods, ALL)
    listed = _largest(known, MOST_ROWS)
    return AreaSeries(metric, periods, whole, _largest(tiled, MOST_TILES), listed, len(known))


def cells_of(
    released: Released, metric: Metric, periods: Sequence[Period], area_id: str
) -> tuple[Cell | None, ...]:
    """The metric's figures in one area, one for each period."""
    return tuple(
        released.by_key.get(CellKey(metric.metric_id, p.period_id, area_id=area_id)) for p in periods
    )


def tiles_of(series: AreaSeries) -> list[Tile]:
    """A tile for each area, all on one scale, the whole as the pale line."""
    whole = tuple(level(cell) for cell in series.whole)
    found = [level(cell) for row in series.tiled for cell in row.cells]
    low, high = span([*found, *whole], is_share=series.metric.is_share)
    return [
        Tile(
            row.area.name,
            wording.figure(series.metric, row.cells[-1]),
            tuple(level(cell) for cell in row.cells),
            # Beside a count of one area the whole would be a line far above.
            whole if series.metric.is_share else (),
            low,
            high,
        )
        for row in series.tiled
    ]


def level(cell: Cell | None) -> float | None:
    """Where a figure is drawn: its value, or what is sure of a range."""
    if cell is None or not cell.is_published:
        return None
    return cell.value if cell.value is not None else cell.lower


def span(values: Sequence[float | None], *, is_share: bool) -> tuple[float, float]:
    """The scale of tiles: a share's own reach with some air, anything else from zero."""
    known = [value for value in values if value is not None]
    if not known:
        return 0.0, 1.0
    if not is_share:
        return 0.0, max([*known, 1e-9])
    air = max(0.02, (max(known) - min(known)) * 0.1)
    return max(0.0, min(known) - air), min(1.0, max(known) + air)


def _largest(rows: Sequence[Series], most: int) -> tuple[Series, ...]:
    """The areas with most people, in the agenda's order."""
    if len(rows) <= most:
        return tuple(rows)
    order = sorted(range(len(rows)), key=lambda i: -_size(rows[i]))
    return tuple(rows[i] for i in sorted(order[:most]))


def _size(row: Series) -> float:
    cells = [cell for cell in row.cells if cell is not None and cell.is_published]
    counted = max((cell.denominator or level(cell) or 0.0 for cell in cells), default=0.0)
    return float(row.area.population or 0) or counted
