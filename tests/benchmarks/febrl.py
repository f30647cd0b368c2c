"""Febrl's generated person records, as the product would read them. Nobody of it exists; the truth is in their ids."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from connectors.tokens.person import Person, read_person

FEBRL = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "linkage_febrl"


def people(dataset: str) -> Iterator[tuple[str, Person]]:
    """Who each record truly is, and what it says, without the social-security number. Columns are stripped of blanks."""
    with (FEBRL / f"{dataset}.csv").open(encoding="utf-8") as file:
        for raw in csv.DictReader(file, skipinitialspace=True):
            row = {name.strip(): value.strip() for name, value in raw.items()}
            values: dict[str, str | None] = {
                "first_name": row["given_name"] or None,
                "last_name": row["surname"] or None,
                "birth_date": row["date_of_birth"] or None,
                "street_address": " ".join((row["street_number"], row["address_1"])).strip() or None,
                "postcode": row["postcode"] or None,
            }
            yield row["rec_id"].split("-")[1], read_person(values, "%Y%m%d")[0]
