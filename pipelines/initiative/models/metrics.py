"""metrics.yaml: targets, baselines and parameters of the metrics in use, and custom metrics."""

from __future__ import annotations

from pydantic import Field

from pipelines.catalogue.model import Metric
from pipelines.initiative.models.base import Amount, Identifier, Strict


class Baseline(Strict):
    """Where the metric stood. Without a value, the metric's own figure of that period is used."""

    period: str = Field(description="For example 2023-24.")
    value: Amount | None = None
    source: str | None = None


class Target(Strict):
    """Where the metric should stand, and when."""

    period: str = Field(description="For example 2026-27.")
    value: Amount


class Goal(Strict):
    """Baseline and target of one metric, for one sub-program or for the whole initiative."""

    metric: Identifier
    sub_program: Identifier | None = Field(None, description="Leave it out for the whole initiative.")
    baseline: Baseline
    target: Target


class Parameters(Strict):
    """Parameters of a metric that this initiative sets otherwise than the catalogue."""

    metric: Identifier
    values: dict[str, int | float | str]


class Metrics(Strict):
    """What the initiative adds to the catalogue."""

    goals: list[Goal] = Field(default_factory=list)
    parameters: list[Parameters] = Field(default_factory=list)
    custom: list[Metric] = Field(default_factory=list, description="Metrics of the initiative's own.")
