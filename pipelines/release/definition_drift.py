"""Protects the headlines under partners' own definitions: two definitions of one metric differ by some people.

A headline under another definition is shown only where every figure of its metric, and every difference between two
definitions of it, is either nothing or large enough; so nothing is left that could be found by subtraction.
"""

from __future__ import annotations

import duckdb

_FIGURES = ("numerator", "denominator", "people", "value", "differs_by")
_PLACE = ("metric_id", "sub_program_id", "period_id")


def hide_drift(connection: duckdb.DuckDBPyConnection, smallest: int) -> None:
    """Empty the figures that would tell of fewer people than `smallest`; the definitions themselves stay.

    Expects the release's own `data_quality.definition_drift`, and `metrics.metric_values` with its statuses.
    """
    emptied = ", ".join(f"{name} = NULL" for name in _FIGURES)
    beside = _beside_what_is_shown(smallest)
    unsafe = (
        f"SELECT drift.metric_id FROM {beside} UNION {_small(smallest)} UNION {_small_differences(smallest)}"
    )
    connection.execute(
        f"UPDATE data_quality.definition_drift SET {emptied} WHERE NOT is_agreed AND metric_id IN ({unsafe})"
    )
    places = ", ".join(f"drift.{name}" for name in _PLACE)
    connection.execute(
        f"UPDATE data_quality.definition_drift SET {emptied} "
        f"WHERE is_agreed AND ({', '.join(_PLACE)}) IN (SELECT {places} FROM {beside})"
    )


def _beside_what_is_shown(smallest: int) -> str:
    """Agreed headlines from rows alone that may not stand beside the headline of the release.

    That is so where the release hides its own, and where partners' totals make the difference: then the totals could
    be found by subtraction, which harms nobody only if they are large and every partner's own cell is shown.
    """
    same = " AND ".join(f"shown.{name} = drift.{name}" for name in _PLACE)
    whole = "area_id = 'all' AND shown.group_type = 'all'"
    hidden = (
        "SELECT 1 FROM metrics.metric_values AS shown WHERE "
        f"{same} AND shown.{whole} AND shown.status = 'suppressed'"
    )
    own = [f"drift.{name}" for name in ("numerator", "denominator", "people")]
    differs = "shown.numerator <> drift.numerator OR shown.denominator <> drift.denominator"
    return (
        "data_quality.definition_drift AS drift LEFT JOIN metrics.metric_values AS shown "
        f"ON {same} AND shown.partner_id = 'all' AND shown.{whole} "
        "WHERE drift.is_agreed AND (shown.status IS DISTINCT FROM 'published' OR shown.numerator IS NULL "
        f"OR {_any_small([*own, *_differences('shown', 'drift')], smallest)} OR (({differs}) AND EXISTS ({hidden})))"
    )


def _small(smallest: int) -> str:
    counts = ["numerator", "denominator", "denominator - numerator", "people"]
    return f"SELECT metric_id FROM data_quality.definition_drift WHERE {_any_small(counts, smallest)}"


def _small_differences(smallest: int) -> str:
    differences = [*_differences("one", "other"), "abs(one.people - other.people)"]
    return (
        "SELECT one.metric_id FROM data_quality.definition_drift AS one "
        f"JOIN data_quality.definition_drift AS other USING ({', '.join(_PLACE)}) "
        f"WHERE {_any_small(differences, smallest)}"
    )


def _differences(one: str, other: str) -> list[str]:
    """By how much two figures differ above the line, below it, and in those below who are not above."""
    rest = [f"({side}.denominator - {side}.numerator)" for side in (one, other)]
    return [
        f"abs({one}.numerator - {other}.numerator)",
        f"abs({one}.denominator - {other}.denominator)",
        f"abs({rest[0]} - {rest[1]})",
    ]


def _any_small(counts: list[str], smallest: int) -> str:
    return "(" + " OR ".join(f"({count} > 0 AND {count} < {smallest})" for count in counts) + ")"
