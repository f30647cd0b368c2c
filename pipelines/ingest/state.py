"""How the last pull of each feed ended and which batch is in force: one small JSON file a feed.

The files name batches; they hold no clock, so that a second run with nothing new leaves them as they were.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from connectors import Batch, read_batch
from expectations.enforcement import Enforced, read_enforced
from pipelines.initiative import Initiative
from pipelines.paths import DataFolder

Status = Literal["ok", "failed", "held"]


@dataclass(frozen=True)
class Judged:
    """A landed batch and what its contract said of it; paths are relative to the data folder."""

    batch_id: str
    landed: str
    enforced: str

    def batch(self, data: DataFolder) -> Batch:
        """The landed batch."""
        return read_batch(data.root / self.landed)

    def verdict(self, data: DataFolder) -> Enforced:
        """The accepted rows, quarantine and rule results."""
        return read_enforced(data.root / self.enforced)


@dataclass(frozen=True)
class FeedState:
    """The state of one feed after a pull.

    `ok`: the latest batch is in force. `failed`: nothing could be pulled. `held`: the batch came, but no row of it
    could be accepted. In the last two cases an earlier batch stays in force if there is one. `arrivals` counts how
    often the latest batch or its verdict has changed: with it, a batch that comes back is told from the first time.
    """

    partner: str
    feed: str
    record_type: str
    status: Status
    reason: str | None = None
    message: str | None = None
    latest: Judged | None = None
    in_force: Judged | None = None
    arrivals: int = 0

    @property
    def is_stale(self) -> bool:
        """Whether an earlier batch stands in for the one that should have come."""
        return self.status != "ok" and self.in_force is not None


def state_path(data: DataFolder, partner: str, feed: str) -> Path:
    """The file that holds the state of one feed."""
    return data.feeds / partner / f"{feed}.json"


def read_state(data: DataFolder, partner: str, feed: str) -> FeedState | None:
    """The state after the last pull, or None if the feed was never pulled."""
    path = state_path(data, partner, feed)
    if not path.is_file():
        return None
    stored = json.loads(path.read_text())
    judged = {name: Judged(**stored[name]) if stored[name] else None for name in ("latest", "in_force")}
    return FeedState(**{**stored, **judged})


def write_state(data: DataFolder, state: FeedState) -> None:
    """Replace the state of one feed in one step."""
    path = state_path(data, state.partner, state.feed)
    path.parent.mkdir(parents=True, exist_ok=True)
    work = path.with_suffix(f".{os.getpid()}.tmp")
    work.write_text(json.dumps(asdict(state), indent=1, sort_keys=True))
    os.replace(work, path)


def read_states(initiative: Initiative, data: DataFolder) -> list[FeedState]:
    """The states of all feeds that the initiative has now and that were pulled at least once."""
    states = [read_state(data, partner.partner, feed.id) for partner, feed in initiative.feeds]
    return [state for state in states if state is not None]
