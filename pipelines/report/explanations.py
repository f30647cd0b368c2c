"""Pages that say of every figure of the report how it came about: one a metric, and one for each of its periods.

Here: the pages. What stands there is read by pipelines/explain.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from pipelines.explain import REASONS, STATUS, Place, WholeMetric, explain_metric
from pipelines.explain.whole_metric import Cell
from pipelines.report.pages.page import Page, file_name
from pipelines.report.queries import read
from pipelines.report.released import Released
from pipelines.report.rows import Metric
from pipelines.report.site import write
from pipelines.report.wording import ROLL_UP

FOLDER = "explain"


def render_explanations(release: Path, folder: Path, *, release_id: str, earlier: Path | None = None) -> int:
    """Write the explanations of a release being built into `folder`/explain; returns how many metrics they are of.

    <metric>.html has the definition and the SQL, <metric>/<period>.html the figures with their batches, which are too
    many for one page of an initiative with a hundred partners.
    """
    warehouse = release / "warehouse.duckdb"
    released = read(warehouse)
    pages: list[Page] = []
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        for metric in released.metrics:
            pages += _pages(released, metric, explain_metric(connection, release, metric.metric_id))
    write(pages, released, folder, release_id, earlier, None)
    return len(released.metrics)


def _pages(released: Released, metric: Metric, told: WholeMetric) -> list[Page]:
    """What holds for the whole metric, then a page for the figures of each period."""
    address = file_name(metric.metric_id)
    by_period: dict[str, list[Cell]] = {}
    for cell in told.cells:
        by_period.setdefault(cell.place.period_id, []).append(cell)
    shown = {
        "told": {"metric": told.metric, "metric_id": told.metric_id, "sql_of_rows": told.sql_of_rows},
        "entry": metric,
        "roll_up_words": ROLL_UP[metric.metric_type],
        "folder": address.removesuffix(".html"),
        "periods": [(period, len(cells)) for period, cells in by_period.items()],
        "sql": told.cells[0].sql if told.cells else "",
    }
    title = f"{metric.name}: how the numbers were made"
    whole = Page(f"{FOLDER}/{address}", "methods", title, "explain.html.j2", shown, label=metric.name)
    return [whole, *(_period(released, metric, told, period, cells) for period, cells in by_period.items())]


def _period(
    released: Released, metric: Metric, told: WholeMetric, period_id: str, cells: Sequence[Cell]
) -> Page:
    """The figures of one period with the batches that they came from."""
    used = sorted({number for cell in cells for number in cell.batches})
    shown = {
        "entry": metric,
        "version": told.metric.version,
        "period": period_id,
        "cells": [(cell, _in_words(released, cell.place)) for cell in cells],
        "batches": [(number, told.batches[number - 1]) for number in used],
        "reasons": REASONS,
        "status_words": STATUS,
    }
    period = released.period_by_id[period_id].name if period_id in released.period_by_id else period_id
    label = f"{metric.name}, {period}"
    path = f"{FOLDER}/{file_name(metric.metric_id).removesuffix('.html')}/{file_name(period_id)}"
    title = f"{label}: where each figure comes from"
    return Page(path, "methods", title, "explain_period.html.j2", shown, label=label)


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
