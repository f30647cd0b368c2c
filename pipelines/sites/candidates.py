"""Pairs of listings that are worth comparing, out of the millions that are not.

Two listings are compared where they share a postcode and a house number, the rarest word of the name in a postcode, or
a corner of the map. Not here: the comparison.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from pipelines.sites.listing import Listing

# About 220 metres from north to south; a place is compared with those in its own and the eight squares around it.
_SQUARE = 0.002
# A block with more than this many listings tells nothing apart.
_LARGEST_BLOCK = 200

Pair = tuple[int, int]


def candidates(listings: Sequence[Listing]) -> list[Pair]:
    """Positions of the two listings of each pair, in order, each pair once."""
    words = Counter(word for listing in listings for word in set(listing.name.split()))
    blocks: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for position, listing in enumerate(listings):
        for key in _keys(listing, words):
            blocks[key].append(position)
    found: set[Pair] = set()
    for members in blocks.values():
        if len(members) <= _LARGEST_BLOCK:
            found.update(pair for pair in combinations(members, 2) if _may_meet(listings, pair))
    found.update(pair for pair in _neighbours(listings) if _may_meet(listings, pair))
    return sorted(found)


def _keys(listing: Listing, words: Counter[str]) -> Iterator[tuple[object, ...]]:
    if listing.house:
        for where in {listing.code, (listing.city or "").casefold().strip()} - {""}:
            yield "house", where, listing.house
    if listing.code and listing.name:
        yield "word", listing.code, min(listing.name.split(), key=lambda word: (words[word], word))


def _neighbours(listings: Sequence[Listing]) -> Iterator[Pair]:
    squares: dict[Pair, list[int]] = defaultdict(list)
    for position, listing in enumerate(listings):
        if listing.latitude is not None and listing.longitude is not None:
            squares[int(listing.latitude // _SQUARE), int(listing.longitude // _SQUARE)].append(position)
    # Half of the squares around are enough: the other half has this one around it.
    for (north, east), members in squares.items():
        yield from combinations(members, 2)
        for up, right in ((0, 1), (1, -1), (1, 0), (1, 1)):
            for other in squares.get((north + up, east + right), ()):
                yield from ((min(one, other), max(one, other)) for one in members)


def _may_meet(listings: Sequence[Listing], pair: Pair) -> bool:
    """Within one list only exact copies are looked for: an agency knows its own places apart."""
    one, other = listings[pair[0]], listings[pair[1]]
    return one.list_id != other.list_id or one.name == other.name
