"""What lies ahead of a figure: the frozen forecast for the periods after its latest one.

Only the choice of forecasts belongs here. Making and freezing them is the business of pipelines/forecasts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pipelines.report.figures import Figure
from pipelines.report.released import Released
from pipelines.report.rows import Forecast, Period

METHODS = {
    "linear_trend": "a straight line through the figures so far",
    "last_value": "the last figure, carried on",
    "same_season": "the figure of the same season a year before",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One period ahead and what was forecast for it."""

    period: Period
    forecast: Forecast

    @property
    def ends(self) -> tuple[float, float]:
        """The interval of the forecast, or the forecast twice where it has none."""
        one = self.forecast
        if one.lower is None or one.upper is None:
            return one.forecast, one.forecast
        return one.lower, one.upper


@dataclass(frozen=True, slots=True)
class Outlook:
    """The steps ahead, oldest first; none where nothing was forecast."""

    steps: tuple[Step, ...]

    @property
    def made_on(self) -> date | None:
        """The day on which the forecast was frozen."""
        return self.steps[0].forecast.made_on if self.steps else None

    @property
    def method(self) -> str:
        """How it was made, in words."""
        name = self.steps[0].forecast.method if self.steps else ""
        return METHODS.get(name, name.replace("_", " "))


NOTHING = Outlook(())


def outlook(released: Released, figure: Figure) -> Outlook:
    """The last frozen forecast of a figure for the periods after its last one.

    A forecast of another version of the definition is not shown, nor is one for a figure that has no value yet.
    """
    latest = figure.latest
    if latest is None or latest.cell is None:
        return NOTHING
    last = figure.points[-1].period
    scopes = (figure.scope_id, "all") if figure.is_only_scope else (figure.scope_id,)
    for scope in scopes:
        steps = _steps(released, figure, scope, last, latest.cell.metric_version)
        if steps:
            return Outlook(steps)
    return NOTHING


def _steps(released: Released, figure: Figure, scope: str, last: Period, version: int) -> tuple[Step, ...]:
    found: dict[str, Forecast] = {}
    for each in released.forecasts:
        period = released.period_by_id.get(each.period_id)
        if each.metric_id != figure.metric.metric_id or each.sub_program_id != scope or period is None:
            continue
        is_ahead = period.period_type == last.period_type and period.starts_on > last.starts_on
        is_newest = each.period_id not in found or found[each.period_id].made_on < each.made_on
        if is_ahead and is_newest and each.metric_version == version:
            found[each.period_id] = each
    steps = [Step(released.period_by_id[key], each) for key, each in found.items()]
    return tuple(sorted(steps, key=lambda step: step.period.starts_on))
