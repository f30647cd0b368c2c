"""Which roll-ups are legal for which type of metric: DESIGN.md section 6 as rules that an entry meets or breaks.

Here: rules over the parts of an entry and over its parsed amounts. Not here: whether columns exist (compile.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from sqlglot import exp

if TYPE_CHECKING:
    from pipelines.catalogue.model import Metric

PEOPLE_KEYS = frozenset({"person_key", "household_key"})
_SUMS = (exp.Sum, exp.Count)
_LAST_OR_MEAN = (exp.ArgMax, exp.Avg)
_ALLOWED: Mapping[str, tuple[tuple[type[exp.Expr], ...], str]] = {
    "count": (_SUMS, "a count adds only sums and counts"),
    "stock": (
        _LAST_OR_MEAN,
        "a stock is the last report or the average of the period, never a sum; use latest() or avg()",
    ),
    "distinct": ((*_SUMS, exp.Max, exp.Min, exp.ArgMax), "people are counted, never averaged"),
    "rate": (
        (*_SUMS, exp.Max, exp.Min, exp.ArgMax),
        "rates are never averaged: add above and below the line",
    ),
}
_LINEAR = (exp.Add, exp.Sub, exp.Neg, exp.Paren, exp.Column, exp.Identifier, exp.Literal)


def broken_rules(metric: Metric) -> Iterator[str]:
    """What in an entry's parts contradicts its type, in words, each with the fix."""
    yield from _totals(metric) if metric.is_totals_only else _rows(metric)
    if metric.type == "population" and not metric.is_totals_only:
        yield "a population figure is as published and never made from partners' rows; write 'fact: total'"
    if metric.type == "stock" and metric.counted == "people":
        yield "people are not a stock; count them with 'type: distinct' and 'falls: overlapping'"
    if metric.type == "distinct" and metric.counted != "people":
        yield "a distinct count counts people; write 'counted: people'"
    if metric.type == "count" and metric.counted != "amount":
        yield "people are not added up over partners; write 'type: distinct'"


def broken_amounts(metric: Metric, amounts: Mapping[str, exp.Expr]) -> Iterator[tuple[str, str]]:
    """Pairs of part and rule, for aggregates that do not roll up as the metric's type demands."""
    allowed, rule = _ALLOWED[metric.type]
    for name, tree in amounts.items():
        aggregates = list(tree.find_all(exp.AggFunc))
        bare = [column for column in tree.find_all(exp.Column) if column.find_ancestor(exp.AggFunc) is None]
        if not aggregates or bare:
            yield f"amounts.{name}", "an amount is an aggregate over rows, such as sum(hours)"
        if any(not isinstance(aggregate, allowed) for aggregate in aggregates):
            yield f"amounts.{name}", rule
        elif metric.type == "count" and tree.find(exp.Distinct) is not None:
            yield (
                f"amounts.{name}",
                "different things do not add up over partners; count people with 'distinct'",
            )


def is_sum_of_amounts(tree: exp.Expr) -> bool:
    """Whether the sum over parts equals the expression over the whole: amounts added, or times a plain number."""
    if isinstance(tree, (exp.Mul, exp.Div)):
        left, right = tree.left, tree.right
        plain = right.find(exp.Column) is None or (
            isinstance(tree, exp.Mul) and left.find(exp.Column) is None
        )
        return plain and is_sum_of_amounts(left) and is_sum_of_amounts(right)
    if isinstance(tree, exp.Coalesce):
        return is_sum_of_amounts(tree.this) and all(map(_is_zero, tree.expressions))
    return isinstance(tree, _LINEAR) and all(map(is_sum_of_amounts, tree.iter_expressions()))


def _is_zero(tree: exp.Expr) -> bool:
    return isinstance(tree, exp.Literal) and not tree.is_string and float(tree.this) == 0


def _totals(metric: Metric) -> Iterator[str]:
    parts = ("where", "per", "amounts", "numerator", "denominator", "by", "never_pooled", "bands")
    told = [part for part in parts if getattr(metric, part)]
    if told:
        yield f"partners' totals are taken as they are; take out {', '.join(told)}"


def _rows(metric: Metric) -> Iterator[str]:
    if not metric.numerator:
        yield "it needs a numerator"
    if metric.type == "rate" and not metric.denominator:
        yield "a rate needs a denominator; rates are never averaged"
    if metric.type != "rate" and metric.denominator:
        yield "only a rate has a denominator; make it a rate or take it out"
    if metric.type == "stock" and metric.per and "partner_id" not in metric.per:
        yield "a stock is added over partners, so 'per' holds partner_id"
    if (
        metric.type == "distinct"
        and metric.per
        and set(metric.per) not in ({"person_key"}, {"household_key"})
    ):
        yield "a distinct count counts people or households; write 'per: [person_key]' or [household_key]"
    if metric.bands and (metric.type != "rate" or metric.counted != "people"):
        yield "bands class the people of a rate; write 'type: rate' and 'counted: people'"
    columns = [*metric.by, *metric.never_pooled, *metric.bands]
    if len(set(columns)) < len(columns):
        yield "'by', 'never_pooled' and 'bands' name one grouping twice"


def broken_versions(versions: Sequence[Metric]) -> Iterator[str]:
    """What keeps entries with one id from being versions of one metric, in words, each with the fix."""
    first = versions[0]
    numbers = [metric.version for metric in versions]
    if len(set(numbers)) < len(numbers):
        yield f"metric '{first.id}': a version is there twice; an id is never used again, give the new one its own"
    for part in ("type", "counted", "unit", "direction"):
        if len({getattr(metric, part) for metric in versions}) > 1:
            yield f"metric '{first.id}': versions differ in {part}, so they are different metrics; give each its own id"
