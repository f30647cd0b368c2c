"""A shared-measurement contract, read from its Open Data Contract Standard document.

Here: columns and rules as plain values, and narrowing them for one initiative. Not here: running the rules
(enforcement.py, gx_engine.py) and a partner's way of writing the columns (mapping.py).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

import sqlglot
from open_data_contract_standard.model import (
    CustomProperty,
    DataQuality,
    OpenDataContractStandard,
    SchemaProperty,
)

CONTRACTS_FOLDER = Path(__file__).parent / "contracts"
# A column that is not a string stands beside the text that it was read from, under its name and this suffix.
TEXT_SUFFIX = "__text"
PERSON_COLUMNS = ("person_token", "local_token", "identity_problem")

Severity = Literal["error", "warning"]
RuleKind = Literal["required", "type", "allowed", "range", "condition"]


class ContractError(ValueError):
    """A contract or its narrowing is not usable; the message names the contract, the column and the fix."""


@dataclass(frozen=True)
class Rule:
    """One rule of a contract, with the words of the fix that a partner reads."""

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


@dataclass(frozen=True)
class Contract:
    """The rules that one record type must meet, as narrowed for one initiative."""

    record_type: str
    version: str
    title: str
    columns: tuple[Column, ...]
    conditions: tuple[Rule, ...]

    @property
    def value_columns(self) -> tuple[Column, ...]:
        """The columns that a partner's mapping fills; identity arrives as tokens from landing."""
        return tuple(column for column in self.columns if not column.is_identity)

    @property
    def has_people(self) -> bool:
        """Whether rows are about single people."""
        return any(column.is_identity for column in self.columns)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule, column rules first, in the order of the document."""
        derived = [rule for column in self.value_columns for rule in column_rules(column)]
        return (*derived, *self.conditions)

    def column(self, name: str) -> Column:
        """The column of that name; raises ContractError with the known names if there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        known = ", ".join(column.name for column in self.value_columns)
        raise ContractError(f"the contract '{self.record_type}' has no column '{name}'; it has: {known}")

    def narrowed(self, allowed: Mapping[str, Iterable[str]]) -> Contract:
        """The contract with the values of some columns narrowed; a contract is never loosened.

        Raises ContractError when a value is given that the contract itself does not allow.
        """
        columns = {column.name: column for column in self.columns}
        for name, values in allowed.items():
            column = self.column(name)
            wanted = tuple(dict.fromkeys(values))
            loosened = set(wanted) - set(column.allowed) if column.allowed else set()
            if loosened:
                raise ContractError(
                    f"'{self.record_type}.{name}' cannot allow {sorted(loosened)}: "
                    f"the contract allows only {sorted(column.allowed)}; narrow it, or release a new version"
                )
            columns[name] = replace(column, allowed=wanted)
        return replace(self, columns=tuple(columns.values()))

    @property
    def fingerprint(self) -> str:
        """Sixteen hex digits that change when any column or rule changes."""
        text = json.dumps(asdict(self), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def record_types() -> tuple[str, ...]:
    """The record types that have a contract, in alphabetical order."""
    return tuple(sorted(folder.name for folder in CONTRACTS_FOLDER.iterdir() if folder.is_dir()))


@cache
def load_contract(record_type: str, version: int = 1) -> Contract:
    """Read `contracts/<record_type>/v<version>.yaml`; raises ContractError when there is none."""
    path = CONTRACTS_FOLDER / record_type / f"v{version}.yaml"
    if not path.is_file():
        raise ContractError(
            f"there is no contract '{record_type}' v{version}; known: {', '.join(record_types())}"
        )
    document = OpenDataContractStandard.from_file(str(path))
    (table,) = document.schema_ or []
    return Contract(
        record_type=record_type,
        version=str(document.version),
        title=str(document.name),
        columns=tuple(_column(item) for item in table.properties or []),
        conditions=tuple(_condition(item) for item in table.quality or []),
    )


def column_rules(column: Column) -> list[Rule]:
    """The rules that follow from a column's own properties: required, type, allowed values, range."""

    def rule(kind: RuleKind, words: str, severity: Severity = "error", **more: Any) -> Rule:
        return Rule(f"{column.name}.{kind}", kind, (column.name,), severity, words, column.fix, **more)

    rules = []
    if column.required:
        rules.append(rule("required", f"{column.name} is filled in."))
    if column.logical_type != "string":
        unread = f"{column.name}{TEXT_SUFFIX} IS NOT NULL AND {column.name} IS NULL"
        query = f"SELECT row_number FROM {{batch}} WHERE {unread}"
        rules.append(rule("type", f"{column.name} is a {column.logical_type}.", query=query))
    if column.allowed:
        words = f"{column.name} is one of the agreed values."
        rules.append(rule("allowed", words, column.severity, allowed=column.allowed))
    if column.minimum is not None or column.maximum is not None:
        words = f"{column.name} lies in its range."
        rules.append(rule("range", words, minimum=column.minimum, maximum=column.maximum))
    return rules


def _column(item: SchemaProperty) -> Column:
    options = item.logicalTypeOptions or {}
    custom = _custom(item.customProperties)
    return Column(
        name=str(item.name),
        logical_type=str(item.logicalType),
        physical_type=str(item.physicalType),
        required=bool(item.required),
        description=str(item.description),
        fix=str(custom.get("fix", "")),
        severity="warning" if custom.get("severity") == "warning" else "error",
        allowed=tuple(str(entry.value) for entry in item.enum or []),
        minimum=options.get("minimum"),
        maximum=options.get("maximum"),
        is_identity=bool(custom.get("identity", False)),
        is_group=bool(custom.get("group", False)),
        synonyms=tuple(str(entry.synonym) for entry in item.synonyms or []),
    )


def _condition(item: DataQuality) -> Rule:
    implementation: Any = item.implementation
    query = implementation["kwargs"]["unexpected_rows_query"]
    return Rule(
        rule_id=str(item.id),
        kind="condition",
        columns=_columns_read(query),
        severity="warning" if item.severity == "warning" else "error",
        description=str(item.description),
        fix=str(_custom(item.customProperties).get("fix", "")),
        query=query,
    )


def _columns_read(query: str) -> tuple[str, ...]:
    tree = sqlglot.parse_one(query.format(batch="batch", as_of="CURRENT_DATE"), dialect="duckdb")
    names = {column.name for column in tree.find_all(sqlglot.exp.Column)}
    return tuple(sorted(names - {"row_number", "copy"}))


def _custom(properties: Sequence[CustomProperty] | None) -> dict[str, Any]:
    return {str(entry.property): entry.value for entry in properties or []}
