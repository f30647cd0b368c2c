"""A contract and the version before it, while both are accepted: which rules each has, and what will be rejected later.

Here: the rules of both as one list, and the results as a partner reads them. Not here: evaluating rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from expectations.contract import Contract
from expectations.rules import ContractError, Rule

Outcome = Literal["met", "violated", "not_evaluable"]


@dataclass(frozen=True)
class Grace:
    """The version that is accepted beside the one in force, and the last day on which it is."""

    earlier: Contract
    until: date


@dataclass(frozen=True)
class Clause:
    """One rule of one or both versions. `key` is its id, with the version behind it where only the earlier has it."""

    key: str
    rule: Rule
    in_current: bool
    in_earlier: bool

    @property
    def rejects(self) -> bool:
        """Whether a row that breaks it does not meet the versions that it belongs to."""
        return self.rule.severity == "error"


@dataclass(frozen=True)
class RuleResult:
    """The outcome of one rule on one batch."""

    rule_id: str
    column_name: str | None
    severity: str
    outcome: Outcome
    violations: int
    rows_checked: int
    description: str
    fix: str


def clauses(current: Contract, earlier: Contract | None) -> list[Clause]:
    """Every rule of both versions; a rule that both have stands once."""
    if earlier is None:
        return [Clause(rule.rule_id, rule, True, False) for rule in current.rules]
    before = {rule.effect for rule in earlier.rules}
    now = {rule.effect for rule in current.rules}
    found = [Clause(rule.rule_id, rule, True, rule.effect in before) for rule in current.rules]
    return found + [
        Clause(f"{rule.rule_id}@{earlier.major}", rule, False, True)
        for rule in earlier.rules
        if rule.effect not in now
    ]


def merged(current: Contract, earlier: Contract | None) -> Contract:
    """A contract with the columns of both versions, for reading rows.

    Raises ContractError where a column changed its type: the same name means the same quantity in every version.
    """
    if earlier is None:
        return current
    own = {column.name: column for column in current.columns}
    for column in earlier.columns:
        kind = own.get(column.name, column).physical_type
        if column.physical_type != kind:
            raise ContractError(
                f"'{current.record_type}.{column.name}' is {column.physical_type} in version {earlier.major} and "
                f"{kind} in version {current.major}; give the new one another name"
            )
    return current.with_columns(*(column for column in earlier.columns if column.name not in own))


def result(rule: Rule, violations: int | None, rows: int) -> RuleResult:
    """What is kept of a rule on a batch; `violations` is None where it could not be evaluated."""
    outcome: Outcome = "not_evaluable" if violations is None else "violated" if violations else "met"
    column = rule.columns[0] if rule.kind != "condition" else None
    return RuleResult(
        rule.rule_id, column, rule.severity, outcome, violations or 0, rows, rule.description, rule.fix
    )


def coming(found: Sequence[Clause], current: Contract, grace: Grace) -> Iterable[tuple[Clause, Rule]]:
    """The error rules that only the new version has, as warnings about what the grace period still lets through."""
    for clause in found:
        if clause.in_current and not clause.in_earlier and clause.rejects:
            words = f"Rejected after {grace.until.isoformat()}: {clause.rule.description}"
            rule_id = f"{clause.rule.rule_id}.v{current.major}"
            yield clause, replace(clause.rule, rule_id=rule_id, severity="warning", description=words)
