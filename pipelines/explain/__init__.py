"""How one published figure came about, told from the released files alone: definition, SQL, batches, rows, bounds.

Not here: computing figures (dbt_project) and hiding them (pipelines/release). No dagster in here.
"""

from pipelines.explain.explanation import Batch, Explanation, Figure, MetricEntry, RowCount
from pipelines.explain.place import Place, PlaceError, find_place
from pipelines.explain.reading import explain
from pipelines.explain.text import as_text

__all__ = [
    "Batch",
    "Explanation",
    "Figure",
    "MetricEntry",
    "Place",
    "PlaceError",
    "RowCount",
    "as_text",
    "explain",
    "find_place",
]
