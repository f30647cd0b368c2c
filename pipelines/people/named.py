"""Links people whose names may reach the backbone, with Splink, in memory: pairs of identities come out, no names.

Here: reading the encrypted names of agreeing partners, and the links between them. Not here: the trained model
(splink_model.json, made by tests/benchmarks/train_names.py) and what becomes of the links (joining.py).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from connectors import full_forms, read_people, sound
from pipelines.ingest import FeedState
from pipelines.initiative import Initiative
from pipelines.paths import DataFolder
from pipelines.people.clusters import Links
from pipelines.people.rules import Level

MODEL = Path(__file__).with_name("splink_model.json")
PROBABILITY: dict[Level, float] = {"strict": 0.99, "default": 0.9, "loose": 0.5}
# How likely two people at random are one is told from pairs that surely are, of which this share is found.
_SURE_PAIRS = """
SELECT count(*) FROM people_named AS l JOIN people_named AS r
ON l.first_name = r.first_name AND l.last_name = r.last_name AND l.birth_date = r.birth_date
WHERE l.unique_id < r.unique_id
"""
_SHARE_OF_SURE_PAIRS = 0.6
# Twins and siblings share all but the first name: names that differ clearly are two people, unless the e-mail address
# says otherwise or first and last name stand in each other's place. Father and son share the first name too, so
# birth dates of which most is different are two people.
_TWIN_GUARD = """
SELECT pairs.unique_id_l AS a, pairs.unique_id_r AS b, pairs.match_probability AS probability
FROM pairs
JOIN people_named AS l ON l.unique_id = pairs.unique_id_l
JOIN people_named AS r ON r.unique_id = pairs.unique_id_r
WHERE (l.birth_date IS NULL OR r.birth_date IS NULL OR l.email = r.email
        OR damerau_levenshtein(l.birth_date, r.birth_date) <= 2
        OR CAST(split_part(l.birth_date, '-', 1) = split_part(r.birth_date, '-', 1) AS INTEGER)
            + CAST(split_part(l.birth_date, '-', 2) = split_part(r.birth_date, '-', 2) AS INTEGER)
            + CAST(split_part(l.birth_date, '-', 3) = split_part(r.birth_date, '-', 3) AS INTEGER) >= 2)
    AND (l.first_name IS NULL OR r.first_name IS NULL
    OR list_has_any(l.first_forms, r.first_forms)
    OR jaro_winkler_similarity(l.first_name, r.first_name) >= 0.75
    OR l.email = r.email
    OR (jaro_winkler_similarity(l.first_name, r.last_name) >= 0.9
        AND jaro_winkler_similarity(l.last_name, r.first_name) >= 0.9))
"""
_FIELDS = "first_name, last_name, birth_date, phone, email, street_address, postcode"
_PREPARED = f"""
SELECT
    unique_id, {_FIELDS},
    first_forms, first_sound, last_sound,
    CASE WHEN street_address <> '' AND postcode <> '' THEN street_address || '|' || postcode END AS address
FROM people_rows
"""


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
    """Links between gathered identities at each level of probability; none without names.

    `named` has partner_id, the two tokens, and names and contacts as landing normalised them.
    """
    if named is None or named.num_rows < 2:
        return {}
    connection.register("named_rows", named)
    rows = connection.execute(
        f"SELECT row_number() OVER (ORDER BY node, {_FIELDS}) AS unique_id, * "
        f"FROM (SELECT DISTINCT records.node, {_FIELDS} FROM named_rows JOIN records "
        "ON named_rows.partner_id = records.partner_id "
        "AND named_rows.local_token IS NOT DISTINCT FROM records.local_token "
        "AND named_rows.person_token IS NOT DISTINCT FROM records.person_token)"
    ).to_arrow_table()
    connection.unregister("named_rows")
    a, b, probability = link_names(rows)
    node = rows["node"].to_numpy()
    left, right = node[a - 1], node[b - 1]
    apart = left != right
    return {
        level: np.vstack([left, right, np.zeros(len(left))])[:, apart & (probability >= least)].astype(
            np.int32
        )
        for level, least in PROBABILITY.items()
    }


def link_names(rows: pa.Table) -> tuple[Any, Any, Any]:
    """Pairs of `unique_id` (a, b) with their probability of being one person, at least that of the loose level.

    Works in a database of its own, in memory, which is gone when this returns.
    """
    from splink import Linker
    from splink.backends.duckdb import DuckDBAPI

    with duckdb.connect() as memory:
        prepare(memory, rows)
        database = DuckDBAPI(connection=memory)
        frame = database.register("people_named", dataset_display_name="people_named")
        settings = json.loads(MODEL.read_text())
        settings["probability_two_random_records_match"] = _probability_at_random(memory, rows.num_rows)
        linker = Linker(frame, settings, log_level="ERROR")
        pairs = linker.inference.predict(threshold_match_probability=PROBABILITY["loose"])
        memory.execute(f"CREATE OR REPLACE VIEW pairs AS SELECT * FROM {pairs.physical_name}")
        found = memory.execute(f"{_TWIN_GUARD} ORDER BY a, b").fetchnumpy()
    return found["a"], found["b"], found["probability"]


def _probability_at_random(memory: duckdb.DuckDBPyConnection, rows: int) -> float:
    """How likely two rows at random are one person; where no pair is sure, as if there were one."""
    (sure,) = memory.execute(_SURE_PAIRS).fetchall()[0]
    return float(min(0.5, max(1.0, sure / _SHARE_OF_SURE_PAIRS) / (rows * (rows - 1) / 2)))


def prepare(memory: duckdb.DuckDBPyConnection, rows: pa.Table) -> None:
    """Make the table `people_named` that the model reads, with what each first name may be short for and its sound."""
    first, last = rows["first_name"].to_pylist(), rows["last_name"].to_pylist()
    whole = (
        rows.append_column("first_forms", pa.array([list(full_forms(name or "")) for name in first]))
        .append_column("first_sound", pa.array([sound(name) if name else None for name in first]))
        .append_column("last_sound", pa.array([sound(name) if name else None for name in last]))
    )
    memory.register("people_rows", whole)
    memory.execute(f"CREATE TABLE people_named AS {_PREPARED}")
    memory.unregister("people_rows")
