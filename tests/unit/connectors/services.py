"""Tables behind small loopback services: rows that a test may change between two requests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from loopback import Asked, Reply

Rows = list[dict[str, Any]]


def after(
    requests: int, change: Callable[[], None], answer: Callable[[Asked], Reply]
) -> Callable[[Asked], Reply]:
    """Make a change once, when so many requests were answered."""
    served = [0]

    def answered(asked: Asked) -> Reply:
        if served[0] == requests:
            change()
        served[0] += 1
        return answer(asked)

    return answered
