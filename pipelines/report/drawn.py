"""The charts as templates ask for them: each described in words, narrow and wide, and drawn once.

Only the joining of a chart with its title and description belongs here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import altair as alt
from markupsafe import Markup

from pipelines.report import charts, curve, dumbbell, own, places, svg, tiles, wording
from pipelines.report.figures import Figure
from pipelines.report.groups import GroupFigure
from pipelines.report.outlook import Outlook
from pipelines.report.own import OwnFigure
from pipelines.report.pictures import Pictures, quick_drawing
from pipelines.report.places import AreaSeries

BELOW = "The same figures are in the table below."


class Drawn:
    """The charts of a report."""

    def __init__(self, pictures: Pictures) -> None:
        self._pictures = pictures

    def words(self) -> dict[str, Callable[..., object]]:
        """The functions that templates may call."""
        return {
            "multiple": self.multiple,
            "curve": self.curve,
            "dumbbells": self.dumbbells,
            "area_tiles": self.area_tiles,
            "own_tiles": self.own_tiles,
            "percent_span": lambda figures: charts.percent_span([f for f in figures if f.metric.is_share]),
        }

    def multiple(self, figure: Figure, span: int) -> Markup:
        """A small multiple over time."""
        with quick_drawing():
            chart = charts.draw(figure, span)
        title = f"{figure.metric.name}, {figure.scope_name}"
        return self._inline(chart, f"chart-{figure.number}", title, _told(figure))

    def curve(self, figure: Figure, ahead: Outlook) -> Markup:
        """The curve of an outcome, narrow and wide."""
        description = _told(figure, ahead)
        return self._pair(
            lambda width: curve.draw(figure, ahead, width),
            (curve.NARROW, curve.WIDE),
            f"chart-{figure.number}",
            f"{figure.metric.name}, {figure.scope_name}",
            description,
        )

    def dumbbells(self, figure: GroupFigure) -> Markup:
        """The groups, narrow and wide."""
        description = f"The latest rate of each group beside the one before. {BELOW}"
        shapes = (dumbbell.NARROW, dumbbell.WIDE)
        title = f"{figure.metric.name} by group"
        return self._pair(
            lambda x: dumbbell.draw(figure, x), shapes, f"chart-{figure.number}", title, description
        )

    def area_tiles(self, series: AreaSeries) -> Markup:
        """The areas side by side, all on one scale."""
        found = places.tiles_of(series)
        names = [period.name for period in series.periods]
        description = f"A line for each area, beside the whole initiative as a pale line. {BELOW}"
        return self._tiles(
            found, names, f"areas-{series.metric.metric_id}", f"{series.metric.name} by area", description
        )

    def own_tiles(self, figures: Sequence[OwnFigure], names: Sequence[str], title: str) -> Markup:
        """The measures of one partner or one area, each on its own scale; nothing when none is published."""
        found = own.tiles_of(figures, names)
        if not found:
            return Markup()
        texts = [f"{tile.name}: {tile.number}" for tile in found]
        # Measures of unlike periods have no axis in common.
        axes = {tuple(period.name for period in figure.periods) for figure in figures if figure.is_drawn}
        return self._tiles(
            found, min(axes) if len(axes) == 1 else (), "own", title, f"{'; '.join(texts)}. {BELOW}"
        )

    def _tiles(
        self, found: Sequence[tiles.Tile], periods: Sequence[str], svg_id: str, title: str, description: str
    ) -> Markup:
        first, last = (periods[0], periods[-1]) if periods else ("", "")
        shapes = (tiles.NARROW, tiles.WIDE)
        return self._pair(lambda x: tiles.draw(found, x, first, last), shapes, svg_id, title, description)

    def _pair(
        self,
        draw: Callable[..., alt.LayerChart],
        shapes: Sequence[object],
        svg_id: str,
        title: str,
        description: str,
    ) -> Markup:
        """The narrow and the wide variant, of which the style sheet shows one."""
        found = Markup()
        for name, shape in zip(("narrow", "wide"), shapes, strict=True):
            with quick_drawing():
                chart = draw(shape)
            found += self._inline(chart, f"{svg_id}-{name}", title, description, name)
        return found

    def _inline(
        self, chart: alt.LayerChart, svg_id: str, title: str, description: str, css_class: str = ""
    ) -> Markup:
        return svg.inline(
            chart,
            svg_id=svg_id,
            title=title,
            description=description,
            css_class=css_class,
            pictures=self._pictures,
        )


def _told(figure: Figure, ahead: Outlook | None = None) -> str:
    """A figure over time in words, for those who do not see the chart."""
    texts = [f"{p.period.name}: {wording.figure(figure.metric, p.cell)}" for p in figure.points]
    if figure.goal:
        target = wording.goal(figure.metric, figure.goal.target)
        texts.append(f"target by {figure.goal.target_period.name}: {target}")
    if ahead is not None:
        texts += [
            f"forecast for {step.period.name}: {wording.rounded(figure.metric, step.forecast.forecast)}"
            for step in ahead.steps
        ]
    return f"{'; '.join(texts)}. {BELOW}"
