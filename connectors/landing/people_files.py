"""What a batch keeps of its people beside its rows: blocks of tokens, and the names encrypted where that is agreed.

Here: two small files of a batch, written and read. Not here: making tokens (tokens), joining people (pipelines).
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from connectors.landing.identity import Identified
from connectors.landing.sealed_tables import open_table, seal_table
from connectors.tokens.names import normalise_name

BLOCKS_FILE = "blocks.parquet"
PEOPLE_FILE = "people.enc"
_PURPOSE = "people/v1"
BLOCK_SCHEMA = pa.schema(
    [
        ("person_token", pa.string()),
        ("local_token", pa.string()),
        ("block", pa.string()),
        ("token", pa.uint64()),
    ]
)
PEOPLE_SCHEMA = pa.schema(
    [
        (name, pa.string())
        for name in (
            "person_token", "local_token", "first_name", "last_name", "birth_date", "phone", "email",
            "street_address", "postcode",
        )
    ]
)  # fmt: skip


def write_people_files(folder: Path, identified: Identified, *, key: bytes, keeps_names: bool) -> None:
    """Write the blocks, and with `keeps_names` who the people are, under a key of the initiative."""
    rows = dict.fromkeys(identified.blocks)
    arrays = list(zip(*rows, strict=True)) or [()] * len(BLOCK_SCHEMA)
    table = pa.table(
        [pa.array(values, kind.type) for values, kind in zip(arrays, BLOCK_SCHEMA, strict=True)],
        schema=BLOCK_SCHEMA,
    )
    pq.write_table(table, folder / BLOCKS_FILE)
    if keeps_names:
        (folder / PEOPLE_FILE).write_bytes(seal_table(_people(identified), key, _PURPOSE))


def read_people(folder: Path, key: bytes) -> pa.Table | None:
    """Who the people of a batch are, or None where names were not to be kept; PermanentFailure `wrong_key`."""
    return open_table(folder / PEOPLE_FILE, key, _PURPOSE, "The names")


def _people(identified: Identified) -> pa.Table:
    rows = [
        (
            token, number, normalise_name(person.first) or None, normalise_name(person.last) or None,
            person.birth.isoformat() if person.birth else None,
            person.phone or None, person.email or None, person.street or None, person.postcode or None,
        )
        for token, number, person in identified.people
        if (token or number) and (person.first or person.last)
    ]  # fmt: skip
    arrays = list(zip(*dict.fromkeys(rows), strict=True)) or [()] * len(PEOPLE_SCHEMA)
    return pa.table([pa.array(values, pa.string()) for values in arrays], schema=PEOPLE_SCHEMA)
