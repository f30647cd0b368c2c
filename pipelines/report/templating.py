"""The template engine with the words that every page of the report may use. Not here: what a page shows."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import jinja2

from pipelines.explain import Place
from pipelines.report import evidence, findings, theory, wording
from pipelines.report.released import Released
from pipelines.report.rows import CellKey, Metric

HERE = Path(__file__).parent
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
    wording.plural,
    wording.rule_name,
    wording.upper_first,
)


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
    """Templates of this folder; a name that a template lacks is an error, all text is escaped."""
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
        "anchor": anchor,
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
