"""metrics.yaml: targets, baselines and parameters of the metrics in use, and custom metrics."""

from __future__ import annotations

from pydantic import Field, model_validator

from pipelines.catalogue import Metric, by_version
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


class Version(Strict):
    """Since when a version of a metric is in force; before it, the version below is."""

    metric: Identifier
    version: int = Field(ge=1)
    since: str = Field(description="The first period that it counts, for example 2025-26.")


class Metrics(Strict):
    """What the initiative adds to the catalogue."""

    goals: list[Goal] = Field(default_factory=list)
    parameters: list[Parameters] = Field(default_factory=list)
    versions: list[Version] = Field(
        default_factory=list,
        description="Versions that begin with a period; otherwise the newest counts all.",
    )
    custom: list[Metric] = Field(default_factory=list, description="Metrics of the initiative's own.")

    @model_validator(mode="after")
    def _versions_stand_together(self) -> Metrics:
        by_version(self.custom)
        return self
