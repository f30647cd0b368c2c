"""Which rows of a batch were rejected, by which rules, and which columns of the partner a rule is about.

Row numbers, rule ids and names of columns. Not here: where a cell stands (places.py) and what is written of it.
"""

from __future__ import annotations

from collections.abc import Mapping as Keyed
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb

from connectors import Batch, IdentityColumns
from expectations.contract import PERSON_COLUMNS, Contract
from expectations.enforcement import Enforced
from expectations.mapping import Mapping
from expectations.mapping_sql import literal
from pipelines.fix_lists.words import Rule, in_partners_words

_NAMES = ("first_name", "last_name", "full_name")


@dataclass(frozen=True)
class Rejections:
    """What is to be mended in one batch.

    `rows` gives for each rejected row the rules that it broke, each with the partner's columns that the rule is
    about. `held` says in words why no row could be judged; then `rows` is empty.
    """

    received_on: date
    rows_received: int
    rows_accepted: int
    rows_rejected: int
    rules: dict[str, Rule]
    rows: dict[int, dict[str, tuple[str, ...]]]
    held: str | None
    unknown_columns: tuple[str, ...]


def find_rejections(
    batch: Batch, verdict: Enforced, contract: Contract, mapping: Mapping, identity: IdentityColumns
) -> Rejections:
    """Read the rejected rows of a judged batch."""
    agreed = {rule.rule_id: rule for rule in contract.rules}
    rules = {
        result.rule_id: in_partners_words(result, agreed.get(result.rule_id), mapping)
        for result in verdict.results
        if result.severity == "error" and result.outcome == "violated"
    }
    about = _Columns(contract, mapping, identity)
    rows = {} if verdict.is_held else _rejected_rows(verdict)
    return Rejections(
        received_on=date.fromisoformat(str(batch.manifest["pulled_at"])[:10]),
        rows_received=verdict.rows_received,
        rows_accepted=verdict.rows_accepted,
        rows_rejected=verdict.rows_quarantined,
        rules=rules,
        rows={
            number: {rule: about.of(rule, problem) for rule in broken if rule in rules}
            for number, (broken, problem) in rows.items()
        },
        held=_why_held(verdict),
        unknown_columns=tuple(batch.manifest["columns_unknown"]),
    )


def _rejected_rows(verdict: Enforced) -> dict[int, tuple[list[str], str | None]]:
    """For each rejected row the rules that it broke, and what was wrong with the person's identity."""
    source = f"read_parquet({literal(str(verdict.quarantine_path))})"
    columns = {row[0] for row in duckdb.sql(f"DESCRIBE SELECT * FROM {source}").fetchall()}
    problem = "identity_problem" if "identity_problem" in columns else "NULL"
    found = duckdb.sql(f"SELECT row_number, rule_ids, {problem} FROM {source} ORDER BY row_number").fetchall()
    return {int(number): (list(rules), words) for number, rules, words in found}


def _why_held(verdict: Enforced) -> str | None:
    if verdict.is_held:
        missing = sorted({name for names in verdict.columns_missing.values() for name in names})
        words = ", ".join(f'"{name}"' for name in missing)
        return (
            f"Not there: {words}. No row can be judged without it. Bring the column back under this name, or "
            "tell the backbone its new name."
        )
    if verdict.rows_received == 0:
        return "There are no rows in it. Check whether the right file or form was sent."
    return None


@dataclass(frozen=True)
class _Columns:
    """From a rule of the contract to the partner's columns that it is about."""

    contract: Contract
    mapping: Mapping
    identity: IdentityColumns

    def of(self, rule_id: str, identity_problem: str | None) -> tuple[str, ...]:
        """The columns of a rule for a row, in the order of the contract; none where no column has a say."""
        columns = next((rule.columns for rule in self.contract.rules if rule.rule_id == rule_id), ())
        people = [name for name in columns if name in PERSON_COLUMNS]
        names = [theirs for name in columns if name not in people for theirs in self._mapped(name)]
        if people:
            # A rule about nothing but the person points at what is wrong; "delivered twice" at the whole person.
            only = len(people) == len(columns)
            names += self._identity(identity_problem if only else None)
        return tuple(dict.fromkeys(_clean(name) for name in names))

    def _mapped(self, column: str) -> list[str]:
        entry = self.mapping.columns.get(column)
        names = list(entry.partner_columns) if entry else []
        for rule in self.mapping.rows:
            if column in rule.set_from:
                names.append(rule.set_from[column])
            elif column in rule.set:
                names += [*rule.when, *rule.when_not]
        return names

    def _identity(self, problem: str | None) -> list[str]:
        known: Keyed[str, Any] = self.identity.model_dump()
        fields: tuple[str, ...] = (*_NAMES, "birth_date", "local_id")
        if problem is not None:
            fields = (*(_NAMES if problem == "name_missing" else ("birth_date",)), "local_id")
        return [str(known[field]) for field in fields if known[field]]


def _clean(name: str) -> str:
    return " ".join(name.split())
