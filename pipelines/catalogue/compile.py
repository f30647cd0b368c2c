"""Checks a metric's expressions and fills in its parameters, so that dbt gets plain SQL it can trust.

Here: one metric with the sub-programs that selected it becomes one entry of the dbt variable `metrics`. Not here: the
SQL around the expressions (dbt_project/macros).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import sqlglot
from ruamel.yaml import YAML
from sqlglot import exp
from sqlglot.errors import SqlglotError

from pipelines.catalogue.model import Metric, Parameter
from pipelines.paths import DBT_PROJECT

PERIOD_COLUMNS = frozenset({"as_of", "starts_on", "ends_on", "start_count_on", "end_count_on"})
_FORBIDDEN = (exp.Query, exp.Command, exp.Anonymous, exp.DDL, exp.DML, exp.Window)


class MetricError(ValueError):
    """A metric that cannot be computed; the message names the metric, the part and the fix."""


def resolve(
    metric: Metric, sub_programs: Iterable[str], parameters: Mapping[str, Parameter]
) -> dict[str, Any]:
    """The entry of the dbt variable `metrics` for one metric, expressions checked and parameters filled in.

    Raises MetricError for an unknown parameter, fact or column, and for SQL that is not a plain expression.
    """
    unknown = set(parameters) - set(metric.parameters)
    if unknown:
        known = ", ".join(metric.parameters) or "none"
        raise MetricError(f"metric '{metric.id}' has no parameter {sorted(unknown)}; it has: {known}")
    values = {**metric.parameters, **parameters}
    rows = fact_columns(metric) | PERIOD_COLUMNS
    amounts = frozenset(metric.amounts)
    return {
        "metric_id": metric.id,
        "metric_version": metric.version,
        "metric_type": metric.type,
        "counted": metric.counted,
        "fact": metric.fact,
        "falls": metric.falls,
        "periods": list(metric.periods),
        "where": _expression(metric, "where", metric.where, values, rows),
        "amounts": {
            name: _expression(metric, f"amounts.{name}", text, values, rows)
            for name, text in metric.amounts.items()
        },
        "numerator": _expression(metric, "numerator", metric.numerator, values, amounts),
        "denominator": _expression(metric, "denominator", metric.denominator, values, amounts),
        "sub_programs": sorted(sub_programs),
    }


def fact_columns(metric: Metric) -> frozenset[str]:
    """The columns that dbt documents for the metric's fact; raises MetricError when there is no such fact."""
    path = DBT_PROJECT / "models" / "marts" / f"fct_{metric.fact}.yml"
    if not path.is_file():
        known = sorted(file.stem.removeprefix("fct_") for file in path.parent.glob("fct_*.yml"))
        raise MetricError(
            f"metric '{metric.id}': there is no fact '{metric.fact}'; known: {', '.join(known)}"
        )
    (model,) = YAML(typ="safe").load(path)["models"]
    return frozenset(column["name"] for column in model["columns"])


def _expression(
    metric: Metric, part: str, text: str, values: Mapping[str, Parameter], columns: frozenset[str]
) -> str:
    if not text:
        return ""
    where = f"metric '{metric.id}', {part}"
    try:
        filled = text.format(**{name: _literal(value) for name, value in values.items()})
        statements = sqlglot.parse(filled, dialect="duckdb")
    except KeyError as error:
        raise MetricError(f"{where}: there is no parameter {error}; add it to 'parameters'") from None
    except SqlglotError as error:
        raise MetricError(f"{where}: not a valid expression: {str(error).splitlines()[0]}") from None
    tree = statements[0]
    if tree is None or len(statements) > 1 or any(node.comments for node in tree.walk()):
        # What follows a semicolon would go into the SQL unread, and a comment would hide what follows it there.
        raise MetricError(f"{where}: only plain expressions are allowed, one without comments")
    if next(tree.find_all(*_FORBIDDEN), None) is not None:
        raise MetricError(f"{where}: only plain expressions are allowed, no queries or unknown functions")
    unknown = {column.name for column in tree.find_all(exp.Column)} - columns
    if unknown:
        raise MetricError(f"{where}: unknown {sorted(unknown)}; known: {', '.join(sorted(columns))}")
    return filled


def _literal(value: Parameter) -> str:
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else repr(value)
