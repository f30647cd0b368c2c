"""What a contract is made of: columns and rules, as plain values.

Here: the values, and the rules that follow from a column. Not here: contracts as a whole (contract.py) and running
rules (judging.py).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

# A column that is not a string stands beside the text that it was read from, under its name and this suffix.
TEXT_SUFFIX = "__text"
PERSON_COLUMNS = ("person_token", "local_token", "identity_problem")

Severity = Literal["error", "warning"]
RuleKind = Literal["required", "type", "allowed", "range", "condition"]


class ContractError(ValueError):
    """A contract or its narrowing is not usable; the message names the contract, the column and the fix."""


@dataclass(frozen=True)
class Rule:
    """One rule of a contract, with the words of the fix that a partner reads.

    `query` selects the row numbers of the rows that break it, from the placeholder {batch}.
    """

    rule_id: str
    kind: RuleKind
    columns: tuple[str, ...]
    severity: Severity
    description: str
    fix: str
    allowed: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    query: str = ""

    @property
    def effect(self) -> Rule:
        """The rule without its words: two rules of the same effect reject the same rows."""
        return replace(self, description="", fix="", columns=())


@dataclass(frozen=True)
class Column:
    """One column of a contract; `physical_type` is the SQL type that accepted rows carry."""

    name: str
    logical_type: str
    physical_type: str
    required: bool
    description: str
    fix: str
    severity: Severity
    allowed: tuple[str, ...]
    minimum: float | None
    maximum: float | None
    is_identity: bool
    is_group: bool
    synonyms: tuple[str, ...]

    @property
    def text(self) -> str:
        """The column that holds what the partner wrote, readable or not."""
        return self.name if self.logical_type == "string" else self.name + TEXT_SUFFIX


def column_rules(column: Column) -> list[Rule]:
    """The rules that follow from a column's own properties: required, type, allowed values, range."""

    def rule(kind: RuleKind, words: str, severity: Severity = "error", **more: Any) -> Rule:
        return Rule(f"{column.name}.{kind}", kind, (column.name,), severity, words, column.fix, **more)

    rules = []
    if column.required:
        rules.append(rule("required", f"{column.name} is filled in."))
    if column.logical_type != "string":
        unread = f"{column.text} IS NOT NULL AND {column.name} IS NULL"
        query = f"SELECT row_number FROM {{batch}} WHERE {unread}"
        rules.append(rule("type", f"{column.name} is a {column.logical_type}.", query=query))
    if column.allowed:
        words = f"{column.name} is one of the agreed values."
        rules.append(rule("allowed", words, column.severity, allowed=column.allowed))
    if column.minimum is not None or column.maximum is not None:
        words = f"{column.name} lies in its range."
        rules.append(rule("range", words, minimum=column.minimum, maximum=column.maximum))
    return rules
