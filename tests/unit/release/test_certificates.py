"""Which cells are hidden so that a figure may be another: the cheapest world that does, and no more."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from pipelines.release.certificates import Table, protect

# A whole of 102, and its two parts of 100 and 2; the parts are hidden, and readers would miss the whole.
WHOLE, LARGE, SMALL = range(3)
HIDDEN = np.array([False, True, True])
COSTS = np.array([1000.0, 1.0, 1.0])
TABLE = Table(
    values=np.array([102.0, 100.0, 2.0]),
    least=np.zeros(3),
    most=np.full(3, np.inf),
    same=csr_matrix([[-1.0, 1.0, 1.0]]),
    ordered=csr_matrix((0, 3)),
)


@pytest.mark.parametrize(
    ("goals", "hides_whole"),
    [
        (((75.0,),), False),
        (((130.0,),), True),
        (((75.0,), (130.0,)), True),
        # Either will do: that the small part takes over is cheaper than to lose the whole.
        (((75.0, 130.0),), False),
        (((130.0, 75.0),), False),
    ],
    ids=["less", "more", "less and more", "less or more", "more or less"],
)
def test_the_cheapest_world_is_taken(goals: tuple[tuple[float, ...], ...], hides_whole: bool) -> None:
    found = protect(TABLE, HIDDEN, {LARGE: goals}, COSTS)
    assert list(found) == [hides_whole, True, True]


def test_a_figure_that_nothing_can_move_hides_nothing_more() -> None:
    fixed = Table(TABLE.values, TABLE.values, TABLE.values, TABLE.same, TABLE.ordered)
    assert list(protect(fixed, HIDDEN, {LARGE: ((75.0, 130.0),)}, COSTS)) == list(HIDDEN)
