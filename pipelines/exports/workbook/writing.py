"""Writes the workbook of a release: the same release gives the same bytes. Not here: what stands in a sheet."""

from __future__ import annotations

from pathlib import Path

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
from pipelines.exports.workbook.release_book import release_book
from pipelines.exports.workbook.results import result_sheets

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
    title = f"{told['name']}: results as of {told['as_of']}"
    with release_book(path, told, title=title, release_id=release_id, sheets=sheets) as (book, pages):
        draw(book, pages[charts.name], blocks)
    return path
