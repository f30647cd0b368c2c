"""How much memory a process had at most; a module of its own, because another process imports it."""

from __future__ import annotations

import resource


def peak_megabytes() -> float:
    """The most memory that this process ever had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
