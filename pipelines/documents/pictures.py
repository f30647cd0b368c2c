"""The charts of the report as pictures for documents: SVG with its own name space, and what it shows in words.

Only the way from a figure to a picture belongs here. What is drawn is the report's.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from pipelines.documents.measures import in_words
from pipelines.report import charts, dumbbell, svg, wording
from pipelines.report.figures import Figure
from pipelines.report.groups import GroupBlock, GroupFigure

# Drawing takes most of the time, and report, cards and slides show the same figures.
MOST_KEPT = 256
NAMESPACE = '<svg xmlns="http://www.w3.org/2000/svg"'


@dataclass(frozen=True, slots=True)
class Picture:
    """An SVG and its alternative text. The text names every figure that is drawn."""

    svg: str
    alternative: str


@lru_cache(maxsize=MOST_KEPT)
def over_time(figure: Figure, span: int) -> Picture | None:
    """A measure over time, or None when nothing of it is published."""
    if figure.first is None:
        return None
    title = f"{figure.metric.name}, {figure.scope_name}"
    return _picture(charts.draw(figure, span), title, f"{title}. {in_words(figure)}.")


@lru_cache(maxsize=MOST_KEPT)
def by_group(figure: GroupFigure, shape: dumbbell.Shape = dumbbell.NARROW) -> Picture:
    """A rate by group of people, the newest period beside the one before."""
    title = f"{figure.metric.name} by group"
    texts = [
        f"{row.group.group_value_name}: {wording.figure(figure.metric, row.latest)}"
        for block in figure.blocks
        for row in block.rows
    ]
    told = f"{title}, {figure.period.name}. {'; '.join(texts)}."
    return _picture(dumbbell.draw(figure, shape), title, told)


def widest_block(figure: GroupFigure) -> GroupFigure:
    """The same figure with only the way of grouping that shows the widest difference."""
    name = figure.gap.block if figure.gap else figure.blocks[0].name
    kept: tuple[GroupBlock, ...] = tuple(block for block in figure.blocks if block.name == name)
    return replace(figure, blocks=kept)


def _picture(chart: object, title: str, told: str) -> Picture:
    drawn = svg.inline(chart, svg_id="chart", title=title, description=told)  # type: ignore[arg-type]
    return Picture(str(drawn).replace("<svg", NAMESPACE, 1), told)
