"""Runs the rules of a contract with Great Expectations on DuckDB.

The only module that imports great_expectations, and only inside a function: the import takes seconds and must
never happen while definitions load. Not here: choosing rules, reading or writing rows (enforcement.py).
"""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

from expectations.contract import TEXT_SUFFIX, Rule

# GX closes the connection before it fetches unless DuckDB's transactions are left to it like this.
_ENGINE_OPTIONS = {
    "isolation_level": "AUTOCOMMIT",
    "skip_autocommit_rollback": True,
    "pool_reset_on_return": None,
}


@dataclass(frozen=True)
class Finding:
    """What Great Expectations found for one rule.

    `violations` is None when the rule could not be evaluated; `query` selects the numbers of the failing rows.
    """

    violations: int | None
    query: str = ""


def find_violations(database: Path, table: str, rules: Sequence[Rule], typed: set[str]) -> dict[str, Finding]:
    """Evaluate rules on a table of a DuckDB file; nobody else may have the file open meanwhile.

    `typed` names the columns that stand beside their text (suffix __text). An engine error is a Finding without
    a count, never a violation. Returns one Finding per rule id.
    """
    import great_expectations as gx

    context = _context()
    source = context.data_sources.add_sql(
        f"batch-{uuid4().hex}", connection_string=f"duckdb:///{database}", kwargs=_ENGINE_OPTIONS
    )
    try:
        asset = source.add_table_asset(table, table_name=table)
        batch = asset.add_batch_definition_whole_table("all rows").get_batch()
        suite = gx.ExpectationSuite(name=table, expectations=[_expectation(rule, typed) for rule in rules])
        wanted = {"result_format": "COMPLETE", "unexpected_index_column_names": ["row_number"]}
        outcome = batch.validate(suite, result_format=wanted)
    finally:
        # The source keeps two engines; either one left open would keep the file locked.
        source.get_execution_engine().close()
        source.get_engine().dispose()
        context.data_sources.delete(source.name)
    queries = {rule.rule_id: rule.query.replace("{batch}", table) for rule in rules}
    return {
        result.expectation_config.meta["rule_id"]: _finding(
            result, queries[result.expectation_config.meta["rule_id"]]
        )
        for result in outcome.results
    }


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


def _expectation(rule: Rule, typed: set[str]) -> Any:
    from great_expectations import expectations as gxe
    from great_expectations.expectations.metadata_types import FailureSeverity

    meta = {"rule_id": rule.rule_id}
    severity = FailureSeverity.CRITICAL if rule.severity == "error" else FailureSeverity.WARNING
    if rule.query:
        return gxe.UnexpectedRowsExpectation(
            unexpected_rows_query=rule.query, meta=meta, severity=severity, description=rule.description
        )
    (column,) = rule.columns
    text = column + TEXT_SUFFIX if column in typed else column
    if rule.kind == "required":
        # An unreadable date is there: the type rule names it, and it is not also called missing.
        return gxe.ExpectColumnValuesToNotBeNull(column=text, meta=meta, severity=severity)
    if rule.kind == "allowed":
        return gxe.ExpectColumnValuesToBeInSet(
            column=column, value_set=list(rule.allowed), meta=meta, severity=severity
        )
    return gxe.ExpectColumnValuesToBeBetween(
        column=column, min_value=rule.minimum, max_value=rule.maximum, meta=meta, severity=severity
    )


def _finding(result: Any, query: str) -> Finding:
    if _engine_failed(result.exception_info):
        return Finding(None)
    if query:
        return Finding(int(result.result["observed_value"]), query)
    count = result.result.get("unexpected_count")
    if count is None:
        # On a table without rows GX gives no count, only whether the rule holds.
        return Finding(0 if result.success else None)
    found = str(result.result.get("unexpected_index_query") or "").rstrip(";")
    return Finding(int(count), found)


def _engine_failed(info: Any) -> bool:
    """exception_info is one flat record, or one record per metric when a metric failed."""
    if not info:
        return False
    if "raised_exception" in info:
        return bool(info["raised_exception"])
    return any(entry.get("raised_exception") for entry in info.values() if isinstance(entry, dict))
