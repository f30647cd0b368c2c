"""Checks a metric's expressions and fills in its parameters, so that dbt gets plain SQL it can trust.

Here: one metric with the sub-programs that selected it becomes one entry of the dbt variable `metrics`. Not here: the
SQL around the expressions (dbt_project/macros), and which roll-ups are legal (rules.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import sqlglot
from ruamel.yaml import YAML
from sqlglot import exp
from sqlglot.errors import SqlglotError

from pipelines.catalogue.model import Metric, Parameter
from pipelines.catalogue.partial import in_two_steps
from pipelines.catalogue.rules import PEOPLE_KEYS, broken_amounts, is_sum_of_amounts
from pipelines.paths import DBT_PROJECT

PERIOD_COLUMNS = frozenset({"as_of", "starts_on", "ends_on", "start_count_on", "end_count_on"})
# What tells rows of one day apart, so that the last report is the same one every time.
REPORT_ORDER = ("to_date", "from_date", "partner_id", "feed_id", "batch_id", "row_number")
_EVERY_FACT = ("partner_id", "sub_program_id", "batch_id", "from_date", "to_date")
_MARTS = DBT_PROJECT / "models" / "marts"
_FORBIDDEN = (exp.Query, exp.Command, exp.Anonymous, exp.DDL, exp.DML, exp.Window)
# Cells are made of these already, and nobody is shown one by one.
_NO_GROUPING = PEOPLE_KEYS | {
    "person_key_strict", "person_key_loose", "feed_id", "batch_id", "row_number", "partner_id", "sub_program_id",
    "area_id", "period_id",
}  # fmt: skip


class MetricError(ValueError):
    """A metric that cannot be computed; the message names the metric, the part and the fix."""


def resolve(
    metric: Metric, sub_programs: Iterable[str], parameters: Mapping[str, Parameter]
) -> dict[str, Any]:
    """The entry of the dbt variable `metrics` for one metric, expressions checked and parameters filled in.

    What the metric leaves at its default is left out of the entry. Raises MetricError for an unknown parameter, fact
    or column, for SQL that is not a plain expression, and for a roll-up that the metric's type forbids.
    """
    unknown = set(parameters) - set(metric.parameters)
    if unknown:
        known = ", ".join(metric.parameters) or "none"
        raise MetricError(f"metric '{metric.id}' has no parameter {sorted(unknown)}; it has: {known}")
    values = {**metric.parameters, **parameters}
    rows = fact_columns(metric)
    entry = {
        "metric_id": metric.id,
        "metric_version": metric.version,
        "metric_type": metric.type,
        "counted": metric.counted,
        "fact": metric.fact,
        "falls": metric.falls,
        "periods": list(metric.periods),
        "sub_programs": sorted(sub_programs),
        **_expressions(metric, values, rows),
    }
    if metric.is_totals_only:
        return entry
    entry |= _groupings(metric, values, rows)
    return entry | _last_report(entry, rows) | _two_steps(metric, entry)


def countable_facts() -> list[str]:
    """The facts that a metric may count, by name without the prefix: every model marts/fct_* but partners' totals."""
    return [name for name in _facts() if name != "total"]


def _facts() -> list[str]:
    return sorted(file.stem.removeprefix("fct_") for file in _MARTS.glob("fct_*.yml"))


def fact_columns(metric: Metric) -> frozenset[str]:
    """The columns that dbt documents for the metric's fact; raises MetricError when there is no such fact."""
    if metric.fact not in _facts():
        raise MetricError(
            f"metric '{metric.id}': there is no fact '{metric.fact}'; known: {', '.join(_facts())}"
        )
    (model,) = YAML(typ="safe").load(_MARTS / f"fct_{metric.fact}.yml")["models"]
    return frozenset(column["name"] for column in model["columns"])


def _expressions(metric: Metric, values: Mapping[str, Parameter], rows: frozenset[str]) -> dict[str, Any]:
    rows = rows | PERIOD_COLUMNS
    amounts, trees = {}, {}
    for name, text in metric.amounts.items():
        part = f"amounts.{name}"
        filled = _filled(metric, part, text, values)
        tree = _parsed(metric, part, filled)
        amounts[name] = _as_sql(filled, tree)
        trees[name] = _parsed(metric, part, amounts[name])
        _check(
            metric, part, trees[name], rows | {"report_order"} if "report_order" in amounts[name] else rows
        )
    if not metric.is_totals_only:
        for part, rule in broken_amounts(metric, trees):
            raise MetricError(f"metric '{metric.id}', {part}: {rule}")
    known = frozenset(amounts)
    numerator = _expression(metric, "numerator", metric.numerator, values, known)
    if metric.type in ("count", "stock") and numerator:
        _check_sum(metric, numerator)
    return {
        "where": _expression(metric, "where", metric.where, values, rows),
        "amounts": amounts,
        "numerator": numerator,
        "denominator": _expression(metric, "denominator", metric.denominator, values, known),
    }


def _check_sum(metric: Metric, numerator: str) -> None:
    if not is_sum_of_amounts(_parsed(metric, "numerator", numerator)):
        raise MetricError(
            f"metric '{metric.id}', numerator: a {metric.type} adds up only as a sum of amounts; "
            "put the rest into 'amounts', or make it a rate"
        )


def _groupings(metric: Metric, values: Mapping[str, Parameter], rows: frozenset[str]) -> dict[str, Any]:
    if missing := [name for name in _EVERY_FACT if name not in rows]:
        raise MetricError(
            f"metric '{metric.id}': fact '{metric.fact}' has no {', '.join(missing)}; add it to the model"
        )
    default = ["person_key"] if "person_key" in rows else ["partner_id"]
    per = metric.per or default
    _known(metric, "per", per, rows)
    for part, columns in (("by", metric.by), ("never_pooled", metric.never_pooled)):
        _known(metric, part, columns, rows - _NO_GROUPING)
    about_people = bool(PEOPLE_KEYS & set(per))
    if "person_key" in rows and not about_people:
        raise MetricError(
            f"metric '{metric.id}', per: rows about people are counted per person_key or household_key, "
            "or nobody could tell how few stand behind a figure"
        )
    if metric.counted == "people" and not about_people:
        raise MetricError(
            f"metric '{metric.id}', per: people are counted per person_key or household_key, "
            f"which fact '{metric.fact}' does not have; write 'counted: amount'"
        )
    if metric.type == "stock":
        # Stocks of places, sub-programs and kinds are added, so each is a series of its own.
        own = ("sub_program_id", "area_id", *metric.by, *metric.never_pooled)
        per = list(dict.fromkeys([*per, *(name for name in own if name in rows)]))
    bands = {
        name: {
            value: _expression(metric, f"bands.{name}.{value}", told.when, values, frozenset(metric.amounts))
            for value, told in band.values.items()
        }
        for name, band in metric.bands.items()
    }
    told = {"by": list(metric.by), "never_pooled": list(metric.never_pooled), "bands": bands}
    return {
        **{name: value for name, value in told.items() if value},
        **({} if per == ["person_key"] else {"per": list(per)}),
        **({} if "area_id" in rows else {"has_areas": False}),
    }


def _two_steps(metric: Metric, entry: Mapping[str, Any]) -> dict[str, Any]:
    # Whoever is counted by a column of the fact beside the person has few rows to put together.
    if entry.get("per", ["person_key"]) not in (["person_key"], ["household_key"]):
        return {}
    trees = {name: _parsed(metric, f"amounts.{name}", text) for name, text in entry["amounts"].items()}
    split = in_two_steps(trees)
    return {} if split is None else {"parts": split[0], "amounts_of_parts": split[1]}


def _last_report(entry: Mapping[str, Any], rows: frozenset[str]) -> dict[str, Any]:
    uses = any("report_order" in text for text in entry["amounts"].values())
    return {"report_order": [name for name in REPORT_ORDER if name in rows]} if uses else {}


def _known(metric: Metric, part: str, names: Iterable[str], known: frozenset[str]) -> None:
    unknown = set(names) - known
    if unknown:
        raise MetricError(
            f"metric '{metric.id}', {part}: unknown {sorted(unknown)}; known: {', '.join(sorted(known))}"
        )


def _expression(
    metric: Metric, part: str, text: str, values: Mapping[str, Parameter], columns: frozenset[str]
) -> str:
    if not text:
        return ""
    filled = _filled(metric, part, text, values)
    tree = _parsed(metric, part, filled)
    _check(metric, part, tree, columns)
    if tree.find(exp.AggFunc) is not None:
        raise MetricError(f"metric '{metric.id}', {part}: aggregates belong into 'amounts'")
    return filled


def _filled(metric: Metric, part: str, text: str, values: Mapping[str, Parameter]) -> str:
    try:
        return text.format(**{name: _literal(value) for name, value in values.items()})
    except KeyError as error:
        raise MetricError(
            f"metric '{metric.id}', {part}: there is no parameter {error}; add it to 'parameters'"
        ) from None


def _parsed(metric: Metric, part: str, filled: str) -> exp.Expr:
    where = f"metric '{metric.id}', {part}"
    try:
        statements = sqlglot.parse(filled, dialect="duckdb")
    except SqlglotError as error:
        raise MetricError(f"{where}: not a valid expression: {str(error).splitlines()[0]}") from None
    tree = statements[0]
    if tree is None or len(statements) > 1 or any(node.comments for node in tree.walk()):
        # What follows a semicolon would go into the SQL unread, and a comment would hide what follows it there.
        raise MetricError(f"{where}: only plain expressions are allowed, one without comments")
    return tree


def _check(metric: Metric, part: str, tree: exp.Expr, columns: frozenset[str]) -> None:
    where = f"metric '{metric.id}', {part}"
    if next(tree.find_all(*_FORBIDDEN), None) is not None:
        raise MetricError(f"{where}: only plain expressions are allowed, no queries or unknown functions")
    _known(metric, part, {column.name for column in tree.find_all(exp.Column)}, columns)


def _as_sql(filled: str, tree: exp.Expr) -> str:
    """The amount with `latest(x)` as SQL: the last report in the cell that gives x, in the order of `report_order`."""

    def written(node: exp.Expr) -> exp.Expr:
        if not isinstance(node, exp.Anonymous) or node.name.lower() != "latest" or len(node.expressions) != 1:
            return node
        (what,) = node.expressions
        order = exp.Case().when(what.copy().is_(exp.null()).not_(), exp.column("report_order"))
        return exp.Anonymous(this="max_by", expressions=[what, order])

    rewritten = tree.transform(written)
    return filled if rewritten == tree else rewritten.sql(dialect="duckdb")


def _literal(value: Parameter) -> str:
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else repr(value)
