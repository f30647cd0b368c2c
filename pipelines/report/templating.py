"""The template engine with the words that every page of the report may use. Not here: what a page shows."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import jinja2
from markupsafe import Markup, escape

from pipelines.explain import Place
from pipelines.report import evidence, findings, sentences, wording
from pipelines.report.pages.page import file_name
from pipelines.report.released import Released
from pipelines.report.rows import CellKey, Metric

HERE = Path(__file__).parent
UNBROKEN = re.compile(r"\b\d[\d,.]*%?[-–]\d[\d,.]*%?(?=\W|$)")
WORDS: tuple[Callable[..., str], ...] = (
    wording.bound,
    wording.count,
    wording.day,
    wording.exact,
    wording.figure,
    wording.first_sentence,
    wording.fraction,
    wording.goal,
    wording.lower_first,
    wording.mark,
    wording.pair,
    wording.percent,
    wording.plain,
    wording.points,
    wording.rounded,
    wording.plural,
    wording.rule_name,
    wording.signed,
    wording.upper_first,
)
QUESTIONS = {
    "how_much": "How much did we do?",
    "how_well": "How well did we do it?",
    "better_off": "Is anyone better off?",
}
DIRECTION = {"increase": "Higher is better.", "decrease": "Lower is better.", "none": ""}


def anchor(place: Place | CellKey) -> str:
    """The part of the address that leads to one figure on its metric's page."""
    parts = (
        place.period_id,
        place.sub_program_id,
        place.partner_id,
        place.area_id,
        place.group_type,
        place.group_value,
    )
    return "--".join(re.sub(r"[^A-Za-z0-9_-]", "_", part) for part in parts)


def environment(released: Released) -> jinja2.Environment:
    """Templates of this folder; a name that a template lacks is an error, all text is escaped.

    The names that it can look up are in `names_of`: they belong to the facts of every page.
    """
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.globals |= {word.__name__: word for word in WORDS}
    environment.filters["lower_first"] = wording.lower_first
    environment.filters["kept"] = kept
    environment.globals |= {
        "anchor": anchor,
        "file_name": file_name,
        "partner_name": lambda key: released.partner_names.get(key, key),
        "has_partner": lambda key: key in released.partner_names,
        "sub_program_name": lambda key: released.sub_program_names.get(key, key),
        "period_name": lambda key: released.period_by_id[key].name if key in released.period_by_id else key,
        "metric_name": lambda key: released.metric_by_id[key].name if key in released.metric_by_id else key,
        "metric_of": released.metric_by_id.get,
        "area_name": {area.area_id: area.name for area in released.areas}.get,
        "group_name": {(g.group_type, g.group_value): g.group_value_name for g in released.groups}.get,
        "group_type_name": {g.group_type: g.group_type_name for g in released.groups}.get,
        "activity_name": {each.activity_id: each.name for each in released.activities}.get,
        "feed_standing": evidence.feed_standing,
        "gap_sentence": findings.gap_sentence,
        "plain_sentence": sentences.plain,
        "parameters": _parameters,
        "roll_up": wording.ROLL_UP,
        "direction": DIRECTION,
        "questions": QUESTIONS,
    }
    return environment


def kept(text: str) -> Markup:
    """A sentence in which a year such as 2025-26, or a range, is not broken over two lines."""
    return Markup(UNBROKEN.sub(r'<span class="nowrap">\g<0></span>', str(escape(text))))


def names_of(released: Released) -> tuple[object, ...]:
    """Everything that templates look up by id, so that a changed name makes the pages anew that show it."""
    return (
        released.partner_names,
        released.sub_program_names,
        [(period.period_id, period.name) for period in released.periods],
        [(metric.metric_id, metric.name) for metric in released.metrics],
        [(area.area_id, area.name) for area in released.areas],
        released.groups,
        [(activity.activity_id, activity.name) for activity in released.activities],
    )


def _parameters(metric: Metric) -> list[tuple[str, str]]:
    """A metric's parameters in words; none when it has none."""
    found = json.loads(metric.parameters) if metric.parameters else {}
    return [(wording.plain(key), str(value)) for key, value in found.items()]
