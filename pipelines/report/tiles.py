"""Small multiples in one picture: a tile for each area or measure with its own line, and a pale one to compare with.

Only this chart belongs here. It is drawn narrow (two tiles in a row) and wide (four or five).
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from pipelines.report.drawing import (
    ACCENT,
    HAIRLINE,
    INK,
    LINE_HEIGHT,
    MUTED,
    TARGET,
    Frame,
    Label,
    framed,
    over,
    text_width,
)

GAP, PLOT, NUMBER = 22, 54, 22
PALE_LINE = "#a9b6c1"


@dataclass(frozen=True, slots=True)
class Shape:
    """How many tiles stand in a row of `width` pixels."""

    width: int
    columns: int

    @property
    def tile(self) -> float:
        """The width of one tile."""
        return (self.width - GAP * (self.columns - 1)) / self.columns


NARROW, WIDE = Shape(340, 2), Shape(1000, 5)


@dataclass(frozen=True, slots=True)
class Tile:
    """One small multiple: a value for each period (None: not shown), and the same of what it is compared with.

    `number` is the latest figure or its mark as text; `low` and `high` are the ends of its scale.
    """

    name: str
    number: str
    values: tuple[float | None, ...]
    beside: tuple[float | None, ...]
    low: float
    high: float
    target: float | None = None


def draw(tiles: Sequence[Tile], shape: Shape, first: str, last: str) -> alt.LayerChart:
    """The picture; `first` and `last` name the ends of the time axis below the last row of tiles."""
    characters = int(shape.tile / 8.3)
    names = [tuple(textwrap.wrap(tile.name, characters))[:3] for tile in tiles]
    tops, total = _tops(names, shape)
    frame = Frame(shape.width - 8, total, 4, 4, 4, 4)
    x = alt.X("x:Q").scale(domain=[0, frame.plot_width], nice=False).axis(None)
    y = alt.Y("y:Q").scale(domain=[0, total], reverse=True, nice=False).axis(None)
    base: list[dict[str, Any]] = []
    goals: list[dict[str, Any]] = []
    own: list[dict[str, Any]] = []
    pale: list[dict[str, Any]] = []
    labels: list[Label] = []
    for index, tile in enumerate(tiles):
        left = (index % shape.columns) * (shape.tile + GAP)
        top = tops[index // shape.columns]
        deep = max(len(each) for each in names[_row(index, shape) : _row(index, shape) + shape.columns])
        plot_top = top + deep * LINE_HEIGHT + NUMBER + 4
        spot = _Spot(left, plot_top, shape.tile - 8, tile)
        base.append({"x": left, "to": left + shape.tile - 8, "y": plot_top + PLOT})
        if tile.target is not None:
            goals.append({"x": left, "to": left + shape.tile - 8, "y": spot.down(tile.target)})
        own += spot.rows(tile.values, index)
        pale += spot.rows(tile.beside, index)
        middle = top + len(names[index]) * LINE_HEIGHT / 2
        labels.append(Label(left, middle, names[index] or ("–",), INK))
        is_mark = tile.number.startswith("[")
        labels.append(
            Label(
                left,
                plot_top - NUMBER + 8,
                (tile.number,),
                MUTED if is_mark else INK,
                400 if is_mark else 700,
            )
        )
        is_last = index + shape.columns >= len(tiles)
        if is_last:
            labels += _axis(left, plot_top + PLOT + 12, shape.tile - 8, first, last)
    layers = [over(base).mark_rule(color=HAIRLINE).encode(x=x, x2="to:Q", y=y)]
    if goals:
        layers.append(
            over(goals)
            .mark_rule(color=TARGET, strokeDash=[5, 3], strokeWidth=1.5)
            .encode(x=x, x2="to:Q", y=y)
        )
    layers += _lines(pale, PALE_LINE, 1.5, x, y) + _lines(own, ACCENT, 2.5, x, y)
    # The latest figure, and figures without a neighbour, which would leave no line.
    for size, dots in ((38, [r for r in own if r["is_last"]]), (12, [r for r in own if r["alone"]])):
        if dots:
            layers.append(
                over(dots).mark_point(fill=ACCENT, stroke=ACCENT, size=size, opacity=1).encode(x=x, y=y)
            )
    return framed(layers, labels, frame)


@dataclass(frozen=True, slots=True)
class _Spot:
    left: float
    top: float
    width: float
    tile: Tile

    def down(self, value: float) -> float:
        reach = self.tile.high - self.tile.low
        return self.top + PLOT * (1 - (value - self.tile.low) / reach if reach > 0 else 0.5)

    def rows(self, values: Sequence[float | None], index: int) -> list[dict[str, Any]]:
        """The points of one line; `run` changes where a value is missing, so that nothing is drawn across."""
        step = self.width / max(1, len(values) - 1)
        found: list[dict[str, Any]] = []
        for i, value in enumerate(values):
            if value is not None:
                gaps = sum(each is None for each in values[:i])
                place = self.left + (step * i if len(values) > 1 else self.width)
                row = {"x": round(place, 2), "y": round(self.down(value), 2), "run": f"{index}-{gaps}"}
                alone = all(values[j] is None for j in (i - 1, i + 1) if 0 <= j < len(values))
                found.append(row | {"is_last": i == len(values) - 1, "alone": alone})
        return found


def _row(index: int, shape: Shape) -> int:
    return index // shape.columns * shape.columns


def _tops(names: Sequence[tuple[str, ...]], shape: Shape) -> tuple[list[float], int]:
    """The upper edge of each row of tiles and the height of the whole picture."""
    tops: list[float] = []
    place = 0.0
    for start in range(0, len(names), shape.columns):
        tops.append(place)
        deep = max(max(len(each) for each in names[start : start + shape.columns]), 1)
        place += deep * LINE_HEIGHT + NUMBER + 4 + PLOT + 28
    return tops, int(place + 2)


def _axis(left: float, y: float, width: float, first: str, last: str) -> list[Label]:
    if first == last or text_width(first) + text_width(last) > width:
        return [Label(left + width, y, (last,), MUTED, align="right")]
    return [Label(left, y, (first,), MUTED), Label(left + width, y, (last,), MUTED, align="right")]


def _lines(rows: list[dict[str, Any]], colour: str, width: float, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    if not rows:
        return []
    return [
        over(rows).mark_line(color=colour, strokeWidth=width).encode(x=x, y=y, detail="run:N", order="x:Q")
    ]
