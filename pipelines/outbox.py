"""The folders of the outbox: one for each partner, closed to every other account of the machine."""

from __future__ import annotations

from pathlib import Path


def partner_folder(outbox: Path, partner: str) -> Path:
    """Make the partner's folder and those above it, readable by this account alone, and return it."""
    folder = outbox / partner
    folder.mkdir(parents=True, exist_ok=True)
    # The mode that mkdir takes holds for the last folder only.
    for one in (outbox.parent, outbox, folder):
        one.chmod(0o700)
    return folder
