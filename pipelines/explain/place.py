"""Which figure is meant: a metric and its place in the breakdown, found from what a person typed.

Here: defaults, and errors that name what is known. Not here: what stands at the place (reading.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import duckdb

ALL = "all"


class PlaceError(ValueError):
    """There is no such figure in the release; the message names what was asked for and what is known."""


@dataclass(frozen=True)
class Place:
    """The key of one row of metrics.metric_values; 'all' stands for the whole."""

    metric_id: str
    partner_id: str
    sub_program_id: str
    area_id: str
    group_type: str
    group_value: str
    period_id: str

    @property
    def condition(self) -> str:
        """The place as the condition of a query."""
        values = {name: value.replace("'", "''") for name, value in vars(self).items()}
        return "\n  AND ".join(f"{name} = '{value}'" for name, value in values.items())


def find_place(
    connection: duckdb.DuckDBPyConnection,
    metric: str,
    *,
    partner: str = ALL,
    sub_program: str = ALL,
    area: str = ALL,
    group: str = ALL,
    period: str | None = None,
) -> Place:
    """The place that these words mean; `group` is written as kind=value, the latest period is meant if none is given.

    Raises PlaceError for a word that the release does not know, with those that it knows.
    """
    _known(connection, "metric", metric, "SELECT metric_id FROM agenda.metrics")
    _known(connection, "partner", partner, "SELECT partner_id FROM agenda.partners")
    _known(connection, "sub-program", sub_program, "SELECT sub_program_id FROM agenda.sub_programs")
    _known(connection, "area", area, "SELECT area_id FROM agenda.areas")
    groups = "SELECT group_type || '=' || group_value FROM marts.dim_group"
    _known(connection, "group", group, groups)
    kind, _, value = group.partition("=") if group != ALL else (ALL, "=", ALL)
    if period is None:
        period = _latest(connection, metric)
    else:
        _known(connection, "period", period, "SELECT period_id FROM agenda.periods")
    return Place(metric, partner, sub_program, area, kind, value, period)


def _known(connection: duckdb.DuckDBPyConnection, what: str, word: str, query: str) -> None:
    known = [str(name) for (name,) in connection.execute(f"{query} ORDER BY 1").fetchall()]
    if word != ALL and word not in known:
        raise PlaceError(f"there is no {what} '{word}' in the release; {_hint(word, known)}")


def _hint(word: str, known: Sequence[str]) -> str:
    near = get_close_matches(word, known, n=3)
    return f"did you mean {' or '.join(near)}?" if near else f"known: {', '.join(known) or 'none'}"


def _latest(connection: duckdb.DuckDBPyConnection, metric: str) -> str:
    """The longest kind of period that the metric is published for, and of those the last that has ended."""
    found = connection.execute(
        "SELECT period_id FROM metrics.metric_values JOIN agenda.initiative ON true WHERE metric_id = ? "
        "ORDER BY period_ends_on <= as_of DESC, datediff('month', period_starts_on, period_ends_on) DESC, "
        "period_starts_on DESC LIMIT 1",
        [metric],
    ).fetchall()
    if not found:
        raise PlaceError(f"the release has no figure of '{metric}' at all")
    return str(found[0][0])
