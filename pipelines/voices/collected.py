"""Brings the open answers of every batch in force into memory, for as long as the caller holds them.

Here: which batches, whose people, which names nobody may be quoted with. Not here: one batch (reading.py), and what is
made of the answers (coding.py, tables.py, approvals.py).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb

from connectors import read_people
from pipelines.ingest import FeedState
from pipelines.initiative import Initiative
from pipelines.paths import DataFolder
from pipelines.voices.answers import Answer
from pipelines.voices.coding import Coding, code
from pipelines.voices.gate import Gate, roster_of
from pipelines.voices.reading import PersonKeys, Placed, answers_of_batch

RECORD_TYPE = "feedback"


@dataclass(frozen=True)
class Collected:
    """The open answers in force with what each is about, and the gate that a quote of them must pass."""

    placed: tuple[Placed, ...]
    coding: Coding
    gate: Gate

    @property
    def answers(self) -> list[Answer]:
        """The answers alone, in the order of `placed` and `coding`."""
        return [one.answer for one in self.placed]


def collect(
    initiative: Initiative,
    data: DataFolder,
    states: Sequence[FeedState],
    warehouse: duckdb.DuckDBPyConnection,
    key: bytes,
) -> Collected:
    """Read and code the answers of all partners, in the order of partners, feeds and rows.

    `warehouse` has `people.person_keys`, `key` is the initiative's. Raises PermanentFailure `wrong_key`.
    """
    keys = _person_keys(warehouse)
    placed: list[Placed] = []
    for state in sorted(states, key=lambda state: (state.partner, state.feed)):
        if state.record_type == RECORD_TYPE and state.in_force is not None:
            batch, verdict = state.in_force.batch(data), state.in_force.verdict(data)
            placed += answers_of_batch(
                batch.folder,
                verdict.accepted_path,
                key,
                partner=state.partner,
                person_keys=keys.get(state.partner) or {},
                scales=initiative.scales,
            )
    coding = code([one.answer for one in placed], initiative.codebook)
    return Collected(tuple(placed), coding, _gate(initiative, data, states, key))


def _person_keys(warehouse: duckdb.DuckDBPyConnection) -> Mapping[str, PersonKeys]:
    found: dict[str, dict[tuple[str | None, str | None], str]] = defaultdict(dict)
    rows = warehouse.execute(
        "SELECT partner_id, local_token, person_token, person_key FROM people.person_keys"
    ).fetchall()
    for partner, local, person, one in rows:
        found[partner][local, person] = one
    return found


def _gate(initiative: Initiative, data: DataFolder, states: Sequence[FeedState], key: bytes) -> Gate:
    """The gate with the names that the backbone may know: those of partners whose agreement lets names reach it."""
    agreed = {
        partner.partner
        for partner in initiative.partners
        if partner.agreement is not None and partner.agreement.names_reach_backbone
    }
    names: set[str | None] = set()
    for state in states:
        if state.partner in agreed and state.in_force is not None:
            people = read_people(state.in_force.batch(data).folder, key)
            if people is not None:
                for column in ("first_name", "last_name"):
                    names |= {*people[column].to_pylist()}
    return Gate(roster_of(names), initiative.codebook.known_words)
