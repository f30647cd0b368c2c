"""Judges the rows of one batch in a DuckDB database of its own and writes accepted.parquet and quarantine.parquet.

Great Expectations counts how often each rule is broken (gx_engine.py); one scan then finds the rows of the rules that
are (violations.py), and the two must agree. Not here: folders that outlive the work (enforcement.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from expectations.batch_table import BatchTable, batch_table
from expectations.contract import Contract
from expectations.grace import Clause, Grace, RuleResult, clauses, coming, merged, result
from expectations.gx_engine import count_violations
from expectations.mapping import Mapping
from expectations.mapping_sql import literal, missing_columns
from expectations.profile import profile
from expectations.rules import Rule
from expectations.violations import failing_rows, violation

COLUMN_MISSING = "column_missing"
Counts = dict[str, int | None]


class DisagreementError(Exception):
    """Great Expectations and the selection of rows count differently: the batch must not be split by either."""


def judge_into(
    work: Path, rows: Path, contract: Contract, mapping: Mapping, as_of: date, grace: Grace | None
) -> dict[str, Any]:
    """Write the two files into `work`; returns the fields of Enforced, all but the folder.

    A version of which the batch lacks a required column cannot judge it. If none can, the batch is held.
    """
    read = merged(contract, grace.earlier if grace else None)
    with batch_table(work, rows, read, mapping) as batch:
        gaps = missing_columns(read, mapping, batch.landed)
        standing = [one for one in _versions(contract, grace) if not _is_held(one, gaps)]
        found = clauses(standing[0], standing[1] if len(standing) > 1 else None) if standing else []
        found = [replace(clause, rule=_dated(clause.rule, as_of)) for clause in found]
        asked = [clause for clause in found if not _unanswerable(clause.rule, read, mapping, gaps)]
        counts = select_failing(batch, asked)
        rejected = _reject(batch, found, is_held=not standing, of_two=len(standing) > 1)
        sizes = batch.split(work)
    received = sizes["rows_received"]
    results = _results(found or clauses(contract, None), counts, rejected, received)
    if grace and len(standing) > 1:
        results += _coming(found, counts, rejected, received, contract, grace)
    elif grace and standing == [grace.earlier]:
        results += _coming(clauses(contract, grace.earlier), {}, {}, received, contract, grace)
    return {
        **sizes,
        "is_held": not standing,
        "columns_missing": gaps,
        "results": results,
        "versions": [one.version for one in standing],
        "profile": profile(work / "accepted.parquet", read.value_columns),
    }


def _versions(contract: Contract, grace: Grace | None) -> list[Contract]:
    return [contract, grace.earlier] if grace else [contract]


def _is_held(contract: Contract, gaps: dict[str, list[str]]) -> bool:
    return any(column.required and column.name in gaps for column in contract.columns)


def _dated(rule: Rule, as_of: date) -> Rule:
    return replace(rule, query=rule.query.replace("{as_of}", f"DATE {literal(as_of.isoformat())}"))


def _unanswerable(rule: Rule, contract: Contract, mapping: Mapping, gaps: dict[str, list[str]]) -> bool:
    """A column that the batch lost makes its rules unanswerable; so does one that was never delivered, for the
    rules about that column alone."""
    lost = any(name in gaps for name in rule.columns)
    set_by_rows = {name for row in mapping.rows for name in (*row.set, *row.set_from)}
    undelivered = rule.kind != "condition" and rule.columns[0] not in {*mapping.columns, *set_by_rows}
    return lost or (undelivered and not contract.column(rule.columns[0]).required)


def select_failing(batch: BatchTable, asked: Sequence[Clause]) -> Counts:
    """Count the violations of every clause and put the rows of those that reject into the table `failing`.

    Counts are by key, None for a rule that could not be evaluated. Raises DisagreementError.
    """
    plain = {clause.key: violation(clause.rule, batch.columns) for clause in asked}
    tables = {
        clause.key: batch.materialise(clause.rule.query) for clause in asked if plain[clause.key] is None
    }
    counts = _counted(batch, [_judged_rule(clause, tables.get(clause.key)) for clause in asked])
    broken = {clause.key for clause in asked if clause.rejects and counts[clause.key]}
    tests = {key: test for key, test in plain.items() if test is not None and key in broken}
    sets = {key: table for key, table in tables.items() if table is not None and key in broken}
    batch.run(f"CREATE TABLE failing AS {failing_rows(tests, sets)}")
    selected = batch.tally("failing", "ids")
    for key in broken:
        if counts[key] != selected.get(key):
            raise DisagreementError(f"rule '{key}': {counts[key]} violations, {selected.get(key)} rows")
    return counts


def _judged_rule(clause: Clause, table: str | None) -> Rule:
    """The rule under its key. Where its rows were found already, the question is only which of them are there."""
    rule = replace(clause.rule, rule_id=clause.key)
    if table is None:
        return rule
    inside = f"SELECT row_number FROM {{batch}} WHERE row_number IN (SELECT row_number FROM {table})"
    return replace(rule, query=inside)


def _counted(batch: BatchTable, rules: Sequence[Rule]) -> Counts:
    if not rules:
        return {}
    counts = count_violations(batch.database, "batch", rules, batch.columns)
    unknown = [rule for rule in rules if counts[rule.rule_id] is None]
    if len(unknown) > 1:
        # Rules are counted in common queries: one that breaks takes the others with it, so each is asked alone.
        for rule in unknown:
            counts |= count_violations(batch.database, "batch", [rule], batch.columns)
    return counts


def _reject(batch: BatchTable, found: Sequence[Clause], *, is_held: bool, of_two: bool) -> dict[str, int]:
    """Make the table `rejected`: the rows that meet no version. Returns how many of them break each rule."""
    if is_held:
        every = f"SELECT row_number, [{literal(COLUMN_MISSING)}] AS rule_ids FROM batch"
        batch.run(f"CREATE TABLE rejected AS {every}")
        return {}
    current = _keys(clause.key for clause in found if clause.in_current)
    earlier = _keys(clause.key for clause in found if clause.in_earlier)
    both = f"WHERE list_has_any(ids, {current}) AND list_has_any(ids, {earlier})" if of_two else ""
    ids = f"list_filter(ids, lambda id: list_contains({current}, id))" if of_two else "ids"
    batch.run(f"CREATE TABLE rejected AS SELECT row_number, {ids} AS rule_ids FROM failing {both}")
    return batch.tally("rejected", "rule_ids")


def _keys(keys: Iterable[str]) -> str:
    return f"CAST([{', '.join(map(literal, keys))}] AS VARCHAR[])"


def _results(
    found: Sequence[Clause], counts: Counts, rejected: dict[str, int], rows: int
) -> list[RuleResult]:
    """The results of the version in force: an error rule counts the rows that it keeps out."""
    results = []
    for clause in found:
        count = counts.get(clause.key)
        if count and clause.rejects:
            count = rejected.get(clause.key, 0)
        if clause.in_current:
            results.append(result(clause.rule, count, rows))
    return results


def _coming(
    found: Sequence[Clause],
    counts: Counts,
    rejected: dict[str, int],
    rows: int,
    contract: Contract,
    grace: Grace,
) -> list[RuleResult]:
    """How many rows are accepted today and will be rejected when the earlier version is no longer accepted."""
    results = []
    for clause, rule in coming(found, contract, grace):
        count = counts.get(clause.key)
        results.append(result(rule, count if count is None else count - rejected.get(clause.key, 0), rows))
    return results
