"""How one published figure came about, told from the released files alone: definition, SQL, batches, rows, bounds.

Not here: computing figures (dbt_project) and hiding them (pipelines/release). No dagster in here.
"""

from pipelines.explain.explanation import Batch, Explanation, Figure, MetricEntry, RowCount
from pipelines.explain.place import Place, PlaceError, find_place
from pipelines.explain.reading import explain
from pipelines.explain.sql import write_metric_sql
from pipelines.explain.text import REASONS, STATUS, as_text
from pipelines.explain.whole_metric import WholeMetric, explain_metric

__all__ = [
    "REASONS",
    "STATUS",
    "Batch",
    "Explanation",
    "Figure",
    "MetricEntry",
    "Place",
    "PlaceError",
    "RowCount",
    "WholeMetric",
    "as_text",
    "explain",
    "explain_metric",
    "find_place",
    "write_metric_sql",
]
