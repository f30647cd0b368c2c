"""Chance that gives the same on every machine: one generator per topic, seeded by its words.

A topic of its own for every question keeps a change in one part from moving all other parts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import log
from random import Random
from typing import TypeVar

Item = TypeVar("Item")


def chance(*topic: object) -> Random:
    """A generator that gives the same numbers for the same topic."""
    return Random("common-measure/" + "/".join(map(str, topic)))


def top_share(
    items: Iterable[Item], share: float, score: Callable[[Item], float], *topic: object
) -> list[Item]:
    """The given share of the items, those with the highest score plus chance; so rates come out as wanted.

    The noise is logistic with scale 1, so scores are log-odds.
    """
    noise = chance(*topic)
    ranked = []
    for position, item in enumerate(items):
        draw = min(max(noise.random(), 1e-9), 1 - 1e-9)
        ranked.append((score(item) + log(draw / (1 - draw)), position, item))
    ranked.sort(key=lambda entry: (-entry[0], entry[1]))
    return [item for _, _, item in ranked[: round(share * len(ranked))]]
