"""Runs the rules of a contract with Great Expectations on DuckDB.

The only module that imports great_expectations, and only inside a function: the import takes seconds and must
never happen while definitions load. Not here: choosing rules, reading or writing rows (enforcement.py).
"""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any
from uuid import uuid4

from expectations.rules import Column, Rule

# GX closes the connection before it fetches unless DuckDB's transactions are left to it like this.
_ENGINE_OPTIONS = {
    "isolation_level": "AUTOCOMMIT",
    "skip_autocommit_rollback": True,
    "pool_reset_on_return": None,
}
# Counts only: no value of a row is fetched, and no second query is run for each rule to find examples.
_COUNTS = {"result_format": "BASIC", "partial_unexpected_count": 0}


def count_violations(
    database: str, table: str, rules: Sequence[Rule], columns: Mapping[str, Column]
) -> dict[str, int | None]:
    """How many rows of a table of a DuckDB database break each rule, by the rule's id.

    `database` is a path, or the name of a database in the memory of this process. The count is None for a rule that
    could not be evaluated: an engine error is never a violation.
    """
    import great_expectations as gx

    context = _context()
    source = context.data_sources.add_sql(
        f"batch-{uuid4().hex}", connection_string=f"duckdb:///{database}", kwargs=_ENGINE_OPTIONS
    )
    try:
        asset = source.add_table_asset(table, table_name=table)
        batch = asset.add_batch_definition_whole_table("all rows").get_batch()
        suite = gx.ExpectationSuite(name=table, expectations=[_expectation(rule, columns) for rule in rules])
        outcome = batch.validate(suite, result_format=_COUNTS)
    finally:
        # The source keeps two engines; either one left open would keep the database alive.
        source.get_execution_engine().close()
        source.get_engine().dispose()
        context.data_sources.delete(source.name)
    return {result.expectation_config.meta["rule_id"]: _count(result) for result in outcome.results}


@cache
def _context() -> Any:
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    # At its default level it logs the query text of every rule of every batch.
    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    return context


def _expectation(rule: Rule, columns: Mapping[str, Column]) -> Any:
    from great_expectations import expectations as gxe
    from great_expectations.expectations.metadata_types import FailureSeverity

    meta = {"rule_id": rule.rule_id}
    severity = FailureSeverity.CRITICAL if rule.severity == "error" else FailureSeverity.WARNING
    if rule.query:
        return gxe.UnexpectedRowsExpectation(
            unexpected_rows_query=rule.query, meta=meta, severity=severity, description=rule.description
        )
    (column,) = rule.columns
    if rule.kind == "required":
        # An unreadable date is there: the type rule names it, and it is not also called missing.
        return gxe.ExpectColumnValuesToNotBeNull(column=columns[column].text, meta=meta, severity=severity)
    if rule.kind == "allowed":
        return gxe.ExpectColumnValuesToBeInSet(
            column=column, value_set=list(rule.allowed), meta=meta, severity=severity
        )
    return gxe.ExpectColumnValuesToBeBetween(
        column=column, min_value=rule.minimum, max_value=rule.maximum, meta=meta, severity=severity
    )


def _count(result: Any) -> int | None:
    if _engine_failed(result.exception_info):
        return None
    found = result.result
    count = found["observed_value"] if "observed_value" in found else found.get("unexpected_count")
    if count is None:
        # On a table without rows GX gives no count, only whether the rule holds.
        return 0 if result.success else None
    return int(count)


def _engine_failed(info: Any) -> bool:
    """exception_info is one flat record, or one record per metric when a metric failed."""
    if not info:
        return False
    if "raised_exception" in info:
        return bool(info["raised_exception"])
    return any(entry.get("raised_exception") for entry in info.values() if isinstance(entry, dict))
