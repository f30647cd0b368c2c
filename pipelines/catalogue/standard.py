"""Reads the standard catalogue: one YAML file a metric, in `metrics/`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

from pipelines.catalogue.model import Metric

METRICS_FOLDER = Path(__file__).parent / "metrics"


@cache
def load_catalogue() -> dict[str, Metric]:
    """The standard metrics by id, in the order of their ids. Raises pydantic.ValidationError on a bad file."""
    reader = YAML(typ="safe")
    entries = [Metric.model_validate(reader.load(path)) for path in sorted(METRICS_FOLDER.glob("*.yaml"))]
    return {entry.id: entry for entry in entries}
