"""Tries a proposed feed for real: lands the sample under a throw-away key and enforces the contract on it.

Everything happens in a folder that is gone afterwards. What is shown of it is decided in `show`.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from connectors import IdentityColumns, land
from expectations.contract import TEXT_SUFFIX, Contract
from expectations.enforcement import Enforced, RuleResult, enforce
from expectations.mapping_sql import identifier, literal
from pipelines.connect.model import Sample
from pipelines.initiative.models.partner import Feed
from pipelines.initiative.vocabulary import feed_mapping

_SHOWN = 3


@dataclass(frozen=True)
class Example:
    """One row of the sample as the contract sees it. `reasons` are the rules that it broke."""

    ref: str
    values: dict[str, str | None]
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Broken:
    """A rule that rows broke, with the first of these rows; None for a warning, whose rows stay."""

    rule: RuleResult
    first_ref: str | None


@dataclass(frozen=True)
class Trial:
    """What the contract made of the sample."""

    received: int
    accepted: int
    rejected: int
    columns_missing: tuple[str, ...]
    broken: tuple[Broken, ...]
    not_evaluable: tuple[str, ...]
    accepted_rows: tuple[Example, ...]
    rejected_rows: tuple[Example, ...]


def try_feed(sample: Sample, feed: Feed, contract: Contract, as_of: date) -> Trial:
    """Land the sample as the nightly run would, and enforce the contract with the mapping of the feed."""
    mapping = feed_mapping(feed)
    with TemporaryDirectory() as name:
        folder = Path(name)
        batch, _ = land(
            sample.pulled,
            root=folder / "landing",
            partner="sample",
            feed="sample",
            connector=feed.connector,
            options=feed.options,
            columns=mapping.partner_columns,
            identity=feed.identity or IdentityColumns(),
            key=secrets.token_bytes(32),
            pulled_at=datetime.now(UTC),
        )
        enforced = enforce(
            batch.rows_path,
            contract=contract,
            mapping=mapping,
            folder=folder / "enforced",
            batch_id=batch.batch_id,
            as_of=as_of,
        )
        return _told(enforced, sample, contract)


def _told(enforced: Enforced, sample: Sample, contract: Contract) -> Trial:
    refs = sample.pulled.row_refs
    rejected = _rejected(enforced.quarantine_path)
    broken = [result for result in enforced.results if result.outcome == "violated"]
    firsts = {rule: refs[number - 1] for rule, number in _first_rows(enforced.quarantine_path).items()}
    missing = {header for headers in enforced.columns_missing.values() for header in headers}
    return Trial(
        received=enforced.rows_received,
        accepted=enforced.rows_accepted,
        rejected=enforced.rows_quarantined,
        columns_missing=tuple(sorted(missing)),
        broken=tuple(Broken(result, firsts.get(result.rule_id)) for result in broken),
        not_evaluable=tuple(one.rule_id for one in enforced.results if one.outcome == "not_evaluable"),
        accepted_rows=tuple(
            Example(refs[number - 1], values)
            for number, values in _examples(enforced.accepted_path, contract)
        ),
        rejected_rows=tuple(
            Example(refs[number - 1], values, rejected.get(number, ()))
            for number, values in _examples(enforced.quarantine_path, contract)
        ),
    )


def _query(sql: str, path: Path) -> list[tuple[Any, ...]]:
    with duckdb.connect() as connection:
        return connection.execute(sql.format(rows=f"read_parquet({literal(str(path))})")).fetchall()


def _examples(path: Path, contract: Contract) -> list[tuple[int, dict[str, str | None]]]:
    """The first rows with the columns of the contract as text; tokens of people stay where they are."""
    there = {row[0] for row in _query("DESCRIBE SELECT * FROM {rows}", path)}
    shown = {}
    for column in contract.value_columns:
        name = next((one for one in (column.name, column.name + TEXT_SUFFIX) if one in there), None)
        if name is not None:
            shown[column.name] = name
    wanted = ", ".join(["row_number", *(f"CAST({identifier(name)} AS VARCHAR)" for name in shown.values())])
    found = _query(f"SELECT {wanted} FROM {{rows}} ORDER BY row_number LIMIT {_SHOWN}", path)
    return [(row[0], dict(zip(shown, row[1:], strict=True))) for row in found]


def _rejected(path: Path) -> dict[int, tuple[str, ...]]:
    found = _query(f"SELECT row_number, rule_ids FROM {{rows}} ORDER BY row_number LIMIT {_SHOWN}", path)
    return {number: tuple(rules) for number, rules in found}


def _first_rows(path: Path) -> dict[str, int]:
    """The first row that broke each error rule."""
    each = "SELECT row_number, unnest(rule_ids) AS rule_id FROM {rows}"
    return dict(_query(f"SELECT rule_id, min(row_number) FROM ({each}) GROUP BY ALL", path))
