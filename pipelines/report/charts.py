"""The small multiples of the progress section: a line for a rate, bars for a count.

The choice between them and the line are here; the bars are in bars.py, what both share in series.py.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import altair as alt

from pipelines.report.bars import bars
from pipelines.report.drawing import ACCENT, Frame, framed, over
from pipelines.report.figures import Figure
from pipelines.report.series import (
    BOTTOM,
    GUTTER,
    PLOT_HEIGHT,
    TOP,
    WIDTH,
    break_lines,
    goal_lines,
    gutter,
    levels,
    period_labels,
    rows,
)

AXIS = 46


def draw(figure: Figure, span: int) -> alt.LayerChart:
    """The chart of a figure; `span` comes from `percent_span` over all figures of the page."""
    return trend(figure, span) if figure.metric.is_share else bars(figure)


def percent_span(figures: Sequence[Figure]) -> int:
    """How many tens of percent points each rate chart spans: the same for all, so that slopes compare."""
    reach = [max(found) - min(found) for figure in figures if (found := levels(figure))]
    return min(10, max(3, math.ceil(max(reach, default=0.0) * 10 + 1)))


def trend(figure: Figure, span: int) -> alt.LayerChart:
    """A rate over time: points joined where neighbours are published, baseline dotted, target dashed."""
    low, high = _percent_domain(levels(figure), span)
    frame = Frame(WIDTH - AXIS - GUTTER, PLOT_HEIGHT, AXIS, GUTTER, TOP, BOTTOM)
    count = len(figure.points)
    domain = [-0.3, max(0.3, count - 0.7)]
    ticks = [tick / 10 for tick in range(round(low * 10), round(high * 10) + 1, 1 if span <= 4 else 2)]
    x = alt.X("index:Q").scale(domain=domain, nice=False, zero=False).axis(None)
    y = alt.Y("value:Q").scale(domain=[low, high], nice=False, zero=False).axis(format=".0%", values=ticks)
    data = over(rows(figure))
    path = data.mark_line(color=ACCENT, strokeWidth=2.5).encode(x=x, y=y, detail="run:N")
    dots = data.mark_point(stroke=ACCENT, strokeWidth=2, opacity=1, size=60).encode(
        x=x, y=y, fill=alt.when("datum.latest").then(alt.value(ACCENT)).otherwise(alt.value("#ffffff"))
    )

    def across(index: float) -> float:
        return frame.plot_width * (index - domain[0]) / (domain[1] - domain[0])

    def down(value: float) -> float:
        return PLOT_HEIGHT * (high - value) / (high - low)

    labels = gutter(figure, down, frame) + period_labels(figure.points, across, frame)
    return framed([*goal_lines(figure, y), *break_lines(figure, x), path, dots], labels, frame)


def _percent_domain(found: Sequence[float], span: int) -> tuple[float, float]:
    """A stretch of `span` tens of points around the values, within 0 and 100 percent."""
    low, high = (min(found), max(found)) if found else (0.0, 1.0)
    spare = span - (high - low) * 10
    start = math.floor(low * 10 - (spare - 1) / 2)
    start = max(0, min(start, 10 - span))
    return start / 10, (start + span) / 10
