"""Writes the workbook of a release: the same release gives the same bytes. Not here: what stands in a sheet."""

from __future__ import annotations

from datetime import datetime, time
from pathlib import Path

from pipelines.exports.plain_text import cell_text
from pipelines.exports.released import about, open_release, tables
from pipelines.exports.workbook.about import (
    contents,
    data_quality,
    dictionary,
    measures,
    partners,
    read_me,
)
from pipelines.exports.workbook.charts import chart_sheet, draw
from pipelines.exports.workbook.results import result_sheets
from pipelines.exports.workbook.sheet import Formats, write_sheet
from pipelines.kits.workbook import stable_workbook

NAME = "workbook.xlsx"


def write_workbook(folder: Path, *, release_id: str) -> Path:
    """Write `workbook.xlsx` into a release's folder and return its path.

    Raises FileNotFoundError without a warehouse.
    """
    with open_release(folder) as connection:
        told = about(connection)
        charts, blocks = chart_sheet(connection)
        body = [
            measures(connection),
            *result_sheets(connection),
            charts,
            partners(connection),
            data_quality(connection),
        ]
        words = dictionary(body, tables(connection))
        sheets = [read_me(connection, release_id), contents([*body, words]), *body, words]
    path = folder / NAME
    with stable_workbook(path) as book:
        book.set_properties(
            {
                "title": cell_text(f"{told['name']}: results as of {told['as_of']}"),
                "author": cell_text(told["backbone_name"] or ""),
                "comments": f"Release {release_id}",
                # The day of the release: no clock goes into the file.
                "created": datetime.combine(told["as_of"], time()),
            }
        )
        formats = Formats(book)
        pages = {sheet.name: write_sheet(book, formats, sheet) for sheet in sheets}
        draw(book, pages[charts.name], blocks)
    return path
