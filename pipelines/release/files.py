"""The files of a release with their hashes, and which of them are not what the manifest says.

Not here: what else the manifest tells (publishing.py) and what a withdrawal changes (withdrawal.py).
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

MANIFEST = "manifest.json"
# The record of a withdrawal; withdrawal.py writes it.
WITHDRAWN = "withdrawn.json"


def digest(content: bytes) -> str:
    """SHA-256 as 64 hex digits."""
    return hashlib.sha256(content).hexdigest()


def hashes(folder: Path) -> dict[str, str]:
    """The hash of every file below a release's folder by its path there, but for manifest and record of withdrawal."""
    beside = {folder / MANIFEST, folder / WITHDRAWN}
    found = sorted(path for path in folder.rglob("*") if path.is_file() and path not in beside)
    return {path.relative_to(folder).as_posix(): _of_file(path) for path in found}


def _of_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def altered(folder: Path) -> list[str]:
    """Files of a release that are gone, new or other than its manifest says, in order; none for one that is whole.

    A page of a withdrawn release may be the one of the manifest or the marked one. Raises FileNotFoundError without a
    manifest.
    """
    told: dict[str, str] = _files(folder / MANIFEST)
    marked = _files(folder / WITHDRAWN) if (folder / WITHDRAWN).is_file() else {}
    there = hashes(folder)
    return sorted(
        path
        for path in {*told, *there}
        if path not in told or there.get(path) not in (told[path], marked.get(path, told[path]))
    )


def _files(path: Path) -> dict[str, str]:
    found: dict[str, str] = json.loads(path.read_text(encoding="utf-8")).get("files", {})
    return found
