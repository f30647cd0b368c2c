"""Everything a release says of one metric, read at once: for the report's page of explanations.

The same facts as in reading.py, for the cells that the report shows instead of for one.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipelines.explain.explanation import Batch, Figure, MetricEntry, RowCount
from pipelines.explain.place import Place
from pipelines.explain.reading import METRIC, read_rows
from pipelines.explain.sql import read_metric_sql, sql_of_release

# As the report: broken down one way at a time, or by partner and sub-program, in the longest kind of period.
_CELLS = """
SELECT metric_id, partner_id, sub_program_id, area_id, group_type, group_value, period_id,
  status, CAST(numerator AS DOUBLE) AS numerator, CAST(denominator AS DOUBLE) AS denominator, value, lower, upper,
  people, partners_reported, partners_due, coverage, metric_version, input_batches
FROM metrics.metric_values
WHERE metric_id = ?
  AND period_type = (
    SELECT arg_max(period_type, period_ends_on - period_starts_on) FROM metrics.metric_values WHERE metric_id = ?
  )
  AND ((area_id = 'all' AND group_type = 'all') OR (partner_id = 'all' AND (area_id = 'all' OR group_type = 'all')))
ORDER BY period_id DESC, sub_program_id <> 'all', sub_program_id, partner_id <> 'all', partner_id,
  area_id <> 'all', area_id, group_type <> 'all', group_type, group_value
"""
_BATCHES = """
SELECT DISTINCT partner_id, feed_id, batch_id, content_sha256, rows_received, rows_accepted, rows_quarantined
FROM data_quality.reconciliation WHERE list_contains(?, batch_id) ORDER BY partner_id, feed_id, batch_id
"""
_ROWS = """
SELECT partner_id, sub_program_id, period_id, reason, CASE WHEN status = 'published' THEN rows END AS rows
FROM metrics.metric_row_counts WHERE metric_id = ? ORDER BY reason <> 'counted', reason
"""
_PLACE = tuple(Place.__annotations__)
_FIGURE = tuple(Figure.__annotations__)
_Where = tuple[str, str, str]


@dataclass(frozen=True)
class Cell:
    """One figure with what it was made from; `batches` are numbers of the page's list, from 1."""

    place: Place
    figure: Figure
    version: int
    rows: tuple[RowCount, ...]
    batches: tuple[int, ...]
    sql: str


@dataclass(frozen=True)
class WholeMetric:
    """One metric's definition, SQL over partners' rows, batches, and cells, the latest period first."""

    metric_id: str
    metric: MetricEntry
    batches: tuple[Batch, ...]
    cells: tuple[Cell, ...]
    sql_of_rows: str


def explain_metric(connection: duckdb.DuckDBPyConnection, release: Path, metric_id: str) -> WholeMetric:
    """Read a metric from an open release, whose folder holds the compiled SQL."""
    (metric,) = read_rows(connection, MetricEntry, METRIC, [metric_id])
    cursor = connection.execute(_CELLS, [metric_id, metric_id])
    names = [column[0] for column in cursor.description or []]
    found = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    used = sorted({batch for row in found for batch in (row["input_batches"] or "").split(",") if batch})
    batches = read_rows(connection, Batch, _BATCHES, [used])
    numbers: dict[str, list[int]] = defaultdict(list)
    for number, batch in enumerate(batches, 1):
        numbers[batch.batch_id].append(number)
    rows = _row_counts(connection, metric_id)
    cells = []
    for row in found:
        place = Place(**{name: row[name] for name in _PLACE})
        cells.append(
            Cell(
                place=place,
                figure=Figure(**{name: row[name] for name in _FIGURE}),
                version=row["metric_version"],
                rows=tuple(rows.get((place.partner_id, place.sub_program_id, place.period_id), ())),
                batches=tuple(
                    number for batch in (row["input_batches"] or "").split(",") for number in numbers[batch]
                ),
                sql=sql_of_release(place, metric.metric_type),
            )
        )
    return WholeMetric(metric_id, metric, batches, tuple(cells), read_metric_sql(release, metric_id))


def _row_counts(connection: duckdb.DuckDBPyConnection, metric_id: str) -> dict[_Where, list[RowCount]]:
    counts: dict[_Where, list[RowCount]] = defaultdict(list)
    for partner, sub_program, period, reason, rows in connection.execute(_ROWS, [metric_id]).fetchall():
        counts[partner, sub_program, period].append(RowCount(reason, rows))
    return counts
