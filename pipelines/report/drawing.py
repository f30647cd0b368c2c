"""What all charts share: colours, the frame of fixed size, and texts that never cross one another.

Tokens and placing of labels belong here. The charts themselves are in charts.py and dumbbell.py.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

import altair as alt

FONT = "Inter, system-ui, sans-serif"
# Drawn at phone width, so that this is also about the size seen on a phone.
FONT_SIZE = 13
LINE_HEIGHT = 16
NARROW = frozenset(",.:;!|' ilI")
INK, MUTED, HAIRLINE = "#16202a", "#51606e", "#d9dee3"
ACCENT, ACCENT_LIGHT, PALE, TARGET = "#0b5c8a", "#7fb2d1", "#cfe0ea", "#b4470f"
DASHED, DOTTED = [7, 4], [2, 4]


@dataclass(frozen=True, slots=True)
class Frame:
    """The size of a picture and of the space around its plot, in pixels."""

    plot_width: int
    plot_height: int
    left: int
    right: int
    top: int
    bottom: int


@dataclass(frozen=True, slots=True)
class Label:
    """A text at a pixel position of the plot; `lines` are stacked around `y`."""

    x: float
    y: float
    lines: tuple[str, ...]
    colour: str = INK
    weight: int = 400
    align: str = "left"


def framed(layers: Sequence[alt.Chart], labels: Sequence[Label], frame: Frame) -> alt.LayerChart:
    """Layers and labels in a picture of fixed size, which does not depend on the fonts that are installed."""
    chart: alt.LayerChart = (
        alt.layer(*layers, _texts(labels))
        .properties(
            width=frame.plot_width,
            height=frame.plot_height,
            padding={"left": frame.left, "right": frame.right, "top": frame.top, "bottom": frame.bottom},
            autosize=alt.AutoSizeParams(type="none"),
        )
        .configure(font=FONT, aria=False, background="white")
        .configure_view(stroke=None)
        .configure_axis(
            labelFontSize=FONT_SIZE,
            labelColor=MUTED,
            labelLimit=0,
            labelPadding=8,
            gridColor=HAIRLINE,
            domain=False,
            ticks=False,
            title=None,
        )
    )
    return chart


def apart(places: Sequence[float], *, lowest: float, gap: float = LINE_HEIGHT + 1) -> list[float]:
    """The vertical places in their order, moved so that none is nearer than `gap` or below `lowest`."""
    order = sorted(range(len(places)), key=lambda i: places[i])
    moved = list(places)
    for above, below in pairwise(order):
        moved[below] = max(moved[below], moved[above] + gap)
    floor = lowest
    for index in reversed(order):
        moved[index] = min(moved[index], floor)
        floor = moved[index] - gap
    return moved


def text_width(text: str, weight: int = 400) -> float:
    """About how many pixels a text takes, on the wide side: which font is installed is not known."""
    narrow = sum(letter in NARROW for letter in text)
    return (narrow * 0.36 + (len(text) - narrow) * 0.65) * FONT_SIZE * (1.08 if weight > 400 else 1.0)


def level(value: float, colour: str, dash: Sequence[int], y: alt.Y) -> alt.Chart:
    """A horizontal line over the whole plot, such as a target."""
    rule = over([{"value": value}]).mark_rule(color=colour, strokeDash=list(dash), strokeWidth=2)
    chart: alt.Chart = rule.encode(y=y)
    return chart


def over(rows: Sequence[Mapping[str, Any]]) -> alt.Chart:
    """A chart over rows that are written into the specification itself.

    They are written as one text: Altair copies its data at every step, and a text costs nothing to copy.
    """
    text = json.dumps([dict(row) for row in rows], ensure_ascii=False, sort_keys=True)
    return alt.Chart(alt.InlineData(values=text, format=alt.JsonDataFormat(type="json")))


def _texts(labels: Sequence[Label]) -> alt.Chart:
    """All labels in one layer; Vega reads each label's place and style from its row."""
    rows = [
        asdict(label) | {"y": label.y - (len(label.lines) - 1) * LINE_HEIGHT / 2, "lines": list(label.lines)}
        for label in labels
    ]
    mark = over(rows).mark_text(
        x=alt.expr("datum.x"),
        y=alt.expr("datum.y"),
        align=alt.expr("datum.align"),
        color=alt.expr("datum.colour"),
        fontWeight=alt.expr("datum.weight"),
        baseline="middle",
        fontSize=FONT_SIZE,
        lineHeight=LINE_HEIGHT,
    )
    chart: alt.Chart = mark.encode(text=alt.Text("lines:N"))
    return chart
