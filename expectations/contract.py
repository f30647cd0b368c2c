"""A shared-measurement contract, read from its Open Data Contract Standard document.

Here: a version of a contract as a value, and its reading. Not here: tightening it for one sub-program (tightening.py),
running the rules (enforcement.py) and a partner's way of writing the columns (mapping.py).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import sqlglot
from open_data_contract_standard.model import (
    CustomProperty,
    DataQuality,
    OpenDataContractStandard,
    SchemaProperty,
)

from expectations.rules import PERSON_COLUMNS, TEXT_SUFFIX, Column, ContractError, Rule, column_rules

__all__ = [
    "CONTRACTS_FOLDER",
    "PERSON_COLUMNS",
    "TEXT_SUFFIX",
    "ChangeLimits",
    "Column",
    "Contract",
    "ContractError",
    "Rule",
    "contract_versions",
    "document_path",
    "load_contract",
    "record_types",
]

CONTRACTS_FOLDER = Path(__file__).parent / "contracts"


@dataclass(frozen=True)
class ChangeLimits:
    """How far a batch may differ from the one in force before it, until somebody should look.

    Rows in percent of the earlier count; shares of filled cells and of values in percentage points. Batches of fewer
    than `from_rows` rows are not compared.
    """

    rows_fall_percent: float | None = None
    rows_rise_percent: float | None = None
    filled_falls_points: float | None = None
    value_moves_points: float | None = None
    from_rows: int = 1


@dataclass(frozen=True)
class Contract:
    """The rules that one record type must meet, as narrowed for one initiative."""

    record_type: str
    version: str
    title: str
    columns: tuple[Column, ...]
    conditions: tuple[Rule, ...]
    change: ChangeLimits = ChangeLimits()

    @property
    def major(self) -> int:
        """The number of the version: 2 for 2.0.0."""
        return int(self.version.split(".")[0])

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

    def with_columns(self, *changed: Column) -> Contract:
        """The contract with these columns in the place of those of the same name."""
        columns = {column.name: column for column in (*self.columns, *changed)}
        return replace(self, columns=tuple(columns.values()))

    def narrowed(self, allowed: Mapping[str, Iterable[str]]) -> Contract:
        """The contract with the values of some columns narrowed; a contract is never loosened.

        Raises ContractError when a value is given that the contract itself does not allow.
        """
        changed = []
        for name, values in allowed.items():
            column = self.column(name)
            wanted = tuple(dict.fromkeys(values))
            loosened = set(wanted) - set(column.allowed) if column.allowed else set()
            if loosened:
                raise ContractError(
                    f"'{self.record_type}.{name}' cannot allow {sorted(loosened)}: "
                    f"the contract allows only {sorted(column.allowed)}; narrow it, or release a new version"
                )
            changed.append(replace(column, allowed=wanted))
        return self.with_columns(*changed)

    @property
    def fingerprint(self) -> str:
        """Sixteen hex digits that change when any column or rule changes."""
        text = json.dumps(asdict(self), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def record_types() -> tuple[str, ...]:
    """The record types that have a contract, in alphabetical order."""
    return tuple(sorted(folder.name for folder in CONTRACTS_FOLDER.iterdir() if folder.is_dir()))


@cache
def contract_versions(record_type: str) -> tuple[int, ...]:
    """The released versions of a contract, the oldest first."""
    numbers = (path.stem.removeprefix("v") for path in (CONTRACTS_FOLDER / record_type).glob("v*.yaml"))
    return tuple(sorted(int(number) for number in numbers))


def document_path(record_type: str, version: int = 1) -> Path:
    """Where the document of a version stands; raises ContractError, naming what there is, when there is none."""
    path = CONTRACTS_FOLDER / record_type / f"v{version}.yaml"
    if not path.is_file():
        known = ", ".join(
            f"{name} v{number}" for name in record_types() for number in contract_versions(name)
        )
        raise ContractError(f"there is no contract '{record_type}' v{version}; known: {known}")
    return path


@cache
def load_contract(record_type: str, version: int = 1) -> Contract:
    """Read `contracts/<record_type>/v<version>.yaml`; raises ContractError when there is none."""
    document = OpenDataContractStandard.from_file(str(document_path(record_type, version)))
    (table,) = document.schema_ or []
    return Contract(
        record_type=record_type,
        version=str(document.version),
        title=str(document.name),
        columns=tuple(_column(item) for item in table.properties or []),
        conditions=tuple(_condition(item) for item in table.quality or []),
        change=ChangeLimits(**_custom(document.customProperties).get("change", {})),
    )


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
