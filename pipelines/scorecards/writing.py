"""Puts the scorecard of a partner into its own folder of the outbox, readable by this account alone.

Here: which file stands where, and which release was the one before. Not here: what is on it.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from pipelines.outbox import partner_folder
from pipelines.release.withdrawal import withdrawal_of
from pipelines.scorecards.page import scorecard_page
from pipelines.scorecards.scorecard import Scorecard, scorecard

SCORECARD = "scorecard.html"
_UNFINISHED = ".unfinished-scorecard-"


def write_scorecard(release: Path, outbox: Path, partner_id: str, before: Path | None = None) -> Scorecard:
    """Write the page of one partner and return what stands on it; the same page leaves the file as it is.

    Raises FileNotFoundError where the release has no warehouse and KeyError for a partner that it does not know.
    """
    # The link `current` has a name of its own; the page names the release.
    card = scorecard(release.resolve(), partner_id, before)
    content = scorecard_page(card).encode()
    path = partner_folder(outbox, partner_id) / SCORECARD
    if not path.is_file() or path.read_bytes() != content:
        _put(path, content)
    return card


def sweep_scorecards(outbox: Path, partners: Iterable[str]) -> None:
    """Take away the scorecards of partners that are no longer there."""
    kept = set(partners)
    for folder in outbox.glob("*/"):
        if folder.name not in kept:
            (folder / SCORECARD).unlink(missing_ok=True)
            with suppress(OSError):
                folder.rmdir()


def earlier_release(releases: Path, current: Path) -> Path | None:
    """The release that was published before this one, or None; one that was withdrawn is not told of again."""
    now = _published_at(current)
    found = [
        (_published_at(folder), folder.name, folder)
        for folder in releases.iterdir()
        if not folder.is_symlink()
        and folder.name != current.name
        and (folder / "warehouse.duckdb").is_file()
        and withdrawal_of(folder) is None
    ]
    known = sorted(entry for entry in found if entry[0] and entry[0] < now)
    return known[-1][2] if known else None


def _published_at(folder: Path) -> str:
    """The moment in the manifest, as text that sorts; empty where there is none."""
    manifest = folder / "manifest.json"
    return str(json.loads(manifest.read_text())["published_at"]) if manifest.is_file() else ""


def _put(path: Path, content: bytes) -> None:
    """Write a file in one step; mkstemp makes it readable by its owner only."""
    descriptor, name = tempfile.mkstemp(prefix=_UNFINISHED, dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
