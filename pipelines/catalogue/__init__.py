"""The catalogue of standard metrics: each defined once, selected by sub-programs. No dagster in here."""

from pipelines.catalogue.compile import MetricError, countable_facts, resolve
from pipelines.catalogue.model import Metric
from pipelines.catalogue.standard import by_version, load_catalogue, load_versions

__all__ = [
    "Metric",
    "MetricError",
    "by_version",
    "countable_facts",
    "load_catalogue",
    "load_versions",
    "resolve",
]
