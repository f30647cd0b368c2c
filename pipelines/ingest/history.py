"""How the latest batch of each feed changed over time and what was rejected in it: a small file a feed, only added to.

Counts, rule ids and days; no values and no rows. It is the one thing here that cannot be made anew from what landed,
for a batch that comes back is not landed twice.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from connectors import Batch
from expectations.enforcement import Enforced
from pipelines.ingest.state import FeedState
from pipelines.paths import DataFolder


@dataclass(frozen=True)
class Arrival:
    """A batch when it became the latest of its feed, or was judged anew, with the verdict of that day.

    `violated` counts rows by rule of severity error. `unknown` names the rules that could not be evaluated: a
    rejection is closed by rows that meet the rule, never by rows of which nothing is known.
    """

    batch_id: str
    enforced: str
    arrived_on: str
    status: str
    rows_received: int
    rows_accepted: int
    rows_quarantined: int
    violated: dict[str, int]
    unknown: list[str]


def history_path(data: DataFolder, partner: str, feed: str) -> Path:
    """The file that holds the history of one feed."""
    return data.feeds / partner / f"{feed}.history.json"


def read_history(data: DataFolder, partner: str, feed: str) -> list[Arrival]:
    """What arrived, first to last; nothing for a feed that never brought a batch."""
    path = history_path(data, partner, feed)
    return [Arrival(**entry) for entry in json.loads(path.read_text())] if path.is_file() else []


def add_arrival(data: DataFolder, state: FeedState, batch: Batch, verdict: Enforced) -> int:
    """Add a batch to its feed's history unless it stands at the end of it; returns how many there are.

    The day is the one on which the batch was landed, also when a run was killed before it came to this. Only a batch
    that comes back after another one takes today's.
    """
    assert state.latest is not None
    history = read_history(data, state.partner, state.feed)
    if history and history[-1].enforced == state.latest.enforced:
        return len(history)
    was_here = any(arrival.batch_id == batch.batch_id for arrival in history)
    day = datetime.now(UTC).date() if was_here else date.fromisoformat(str(batch.manifest["pulled_at"])[:10])
    history.append(_arrival(state, batch, verdict, day))
    _write(history_path(data, state.partner, state.feed), history)
    return len(history)


def _arrival(state: FeedState, batch: Batch, verdict: Enforced, day: date) -> Arrival:
    assert state.latest is not None
    errors = [result for result in verdict.results if result.severity == "error"]
    violated = {result.rule_id: result.violations for result in errors if result.outcome == "violated"}
    if verdict.is_held:
        violated = {str(state.reason): verdict.rows_quarantined}
    # Rows that are not there meet every rule and prove nothing.
    unknown = [one.rule_id for one in errors if one.outcome == "not_evaluable" or not verdict.rows_received]
    return Arrival(
        batch_id=batch.batch_id,
        enforced=state.latest.enforced,
        arrived_on=day.isoformat(),
        status=state.status,
        rows_received=verdict.rows_received,
        rows_accepted=verdict.rows_accepted,
        rows_quarantined=verdict.rows_quarantined,
        violated=violated,
        unknown=unknown,
    )


def _write(path: Path, history: Sequence[Arrival]) -> None:
    """Replace the file in one step: a kill leaves the history before or the one after."""
    path.parent.mkdir(parents=True, exist_ok=True)
    work = path.with_suffix(f".{os.getpid()}.tmp")
    work.write_text(json.dumps([asdict(arrival) for arrival in history], indent=1))
    os.replace(work, path)


def batch_rows(state: FeedState, history: Sequence[Arrival]) -> list[dict[str, Any]]:
    """Rows of the table `ingest.batch_history`: what arrived when."""
    return [
        {
            **_place(state, position, arrival),
            "record_type": state.record_type,
            "status": arrival.status,
            "rows_received": arrival.rows_received,
            "rows_accepted": arrival.rows_accepted,
            "rows_quarantined": arrival.rows_quarantined,
        }
        for position, arrival in enumerate(history, 1)
    ]


def rejection_rows(state: FeedState, history: Sequence[Arrival]) -> list[dict[str, Any]]:
    """Rows of the table `ingest.rejection_history`: every rule that the feed ever broke, on every arrival."""
    rules = sorted({rule for arrival in history for rule in arrival.violated})
    return [
        {
            **_place(state, position, arrival),
            "rule_id": rule,
            "outcome": _outcome(arrival, rule),
            "violations": arrival.violated.get(rule, 0),
        }
        for position, arrival in enumerate(history, 1)
        for rule in rules
    ]


def _place(state: FeedState, position: int, arrival: Arrival) -> dict[str, Any]:
    return {
        "partner_id": state.partner,
        "feed_id": state.feed,
        "batch_id": arrival.batch_id,
        "position": position,
        "arrived_on": date.fromisoformat(arrival.arrived_on),
    }


def _outcome(arrival: Arrival, rule: str) -> str:
    if rule in arrival.violated:
        return "violated"
    return "not_evaluable" if rule in arrival.unknown else "met"
