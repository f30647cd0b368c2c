"""One page a metric that says of every figure of the report how it came about.

Here: the pages. What stands there is read by pipelines/explain.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
from markupsafe import Markup

from pipelines.explain import REASONS, STATUS, Place, explain_metric
from pipelines.report.queries import read
from pipelines.report.released import Released
from pipelines.report.templating import HERE, environment
from pipelines.report.wording import ROLL_UP

FOLDER = "explain"


def render_explanations(release: Path, folder: Path, *, release_id: str) -> int:
    """Write `folder`/explain/<metric>.html for every metric of a release being built; returns how many."""
    warehouse = release / "warehouse.duckdb"
    released = read(warehouse)
    template = environment(released).get_template("explain.html.j2")
    style = Markup((HERE / "style.css").read_text(encoding="utf-8"))
    (folder / FOLDER).mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        for metric in released.metrics:
            told = explain_metric(connection, release, metric.metric_id)
            html = template.render(
                released=released,
                release_id=release_id,
                style=style,
                told=told,
                entry=metric,
                roll_up=ROLL_UP[metric.metric_type],
                reasons=REASONS,
                status_words=STATUS,
                place_words=lambda place: _in_words(released, place),
            )
            (folder / FOLDER / f"{metric.metric_id}.html").write_text(html, encoding="utf-8", newline="\n")
    return len(released.metrics)


def _in_words(released: Released, place: Place) -> str:
    """Whose figure it is: partner, sub-program, area and group by their names, the whole left out."""
    areas = {area.area_id: area.name for area in released.areas}
    groups = {(group.group_type, group.group_value): group for group in released.groups}
    group = groups.get((place.group_type, place.group_value))
    named = [
        released.partner_names.get(place.partner_id, ""),
        released.sub_program_names.get(place.sub_program_id, ""),
        areas.get(place.area_id, ""),
        f"{group.group_type_name}: {group.group_value_name}" if group else "",
    ]
    keys = (place.partner_id, place.sub_program_id, place.area_id, place.group_type)
    shown = [name for name, key in zip(named, keys, strict=True) if name and key != "all"]
    return ", ".join(shown) or "All partners together"
