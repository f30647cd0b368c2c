"""Reads an explanation from a release: its DuckDB file, and the compiled SQL of its metrics.

Everything comes from the released files, so that whoever has those can check. Not here: words for a reader (text.py).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

import duckdb

from pipelines.explain.explanation import Batch, Explanation, Figure, MetricEntry, RowCount
from pipelines.explain.place import Place, PlaceError
from pipelines.explain.sql import read_metric_sql, sql_of_cell, sql_of_release

Row = TypeVar("Row")

METRIC = """
SELECT name, metric_version AS version, definition, metric_type, counted, unit, direction, parameters, source, is_custom
FROM agenda.metrics WHERE metric_id = ?
"""
_FIGURE = """
SELECT status, CAST(numerator AS DOUBLE) AS numerator, CAST(denominator AS DOUBLE) AS denominator, value, lower, upper,
  people, partners_reported, partners_due, coverage
FROM metrics.metric_values WHERE {place}
"""
_BATCHES = """
SELECT partner_id, feed_id, batch_id, content_sha256, rows_received, rows_accepted, rows_quarantined
FROM data_quality.reconciliation
WHERE batch_id IN (
  SELECT unnest(string_split(input_batches, ',')) FROM metrics.metric_values WHERE {place}
)
ORDER BY partner_id, feed_id, batch_id
"""
# A reason of which a partner's rows are hidden is hidden in the sum over partners too.
_ROWS = """
SELECT reason, CASE WHEN bool_and(status = 'published') THEN CAST(sum(rows) AS BIGINT) END AS rows
FROM metrics.metric_row_counts
WHERE metric_id = ? AND period_id = ? AND sub_program_id = ? AND partner_id = ?
GROUP BY reason ORDER BY reason <> 'counted', reason
"""


def explain(release: Path, place: Place) -> Explanation:
    """The explanation of one figure of the release in this folder. Raises PlaceError when there is no such cell."""
    with duckdb.connect(str(release / "warehouse.duckdb"), read_only=True) as connection:
        figures = read_rows(connection, Figure, _FIGURE.format(place=place.condition), [])
        if not figures:
            raise PlaceError(
                f"the release has no figure of '{place.metric_id}' there; no rows and no totals fell into this cell"
            )
        (metric,) = read_rows(connection, MetricEntry, METRIC, [place.metric_id])
        where = [place.metric_id, place.period_id, place.sub_program_id, place.partner_id]
        return Explanation(
            release=release.name,
            place=place,
            metric=metric,
            figure=figures[0],
            rows=read_rows(connection, RowCount, _ROWS, where),
            batches=read_rows(connection, Batch, _BATCHES.format(place=place.condition), []),
            sql=sql_of_release(place, metric.metric_type),
            sql_of_rows=sql_of_cell(read_metric_sql(release, place.metric_id), place),
        )


def read_rows(
    connection: duckdb.DuckDBPyConnection, kind: type[Row], query: str, values: list[Any]
) -> tuple[Row, ...]:
    """The rows of a query, each as a `kind` with the columns' names."""
    cursor = connection.execute(query, values)
    names = [column[0] for column in cursor.description or []]
    return tuple(kind(**dict(zip(names, row, strict=True))) for row in cursor.fetchall())
