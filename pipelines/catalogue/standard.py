"""Reads the standard catalogue: one YAML file a metric, in `metrics/`.

A file holds one version, or several under `versions`, each with what it says otherwise than the file.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from pipelines.catalogue.model import Metric
from pipelines.catalogue.rules import broken_versions

METRICS_FOLDER = Path(__file__).parent / "metrics"
Versions = tuple[Metric, ...]


@cache
def load_catalogue() -> dict[str, Metric]:
    """The standard metrics by id, each in its newest version, in the order of their ids."""
    return {name: versions[-1] for name, versions in load_versions().items()}


@cache
def load_versions() -> dict[str, Versions]:
    """Every version of every standard metric, oldest first. Raises ValueError on a bad file or a repeated version."""
    reader = YAML(typ="safe")
    files = sorted(METRICS_FOLDER.glob("*.yaml"))
    return by_version(metric for path in files for metric in read_versions(reader.load(path)))


def read_versions(document: dict[str, Any]) -> list[Metric]:
    """The versions that one file holds."""
    shared = {name: value for name, value in document.items() if name != "versions"}
    return [Metric.model_validate({**shared, **own}) for own in document.get("versions", [{}])]


def by_version(metrics: Iterable[Metric]) -> dict[str, Versions]:
    """Metrics by id, the versions of each in order. Raises ValueError where two of them cannot stand together."""
    found: dict[str, Versions] = {}
    for metric in metrics:
        found[metric.id] = (*found.get(metric.id, ()), metric)
    for versions in found.values():
        for problem in broken_versions(versions):
            raise ValueError(problem)
    return {name: tuple(sorted(versions, key=lambda each: each.version)) for name, versions in found.items()}
