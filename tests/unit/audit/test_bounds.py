"""Bounds of hidden numbers are those that a solver of somebody else finds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from pipelines.audit.bounds import Memo, Sums, bounds


def _table(values: np.ndarray) -> Sums:
    """Rows and columns of a table with its margins; cells in the order inner, rows, columns, whole."""
    rows, columns = values.shape
    place = np.arange(rows * columns).reshape(rows, columns)
    size = rows * columns + rows + columns + 1
    lines = [(rows * columns + i, place[i]) for i in range(rows)]
    lines += [(rows * columns + rows + j, place[:, j]) for j in range(columns)]
    lines += [(size - 1, np.arange(rows * columns, rows * columns + rows))]
    lines += [(size - 1, np.arange(rows * columns + rows, size - 1))]
    matrix = np.zeros((len(lines), size))
    for row, (total, parts) in enumerate(lines):
        matrix[row, total] = -1
        matrix[row, parts] = 1
    nothing = np.zeros(len(lines))
    return Sums(
        csr_matrix(matrix), nothing, nothing, np.ones(len(lines), dtype=bool), np.full(len(lines), -1)
    )


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 4), st.integers(2, 4), st.integers(0, 10_000), st.sampled_from((0.2, 0.5, 0.8)))
def test_bounds_are_those_of_scipy(rows: int, columns: int, seed: int, share: float) -> None:
    dice = np.random.default_rng(seed)
    inner = dice.integers(0, 30, (rows, columns)).astype(float)
    values = np.concatenate([inner.ravel(), inner.sum(axis=1), inner.sum(axis=0), [inner.sum()]])
    known = np.where(dice.random(len(values)) < share, np.nan, values)
    sums = _table(inner)
    least, most = bounds(known, sums)
    limits = [(0, None) if np.isnan(value) else (value, value) for value in known]
    for cell in np.flatnonzero(np.isnan(known)):
        for found, sign in ((least, 1.0), (most, -1.0)):
            weights = np.zeros(len(values))
            weights[cell] = sign
            answer = linprog(weights, A_eq=sums.matrix.toarray(), b_eq=sums.least, bounds=limits)
            expected = np.inf if answer.status == 3 else sign * answer.fun
            assert found[cell] == pytest.approx(expected, abs=1e-4)


def test_what_was_found_last_time_is_used_and_changes_nothing() -> None:
    rng = np.random.default_rng(7)
    matrix = csr_matrix((rng.random((12, 20)) < 0.3).astype(float))
    truth = rng.integers(0, 50, 20).astype(float)
    total = matrix @ truth
    sums = Sums(matrix, total, total, np.zeros(12, dtype=bool), np.full(12, -1))
    memo = Memo()
    for hidden in (6, 9, 12, 20):
        known = np.where(np.arange(20) < hidden, np.nan, truth)
        for afresh, again in zip(bounds(known, sums), bounds(known, sums, memo=memo), strict=True):
            assert again == pytest.approx(afresh, abs=1e-6)


def test_figures_that_contradict_each_other_are_borne() -> None:
    rows = csr_matrix([[1.0, 1.0], [1.0, 1.0], [1.0, 0.0]])
    sums = Sums(
        rows,
        np.array([10.0, -np.inf, 2.0]),
        np.array([np.inf, 5.0, 2.0]),
        np.zeros(3, dtype=bool),
        np.full(3, -1),
    )
    least, most = bounds(np.array([np.nan, np.nan]), sums)
    assert (least[0], most[0]) == (2.0, 2.0)
    assert least[1] <= most[1]


def test_a_guess_that_the_figures_contradict_is_dropped() -> None:
    # 5 + 7 is not 20: somebody is missing from the parts, so the whole says nothing of the third part.
    sums = Sums(
        csr_matrix([[-1.0, 1, 1, 0], [0, -1.0, 0, 1]]),
        np.zeros(2),
        np.zeros(2),
        np.array([True, True]),
        np.array([-1, -1]),
    )
    least, most = bounds(np.array([20.0, 5.0, 7.0, np.nan]), sums)
    assert (least[3], most[3]) == (5.0, 5.0)
