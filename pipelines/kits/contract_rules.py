"""A contract's conditions as a form can ask them: limits, answers that another answer needs, choices that fit.

Read with sqlglot from the queries that find rows in breach. What is no such condition (a comparison of rows, a token)
is left to the contract itself, which judges every row again when the kit comes back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

import sqlglot
from sqlglot import exp
from sqlglot.optimizer.simplify import simplify

from expectations.contract import Contract, Rule

Case = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Today:
    """The day on which the answer is given, and years added to it."""

    years: int = 0


@dataclass(frozen=True)
class Other:
    """The answer to another question of the same row."""

    column: str


Value = float | date | Today | Other


@dataclass(frozen=True)
class Limit:
    """The answer is at least, or at most, a value; `is_error` tells whether a breach rejects the row."""

    column: str
    at_least: bool
    value: Value
    is_error: bool
    rule_id: str
    fix: str


@dataclass(frozen=True)
class Needed:
    """The answer may not be empty in the case that other answers are among these values."""

    column: str
    case: Case
    is_error: bool
    rule_id: str
    fix: str


@dataclass(frozen=True)
class Fitting:
    """The only values that fit in a case."""

    column: str
    case: Case
    values: tuple[str, ...]


@dataclass(frozen=True)
class FormRules:
    """Everything of a contract's conditions that a form can ask for."""

    limits: tuple[Limit, ...]
    needed: tuple[Needed, ...]
    fitting: tuple[Fitting, ...]


def form_rules(contract: Contract) -> FormRules:
    """The limits, needs and fitting values of a contract."""
    return _form_rules(contract.conditions, frozenset(column.name for column in contract.value_columns))


@cache
def _form_rules(conditions: tuple[Rule, ...], known: frozenset[str]) -> FormRules:
    found = [
        rule
        for condition in conditions
        for breach in _breaches(condition)
        for rule in _rules(condition, breach)
        if _names(rule) <= known
    ]
    return FormRules(
        tuple(rule for rule in found if isinstance(rule, Limit)),
        tuple(rule for rule in found if isinstance(rule, Needed)),
        tuple(rule for rule in found if isinstance(rule, Fitting)),
    )


def _names(rule: Limit | Needed | Fitting) -> set[str]:
    if isinstance(rule, Limit):
        return {rule.column, *([rule.value.column] if isinstance(rule.value, Other) else [])}
    return {rule.column, *(name for name, _ in rule.case)}


def _breaches(rule: Rule) -> Iterator[exp.Expr]:
    """The alternatives of `WHERE a OR b` of a query over single rows; none for any other query."""
    text = rule.query.format(batch="batch", as_of="CURRENT_DATE")
    tree = sqlglot.parse_one(text, dialect="duckdb")
    where = tree.args.get("where")
    if where is None or len(list(tree.find_all(exp.Query))) > 1 or tree.find(exp.Window):
        return
    # A rule that says what must hold comes as `NOT (...)`. Others stay as written: simplifying swaps the sides.
    is_negated = isinstance(where.this.unnest(), exp.Not)
    yield from _alternatives(simplify(where.this, dialect="duckdb") if is_negated else where.this)


def _alternatives(tree: exp.Expr) -> Iterator[exp.Expr]:
    tree = tree.unnest()
    if isinstance(tree, exp.Or):
        yield from _alternatives(tree.left)
        yield from _alternatives(tree.right)
    else:
        yield tree


def _rules(rule: Rule, breach: exp.Expr) -> Iterator[Limit | Needed | Fitting]:
    parts = [part.unnest() for part in (breach.flatten() if isinstance(breach, exp.And) else [breach])]
    case = tuple(sorted(pair for part in parts if (pair := _pair(part)) is not None))
    others = [part for part in parts if _pair(part) is None]
    if len(others) != 1:
        return
    for part in _alternatives(others[0]):
        if isinstance(part, exp.Is) and isinstance(part.expression, exp.Null):
            yield Needed(part.this.name, case, rule.severity == "error", rule.rule_id, rule.fix)
        elif isinstance(part, exp.Not) and isinstance(part.this, exp.In):
            values = tuple(item.name for item in part.this.expressions)
            yield Fitting(part.this.this.name, case, values)
        elif not case and (limit := _limit(rule, part)) is not None:
            yield limit


def _pair(part: exp.Expr) -> tuple[str, tuple[str, ...]] | None:
    """`column = 'text'` and `column IN ('text', 'other')`."""
    if isinstance(part, exp.EQ):
        options = [part.expression]
    elif isinstance(part, exp.In):
        options = part.expressions
    else:
        return None
    is_text = bool(options) and all(isinstance(item, exp.Literal) and item.is_string for item in options)
    return (part.this.name, tuple(item.name for item in options)) if is_text else None


def _limit(rule: Rule, part: exp.Expr) -> Limit | None:
    """What must hold where `column < value` is a breach: at least the value."""
    if not isinstance(part, exp.LT | exp.GT) or not isinstance(part.this, exp.Column):
        return None
    value = _value(part.expression.unnest())
    if value is None:
        return None
    return Limit(
        part.this.name, isinstance(part, exp.LT), value, rule.severity == "error", rule.rule_id, rule.fix
    )


def _value(node: exp.Expr) -> Value | None:
    if isinstance(node, exp.Column):
        return Other(node.name)
    if isinstance(node, exp.CurrentDate):
        return Today()
    if isinstance(node, exp.Cast) and node.to.is_type("date"):
        return date.fromisoformat(node.this.name)
    if isinstance(node, exp.Literal) and not node.is_string:
        return float(node.name)
    if isinstance(node, exp.Add) and isinstance(node.left, exp.CurrentDate):
        interval = node.right
        if isinstance(interval, exp.Interval) and str(interval.args["unit"]).upper() == "YEAR":
            return Today(int(interval.this.name))
    return None
