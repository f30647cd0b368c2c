"""Merges listings into places: pairs that are the same, joined step by step, the surest first.

Here: which listings form one place. Not here: what the place is called (choosing.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.sites.candidates import Pair, candidates
from pipelines.sites.likeness import FAR_METRES, Likeness, likeness
from pipelines.sites.listing import Listing, metres

_SUREST_FIRST = ("twice_in_one_list", "same_address_and_name", "same_name_nearby")


@dataclass(frozen=True)
class Merged:
    """Listings by place, the pair that brought each listing in, and the pairs that somebody should look at."""

    places: list[list[int]]
    brought_by: dict[int, tuple[int, Likeness]]
    doubtful: list[tuple[Pair, Likeness]]


def merge(listings: Sequence[Listing]) -> Merged:
    """Join the listings; a join that would put a chain of far-off places together becomes doubtful instead."""
    judged = [(pair, found) for pair in candidates(listings) if (found := _judge(listings, pair))]
    place_of = list(range(len(listings)))
    members = {position: [position] for position in place_of}
    brought_by: dict[int, tuple[int, Likeness]] = {}
    doubtful = [(pair, found) for pair, found in judged if found.verdict == "doubtful"]
    for pair, found in sorted((entry for entry in judged if entry[1].verdict == "same"), key=_order):
        one, other = place_of[pair[0]], place_of[pair[1]]
        if one == other:
            continue
        if not _fit(listings, members[one], members[other]):
            doubtful.append((pair, Likeness("doubtful", "would_join_two_places", found.score)))
            continue
        newcomer, known = (
            (pair[0], pair[1]) if len(members[one]) < len(members[other]) else (pair[1], pair[0])
        )
        _bring(brought_by, newcomer, known, found)
        target, source = sorted((one, other))
        for position in members.pop(source):
            place_of[position] = target
            members[target].append(position)
    still = [entry for entry in doubtful if place_of[entry[0][0]] != place_of[entry[0][1]]]
    places = [sorted(found) for found in members.values()]
    return Merged(sorted(places), brought_by, sorted(still, key=lambda entry: entry[0]))


def _bring(brought_by: dict[int, tuple[int, Likeness]], newcomer: int, known: int, found: Likeness) -> None:
    """Note what brought a listing in; what had brought it elsewhere is turned round, so that no evidence is lost."""
    while True:
        before = brought_by.get(newcomer)
        brought_by[newcomer] = (known, found)
        if before is None:
            return
        known, newcomer, found = newcomer, before[0], before[1]


def _judge(listings: Sequence[Listing], pair: Pair) -> Likeness | None:
    return likeness(listings[pair[0]], listings[pair[1]])


def _order(entry: tuple[Pair, Likeness]) -> tuple[int, float, Pair]:
    pair, found = entry
    return _SUREST_FIRST.index(found.rule), -found.score, pair


def _fit(listings: Sequence[Listing], ones: Sequence[int], others: Sequence[int]) -> bool:
    """Whether no two listings of the two places contradict each other: far apart, or other numbers in the name."""
    for one in ones:
        for other in others:
            distance = metres(listings[one], listings[other])
            if distance is not None and distance > FAR_METRES:
                return False
            numbers, more = listings[one].numbers, listings[other].numbers
            if numbers and more and numbers != more:
                return False
    return True
