"""Makes a finished folder the current release in one step, and names every input it came from.

A release is never half there: it is built aside, renamed, and then the link `current` is swapped. A run that is killed
at any of these steps leaves the old release current; the next one sweeps up or does the rest.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipelines.ingest import FeedState
from pipelines.initiative import Initiative
from pipelines.paths import DataFolder
from pipelines.release.files import MANIFEST, WITHDRAWN, hashes
from pipelines.release.identity import code_fingerprint

CURRENT = "current"
_BUILDING = ".building-"


class NotBuiltError(Exception):
    """The release was asked for before its tables and its report were there."""


def building_folder(data: DataFolder, release: str) -> Path:
    """The folder in which a release is put together before anybody sees it."""
    return data.releases / f"{_BUILDING}{release}"


def start(data: DataFolder, release: str) -> Path:
    """An empty building folder; left-overs of runs that were killed are swept away.

    Everything hidden beside the releases is one: a folder that was being built, a link or a feed before it was swapped.
    """
    data.releases.mkdir(parents=True, exist_ok=True)
    for old in data.releases.glob(".*"):
        if old.is_dir() and not old.is_symlink():
            shutil.rmtree(old, ignore_errors=True)
        else:
            old.unlink(missing_ok=True)
    return building_folder(data, release)


def being_built(data: DataFolder) -> str:
    """The name of the release that `start` began: the steps after it need not compute the name anew.

    Raises NotBuiltError when none was begun.
    """
    names = [path.name.removeprefix(_BUILDING) for path in data.releases.glob(f"{_BUILDING}*")]
    if len(names) != 1:
        raise NotBuiltError("no release is being built; materialise release/tables and report/page first")
    return names[0]


def is_published(data: DataFolder, release: str) -> bool:
    """Whether the release exists, whole."""
    return (data.releases / release / MANIFEST).is_file()


def current_release(data: DataFolder) -> Path | None:
    """The folder of the current release, or None before the first."""
    link = data.releases / CURRENT
    return link.resolve() if link.is_symlink() and link.exists() else None


def publish(initiative: Initiative, data: DataFolder, release: str, states: Sequence[FeedState]) -> Path:
    """Write the manifest, rename the building folder to its name and point `current` to it.

    If the release exists already it stays as it is: same inputs, same release. Raises NotBuiltError when its tables
    or its report are missing.
    """
    building, target = building_folder(data, release), data.releases / release
    if is_published(data, release):
        shutil.rmtree(building, ignore_errors=True)
    elif not (building / "report" / "index.html").is_file():
        raise NotBuiltError(
            f"release {release} is not built yet; materialise release/tables and report/page first"
        )
    else:
        manifest = _manifest(initiative, data, release, states)
        (building / MANIFEST).write_text(json.dumps(manifest, indent=1))
        os.rename(building, target)
    point_to(data, release)
    return target


def is_withdrawn(data: DataFolder, release: str) -> bool:
    """Whether the release was taken back."""
    return (data.releases / release / WITHDRAWN).is_file()


def point_to(data: DataFolder, release: str) -> None:
    """Swap `current` in one step; whoever has the old release open keeps reading it.

    A withdrawn release never becomes current again: what is current stays.
    """
    if is_withdrawn(data, release):
        return
    link = data.releases / f".{CURRENT}-{os.getpid()}"
    link.unlink(missing_ok=True)
    link.symlink_to(release)
    os.replace(link, data.releases / CURRENT)


def point_to_none(data: DataFolder) -> None:
    """Take `current` away: no release stands."""
    (data.releases / CURRENT).unlink(missing_ok=True)


def _manifest(
    initiative: Initiative, data: DataFolder, release: str, states: Sequence[FeedState]
) -> dict[str, Any]:
    folder = building_folder(data, release)
    return {
        "release": release,
        "initiative": initiative.name,
        "is_sample": initiative.agenda.sample,
        "as_of": initiative.as_of.isoformat(),
        "published_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "smallest_count": initiative.agenda.privacy.smallest_count,
        "agenda_fingerprint": initiative.fingerprint,
        "code_fingerprint": code_fingerprint(),
        "batches": [_batch(data, state) for state in states if state.in_force],
        "feeds_without_data": [f"{state.partner}/{state.feed}" for state in states if not state.in_force],
        "files": hashes(folder),
    }


def _batch(data: DataFolder, state: FeedState) -> dict[str, Any]:
    assert state.in_force is not None
    landed = state.in_force.batch(data).manifest
    verdict = state.in_force.verdict(data)
    return {
        "partner": state.partner,
        "feed": state.feed,
        "record_type": state.record_type,
        "batch": state.in_force.batch_id,
        "content_sha256": landed["content_sha256"],
        "pulled_at": landed["pulled_at"],
        "is_stale": state.is_stale,
        "rows_received": verdict.rows_received,
        "rows_accepted": verdict.rows_accepted,
        "rows_quarantined": verdict.rows_quarantined,
    }
