"""The areas: the main measures of each place over time, and a first page that shows them side by side."""

from __future__ import annotations

from pipelines.report import groups
from pipelines.report.own import of_area, tables_of
from pipelines.report.pages.facts import Facts
from pipelines.report.pages.page import PARTS, Page, file_name
from pipelines.report.places import area_series
from pipelines.report.rows import Area, Metric


def pages(facts: Facts) -> list[Page]:
    """The first page, then one for each area that anything is published or hidden for."""
    metrics = _metrics(facts)
    each = [(area, of_area(facts.released, metrics, area.area_id)) for area in facts.released.areas]
    known = [(area, figures) for area, figures in each if figures]
    names = {area.area_id: area.name for area, _ in known}
    built = []
    for area, figures in known:
        shown = {
            "area": area,
            "figures": figures,
            "tables": tables_of(figures),
            "parent": (file_name(area.parent_id), names[area.parent_id]) if area.parent_id in names else None,
            "children": [(file_name(a.area_id), a.name) for a, _ in known if a.parent_id == area.area_id],
        }
        path = f"areas/{file_name(area.area_id)}"
        built.append(Page(path, "areas", area.name, "area.html.j2", shown, label=area.name))
    return [_index(facts, [area for area, _ in known]), *built]


def _index(facts: Facts, areas: list[Area]) -> Page:
    found = [area_series(facts.released, metric) for metric in groups.main_rates(facts.released)]
    shown = {
        "table": groups.area_table(facts.released, facts.people),
        "areas": areas,
        "series": [series for series in found if series is not None],
    }
    return Page(PARTS["areas"][1], "areas", "Results by area", "areas.html.j2", shown)


def _metrics(facts: Facts) -> list[Metric]:
    """People served, then every rate with a direction, those first that say whether people are better off."""
    rates = [m for m in facts.released.metrics if m.metric_type == "rate" and m.direction != "none"]
    ordered = sorted(rates, key=lambda metric: metric.accountability != "better_off")
    return ([facts.people] if facts.people else []) + ordered
