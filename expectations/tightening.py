"""Makes a contract tighter for one sub-program. A contract is never loosened.

Here: what may be tightened and what follows for the rules. Not here: which sub-program asked for it (pipelines).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from expectations.contract import Contract
from expectations.mapping_sql import literal
from expectations.rules import Column, ContractError, Rule, Severity
from expectations.violations import violation

_FORBIDDEN = (
    exp.Query, exp.Command, exp.Anonymous, exp.DDL, exp.DML, exp.Window, exp.AggFunc, exp.Placeholder, exp.Parameter,
    exp.Star, exp.Rand, exp.CurrentDate, exp.CurrentTime, exp.CurrentTimestamp, exp.CurrentDatetime,
)  # fmt: skip


@dataclass(frozen=True)
class Condition:
    """A rule of one sub-program's own: what must hold in every row, with the words of the fix."""

    rule_id: str
    must_hold: str
    description: str
    fix: str
    severity: Severity = "error"


@dataclass(frozen=True)
class Tightening:
    """What one sub-program asks for beyond the contract; empty parts change nothing."""

    column: str | None = None
    allowed: tuple[str, ...] = ()
    required: bool = False
    minimum: float | None = None
    maximum: float | None = None
    fix: str | None = None
    conditions: tuple[Condition, ...] = ()
    to_error: tuple[str, ...] = ()


def tightened(contract: Contract, wanted: Tightening, sub_program: str | None = None) -> Contract:
    """The contract with the tightening, for rows of one sub-program where a feed has rows of several.

    Raises ContractError where it would loosen the contract, names what is not there, or is not a plain condition.
    """
    tighter = contract
    if wanted.column is not None:
        tighter = tighter.with_columns(_column(tighter, wanted, tighter.column(wanted.column)))
    for rule_id in wanted.to_error:
        tighter = _raised(tighter, rule_id)
    tighter = _with_rules(tighter, [_rule(tighter, condition) for condition in wanted.conditions])
    return tighter if sub_program is None else _scoped(contract, tighter, sub_program)


def _column(contract: Contract, wanted: Tightening, column: Column) -> Column:
    if wanted.allowed:
        column = contract.narrowed({column.name: wanted.allowed}).column(column.name)
    if wanted.minimum is not None or wanted.maximum is not None:
        column = _bounded(contract, wanted, column)
    return replace(column, required=column.required or wanted.required, fix=wanted.fix or column.fix)


def _bounded(contract: Contract, wanted: Tightening, column: Column) -> Column:
    name = f"'{contract.record_type}.{column.name}'"
    if column.logical_type not in ("integer", "number"):
        raise ContractError(f"{name} is a {column.logical_type}: only numbers have a range")
    low = column.minimum if wanted.minimum is None else wanted.minimum
    high = column.maximum if wanted.maximum is None else wanted.maximum
    if column.minimum is not None and low is not None and low < column.minimum:
        raise ContractError(f"{name} cannot start at {low:g}: the contract starts at {column.minimum:g}")
    if column.maximum is not None and high is not None and high > column.maximum:
        raise ContractError(f"{name} cannot reach {high:g}: the contract ends at {column.maximum:g}")
    if low is not None and high is not None and low > high:
        raise ContractError(f"{name} would allow nothing: {low:g} is more than {high:g}")
    return replace(column, minimum=low, maximum=high)


def _raised(contract: Contract, rule_id: str) -> Contract:
    """The contract in which a warning has become an error."""
    warnings = {rule.rule_id: rule for rule in contract.rules if rule.severity == "warning"}
    if rule_id not in warnings:
        known = ", ".join(warnings) or "none"
        raise ContractError(f"'{contract.record_type}' has no warning '{rule_id}'; it has: {known}")
    rule = warnings[rule_id]
    if rule.kind != "condition":
        return contract.with_columns(replace(contract.column(rule.columns[0]), severity="error"))
    rules = [replace(one, severity="error") if one is rule else one for one in contract.conditions]
    return replace(contract, conditions=tuple(rules))


def _rule(contract: Contract, condition: Condition) -> Rule:
    tree = checked_condition(contract, condition.must_hold)
    names = sorted({column.name for column in tree.find_all(exp.Column)} - {"as_of"})
    kept = tree.transform(_with_day).sql(dialect="duckdb", comments=False)
    return Rule(
        rule_id=condition.rule_id,
        kind="condition",
        columns=tuple(names),
        severity=condition.severity,
        description=condition.description,
        fix=condition.fix,
        query=f"SELECT row_number FROM {{batch}} WHERE NOT ({kept})",
    )


def _with_day(node: Any) -> Any:
    return exp.var("{as_of}") if isinstance(node, exp.Column) and node.name == "as_of" else node


def checked_condition(contract: Contract, text: str) -> Any:
    """A sqlglot tree of a condition over the columns and `as_of`; raises ContractError for anything else."""
    where = f"'{contract.record_type}', condition '{text}'"
    if "{" in text or "}" in text:
        raise ContractError(f"{where}: braces are not allowed")
    try:
        trees: list[Any] = sqlglot.parse(text, dialect="duckdb")
    except SqlglotError as error:
        raise ContractError(f"{where}: not a valid condition: {str(error).splitlines()[0]}") from None
    tree = trees[0] if len(trees) == 1 else None
    if tree is None or next(tree.find_all(*_FORBIDDEN), None) is not None:
        raise ContractError(
            f"{where}: only plain conditions on one row are allowed, no queries or functions of time"
        )
    known = [column.name for column in contract.value_columns]
    unknown = {column.name for column in tree.find_all(exp.Column)} - {*known, "as_of"}
    if unknown or any(column.table for column in tree.find_all(exp.Column)):
        raise ContractError(f"{where}: unknown {sorted(unknown)}; known: {', '.join(known)}, as_of")
    return tree


def _with_rules(contract: Contract, rules: Iterable[Rule]) -> Contract:
    for rule in rules:
        if any(rule.rule_id == known.rule_id for known in contract.rules):
            raise ContractError(
                f"'{contract.record_type}' has a rule '{rule.rule_id}' already; give another id"
            )
        contract = replace(contract, conditions=(*contract.conditions, rule))
    return contract


def _scoped(contract: Contract, tighter: Contract, sub_program: str) -> Contract:
    """The contract itself, and what is tighter as rules for the rows of the sub-program alone."""
    before = {rule.effect for rule in contract.rules}
    columns = {column.name: column for column in tighter.columns}
    inside = f"sub_program = {literal(sub_program)}"
    own = []
    for rule in (rule for rule in tighter.rules if rule.effect not in before):
        test = violation(rule, columns)
        broken = f"({test})" if test else f"row_number IN ({rule.query})"
        query = f"SELECT row_number FROM {{batch}} WHERE {inside} AND {broken}"
        names = tuple(dict.fromkeys(("sub_program", *rule.columns)))
        own.append(
            replace(
                rule, rule_id=f"{sub_program}.{rule.rule_id}", kind="condition", columns=names, query=query,
                allowed=(), minimum=None, maximum=None, description=f"In {sub_program}: {rule.description}",
            )
        )  # fmt: skip
    return _with_rules(contract, own)
