"""What all places where files arrive have in common: the limit of a file, and reading within it.

Each place stands in a module of its own; `places` has the list.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

from connectors.failures import PermanentFailure, TransientFailure
from connectors.policy import HttpPolicy

MAX_FILE_BYTES = 200 * 1024 * 1024
_CHUNK = 1 << 20


def too_large(label: str) -> PermanentFailure:
    """Return the failure of a file over the limit."""
    return PermanentFailure("too_large", f"{label} is larger than 200 MB. Split it into several files.")


def still_arriving(label: str) -> TransientFailure:
    """Return the failure of a file that is not yet whole."""
    return TransientFailure(
        "still_arriving", f"{label} changed while it was read: it is still arriving. Run again."
    )


def no_file(pattern: str, where: str = "") -> PermanentFailure:
    """Return the failure of a pattern that nothing matches; `where` says of which place."""
    return PermanentFailure(
        "no_file", f"No file matches {pattern!r}{where}. Put the file there, or correct the path of the feed."
    )


def is_data_file(name: str) -> bool:
    """Say whether a file is meant for a feed; lock files of office programs and hidden files are not."""
    return not PurePosixPath(name).name.startswith(("~$", "."))


def matching(names: list[str], pattern: str) -> list[str]:
    """Return the names that a glob means, in their order; a star does not reach into deeper folders."""
    depth = pattern.count("/")
    return sorted(
        name
        for name in names
        if name.count("/") == depth and fnmatchcase(name, pattern) and is_data_file(name)
    )


def read_within(read: Callable[[int], bytes], label: str, policy: HttpPolicy) -> bytes:
    """Read to the end, piece by piece, within the size limit and the time for one answer."""
    deadline = time.monotonic() + policy.answer_seconds
    pieces: list[bytes] = []
    left = min(MAX_FILE_BYTES, policy.max_bytes)
    while piece := read(_CHUNK):
        left -= len(piece)
        if left < 0:
            raise too_large(label)
        if time.monotonic() > deadline:
            raise TransientFailure("timeout", f"{label} came too slowly. Run again later.")
        pieces.append(piece)
    return b"".join(pieces)
