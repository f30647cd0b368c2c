"""Runs one function on many parts, on all cores where the work is large, and gives the results in order.

Here: processes, as threads of Python get in each other's way. Not here: what the work is.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TypeVar

Part = TypeVar("Part")
Result = TypeVar("Result")
# Below this a process costs more to start than it saves.
_WORTH_IT = 5000


def side_by_side(work: Callable[[Part], Result], parts: Sequence[Part], sizes: Sequence[int]) -> list[Result]:
    """The result of each part, in their order; `sizes` (rows) say which are large, and these come first.

    `work`, parts and results must be able to travel between processes. An error of one part is raised as it is.
    """
    cores = min(os.cpu_count() or 1, len(parts))
    if cores < 2 or sum(sizes) - max(sizes) < _WORTH_IT:
        return [work(part) for part in parts]
    order = sorted(range(len(parts)), key=lambda at: -sizes[at])
    # Started afresh, not copied: a copy of a process with threads (DuckDB, Dagster) can hang.
    with ProcessPoolExecutor(cores, mp_context=get_context("spawn")) as workers:
        waiting = {at: workers.submit(work, parts[at]) for at in order}
        try:
            return [waiting[at].result() for at in range(len(parts))]
        finally:
            for each in waiting.values():
                each.cancel()
