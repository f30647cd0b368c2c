"""Puts the report together: reads the release, computes the facts, draws the charts, fills the templates.

Only assembly belongs here; each step has a module of its own.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from pipelines.report import charts, dumbbell, evidence, findings, groups, sentences, svg, theory, wording
from pipelines.report.figures import Figure, Section, overall, sections
from pipelines.report.groups import GroupFigure
from pipelines.report.queries import read
from pipelines.report.released import Released
from pipelines.report.rows import Metric

HERE = Path(__file__).parent
MOST_DISAGREEMENTS = 20
ROLL_UP = {
    "count": "Added up over partners and over time.",
    "stock": "Added up over partners. Over time the last figure counts; it is never added up.",
    "distinct": "Each person is counted once, over partners and over time.",
    "rate": "The sum of numerators over the sum of denominators; rates are never averaged.",
    "population": "Taken as published for the whole population; never added up from partners' results.",
}
WORDS: tuple[Callable[..., str], ...] = (
    wording.count,
    wording.day,
    wording.figure,
    wording.first_sentence,
    wording.fraction,
    wording.goal,
    wording.lower_first,
    wording.mark,
    wording.pair,
    wording.percent,
    wording.plain,
    wording.plural,
    wording.rule_name,
    wording.upper_first,
)
DIRECTION = {"increase": "Higher is better.", "decrease": "Lower is better.", "none": ""}


def render(warehouse: Path, folder: Path, *, release_id: str) -> Path:
    """Write the report of a released warehouse as `folder`/index.html and return its path.

    The same warehouse and release id always give the same bytes. Raises FileNotFoundError when there is no
    warehouse, duckdb.Error when it lacks a table of a release.
    """
    released = read(warehouse)
    html = _environment(released).get_template("page.html.j2").render(_context(released, release_id))
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
        "roll_up": ROLL_UP,
        "direction": DIRECTION,
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


def _environment(released: Released) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.globals |= {word.__name__: word for word in WORDS}
    environment.filters["lower_first"] = wording.lower_first
    environment.globals |= {
        "partner_name": lambda key: released.partner_names.get(key, key),
        "period_name": lambda key: released.period_by_id[key].name if key in released.period_by_id else key,
        "metric_name": lambda key: released.metric_by_id[key].name if key in released.metric_by_id else key,
        "area_name": {area.area_id: area.name for area in released.areas}.get,
        "group_name": {(g.group_type, g.group_value): g.group_value_name for g in released.groups}.get,
        "activity_name": {each.activity_id: each.name for each in released.activities}.get,
        "takes_part": lambda partner_id: [
            each.name
            for each in released.sub_programs
            if (partner_id, each.sub_program_id) in released.partner_sub_programs
        ],
        "feed_standing": evidence.feed_standing,
        "gap_sentence": findings.gap_sentence,
        "is_overdue": lambda commitment: theory.is_overdue(released, commitment),
        "parameters": _parameters,
    }
    return environment


def _parameters(metric: Metric) -> list[tuple[str, str]]:
    """A metric's parameters in words; none when it has none."""
    found = json.loads(metric.parameters) if metric.parameters else {}
    return [(wording.plain(key), str(value)) for key, value in found.items()]
