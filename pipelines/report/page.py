"""Puts the report together: reads the release, computes the facts, draws the charts, fills the templates.

Only assembly belongs here; each step has a module of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from markupsafe import Markup

from pipelines.report import charts, dumbbell, evidence, findings, groups, sentences, svg, theory, wording
from pipelines.report.figures import Figure, Section, overall, sections
from pipelines.report.groups import GroupFigure
from pipelines.report.queries import read
from pipelines.report.released import Released
from pipelines.report.templating import HERE, environment

MOST_DISAGREEMENTS = 20
QUESTIONS = {
    "how_much": "How much did we do?",
    "how_well": "How well did we do it?",
    "better_off": "Is anyone better off?",
}
DIRECTION = {"increase": "Higher is better.", "decrease": "Lower is better.", "none": ""}


def render(warehouse: Path, folder: Path, *, release_id: str) -> Path:
    """Write the report of a released warehouse as `folder`/index.html and return its path.

    The same warehouse and release id always give the same bytes. Raises FileNotFoundError when there is no
    warehouse, duckdb.Error when it lacks a table of a release.
    """
    released = read(warehouse)
    html = environment(released).get_template("page.html.j2").render(_context(released, release_id))
    folder.mkdir(parents=True, exist_ok=True)
    page = folder / "index.html"
    page.write_text(html, encoding="utf-8", newline="\n")
    return page


def _context(released: Released, release_id: str) -> dict[str, Any]:
    progress = sections(released)
    figures = tuple(figure for section in progress for figure in section.figures)
    by_group = groups.group_figures(released, len(figures) + 1)
    people = evidence.people_metric(released)
    matrix = evidence.matrix(released, people)
    coverage = evidence.coverage(released)
    people_figure = overall(released, people) if people else None
    story = sentences.Story(released, figures, by_group, people_figure, matrix, coverage)
    periods, grid = evidence.coverage_grid(released)
    return {
        "release_id": release_id,
        "released": released,
        "style": Markup((HERE / "style.css").read_text(encoding="utf-8")),
        "headline": sentences.headline(story),
        "opening": sentences.opening(story),
        "findings": findings.findings(story),
        "people": people_figure,
        "with_target": story.with_target,
        "shown": len([figure for figure in figures if figure.latest]),
        "coverage": coverage,
        "sections": progress,
        "charts": _charts(progress),
        "group_figures": by_group,
        "dumbbells": {figure.number: _dumbbells(figure) for figure in by_group},
        "areas": groups.area_table(released, people),
        "matrix": matrix,
        "grid_periods": periods,
        "grid": grid,
        "feeds": released.feeds,
        "troubled": evidence.troubled_feeds(released),
        "broken_rules": evidence.broken_rules(released),
        "disagreements": released.disagreements[:MOST_DISAGREEMENTS],
        "theory": theory.columns(released, progress),
        "arrows": theory.arrows(released),
        "funds": theory.funds(released),
        "roll_up": wording.ROLL_UP,
        "direction": DIRECTION,
        "questions": QUESTIONS,
    }


def _charts(progress: Sequence[Section]) -> dict[int, Markup]:
    figures = [figure for section in progress for figure in section.figures]
    span = charts.percent_span([figure for figure in figures if figure.metric.is_share])
    return {figure.number: _chart(figure, span) for figure in figures if figure.first is not None}


def _chart(figure: Figure, span: int) -> Markup:
    return svg.inline(
        charts.draw(figure, span),
        svg_id=f"chart-{figure.number}",
        title=f"{figure.metric.name}, {figure.scope_name}",
        description=_described(figure),
    )


def _described(figure: Figure) -> str:
    """The chart in words, for those who do not see it."""
    texts = [f"{p.period.name}: {wording.figure(figure.metric, p.cell)}" for p in figure.points]
    if figure.goal:
        target = wording.goal(figure.metric, figure.goal.target)
        texts.append(f"target by {figure.goal.target_period.name}: {target}")
    return f"{'; '.join(texts)}. The same figures are in the table below."


def _dumbbells(figure: GroupFigure) -> Markup:
    """The narrow and the wide variant, of which the style sheet shows one."""
    description = "The latest rate of each group beside the one before. The table below has the same figures."
    shapes = (("narrow", dumbbell.NARROW), ("wide", dumbbell.WIDE))
    return Markup("").join(
        svg.inline(
            dumbbell.draw(figure, shape),
            svg_id=f"chart-{figure.number}-{name}",
            title=f"{figure.metric.name} by group",
            description=description,
            css_class=name,
        )
        for name, shape in shapes
    )
