"""Builds the models of a scenario for the cells that it shows: one period, everybody. A cell does not rest on others.

Not here: which models those are (models.py).
"""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.scenarios.models import Compiled
from pipelines.scenarios.scratch import Scratch

_PERIODS = ("marts", "dim_period")
_GROUPS = ("intermediate", "int_person_group")


def build_headlines(scratch: Scratch, models: Sequence[Compiled], period: str) -> None:
    """Build the models in order, for the period and the one before it, and for everybody instead of each group."""
    if not models:
        return
    own = {model.place for model in models}
    keep = {
        _PERIODS: f"period_id IN (SELECT unnest([period_id, previous_period_id]) FROM {scratch.base(*_PERIODS)} "
        "WHERE period_id = $period)",
        _GROUPS: "group_type = 'all' AND $period IS NOT NULL",
    }
    for place, condition in keep.items():
        if place not in own:
            _keep(scratch, place, condition, period)
    for model in models:
        scratch.build(model)
        if model.place in keep:
            _keep(scratch, model.place, keep[model.place], period)


def _keep(scratch: Scratch, place: tuple[str, str], condition: str, period: str) -> None:
    name = scratch.name(*place) if place in scratch.built else scratch.take_over(*place)
    scratch.connection.execute(f"DELETE FROM {name} WHERE NOT ({condition})", {"period": period})
