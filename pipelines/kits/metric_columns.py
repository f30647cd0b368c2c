"""Which columns of the contracts a metric reads: from its expressions to its fact, from the fact to the contracts.

The expressions are read with sqlglot. What a fact's column is made of stands beside the column, in the fact's YAML
(`meta: from` and `meta: rows_from`); a test derives the same from the SQL of the models.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlglot
from ruamel.yaml import YAML
from sqlglot import exp

from pipelines.catalogue import Metric, resolve
from pipelines.catalogue.compile import PERIOD_COLUMNS
from pipelines.paths import DBT_PROJECT

ANY = "any"
_PERIOD = ("from_date", "to_date")


@dataclass(frozen=True)
class ContractColumn:
    """One column of the contract of a record type."""

    record_type: str
    name: str


@dataclass(frozen=True)
class FactSources:
    """What a fact is made of: each of its columns, and the columns and values that decide which rows it has."""

    columns: Mapping[str, tuple[ContractColumn, ...]]
    rows: Mapping[ContractColumn, str]


@dataclass(frozen=True)
class MetricColumns:
    """What a metric reads: columns for its figures, columns for its periods, and the only values that it counts."""

    figures: frozenset[ContractColumn]
    periods: frozenset[ContractColumn]
    values: Mapping[ContractColumn, frozenset[str]]


@cache
def fact_sources(fact: str) -> FactSources:
    """The sources of `marts/fct_<fact>`, as its YAML states them."""
    path = DBT_PROJECT / "models" / "marts" / f"fct_{fact}.yml"
    (model,) = YAML(typ="safe").load(path)["models"]
    columns = {
        column["name"]: tuple(map(_contract_column, _meta(column).get("from", [])))
        for column in model["columns"]
    }
    rows = {_contract_column(name): str(value) for name, value in _meta(model).get("rows_from", {}).items()}
    return FactSources(columns, rows)


def metric_columns(metric: Metric) -> MetricColumns:
    """The contract columns behind one metric, people and places aside. Raises MetricError as `resolve` does."""
    return _metric_columns(metric.model_dump_json())


@cache
def _metric_columns(document: str) -> MetricColumns:
    """The same, for the metric's document: a model cannot be a key of a cache, and an asset graph asks often."""
    metric = Metric.model_validate_json(document)
    entry = resolve(metric, [], metric.parameters)
    sources = fact_sources(metric.fact)
    read = _columns([entry["where"], entry["numerator"], entry["denominator"], *entry["amounts"].values()])
    read |= {*entry.get("per", []), *entry.get("by", []), *entry.get("never_pooled", [])}
    figures = {source for name in read for source in sources.columns.get(name, ())}
    periods = {source for name in _PERIOD for source in sources.columns.get(name, ())}
    values = {column: frozenset({value}) for column, value in sources.rows.items() if value != ANY}
    for name, allowed in _equalities(entry["where"]).items():
        values |= dict.fromkeys(sources.columns.get(name, ()), allowed)
    return MetricColumns(frozenset(figures | set(sources.rows)), frozenset(periods), values)


def _meta(node: Mapping[str, Any]) -> dict[str, Any]:
    return dict(node.get("config", {}).get("meta", {}))


def _contract_column(text: str) -> ContractColumn:
    record_type, _, name = text.partition(".")
    return ContractColumn(record_type, name)


def _columns(expressions: Iterable[str]) -> set[str]:
    """The columns that expressions name; amounts are columns to a numerator, and no fact has a column of that name."""
    trees = [sqlglot.parse_one(text, dialect="duckdb") for text in expressions if text]
    found = {column.name for tree in trees for column in tree.find_all(exp.Column)}
    return found - PERIOD_COLUMNS


def _equalities(where: str) -> dict[str, frozenset[str]]:
    """Columns that the condition as a whole binds to texts: `setting = 'school' and ...`."""
    if not where:
        return {}
    tree = sqlglot.parse_one(where, dialect="duckdb")
    parts = tree.flatten() if isinstance(tree, exp.And) else [tree]
    bound = {}
    for part in (part.unnest() for part in parts):
        left, right = part.args.get("this"), part.args.get("expression")
        if isinstance(part, exp.EQ) and isinstance(left, exp.Column) and isinstance(right, exp.Literal):
            bound[left.name] = frozenset({right.name})
        if isinstance(part, exp.In) and isinstance(left, exp.Column) and part.expressions:
            bound[left.name] = frozenset(item.name for item in part.expressions)
    return bound
