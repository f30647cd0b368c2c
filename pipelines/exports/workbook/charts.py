"""The sheet of charts: a small table of headline figures by period, and a native line chart for each measure.

A hidden figure is an empty cell here, so that a line breaks off: a mark would be drawn as nothing. Titles are taken
from cells, never from text: a title that begins with = would be read as a formula.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

import duckdb

from pipelines.exports.plain_text import without_controls
from pipelines.exports.released import records
from pipelines.exports.workbook.results import value_format
from pipelines.exports.workbook.sheet import SHARE, WHOLE, Column, Figure, Sheet, Value

NAME = "Charts"
_MOST, _FEWEST_POINTS = 12, 2
_WIDTH, _HEIGHT, _ACROSS, _ROWS_EACH = 480, 288, 2, 16
_LINE, _TARGET = "#0B5C8A", "#B4470F"
_QUERY = """
with headline as (
  select cells.*, metrics.name as metric, metrics.unit, metrics.position as metric_position, periods.name as period,
    periods.ends_on - periods.starts_on as days
  from metrics.metric_values as cells
  join agenda.metrics as metrics using (metric_id)
  join agenda.periods as periods using (period_id)
  where partner_id = 'all' and area_id = 'all' and group_type = 'all' and sub_program_id = 'all'
)
select metric_id, metric, unit, period, case when status = 'published' then value end as value, target
from headline
where period_type = (
  select longest.period_type from headline as longest
  where longest.metric_id = headline.metric_id order by longest.days desc, longest.period_type limit 1
)
order by metric_position, metric_id, period_starts_on, period_id
"""


@dataclass
class Block:
    """The rows of one measure: from which row to which, both counted as in the sheet, from 0."""

    first: int
    rows: list[dict[str, Any]] = field(default_factory=list)

    @property
    def last(self) -> int:
        """The last row."""
        return self.first + len(self.rows) - 1


def chart_sheet(connection: duckdb.DuckDBPyConnection) -> tuple[Sheet, list[Block]]:
    """The sheet, and which of its rows each chart draws: measures with a figure in two periods or more."""
    columns = [
        Column("Measure", "The name of the measure."),
        Column("Period", "The period."),
        Column("Value", "The figure over all sub-programs; empty where it is hidden or not available."),
        Column("Target", "The value aimed at, where there is a target for the whole initiative."),
    ]
    blocks: list[Block] = []
    table: list[list[Value | Figure]] = []
    for _, group in groupby(records(connection, _QUERY), key=lambda row: row["metric_id"]):
        rows = list(group)
        if sum(row["value"] is not None for row in rows) < _FEWEST_POINTS or len(blocks) == _MOST:
            continue
        blocks.append(Block(len(table) + 1, rows))
        table += [_row(row) for row in rows]
    holds = "Headline figures by period, each measure with a chart."
    return Sheet(NAME, holds, columns, table), blocks


def draw(book: Any, page: Any, blocks: list[Block]) -> None:
    """Put the charts beside the table, two in a row."""
    for position, block in enumerate(blocks):
        down, across = divmod(position, _ACROSS)
        place = (1 + down * _ROWS_EACH, 5 + across * 8)
        options = {"description": _in_words(block), "object_position": 3}
        page.insert_chart(*place, _chart(book, block), options)


def _row(row: dict[str, Any]) -> list[Value | Figure]:
    shown = value_format(row["unit"])
    figures = [row["value"], row["target"]]
    return [
        row["metric"],
        row["period"],
        *(None if value is None else Figure(value, shown) for value in figures),
    ]


def _chart(book: Any, block: Block) -> Any:
    chart = book.add_chart({"type": "line"})
    periods = [NAME, block.first, 1, block.last, 1]
    line = {"color": _LINE, "width": 2.25}
    marker = {"type": "circle", "size": 6, "fill": {"color": _LINE}, "border": {"color": _LINE}}
    series = {"name": [NAME, 0, 2], "categories": periods, "values": [NAME, block.first, 2, block.last, 2]}
    chart.add_series(
        {**series, "line": line, "marker": marker, "data_labels": {"value": True, "position": "above"}}
    )
    has_target = any(row["target"] is not None for row in block.rows)
    if has_target:
        values = [NAME, block.first, 3, block.last, 3]
        dashed = {"color": _TARGET, "width": 1.5, "dash_type": "dash"}
        chart.add_series({"name": [NAME, 0, 3], "categories": periods, "values": values, "line": dashed})
    shown = value_format(block.rows[0]["unit"])
    small = {"size": 9}
    axis = {
        "min": 0,
        "num_format": "0%" if shown == SHARE else WHOLE,
        "num_font": small,
        "line": {"none": True},
    }
    chart.set_title({"name": [NAME, block.first, 0], "name_font": {"size": 12, "bold": True}})
    chart.set_y_axis(
        {**axis, "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9", "width": 0.5}}}
    )
    chart.set_x_axis({"num_font": small})
    legend: dict[str, object] = {"position": "bottom", "font": small} if has_target else {"none": True}
    chart.set_legend(legend)
    chart.set_size({"width": _WIDTH, "height": _HEIGHT})
    return chart


def _in_words(block: Block) -> str:
    """The alternative text: what is drawn, and every figure."""
    points = ", ".join(f"{row['period']}: {_spoken(row)}" for row in block.rows)
    return without_controls(f"Line chart of {block.rows[0]['metric']} by period. {points}.")


def _spoken(row: dict[str, Any]) -> str:
    value = row["value"]
    if value is None:
        return "no figure"
    return f"{value:.1%}" if row["unit"] == "percent" else f"{value:,.10g}"
