"""The intervals of macros/intervals.sql, held against published examples and against plain Python.

The macros are rendered by themselves and run in DuckDB; dbt is not needed for that.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import Environment
from scipy.special import stdtrit

MACROS = Path(__file__).parents[2] / "dbt_project" / "macros"
SOURCE = "".join((MACROS / name).read_text("utf-8") for name in ("expressions.sql", "intervals.sql"))
Z = 1.959963984540054


def evaluate(macro: str, **values: float | None) -> Any:
    """The value of a call of a macro whose columns are these values."""
    expression = (
        Environment(extensions=["jinja2.ext.do"]).from_string(SOURCE + "{{ " + macro + " }}").render().strip()
    )
    columns = ", ".join(
        f"cast({'null' if value is None else repr(value)} as double) as {name}"
        for name, value in values.items()
    )
    (found,) = duckdb.execute(f"select {expression} from (select {columns})").fetchall()
    return found[0]


def wilson(x: float, n: float) -> tuple[float, float]:
    """Wilson's interval as roots of (p - x/n)^2 = z^2 p (1 - p) / n, another form than the macro's."""
    a, b, c = 1 + Z * Z / n, -(2 * x / n + Z * Z / n), (x / n) ** 2
    root = math.sqrt(max(b * b - 4 * a * c, 0.0))
    return (-b - root) / (2 * a), (-b + root) / (2 * a)


def newcombe_ends(x: int, n: int, y: int, m: int) -> tuple[float, float]:
    """Both ends as the macro gives them, from the ends of Wilson's intervals as the macro gives them."""
    ends = {
        f"{name}{end[0]}": evaluate(f"wilson('x', 'n', '{end}')", x=count, n=total)
        for name, count, total in (("p", x, n), ("q", y, m))
        for end in ("lower", "upper")
    }
    call = "newcombe('p', 'pl', 'pu', 'q', 'ql', 'qu', '{}')"
    lower, upper = (evaluate(call.format(end), p=x / n, q=y / m, **ends) for end in ("lower", "upper"))
    return lower, upper


@pytest.mark.parametrize(
    ("count", "total", "lower", "upper"),
    # Newcombe 1998, Stat Med 17:857-872, table I, method 3.
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_gives_the_published_intervals(count: int, total: int, lower: float, upper: float) -> None:
    found = [round(evaluate(f"wilson('x', 'n', '{end}')", x=count, n=total), 4) for end in ("lower", "upper")]
    assert found == [lower, upper]


@pytest.mark.parametrize(
    ("one", "other", "lower", "upper"),
    # Newcombe 1998, Stat Med 17:873-890, table II, method 10.
    [((56, 70), (48, 80), 0.0524, 0.3339), ((9, 10), (3, 10), 0.1705, 0.8090)],
)
def test_newcombe_gives_the_published_intervals(
    one: tuple[int, int], other: tuple[int, int], lower: float, upper: float
) -> None:
    assert [round(end, 4) for end in newcombe_ends(*one, *other)] == [lower, upper]


def test_nobody_below_the_line_has_no_interval() -> None:
    assert evaluate("wilson('x', 'n', 'lower')", x=0, n=0) is None
    assert evaluate("wilson('x', 'n', 'upper')", x=None, n=None) is None


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_is_the_root_of_its_equation_and_stays_between_0_and_1(share: tuple[int, int]) -> None:
    x, n = share
    lower, upper = (evaluate(f"wilson('x', 'n', '{end}')", x=x, n=n) for end in ("lower", "upper"))
    assert (lower, upper) == pytest.approx(wilson(x, n), abs=1e-7)
    assert 0 <= lower <= x / n <= upper <= 1


def test_the_ratio_has_katz_interval_and_none_where_nobody_is_above_the_line() -> None:
    for end, sign in (("lower", -1), ("upper", 1)):
        call = f"katz('x', 'n', 'y', 'm', '{end}')"
        spread = math.sqrt(1 / 56 - 1 / 70 + 1 / 48 - 1 / 80)
        assert evaluate(call, x=56, n=70, y=48, m=80) == pytest.approx(4 / 3 * math.exp(sign * Z * spread))
        assert evaluate(call, x=0, n=70, y=48, m=80) is None
        assert evaluate(call, x=56, n=70, y=0, m=80) is None
        assert evaluate(call, x=70, n=70, y=80, m=80) == 1


@pytest.mark.parametrize("degrees", [1, 2, 3, 10, 30, 31, 60, 500])
def test_students_point_is_right_to_three_digits(degrees: int) -> None:
    assert evaluate("student_quantile('d')", d=degrees) == pytest.approx(stdtrit(degrees, 0.975), abs=6e-4)
