"""The curve of an outcome: what was, the goal, breaks of the definition, and the frozen forecast ahead.

Drawn twice, narrow for phones and wide for desks. Small multiples of many measures are in charts.py and tiles.py.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import altair as alt

from pipelines.report import wording
from pipelines.report.drawing import (
    ACCENT,
    ACCENT_LIGHT,
    INK,
    LINE_HEIGHT,
    MUTED,
    PALE,
    TARGET,
    Frame,
    Label,
    apart,
    framed,
    over,
    text_width,
)
from pipelines.report.figures import Figure, Point
from pipelines.report.outlook import Outlook
from pipelines.report.series import break_lines, ends, goal_lines, levels, rows

FINE_DASH = [2, 3]
NARROW, WIDE = 340, 680
TOP, BOTTOM, AXIS = 24, 46, 50
# The gutter holds "Baseline 1,234" beside the lines.
GUTTER = 112
CLEAR = 12


@dataclass(frozen=True, slots=True)
class Plot:
    """Where values and periods stand, in pixels of a frame."""

    frame: Frame
    low: float
    high: float
    count: int

    def across(self, index: float) -> float:
        """The place of a period."""
        return self.frame.plot_width * (index + 0.3) / max(0.6, self.count - 0.4)

    def down(self, value: float) -> float:
        """The place of a value."""
        return self.frame.plot_height * (self.high - value) / (self.high - self.low)


def draw(figure: Figure, outlook: Outlook, width: int) -> alt.LayerChart:
    """The curve in one of the two widths; `outlook` may hold no forecast."""
    height = 190 if width == NARROW else 250
    frame = Frame(width - AXIS - GUTTER, height, AXIS, GUTTER, TOP, BOTTOM)
    low, high, ticks = _scale(figure, outlook)
    count = len(figure.points) + len(outlook.steps)
    plot = Plot(frame, low, high, count)
    x = alt.X("index:Q").scale(domain=[-0.3, max(0.3, count - 0.7)], nice=False, zero=False).axis(None)
    number = ".0%" if figure.metric.is_share else ",d"
    y = alt.Y("value:Q").scale(domain=[low, high], nice=False, zero=False).axis(format=number, values=ticks)
    found = rows(figure)
    data = over(found)
    layers = [
        *goal_lines(figure, y),
        *break_lines(figure, x),
        *_ahead(figure, outlook, x, y),
        over([row for row in found if row["top"] > row["value"]])
        .mark_rule(color=ACCENT_LIGHT, strokeWidth=7, opacity=1)
        .encode(x=x, y=y, y2="top:Q"),
        data.mark_line(color=ACCENT, strokeWidth=3).encode(x=x, y=y, detail="run:N"),
        data.mark_point(stroke=ACCENT, strokeWidth=2, opacity=1, size=80).encode(
            x=x, y=y, fill=alt.when("datum.latest").then(alt.value(ACCENT)).otherwise(alt.value("#ffffff"))
        ),
    ]
    labels = _period_labels(figure, outlook, plot) + _beside(figure, outlook, plot)
    number_label = _latest_label(figure, outlook, plot)
    return framed(layers, labels + ([number_label] if number_label else []), frame)


def _scale(figure: Figure, outlook: Outlook) -> tuple[float, float, list[float]]:
    """Lowest and highest value of the plot and where its lines stand: about five round steps."""
    found = levels(figure) + [end for step in outlook.steps for end in step.ends]
    low, high = (min(found), max(found)) if found else (0.0, 1.0)
    if not figure.metric.is_share:
        low = 0.0
    reach = max(high - low, 0.06 if figure.metric.is_share else abs(high) or 1.0)
    step = _round_step(reach / 4)
    bottom, top = (
        math.floor((low - 0.02 * reach) / step) * step,
        math.ceil((high + 0.05 * reach) / step) * step,
    )
    if figure.metric.is_share:
        bottom, top = max(0.0, bottom), min(1.0, top)
    else:
        bottom = 0.0
    ticks = [round(bottom + i * step, 6) for i in range(round((top - bottom) / step) + 1)]
    return bottom, max(top, bottom + step), ticks


def _round_step(rough: float) -> float:
    """The next step of 1, 2 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(rough)) if rough > 0 else 1.0
    return next(each * power for each in (1, 2, 5, 10) if each * power >= rough * 0.999)


def _ahead(figure: Figure, outlook: Outlook, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    """The forecast as a fine dashed line from the latest figure, its interval as a band."""
    start = _place(figure)
    if not outlook.steps or start is None:
        return []
    first = len(figure.points)
    path: list[dict[str, Any]] = [{"index": start[0], "value": start[1], "top": start[1]}]
    path += [
        {"index": first + i, "value": step.ends[0], "top": step.ends[1], "middle": step.forecast.forecast}
        for i, step in enumerate(outlook.steps)
    ]
    line = [{"index": row["index"], "value": row.get("middle", row["value"])} for row in path]
    band = over(path).mark_area(color=PALE, opacity=1).encode(x=x, y=y, y2="top:Q")
    dashes = over(line).mark_line(color=ACCENT, strokeWidth=2, strokeDash=FINE_DASH).encode(x=x, y=y)
    dots = over(line[1:]).mark_point(stroke=ACCENT, fill="#ffffff", size=36, opacity=1, shape="diamond")
    has_band = any(low < high for low, high in (step.ends for step in outlook.steps))
    return [*([band] if has_band else []), dashes, dots.encode(x=x, y=y)]


def _place(figure: Figure) -> tuple[int, float] | None:
    latest = figure.latest
    return (figure.points.index(latest), ends(latest)[0]) if latest is not None else None


def _period_labels(figure: Figure, outlook: Outlook, plot: Plot) -> list[Label]:
    """Names of the periods, all where they fit, else the first, the latest and the last; marks below them."""
    names = [point.period.name for point in figure.points] + [step.period.name for step in outlook.steps]
    widest = max((text_width(name) for name in names), default=0.0)
    step = plot.across(1) - plot.across(0)
    latest = _place(figure)
    named = set(range(len(names))) if widest + CLEAR <= step else {0, len(names) - 1}
    if latest and all(
        abs(plot.across(latest[0]) - plot.across(i)) > widest + CLEAR for i in named - {latest[0]}
    ):
        named.add(latest[0])
    labels: list[Label] = []
    for index, name in enumerate(names):
        second = _second_row(figure.points[index]) if index < len(figure.points) else "forecast"
        if index in named:
            labels.append(_below(plot, index, 0, name))
        if second and (index in named or second.startswith("[")):
            labels.append(_below(plot, index, 1, second))
    return labels


def _second_row(point: Point) -> str:
    if not point.is_published:
        return wording.mark(point.cell)
    return "" if point.is_complete else "so far"


def _below(plot: Plot, index: int, row: int, text: str) -> Label:
    half = text_width(text) / 2
    x = min(max(plot.across(index), half - AXIS), plot.frame.plot_width + GUTTER - half)
    return Label(x, plot.frame.plot_height + 18 + row * LINE_HEIGHT, (text,), MUTED, align="center")


def _beside(figure: Figure, outlook: Outlook, plot: Plot) -> list[Label]:
    """The names of the lines in the gutter, pushed apart where they are near."""
    wanted: list[tuple[float, str, str, int]] = []
    if outlook.steps:
        last = outlook.steps[-1].forecast.forecast
        text = f"Forecast {wording.rounded(figure.metric, last)}"
        wanted.append((plot.down(last), text, ACCENT, 400))
    if figure.goal:
        text = f"Target {wording.goal(figure.metric, figure.goal.target)}"
        wanted.append((plot.down(figure.goal.target), text, TARGET, 600))
        if figure.goal.baseline is not None:
            text = f"Baseline {wording.goal(figure.metric, figure.goal.baseline)}"
            wanted.append((plot.down(figure.goal.baseline), text, MUTED, 400))
    places = apart([each[0] for each in wanted], lowest=float(plot.frame.plot_height))
    return [
        Label(plot.frame.plot_width + 8, place, (text,), colour, weight)
        for place, (_, text, colour, weight) in zip(places, wanted, strict=True)
    ]


def _latest_label(figure: Figure, outlook: Outlook, plot: Plot) -> Label | None:
    """The latest number beside its point, where it meets no line, no point and no edge; else where it meets least."""
    latest, place = figure.latest, _place(figure)
    if latest is None or latest.cell is None or place is None:
        return None
    text = wording.figure(figure.metric, latest.cell)
    width = text_width(text, 700)
    x = plot.across(place[0])
    low, high = (plot.down(end) for end in ends(latest))
    spots = [
        (x + across * (width / 2 + aside), y)
        for across, aside in ((-1, 6), (1, 6), (0, 0))
        for y in (high - 16, low + 18)
    ]
    obstacles = _drawn(figure, outlook, plot)
    spot = min(spots, key=lambda each: _met(each, width, obstacles, plot))
    return Label(*spot, (text,), INK, 700, "center")


def _met(
    spot: tuple[float, float], width: float, obstacles: Sequence[tuple[float, float]], plot: Plot
) -> int:
    """How many drawn places a text would cover; leaving the plot counts as many."""
    x, y = spot
    left, right, half = x - width / 2 - 2, x + width / 2 + 2, LINE_HEIGHT / 2 + 2
    outside = (
        left < 0 or right > plot.frame.plot_width or y - half < -TOP or y + half > plot.frame.plot_height
    )
    return 1000 * outside + sum(left <= a <= right and abs(b - y) <= half for a, b in obstacles)


def _drawn(figure: Figure, outlook: Outlook, plot: Plot) -> list[tuple[float, float]]:
    """Places along all lines of the chart, close enough to tell whether a text would meet one."""
    found: list[tuple[float, float]] = []
    steps = [plot.frame.plot_width * i / 60 for i in range(61)]
    goal = figure.goal
    for level in (goal.target, goal.baseline) if goal else ():
        found += [(x, plot.down(level)) for x in steps] if level is not None else []
    path = [
        (plot.across(i), plot.down(end))
        for i, point in enumerate(figure.points)
        if point.is_published
        for end in ends(point)
    ]
    first = len(figure.points)
    path += [(plot.across(first + i), plot.down(s.forecast.forecast)) for i, s in enumerate(outlook.steps)]
    for (x, y), (to_x, to_y) in pairwise(path):
        found += [(x + (to_x - x) * t / 20, y + (to_y - y) * t / 20) for t in range(21)]
    return found
