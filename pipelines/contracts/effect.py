"""What another version of a contract would do to the rows that are in force: its effect on history.

Here: judging landed batches by that version, in a folder that is thrown away. Not here: changing what is in force.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from expectations.enforcement import Enforced, enforce
from expectations.mapping_sql import literal
from pipelines.contracts.agreements import shared
from pipelines.ingest.state import Judged, read_state
from pipelines.initiative import Initiative
from pipelines.initiative.models.partner import Feed, Partner
from pipelines.initiative.vocabulary import contract_for
from pipelines.paths import DataFolder


@dataclass(frozen=True)
class Effect:
    """One feed: rows in force today, how many the version would reject, and by which rules. Counts only."""

    partner: str
    feed: str
    rows: int
    rejected: int
    rules: dict[str, int]


def effects(initiative: Initiative, data: DataFolder, record_type: str, version: int) -> Iterator[Effect]:
    """The effect on every feed of the record type that has a batch in force."""
    for partner, feed in initiative.feeds:
        state = read_state(data, partner.partner, feed.id) if feed.record_type == record_type else None
        if state is not None and state.in_force is not None:
            yield _effect(initiative, data, partner, feed, state.in_force, version)


def _effect(
    initiative: Initiative, data: DataFolder, partner: Partner, feed: Feed, judged: Judged, version: int
) -> Effect:
    batch, today = judged.batch(data), judged.verdict(data)
    with TemporaryDirectory(prefix="effect-") as folder:
        then = enforce(
            batch.rows_path,
            contract=contract_for(initiative, partner, feed, version),
            mapping=shared(partner, feed).mapping,
            folder=Path(folder),
            batch_id=judged.batch_id,
            as_of=min(initiative.as_of, date.fromisoformat(str(batch.manifest["pulled_at"])[:10])),
        )
        rejected, rules = _lost(today, then)
    return Effect(partner.partner, feed.id, today.rows_accepted, rejected, rules)


def _lost(today: Enforced, then: Enforced) -> tuple[int, dict[str, int]]:
    """Rows that are accepted today and would be in quarantine: how many, and how many by rule."""
    lost = (
        f"SELECT row_number, rule_ids FROM read_parquet({literal(str(then.quarantine_path))}) AS rejected "
        f"SEMI JOIN read_parquet({literal(str(today.accepted_path))}) AS accepted USING (row_number)"
    )
    with duckdb.connect() as connection:
        (rows,) = connection.execute(f"SELECT count(*) FROM ({lost})").fetchall()[0]
        by_rule = connection.execute(
            f"SELECT rule, count(*) FROM (SELECT unnest(rule_ids) AS rule FROM ({lost})) GROUP BY rule ORDER BY rule"
        ).fetchall()
    return int(rows), dict(by_rule)
