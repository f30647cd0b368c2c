"""What a release is made of, as one fingerprint: the same inputs give the same release id.

No clock goes in: only the day of the agenda, the batches in force with their verdicts, how often they changed, the
initiative's own files and the code that computes and renders.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from pipelines.dbt.manifest import project_fingerprint
from pipelines.ingest import FeedState
from pipelines.initiative import Initiative

_CODE_FOLDERS = (
    "catalogue", "explain", "exports", "forecasts", "initiative", "kits", "people", "release", "report", "scenarios",
    "sites", "voices",
)  # fmt: skip


def release_id(initiative: Initiative, states: Sequence[FeedState]) -> str:
    """For example `2026-06-30-1f0c9a2b`: the day of the release and eight digits of its fingerprint."""
    inputs = [
        [state.partner, state.feed, state.status, state.reason, state.arrivals, *(_names(state))]
        for state in sorted(states, key=lambda state: (state.partner, state.feed))
    ]
    text = json.dumps([initiative.as_of.isoformat(), initiative.fingerprint, code_fingerprint(), inputs])
    return f"{initiative.as_of:%Y-%m-%d}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def _names(state: FeedState) -> list[str | None]:
    return [judged.enforced if judged else None for judged in (state.latest, state.in_force)]


@cache
def code_fingerprint() -> str:
    """Sixteen hex digits over the dbt project and the code that shapes a release."""
    digest = hashlib.sha256(project_fingerprint().encode())
    here = Path(__file__).resolve().parent.parent
    for folder in _CODE_FOLDERS:
        for path in sorted((here / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(path.relative_to(here).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]
