"""Checks one landed batch against its contract and splits it into accepted rows and quarantine.

Here: one batch in, one immutable folder out. Not here: what a contract says (contract.py), how rules are
evaluated (judging.py), which batch is in force (pipelines). What leaves this module is counts, rule ids and row
numbers; values of people stay in the Parquet files.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from expectations.contract import Contract, contract_versions, load_contract
from expectations.grace import Grace, Outcome, RuleResult
from expectations.judging import judge_into
from expectations.mapping import Mapping

__all__ = [
    "Enforced",
    "Grace",
    "Outcome",
    "RuleResult",
    "accepted_columns",
    "column_names",
    "enforce",
    "read_enforced",
]

_ENFORCEMENT_VERSION = "2"


@dataclass(frozen=True)
class Enforced:
    """One batch after its contract. A held batch lacks a required column: no row of it can be judged.

    `profile` counts accepted rows, filled cells by column, and rows by agreed value; it never leaves the data folder
    as it is. `versions` are those of the contract that a row could meet.
    """

    folder: Path
    rows_received: int
    rows_accepted: int
    rows_quarantined: int
    is_held: bool
    columns_missing: dict[str, list[str]]
    results: list[RuleResult]
    versions: list[str] = field(default_factory=list)
    profile: dict[str, Any] = field(default_factory=dict)

    @property
    def accepted_path(self) -> Path:
        """Parquet of the rows that met every error rule."""
        return self.folder / "accepted.parquet"

    @property
    def quarantine_path(self) -> Path:
        """Parquet of the rows that did not, each with the ids of the rules that it broke."""
        return self.folder / "quarantine.parquet"


def enforce(
    rows: Path,
    *,
    contract: Contract,
    mapping: Mapping,
    folder: Path,
    batch_id: str,
    as_of: date,
    grace: Grace | None = None,
) -> Enforced:
    """Enforce a contract on the landed rows of one batch.

    With `grace`, a row that meets the earlier version is accepted too, and the results say what will be rejected
    when the grace period is over. The result stands in `folder/<batch>-<fingerprint of contract, mapping and date>`;
    if it is there already, it is read and nothing is done again. Written beside and renamed, so a kill leaves all of
    it or nothing.
    """
    target = folder / f"{batch_id}-{_fingerprint(contract, mapping, as_of, grace)}"
    if not (target / "results.json").is_file():
        folder.mkdir(parents=True, exist_ok=True)
        work = Path(mkdtemp(prefix=".work-", dir=folder))
        try:
            record = judge_into(work, rows, contract, mapping, as_of, grace)
            stored = {**record, "results": [asdict(item) for item in record["results"]]}
            (work / "results.json").write_text(json.dumps(stored, indent=1))
            os.rename(work, target)
        finally:
            shutil.rmtree(work, ignore_errors=True)
    return read_enforced(target)


def read_enforced(folder: Path) -> Enforced:
    """Read back what `enforce` wrote."""
    stored = json.loads((folder / "results.json").read_text())
    stored["results"] = [RuleResult(**result) for result in stored["results"]]
    return Enforced(folder=folder, **stored)


def _fingerprint(contract: Contract, mapping: Mapping, as_of: date, grace: Grace | None) -> str:
    parts = [_ENFORCEMENT_VERSION, contract.fingerprint, mapping.model_dump_json(), as_of.isoformat()]
    if grace:
        parts += [grace.earlier.fingerprint, grace.until.isoformat()]
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:8]


def column_names(contract: Contract) -> list[tuple[str, str]]:
    """Names and SQL types of the accepted rows of one version of a contract."""
    people = ("person_token", "local_token") if contract.has_people else ()
    tokens = [(name, "VARCHAR") for name in people]
    values = [(column.name, column.physical_type) for column in contract.value_columns]
    return [("row_number", "BIGINT"), *tokens, *values]


def accepted_columns(record_type: str) -> list[tuple[str, str]]:
    """Names and SQL types of accepted rows of any version; a column that a row's version lacks is empty there."""
    versions = [load_contract(record_type, number) for number in reversed(contract_versions(record_type))]
    found = {name: kind for version in versions for name, kind in column_names(version)}
    return list(found.items())
