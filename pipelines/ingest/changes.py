"""Holds each feed's latest batch against the one in force before it: a fall or a jump is a warning, never a rejection.

Here: what changed, in the limits that the contract sets. Not here: counting a batch (expectations/profile.py) and when
batches came (history.py). Shares of single values are compared, but no share of a value is told: it may be of few.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from expectations.contract import Contract, load_contract
from expectations.enforcement import Enforced, read_enforced
from pipelines.ingest.history import Arrival
from pipelines.ingest.state import FeedState
from pipelines.paths import DataFolder

Row = dict[str, Any]


@dataclass(frozen=True)
class _Pair:
    """The profiles of two batches: rows, filled cells by column, rows by agreed value."""

    contract: Contract
    earlier: dict[str, Any]
    now: dict[str, Any]


def change_rows(data: DataFolder, state: FeedState, history: Sequence[Arrival]) -> list[Row]:
    """Rows of the table `ingest.changes` for one feed: `met`, `violated`, or `not_evaluable` for a first batch."""
    if not history:
        return []
    latest, before = history[-1], _in_force_before(history)
    shared = {
        "partner_id": state.partner,
        "feed_id": state.feed,
        "record_type": state.record_type,
        "batch_id": latest.batch_id,
        "previous_batch_id": before.batch_id if before else None,
    }
    pair = _pair(data, state.record_type, latest, before) if before and latest.status == "ok" else None
    if pair is None:
        why = "There is nothing to compare with: no earlier batch was in force, or the latest is not."
        return [{**shared, **_row("rows", None, None, latest.rows_accepted, "not_evaluable", why)}]
    return [{**shared, **row} for row in (*_rows(pair), *_filled(pair), *_values(pair))]


def _in_force_before(history: Sequence[Arrival]) -> Arrival | None:
    """The last other batch that was in force; the same batch judged anew is no other batch."""
    latest = history[-1]
    others = (one for one in reversed(history) if one.status == "ok" and one.batch_id != latest.batch_id)
    return next(others, None)


def _pair(data: DataFolder, record_type: str, latest: Arrival, before: Arrival) -> _Pair | None:
    now, earlier = (_verdict(data, arrival) for arrival in (latest, before))
    if now is None or earlier is None or not now.profile or not earlier.profile:
        return None
    contract = load_contract(record_type, int(now.versions[0].split(".")[0]))
    is_small = earlier.profile["rows"] < contract.change.from_rows
    return None if is_small else _Pair(contract, earlier.profile, now.profile)


def _verdict(data: DataFolder, arrival: Arrival) -> Enforced | None:
    folder = data.root / arrival.enforced
    return read_enforced(folder) if folder.is_dir() else None


def _rows(pair: _Pair) -> Iterator[Row]:
    earlier, now, limits = pair.earlier["rows"], pair.now["rows"], pair.contract.change
    percent = round(100 * (now - earlier) / earlier)
    message = f"Accepted rows went from {earlier:,} to {now:,}, {percent:+d} %."
    low, high = limits.rows_fall_percent, limits.rows_rise_percent
    falls, rises = low is not None and percent < -low, high is not None and percent > high
    if falls or rises:
        message += f" The contract warns when they {_limit('fall', low) if falls else _limit('rise', high)}."
    outcome = "violated" if falls or rises else "met"
    yield _row("rows", None, earlier, now, outcome, message)


def _limit(verb: str, percent: float | None) -> str:
    return f"{verb} by more than {percent:g} %"


def _filled(pair: _Pair) -> Iterator[Row]:
    """Whole percent of rows in which an optional column is filled in."""
    limit = pair.contract.change.filled_falls_points
    for column in pair.contract.value_columns:
        if limit is None or column.required or column.name not in pair.earlier["filled"]:
            continue
        earlier, now = (
            round(_share(profile["filled"].get(column.name, 0), profile["rows"]))
            for profile in (pair.earlier, pair.now)
        )
        outcome = "violated" if earlier - now > limit else "met"
        message = f"'{column.name}' was filled in {earlier} % of rows and now is in {now} %."
        yield _row("filled", column.name, earlier, now, outcome, message)


def _values(pair: _Pair) -> Iterator[Row]:
    """Agreed values whose share moved too far, by name and without the share."""
    limit = pair.contract.change.value_moves_points
    for column, before in pair.earlier["values"].items():
        after = pair.now["values"].get(column, {})
        earlier, now = sum(before.values()), sum(after.values())
        for value in sorted({*before, *after}):
            moved = _share(after.get(value, 0), now) - _share(before.get(value, 0), earlier)
            if limit is not None and abs(moved) > limit:
                direction = "more" if moved > 0 else "less"
                message = f"'{value}' is given for '{column}' much {direction} often: by more than {limit:g} points."
                yield {**_row("value", column, None, None, "violated", message), "value_name": value}


def _share(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 0.0


def _row(
    measure: str, column: str | None, previous: int | None, figure: int | None, outcome: str, message: str
) -> Row:
    return {
        "measure": measure,
        "column_name": column,
        "value_name": None,
        "previous_figure": previous,
        "figure": figure,
        "outcome": outcome,
        "message": message,
    }
