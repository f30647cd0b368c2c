"""The data: what can be downloaded, and a dictionary of every table and column."""

from __future__ import annotations

from itertools import groupby

from pipelines.report.pages.facts import Facts
from pipelines.report.pages.page import PARTS, Page

SCHEMAS = {
    "metrics": "Figures",
    "agenda": "The agenda",
    "voices": "Open answers",
    "data_quality": "Data quality",
    "marts": "Dimensions",
}


def pages(facts: Facts) -> list[Page]:
    """The one page on data."""
    released = facts.released
    columns = {
        key: list(found)
        for key, found in groupby(released.columns, key=lambda c: (c.schema_name, c.table_name))
    }
    tables = [(table, columns.get((table.schema_name, table.table_name), [])) for table in released.tables]
    schemas = [
        (title, [(table, found) for table, found in tables if table.schema_name == schema])
        for schema, title in SCHEMAS.items()
    ]
    shown = {
        "schemas": [(title, found) for title, found in schemas if found],
        "downloads": facts.handed.downloads,
        "smallest": released.initiative.smallest_count,
    }
    return [Page(PARTS["data"][1], "data", "The data", "data.html.j2", shown)]
