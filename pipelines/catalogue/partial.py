"""Splits amounts in two: what the rows of one person, partner and place add up to, and what those parts add up to.

Here: which aggregates can be taken in two steps, and how. It lets dbt put a person's rows together once before they
are rolled up in every direction. Not here: whether an amount is legal (rules.py).
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

# The columns that the parts keep, so that different ones among them can still be counted.
_KEPT = frozenset({"partner_id", "sub_program_id"})
_AGAIN: Mapping[type[exp.Expr], type[exp.Func]] = {
    exp.Sum: exp.Sum, exp.Count: exp.Sum, exp.Min: exp.Min, exp.Max: exp.Max,
}  # fmt: skip

Parts = dict[str, str]


def in_two_steps(amounts: Mapping[str, exp.Expr]) -> tuple[Parts, Parts] | None:
    """SQL of the parts by made-up names, and of the amounts over those parts by their own names.

    `amounts`: parsed aggregates over rows. None where one of them needs all its rows at once, as an average does.
    """
    parts: Parts = {}
    wholes: Parts = {}
    for name, tree in amounts.items():
        whole = tree.copy()
        for aggregate in list(whole.find_all(exp.AggFunc)):
            if _counts_kept_column(aggregate):
                continue
            again = _AGAIN.get(type(aggregate))
            if again is None or aggregate.find(exp.Distinct) is not None:
                return None
            part = f"part_{len(parts) + 1}"
            parts[part] = aggregate.sql(dialect="duckdb")
            taken = again(this=exp.column(part))
            if aggregate is whole:
                whole = taken
            else:
                aggregate.replace(taken)
        wholes[name] = whole.sql(dialect="duckdb")
    return parts, wholes


def _counts_kept_column(aggregate: exp.Expr) -> bool:
    different = aggregate.this
    if not isinstance(aggregate, exp.Count) or not isinstance(different, exp.Distinct):
        return False
    return all(isinstance(one, exp.Column) and one.name in _KEPT for one in different.expressions)
