"""Joins identities into people along links, the firmest first, and leaves out joins that contradict what is known.

Here: numbers of identities and links, no tokens, no SQL. Not here: where links come from (joining.py).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from pipelines.people.rules import MOST_RECORDS

Labels = npt.NDArray[np.int32]
# Links as three rows: identity, identity, rank; rank 0 is the firmest.
Links = npt.NDArray[np.int32]
Reason = str


@dataclass(frozen=True)
class Known:
    """What contradicts joins: each identity's own numbers by partner, and pairs that cannot be one person."""

    numbers: Mapping[int, Mapping[str, frozenset[str]]]
    apart: frozenset[tuple[int, int]]


@dataclass
class Clusters:
    """`people` gives each identity the smallest one of its person.

    `refused` says why joins were left out, by the smallest identity of the component that they would have made whole,
    `whole` to which of these components an identity belongs.
    """

    people: Labels
    refused: dict[int, set[Reason]] = field(default_factory=dict)
    whole: dict[int, int] = field(default_factory=dict)


def connected(count: int, links: Links) -> Labels:
    """The smallest identity of each connected component, by identity."""
    from scipy.sparse import coo_matrix  # type: ignore[import-untyped]
    from scipy.sparse.csgraph import connected_components  # type: ignore[import-untyped]

    ones = np.ones(links.shape[1], dtype=np.int8)
    graph = coo_matrix((ones, (links[0], links[1])), shape=(count, count))
    _, component = connected_components(graph, directed=False)
    smallest = np.full(component.max(initial=-1) + 1, count, dtype=np.int32)
    np.minimum.at(smallest, component, np.arange(count, dtype=np.int32))
    labels: Labels = smallest[component].astype(np.int32)
    return labels


def cluster(count: int, links: Links, known: Known, firm: int) -> Clusters:
    """People from links. A component without contradiction is one person; any other is joined link by link.

    `firm` is the rank below which a person may have any number of records.
    """
    component = connected(count, links)
    doubtful = _doubtful(component, links, known, firm)
    found = Clusters(component.copy())
    if not doubtful:
        return found
    inside = np.isin(component[links[0]], list(doubtful))
    chosen = links[:, inside]
    members = np.flatnonzero(np.isin(component, list(doubtful)))
    joining = _Joining(known, firm)
    order = np.lexsort((chosen[1], chosen[0], chosen[2]))
    for left, right, rank in chosen[:, order].T.tolist():
        joining.join(left, right, rank)
    for member in members.tolist():
        found.people[member] = joining.root(member)
    for member, reasons in joining.refused.items():
        found.refused.setdefault(int(component[member]), set()).update(reasons)
    found.whole = {member: int(component[member]) for member in members.tolist()}
    return found


def _doubtful(component: Labels, links: Links, known: Known, firm: int) -> set[int]:
    """Components with two of one partner's numbers, with a pair that is apart, or with many records."""
    numbers: dict[tuple[int, str], int] = {}
    found: set[int] = set()
    linked = np.unique(links[:2])
    for node in linked.tolist():
        label = int(component[node])
        for partner in known.numbers.get(node, ()):
            if numbers.setdefault((label, partner), node) != node:
                found.add(label)
    found |= {int(component[a]) for a, b in known.apart if component[a] == component[b]}
    labels, sizes = np.unique(component[linked], return_counts=True)
    return found | set(labels[sizes > MOST_RECORDS].tolist())


class _Joining:
    """Union-find that refuses what contradicts; the smallest identity stands for a person."""

    def __init__(self, known: Known, firm: int) -> None:
        self._known = known
        self._firm = firm
        self._parent: dict[int, int] = {}
        self._members: dict[int, list[int]] = {}
        self._apart: dict[int, set[int]] = defaultdict(set)
        for a, b in known.apart:
            self._apart[a].add(b)
            self._apart[b].add(a)
        self.refused: dict[int, set[Reason]] = {}

    def root(self, node: int) -> int:
        while (above := self._parent.get(node, node)) != node:
            node = above
        return node

    def join(self, left: int, right: int, rank: int) -> None:
        a, b = sorted((self.root(left), self.root(right)))
        if a == b:
            return
        ours, theirs = self._members.get(a, [a]), self._members.get(b, [b])
        reason = self._contradiction(ours, theirs, rank)
        if reason:
            self.refused.setdefault(left, set()).add(reason)
            return
        self._parent[b] = a
        self._members[a] = ours + theirs

    def _contradiction(self, ours: list[int], theirs: list[int], rank: int) -> Reason | None:
        if any(self._apart[node].intersection(theirs) for node in ours if node in self._apart):
            return "birth_dates_differ"
        mine, yours = self._numbers(ours), self._numbers(theirs)
        if any(mine[partner].isdisjoint(yours[partner]) for partner in mine.keys() & yours.keys()):
            return "two_numbers_at_one_partner"
        if len(ours) + len(theirs) > MOST_RECORDS and rank >= self._firm:
            return "many_records"
        return None

    def _numbers(self, nodes: Iterable[int]) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for node in nodes:
            for partner, numbers in self._known.numbers.get(node, {}).items():
                found.setdefault(partner, set()).update(numbers)
        return found
