"""A count over time as bars, each number placed where it meets no other text, bar or line.

Only this chart belongs here. What it shares with the line chart is in series.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import altair as alt

from pipelines.report import wording
from pipelines.report.drawing import (
    ACCENT,
    ACCENT_LIGHT,
    INK,
    LINE_HEIGHT,
    PALE,
    Frame,
    Label,
    framed,
    over,
    text_width,
)
from pipelines.report.figures import Figure, Point
from pipelines.report.series import (
    BOTTOM,
    GUTTER,
    MOST_NAMED,
    PLOT_HEIGHT,
    TOP,
    WIDTH,
    ends,
    goal_lines,
    gutter,
    levels,
    period_labels,
    rows,
)

MARGIN = 8
WIDEST_BAR = 76.0
SHARE_OF_STEP = 0.7
# Above the highest bar or line there is always room for a number on two lines.
ROOM_ABOVE = 2 * LINE_HEIGHT + 8
CLEAR = 4


@dataclass(frozen=True, slots=True)
class Plot:
    """The bars' places in pixels: one `step` for each period, `highest` the value at the upper edge."""

    step: float
    highest: float
    frame: Frame

    @property
    def bar(self) -> float:
        """The width of a bar."""
        return min(WIDEST_BAR, self.step * SHARE_OF_STEP)

    def across(self, index: float) -> float:
        """The middle of a bar."""
        return self.step * (index + 0.5)

    def down(self, value: float) -> float:
        """The upper edge of a bar."""
        return PLOT_HEIGHT * (1 - value / self.highest)


@dataclass(frozen=True, slots=True)
class Box:
    """The pixels that a text takes."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Whether two texts would stand nearer than `CLEAR`."""
        return (
            self.left < other.right + CLEAR
            and other.left < self.right + CLEAR
            and self.top < other.bottom
            and other.top < self.bottom
        )


def bars(figure: Figure) -> alt.LayerChart:
    """A count over time: bars from zero with their numbers; the unsure part of a range is outlined."""
    right = GUTTER if figure.goal else MARGIN
    frame = Frame(WIDTH - MARGIN - right, PLOT_HEIGHT, MARGIN, right, TOP, BOTTOM)
    highest = max((*levels(figure), 1.0)) * PLOT_HEIGHT / (PLOT_HEIGHT - ROOM_ABOVE)
    count = max(1, len(figure.points))
    plot = Plot(frame.plot_width / count, highest, frame)
    x = alt.X("index:Q").scale(domain=[-0.5, count - 0.5], nice=False, zero=False).axis(None)
    scale = alt.Scale(domain=[0, highest], nice=False)
    y = alt.Y("value:Q", scale=scale).axis(labels=False, values=[0], grid=True)
    data = over(rows(figure))
    colour = alt.when("datum.latest").then(alt.value(ACCENT)).when("!datum.complete").then(alt.value(PALE))
    solid = data.mark_bar(size=plot.bar).encode(x=x, y=y, color=colour.otherwise(alt.value(ACCENT_LIGHT)))
    unsure = (
        data.transform_filter("datum.top > datum.value")
        .mark_bar(size=plot.bar - 1, fill="#ffffff", stroke=ACCENT, strokeDash=[3, 3])
        .encode(x=x, y=alt.Y("top:Q", scale=scale), y2="value:Q")
    )
    labels = number_labels(figure, plot) + period_labels(figure.points, plot.across, frame)
    if figure.goal:
        labels += gutter(figure, plot.down, frame)
    return framed([solid, unsure, *goal_lines(figure, y)], labels, frame)


def number_labels(figure: Figure, plot: Plot) -> list[Label]:
    """The numbers of the bars; of many bars the first and the latest. What finds no free place is left out.

    Beside a goal the latest number stands in the gutter. The table below the chart has every number.
    """
    placed: list[tuple[Label, Box]] = []
    for index in _numbered(figure):
        point = figure.points[index]
        weight = 700 if point is figure.latest else 400
        for lines, y in _places(figure, point, index, plot):
            label = _label(lines, plot.across(index), y, weight, plot.frame)
            box = box_of(label)
            if _is_free(box, figure, plot) and not any(box.meets(other) for _, other in placed):
                placed.append((label, box))
                break
    return [label for label, _ in placed]


def box_of(label: Label) -> Box:
    """The pixels around a centred label."""
    half = max(text_width(line, label.weight) for line in label.lines) / 2
    tall = len(label.lines) * LINE_HEIGHT / 2
    return Box(label.x - half, label.y - tall, label.x + half, label.y + tall)


def _numbered(figure: Figure) -> list[int]:
    """Which bars get a number, the most important first."""
    shown = [index for index, point in enumerate(figure.points) if point.is_published]
    latest = [index for index in shown if figure.points[index] is figure.latest]
    wanted = shown if len(figure.points) <= MOST_NAMED else shown[:1]
    return ([] if figure.goal else latest) + [index for index in wanted if index not in latest]


def _places(figure: Figure, point: Point, index: int, plot: Plot) -> Iterator[tuple[tuple[str, ...], float]]:
    """Each way to write the number with each height for it, the best first: above the bar, then inside."""
    text = wording.figure(figure.metric, point.cell)
    low, dash, high = text.partition("–")
    sure = ends(point)[0]
    for lines in [(text,), (f"{low}{dash}", high)] if dash else [(text,)]:
        tall = len(lines) * LINE_HEIGHT / 2
        width = max(text_width(line, 700) for line in lines)
        near = [
            ends(other)[1]
            for i, other in enumerate(figure.points)
            if other.is_published and abs(i - index) * plot.step < (width + plot.bar) / 2 + CLEAR
        ]
        yield lines, plot.down(max(near)) - 2 - tall
        if width <= plot.bar:
            first = plot.down(sure) + CLEAR + tall
            yield from ((lines, first + drop) for drop in (0, LINE_HEIGHT, 2 * LINE_HEIGHT))


def _label(lines: tuple[str, ...], x: float, y: float, weight: int, frame: Frame) -> Label:
    """A centred label, moved so that it does not leave the picture or enter the gutter."""
    half = max(text_width(line, weight) for line in lines) / 2
    right = frame.plot_width + (MARGIN if frame.right == MARGIN else 0)
    return Label(min(max(x, half - MARGIN), right - half), y, lines, INK, weight, "center")


def _is_free(box: Box, figure: Figure, plot: Plot) -> bool:
    """Whether no line of the goal runs through a text and it stays between the edges of the plot."""
    goal = figure.goal
    levels_drawn: Sequence[float | None] = (goal.target, goal.baseline) if goal else ()
    lines = [plot.down(each) for each in levels_drawn if each is not None]
    is_inside = box.top >= -TOP and box.bottom <= PLOT_HEIGHT - CLEAR
    return is_inside and not any(box.top - 2 < line < box.bottom + 2 for line in lines)
