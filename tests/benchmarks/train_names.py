"""Trains the model that links people by name, on made-up people whose truth is known, and writes its settings.

`python tests/benchmarks/train_names.py` writes pipelines/people/splink_model.json. Not here: using it (named.py).
"""

from __future__ import annotations

import json
from typing import Any

import duckdb
import pyarrow as pa
from made_people import records
from splink import Linker, SettingsCreator, block_on
from splink import comparison_level_library as levels
from splink import comparison_library as comparisons
from splink.backends.duckdb import DuckDBAPI

from connectors import normalise_name
from connectors.tokens.person import read_person
from pipelines.people.named import MODEL, prepare

_RECORDS = 60_000


def _name(name: str, other: str, *between: Any) -> comparisons.CustomComparison:
    return comparisons.CustomComparison(
        output_column_name=name,
        comparison_levels=[
            levels.NullLevel(name),
            levels.ExactMatchLevel(name, term_frequency_adjustments=True),
            *between,
            levels.CustomLevel(f"{name}_l = {other}_r and {other}_l = {name}_r", "swapped"),
            levels.JaroWinklerLevel(name, 0.92),
            levels.JaroWinklerLevel(name, 0.8),
            levels.ElseLevel(),
        ],
    )


def _birth_date() -> comparisons.CustomComparison:
    turned = (
        "substr(birth_date_l, 1, 4) = substr(birth_date_r, 1, 4) and substr(birth_date_l, 6, 2) = "
        "substr(birth_date_r, 9, 2) and substr(birth_date_l, 9, 2) = substr(birth_date_r, 6, 2)"
    )
    return comparisons.CustomComparison(
        output_column_name="birth_date",
        comparison_levels=[
            levels.NullLevel("birth_date"),
            levels.ExactMatchLevel("birth_date"),
            levels.CustomLevel(turned, "day and month turned"),
            levels.DamerauLevenshteinLevel("birth_date", 1),
            levels.DamerauLevenshteinLevel("birth_date", 2),
            levels.ElseLevel(),
        ],
    )


def _household() -> comparisons.CustomComparison:
    """One comparison for all that a household shares: three would count one fact three times."""
    nothing = (
        "coalesce(phone_l, address_l, postcode_l) is null or coalesce(phone_r, address_r, postcode_r) is null"
    )
    return comparisons.CustomComparison(
        output_column_name="household",
        comparison_levels=[
            levels.CustomLevel(nothing, "nothing known").configure(is_null_level=True),
            levels.CustomLevel("phone_l = phone_r", "phone"),
            levels.CustomLevel("address_l = address_r", "address"),
            levels.CustomLevel(
                "damerau_levenshtein(postcode_l, postcode_r) <= 2 "
                "and jaro_winkler_similarity(street_address_l, street_address_r) > 0.88",
                "nearly the address",
            ),
            levels.CustomLevel("postcode_l = postcode_r", "postcode"),
            levels.ElseLevel(),
        ],
    )


def settings() -> SettingsCreator:
    """The comparisons of the model, untrained."""
    short = levels.ArrayIntersectLevel("first_forms", 1)
    part = levels.CustomLevel(
        "starts_with(last_name_l, last_name_r) or starts_with(last_name_r, last_name_l) or "
        "ends_with(last_name_l, last_name_r) or ends_with(last_name_r, last_name_l)",
        "a part of a double name",
    )
    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            _name("first_name", "last_name", short),
            _name("last_name", "first_name", part),
            _birth_date(),
            _household(),
            comparisons.ExactMatch("email"),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("first_name", "last_name"),
            block_on("last_name", "birth_date"),
            block_on("first_name", "birth_date"),
            block_on("first_sound", "last_sound"),
            block_on("last_sound", "birth_date"),
            block_on("phone", "substr(first_name, 1, 1)"),
            block_on("street_address"),
            block_on("birth_date", "substr(first_name, 1, 1)"),
            block_on("birth_date", "substr(last_name, 1, 1)"),
            block_on("first_name", "last_sound"),
            block_on("email"),
            block_on("birth_date", "postcode"),
            block_on("birth_date", "substr(first_name, 1, 2)", "substr(last_name, 1, 1)"),
            block_on("postcode", "last_name"),
            block_on("postcode", "first_name", "substr(birth_date, 1, 4)"),
            "l.first_name = r.last_name and l.last_name = r.first_name",
        ],
        retain_matching_columns=False,
    )


def training_rows() -> pa.Table:
    """Made-up people as landing keeps them, with who they really are."""
    rows = []
    for number, record in enumerate(records(_RECORDS, seed=11)):
        person, _ = read_person(
            {
                "first_name": record.first, "last_name": record.last, "phone": record.phone,
                "birth_date": record.birth.isoformat() if record.birth else None,
                "email": record.email, "street_address": record.street, "postcode": record.postcode,
            }
        )  # fmt: skip
        rows.append(
            {
                "unique_id": number, "truth": record.truth,
                "first_name": normalise_name(person.first), "last_name": normalise_name(person.last),
                "birth_date": person.birth.isoformat() if person.birth else None,
                "phone": person.phone or None, "email": person.email or None,
                "street_address": person.street or None, "postcode": person.postcode or None,
            }
        )  # fmt: skip
    return pa.Table.from_pylist(rows)


def train() -> dict[str, Any]:
    """The settings with what was learnt: m from the truth, u from pairs at random."""
    rows = training_rows()
    with duckdb.connect() as memory:
        prepare(memory, rows)
        memory.register("truth", rows.select(["unique_id", "truth"]))
        memory.execute("CREATE TABLE labelled AS SELECT * FROM people_named JOIN truth USING (unique_id)")
        frame = DuckDBAPI(connection=memory).register("labelled", dataset_display_name="labelled")
        linker = Linker(frame, settings())
        linker.training.estimate_u_using_random_sampling(max_pairs=5e6, seed=1)
        linker.training.estimate_m_from_label_column("truth")
        trained: dict[str, Any] = linker.misc.save_model_to_json()
    return trained


if __name__ == "__main__":
    MODEL.write_text(json.dumps(train(), indent=1) + "\n")
