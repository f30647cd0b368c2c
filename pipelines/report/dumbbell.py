"""The group chart: last year (open) and this year (filled) for each group, the overall rate as a line.

Drawn twice, narrow for phones and wide for desks. Numbers stand in a column at the right, clear of all lines.
"""

from __future__ import annotations

import math
import textwrap
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import altair as alt

from pipelines.report import wording
from pipelines.report.drawing import (
    ACCENT,
    ACCENT_LIGHT,
    DASHED,
    HAIRLINE,
    INK,
    LINE_HEIGHT,
    MUTED,
    Frame,
    Label,
    framed,
    over,
)
from pipelines.report.groups import GroupFigure, GroupRow


@dataclass(frozen=True, slots=True)
class Shape:
    """One variant of the chart: its width, the room for group names and how many characters fit into it."""

    width: int
    names: int
    characters: int


NARROW = Shape(width=340, names=132, characters=17)
WIDE = Shape(width=520, names=212, characters=30)
NUMBERS = 58
HEADER, ROW = 30, 26
HALF_OVERALL = 36


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the chart: a heading (`row` None) or a group, from `top` over `height` pixels."""

    top: float
    height: float
    names: tuple[str, ...]
    row: GroupRow | None

    @property
    def middle(self) -> float:
        """Where its marks stand."""
        return self.top + self.height / 2


def draw(figure: GroupFigure, shape: Shape) -> alt.LayerChart:
    """The dumbbell of one metric in one of the two shapes."""
    lines = _lines(figure, shape)
    height = lines[-1].top + lines[-1].height
    frame = Frame(shape.width - shape.names - NUMBERS, math.ceil(height), shape.names, NUMBERS, 30, 30)
    low, high = _domain(figure)
    ticks = _ticks(low, high, 4 if shape is NARROW else 5)
    x = alt.X("value:Q").scale(domain=[low, high], nice=False, zero=False).axis(None)
    y = alt.Y("y:Q").scale(domain=[0, frame.plot_height], reverse=True, nice=False).axis(None)
    overall = figure.overall.value
    layers = [_verticals([tick / 100 for tick in ticks], lines, x, y, HAIRLINE, [1, 0])]
    if overall is not None:
        layers.append(_verticals([overall], lines, x, y, INK, DASHED))
    layers += _marks(lines, x, y)

    def across(value: float) -> float:
        return frame.plot_width * (value - low) / (high - low)

    labels = [label for line in lines for label in _row_labels(figure, line, frame)]
    labels += [
        Label(across(t / 100), frame.plot_height + 16, (f"{t}%",), MUTED, align="center") for t in ticks
    ]
    labels.append(Label(frame.plot_width + NUMBERS - 4, -16, (figure.period.name,), MUTED, align="right"))
    if overall is not None:
        place = min(max(across(overall), HALF_OVERALL), frame.plot_width - HALF_OVERALL)
        text = f"All {wording.percent(overall, figure.overall.denominator)}"
        labels.append(Label(place, -16, (text,), INK, 600, "center"))
    return framed(layers, labels, frame)


def _lines(figure: GroupFigure, shape: Shape) -> list[Line]:
    lines: list[Line] = []
    top = 0.0
    for block in figure.blocks:
        lines.append(Line(top, HEADER, (wording.upper_first(block.name),), None))
        top += HEADER
        for row in block.rows:
            names = tuple(textwrap.wrap(row.group.group_value_name, shape.characters)) or ("–",)
            height = max(ROW, len(names) * LINE_HEIGHT + 8)
            lines.append(Line(top, height, names, row))
            top += height
    return lines


def _domain(figure: GroupFigure) -> tuple[float, float]:
    cells = [cell for block in figure.blocks for row in block.rows for cell in (row.latest, row.previous)]
    values = [cell.value for cell in (*cells, figure.overall) if cell is not None and cell.value is not None]
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    return max(0.0, math.floor(low * 20 - 0.5) / 20), min(1.0, math.ceil(high * 20 + 0.5) / 20)


def _ticks(low: float, high: float, most: int) -> list[int]:
    """Round percents within the domain, at most about `most` of them."""
    start, end = round(low * 100), round(high * 100)
    step = next((each for each in (5, 10, 20, 25) if (end - start) / each <= most), 50)
    return [tick for tick in range(0, 101, step) if start <= tick <= end]


def _verticals(
    values: list[float], lines: list[Line], x: alt.X, y: alt.Y, colour: str, dash: list[int]
) -> alt.Chart:
    """Vertical lines beside the groups only, so that none runs through a heading."""
    rows = [
        {"value": value, "y": block[0].top, "bottom": block[-1].top + block[-1].height}
        for is_group, found in groupby(lines, key=lambda line: line.row is not None)
        if is_group
        for block in [list(found)]
        for value in values
    ]
    mark = over(rows).mark_rule(color=colour, strokeDash=dash, strokeWidth=1)
    chart: alt.Chart = mark.encode(x=x, y=y, y2="bottom:Q")
    return chart


def _marks(lines: list[Line], x: alt.X, y: alt.Y) -> list[alt.Chart]:
    """The joining lines below the points; open points below filled ones."""
    joins: list[dict[str, Any]] = []
    before: list[dict[str, Any]] = []
    now: list[dict[str, Any]] = []
    for line in lines:
        old, new = _value(line, latest=False), _value(line, latest=True)
        if old is not None and new is not None:
            joins.append({"value": old, "to": new, "y": line.middle})
        if old is not None:
            before.append({"value": old, "y": line.middle})
        if new is not None:
            now.append({"value": new, "y": line.middle})
    join = over(joins).mark_rule(color=ACCENT_LIGHT, strokeWidth=3)
    return [
        join.encode(x=x, x2="to:Q", y=y),
        _points(before, "#ffffff", 50, x, y),
        _points(now, ACCENT, 70, x, y),
    ]


def _points(rows: list[dict[str, Any]], fill: str, size: int, x: alt.X, y: alt.Y) -> alt.Chart:
    mark = over(rows).mark_point(fill=fill, size=size, stroke=ACCENT, strokeWidth=2, opacity=1)
    chart: alt.Chart = mark.encode(x=x, y=y)
    return chart


def _value(line: Line, *, latest: bool) -> float | None:
    if line.row is None:
        return None
    cell = line.row.latest if latest else line.row.previous
    return cell.value if cell is not None else None


def _row_labels(figure: GroupFigure, line: Line, frame: Frame) -> list[Label]:
    if line.row is None:
        return [Label(-frame.left, line.middle + 2, line.names, INK, 700)]
    shown = line.row.latest is not None and line.row.latest.is_published
    number = wording.figure(figure.metric, line.row.latest)
    colour, weight = (INK, 700) if shown else (MUTED, 400)
    return [
        Label(-frame.left, line.middle, line.names, INK),
        Label(frame.plot_width + NUMBERS - 4, line.middle, (number,), colour, weight, "right"),
    ]
