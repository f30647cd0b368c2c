"""What the charts over time share: the rows they draw, the lines of a goal, the names beside and below.

Pieces of a picture belong here. A whole chart stands in charts.py (rates) or bars.py (counts).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import altair as alt

from pipelines.report import wording
from pipelines.report.drawing import (
    DASHED,
    DOTTED,
    INK,
    LINE_HEIGHT,
    MUTED,
    TARGET,
    Frame,
    Label,
    apart,
    level,
    over,
    text_width,
)
from pipelines.report.figures import Figure, Point

WIDTH = 340
PLOT_HEIGHT = 150
GUTTER = 108
TOP, BOTTOM = 10, 44
# With more periods than this, only the first and the last are named.
MOST_NAMED = 3
# A mark such as [c] needs this many pixels for itself.
MARK_WIDTH = 26
Place = Callable[[float], float]


def rows(figure: Figure) -> list[dict[str, Any]]:
    """Published points; `run` changes after a gap and where another definition begins: no line is drawn across."""
    found: list[dict[str, Any]] = []
    run = 0
    for index, point in enumerate(figure.points):
        run += point in figure.breaks
        if point.cell is None or not point.is_published:
            run += 1
            continue
        sure, top = ends(point)
        row = {"index": index, "value": sure, "top": top, "run": run}
        found.append(row | {"latest": point is figure.latest, "complete": point.is_complete})
    return found


def ends(point: Point) -> tuple[float, float]:
    """What is sure and what is possible: the same number twice unless the figure is a range."""
    cell = point.cell
    if cell is None:
        return 0.0, 0.0
    sure = cell.value if cell.value is not None else cell.lower or 0.0
    return sure, max(sure, cell.upper or sure)


def levels(figure: Figure) -> list[float]:
    """Every value that the chart must have room for."""
    found = [end for point in figure.points if point.is_published for end in ends(point)]
    if figure.goal:
        found += [figure.goal.target] + ([] if figure.goal.baseline is None else [figure.goal.baseline])
    return found


def goal_lines(figure: Figure, y: alt.Y) -> list[alt.Chart]:
    """The target dashed and the baseline dotted; none without a goal."""
    if figure.goal is None:
        return []
    lines = [level(figure.goal.target, TARGET, DASHED, y)]
    if figure.goal.baseline is not None:
        lines.append(level(figure.goal.baseline, MUTED, DOTTED, y))
    return lines


def break_lines(figure: Figure, x: alt.X) -> list[alt.Chart]:
    """A thin upright line before each period in which another definition begins."""
    places = [{"index": index - 0.5} for index, point in enumerate(figure.points) if point in figure.breaks]
    return [over(places).mark_rule(color=INK, strokeWidth=1).encode(x=x)] if places else []


def gutter(figure: Figure, down: Place, frame: Frame) -> list[Label]:
    """The names of the lines beside their ends, pushed apart where they are near."""
    wanted: list[tuple[float, str, str, int]] = []
    latest = figure.latest
    if latest and latest.cell:
        wanted.append((down(ends(latest)[1]), wording.figure(figure.metric, latest.cell), INK, 700))
    if figure.goal:
        text = f"Target {wording.goal(figure.metric, figure.goal.target)}"
        wanted.append((down(figure.goal.target), text, TARGET, 600))
        if figure.goal.baseline is not None:
            text = f"Baseline {wording.goal(figure.metric, figure.goal.baseline)}"
            wanted.append((down(figure.goal.baseline), text, MUTED, 400))
    places = apart([each[0] for each in wanted], lowest=frame.plot_height)
    return [
        Label(frame.plot_width + 8, place, (text,), colour, weight)
        for place, (_, text, colour, weight) in zip(places, wanted, strict=True)
    ]


def period_labels(points: Sequence[Point], across: Place, frame: Frame) -> list[Label]:
    """Names of the periods below the plot; in a second row the mark of those that have no number."""
    count = len(points)
    has_room = count < 2 or across(1) - across(0) >= MARK_WIDTH
    labels: list[Label] = []
    for index, point in enumerate(points):
        is_named = count <= MOST_NAMED or index in (0, count - 1)
        if is_named:
            labels.append(_below(across(index), frame, 0, point.period.name))
        if not point.is_published:
            labels += (
                [_below(across(index), frame, 1, wording.mark(point.cell))] if is_named or has_room else []
            )
        elif is_named and not point.is_complete:
            labels.append(_below(across(index), frame, 1, "so far"))
    return labels


def _below(x: float, frame: Frame, row: int, text: str) -> Label:
    """A text under a period, moved so that it does not leave the picture."""
    half = text_width(text) / 2
    x = min(max(x, half - frame.left), frame.plot_width + frame.right - half)
    return Label(x, PLOT_HEIGHT + 18 + row * LINE_HEIGHT, (text,), MUTED, align="center")
