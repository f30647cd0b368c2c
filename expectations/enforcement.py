"""Checks one landed batch against its contract and splits it into accepted rows and quarantine.

Here: one batch in, one immutable folder out. Not here: what a contract says (contract.py), how rules are
evaluated (gx_engine.py), which batch is in force (pipelines). What leaves this module is counts, rule ids and row
numbers; values of people stay in the Parquet files.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import mkdtemp
from typing import Literal

import duckdb

from expectations.contract import TEXT_SUFFIX, Contract, Rule
from expectations.gx_engine import Finding, find_violations
from expectations.mapping import Mapping
from expectations.mapping_sql import literal, missing_columns, select_rows

Outcome = Literal["met", "violated", "not_evaluable"]
COLUMN_MISSING = "column_missing"
_ENFORCEMENT_VERSION = "1"


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


@dataclass(frozen=True)
class Enforced:
    """One batch after its contract. A held batch lacks a required column: no row of it can be judged."""

    folder: Path
    rows_received: int
    rows_accepted: int
    rows_quarantined: int
    is_held: bool
    columns_missing: dict[str, list[str]]
    results: list[RuleResult]

    @property
    def accepted_path(self) -> Path:
        """Parquet of the rows that met every error rule."""
        return self.folder / "accepted.parquet"

    @property
    def quarantine_path(self) -> Path:
        """Parquet of the rows that did not, each with the ids of the rules that it broke."""
        return self.folder / "quarantine.parquet"


def enforce(
    rows: Path, *, contract: Contract, mapping: Mapping, folder: Path, batch_id: str, as_of: date
) -> Enforced:
    """Enforce a contract on the landed rows of one batch.

    The result stands in `folder/<batch>-<fingerprint of contract, mapping and date>`; if it is there already, it
    is read and nothing is done again. Written beside and renamed, so a kill leaves all of it or nothing.
    """
    target = folder / f"{batch_id}-{_fingerprint(contract, mapping, as_of)}"
    if not (target / "results.json").is_file():
        folder.mkdir(parents=True, exist_ok=True)
        work = Path(mkdtemp(prefix=".work-", dir=folder))
        try:
            _enforce_into(work, rows, contract, mapping, as_of)
            os.rename(work, target)
        finally:
            shutil.rmtree(work, ignore_errors=True)
    return read_enforced(target)


def read_enforced(folder: Path) -> Enforced:
    """Read back what `enforce` wrote."""
    stored = json.loads((folder / "results.json").read_text())
    stored["results"] = [RuleResult(**result) for result in stored["results"]]
    return Enforced(folder=folder, **stored)


def _fingerprint(contract: Contract, mapping: Mapping, as_of: date) -> str:
    text = "|".join(
        [_ENFORCEMENT_VERSION, contract.fingerprint, mapping.model_dump_json(), as_of.isoformat()]
    )
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _enforce_into(work: Path, rows: Path, contract: Contract, mapping: Mapping, as_of: date) -> None:
    database = work / "batch.duckdb"
    landed = _read_batch(database, rows, contract, mapping)
    gaps = missing_columns(contract, mapping, landed)
    is_held = any(contract.column(name).required for name in gaps)
    rules = [_dated(rule, as_of) for rule in contract.rules]
    usable = [] if is_held else [rule for rule in rules if not _unanswerable(rule, contract, mapping, gaps)]
    typed = {column.name for column in contract.value_columns if column.logical_type != "string"}
    findings = find_violations(database, "batch", usable, typed) if usable else {}
    counts = _split(database, work, rules, findings, is_held)
    results = [_result(rule, findings.get(rule.rule_id), counts["rows_received"]) for rule in rules]
    record = {
        **counts,
        "is_held": is_held,
        "columns_missing": gaps,
        "results": [asdict(item) for item in results],
    }
    database.unlink()
    (work / "results.json").write_text(json.dumps(record, indent=1))


def _dated(rule: Rule, as_of: date) -> Rule:
    return replace(rule, query=rule.query.replace("{as_of}", f"DATE {literal(as_of.isoformat())}"))


def _unanswerable(rule: Rule, contract: Contract, mapping: Mapping, gaps: dict[str, list[str]]) -> bool:
    """A column that the batch lost makes its rules unanswerable; so does one that was never delivered, for the
    rules about that column alone."""
    lost = any(name in gaps for name in rule.columns)
    set_by_rows = {name for row in mapping.rows for name in (*row.set, *row.set_from)}
    undelivered = rule.kind != "condition" and rule.columns[0] not in {*mapping.columns, *set_by_rows}
    return lost or (undelivered and not contract.column(rule.columns[0]).required)


def _read_batch(database: Path, rows: Path, contract: Contract, mapping: Mapping) -> list[str]:
    """Make the table `batch` of contract rows; returns the columns that were landed."""
    source = f"read_parquet({literal(str(rows))})"
    with duckdb.connect(str(database)) as connection:
        landed = [row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()]
        connection.execute(f"CREATE TABLE batch AS {select_rows(contract, mapping, source, landed)}")
    return landed


def _split(
    database: Path, work: Path, rules: Iterable[Rule], findings: dict[str, Finding], is_held: bool
) -> dict[str, int]:
    """Write accepted.parquet and quarantine.parquet; returns the three row counts."""
    with duckdb.connect(str(database)) as connection:
        connection.execute("CREATE TABLE failing (row_number BIGINT, rule_id VARCHAR)")
        if is_held:
            connection.execute(f"INSERT INTO failing SELECT row_number, {literal(COLUMN_MISSING)} FROM batch")
        for rule in rules:
            finding = findings.get(rule.rule_id)
            if rule.severity == "error" and finding and finding.violations:
                connection.execute(
                    f"INSERT INTO failing SELECT DISTINCT row_number, {literal(rule.rule_id)} FROM ({finding.query})"
                )
        accepted, quarantine = _selects(connection)
        for name, select in (("accepted", accepted), ("quarantine", quarantine)):
            connection.execute(
                f"COPY ({select}) TO {literal(str(work / f'{name}.parquet'))} (FORMAT parquet)"
            )
        received, rejected = connection.execute(
            "SELECT (SELECT count(*) FROM batch), (SELECT count(DISTINCT row_number) FROM failing)"
        ).fetchall()[0]
    accepted_rows = _rows(work / "accepted.parquet")
    return {"rows_received": received, "rows_accepted": accepted_rows, "rows_quarantined": rejected}


def _selects(connection: duckdb.DuckDBPyConnection) -> tuple[str, str]:
    columns = [row[0] for row in connection.execute("DESCRIBE batch").fetchall()]
    typed = [
        name
        for name in columns
        if not name.endswith(TEXT_SUFFIX) and name not in ("row_ref", "identity_problem")
    ]
    as_sent = [name for name in columns if name.endswith(TEXT_SUFFIX) or name + TEXT_SUFFIX not in columns]
    kept = "row_number NOT IN (SELECT row_number FROM failing)"
    accepted = f"SELECT {', '.join(typed)} FROM batch WHERE {kept} ORDER BY row_number"
    quarantine = (
        f"SELECT {', '.join(f'batch.{name}' for name in as_sent)}, rules.rule_ids FROM batch JOIN "
        "(SELECT row_number, list_sort(list(rule_id)) AS rule_ids FROM failing GROUP BY row_number) AS rules "
        "USING (row_number) ORDER BY row_number"
    )
    return accepted, quarantine


def _rows(path: Path) -> int:
    (count,) = duckdb.sql(f"SELECT count(*) FROM read_parquet({literal(str(path))})").fetchall()[0]
    return int(count)


def _result(rule: Rule, finding: Finding | None, rows: int) -> RuleResult:
    violations = finding.violations if finding else None
    outcome: Outcome = "not_evaluable" if violations is None else "violated" if violations else "met"
    column = rule.columns[0] if rule.kind != "condition" else None
    return RuleResult(
        rule.rule_id, column, rule.severity, outcome, violations or 0, rows, rule.description, rule.fix
    )


def column_names(contract: Contract) -> list[tuple[str, str]]:
    """Names and SQL types of accepted rows, for a record type of which no batch is in force yet."""
    people = ("person_token", "local_token") if contract.has_people else ()
    tokens = [(name, "VARCHAR") for name in people]
    values = [(column.name, column.physical_type) for column in contract.value_columns]
    return [("row_number", "BIGINT"), *tokens, *values]
