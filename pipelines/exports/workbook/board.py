"""The board of an emergency: what each partner has and needs by its newest report, so that others can help.

One row for each partner and measure of stock or of work to be filled, from published figures that count no people. Not
here: which measures those are (communication.yaml).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipelines.exports.released import about, open_release, records
from pipelines.exports.workbook.release_book import release_book
from pipelines.exports.workbook.sheet import (
    NOT_APPLICABLE,
    NUMBER,
    SHARE,
    Column,
    Figure,
    Sheet,
    Value,
)

NAME = "board.xlsx"
_NEWEST = """
with figures as (
  select cells.*, periods.name as period, periods.starts_on, periods.ends_on, periods.previous_period_id
  from metrics.metric_values as cells join agenda.periods as periods using (period_id)
  where cells.status = 'published' and cells.value is not null and cells.partner_id <> 'all'
    and cells.sub_program_id = 'all' and cells.area_id = 'all' and list_contains($metrics, cells.metric_id)
),
newest as (
  select * from figures
  qualify row_number() over (
    partition by metric_id, metric_version, partner_id, group_type, group_value
    order by ends_on - starts_on, ends_on desc, period_id
  ) = 1
)
select metrics.name as measure, metrics.metric_type, metrics.unit, partners.name as partner,
  coalesce(groups.group_value_name,
    case when newest.group_type = 'all' then '' else replace(newest.group_value, '_', ' ') end) as what,
  newest.period, newest.ends_on, newest.value, newest.numerator, newest.denominator, before.value as before
from newest
join agenda.metrics as metrics using (metric_id)
join agenda.partners as partners using (partner_id)
left join agenda.groups as groups
  on groups.group_type = newest.group_type and groups.group_value = newest.group_value
left join figures as before on before.period_id = newest.previous_period_id and before.metric_id = newest.metric_id
  and before.metric_version = newest.metric_version and before.partner_id = newest.partner_id
  and before.group_type = newest.group_type and before.group_value = newest.group_value
order by list_position($metrics, metric_id), newest.group_type <> 'all', what, newest.value, partner
"""
_COLUMNS = (
    Column("Measure", "What is counted: things in stock, or work and orders to be filled."),
    Column("Partner", "Who has it or needs it."),
    Column("Of what", "The kind of thing or work; empty for all kinds together."),
    Column("Newest", "The figure of the newest report, smallest first: who is short stands above who has."),
    Column("Unit", "What the figure counts."),
    Column("Still open", "Asked for and not filled yet, where something is to be filled."),
    Column("Asked for", "All that was asked for, where something is to be filled."),
    Column("Before", "The figure one period earlier."),
    Column("Period", "The shortest period that the measure is made for, and the newest of these."),
    Column("Up to", "The last day of that period."),
)


def write_board(folder: Path, *, metrics: Sequence[str], release_id: str) -> Path:
    """Write `board.xlsx` into a release's folder and return its path; `metrics` are the measures, in order.

    Raises FileNotFoundError without a warehouse.
    """
    with open_release(folder) as connection:
        told = about(connection)
        rows = records(connection, _NEWEST, {"metrics": list(metrics)})
    words = "What partners have and need, by their newest reports."
    sheet = Sheet("Board", words, _COLUMNS, [_row(row) for row in rows])
    key = Sheet(
        "Columns",
        "What the columns of the board say.",
        (Column("Column", ""), Column("Meaning", "", wide=True)),
        [(column.heading, column.meaning) for column in _COLUMNS],
    )
    path = folder / NAME
    title = f"{told['name']}: who has and who needs, as of {told['as_of']}"
    with release_book(path, told, title=title, release_id=release_id, sheets=[sheet, key]):
        return path


def _row(row: dict[str, Any]) -> tuple[Value | Figure, ...]:
    is_rate = row["denominator"] is not None and row["metric_type"] == "rate"
    shown = SHARE if is_rate and row["unit"] == "percent" else NUMBER
    still_open = row["denominator"] - row["numerator"] if shown == SHARE else None
    return (
        row["measure"], row["partner"], row["what"], Figure(row["value"], shown), row["unit"],
        NOT_APPLICABLE if still_open is None else Figure(still_open, NUMBER),
        NOT_APPLICABLE if still_open is None else Figure(row["denominator"], NUMBER),
        NOT_APPLICABLE if row["before"] is None else Figure(row["before"], shown), row["period"], row["ends_on"],
    )  # fmt: skip
