"""The figures of one partner or one area: each measure over time, as rows of a table and as tiles.

Finding and scaling them belongs here. Drawing is in tiles.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.report import wording
from pipelines.report.places import level, span
from pipelines.report.released import Released
from pipelines.report.rows import ALL, Cell, CellKey, Metric, Period
from pipelines.report.tiles import Tile

MOST_PERIODS = 6
MOST_TILES = 15


@dataclass(frozen=True, slots=True)
class OwnFigure:
    """A measure of one partner in one sub-program, or of one area; `whole` is the same for everybody, if compared."""

    metric: Metric
    scope: str | None
    periods: tuple[Period, ...]
    cells: tuple[Cell | None, ...]
    whole: tuple[Cell | None, ...]

    @property
    def latest(self) -> Cell | None:
        """The last period's figure."""
        return self.cells[-1] if self.cells else None

    @property
    def is_drawn(self) -> bool:
        """Whether there is a line to draw; what has one period stands in the table alone."""
        return self.is_shown and len(self.periods) > 1

    @property
    def is_shown(self) -> bool:
        """Whether any period is published."""
        return any(cell is not None and cell.is_published for cell in self.cells)


def of_partner(released: Released, partner_id: str, sub_program_ids: Sequence[str]) -> tuple[OwnFigure, ...]:
    """The partner's figures in each of its sub-programs, in the catalogue's order; without those it never gave."""
    found: list[OwnFigure] = []
    for sub_program_id in sub_program_ids:
        for metric in released.metrics_of(sub_program_id):
            periods = _periods(released, metric)
            cells = tuple(
                released.by_key.get(CellKey(metric.metric_id, p.period_id, sub_program_id, partner_id))
                for p in periods
            )
            if any(cells):
                found.append(OwnFigure(metric, sub_program_id, periods, cells, ()))
    return tuple(found)


def of_area(released: Released, metrics: Sequence[Metric], area_id: str) -> tuple[OwnFigure, ...]:
    """The area's figures of the given metrics, beside those of the whole initiative."""
    found: list[OwnFigure] = []
    for metric in metrics:
        periods = _periods(released, metric)
        here, whole = (
            tuple(released.by_key.get(CellKey(metric.metric_id, p.period_id, area_id=place)) for p in periods)
            for place in (area_id, ALL)
        )
        if any(here):
            found.append(OwnFigure(metric, None, periods, here, whole))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class OwnTable:
    """Figures over periods of one type: each row has a cell for every period, None where it has none."""

    periods: tuple[Period, ...]
    rows: tuple[tuple[OwnFigure, tuple[Cell | None, ...]], ...]


def tables_of(figures: Sequence[OwnFigure]) -> tuple[OwnTable, ...]:
    """One table for each type of period, in the order of the figures."""
    built: list[OwnTable] = []
    for kind in dict.fromkeys(figure.periods[0].period_type for figure in figures):
        alike = [figure for figure in figures if figure.periods[0].period_type == kind]
        known = {period.period_id: period for figure in alike for period in figure.periods}
        periods = tuple(sorted(known.values(), key=lambda period: period.starts_on))
        rows = tuple((figure, _aligned(figure, periods)) for figure in alike)
        built.append(OwnTable(periods, rows))
    return tuple(built)


def _aligned(figure: OwnFigure, periods: Sequence[Period]) -> tuple[Cell | None, ...]:
    cells = {period.period_id: cell for period, cell in zip(figure.periods, figure.cells, strict=True)}
    return tuple(cells.get(period.period_id) for period in periods)


def tiles_of(figures: Sequence[OwnFigure], names: Sequence[str]) -> list[Tile]:
    """A tile for each figure of several periods, each on its own scale; rates beside the whole's pale line."""
    pairs = zip(figures, names, strict=True)
    shown = [(figure, name) for figure, name in pairs if figure.is_drawn]
    return [_tile(figure, name) for figure, name in shown[:MOST_TILES]]


def _tile(figure: OwnFigure, name: str) -> Tile:
    share = figure.metric.is_share
    values = tuple(level(cell) for cell in figure.cells)
    beside = tuple(level(cell) for cell in figure.whole) if share else ()
    low, high = span([*values, *beside], is_share=share)
    return Tile(name, wording.figure(figure.metric, figure.latest), values, beside, low, high)


def _periods(released: Released, metric: Metric) -> tuple[Period, ...]:
    """The latest complete periods, oldest first."""
    found = [p for p in released.periods_with_data(metric.metric_id) if released.is_complete(p)]
    return tuple(found[-MOST_PERIODS:])
