"""The tables of the schema `sites`: places, the evidence for each listing, and pairs that somebody should look at.

Here: rows in force in, tables out. Not here: how listings are compared and merged.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb

from pipelines.sites.choosing import chosen, site_key
from pipelines.sites.listing import Listing
from pipelines.sites.merging import Merged, merge
from pipelines.sites.schemas import SITE_SCHEMAS
from pipelines.warehouse import write_table

Rows = list[dict[str, Any]]

_LISTINGS = """
select partner_id, feed_id, batch_id, row_number, site_id, site_name, street, city, postcode,
  cast(latitude as double), cast(longitude as double), site_type, area
from accepted.site
where site_name is not null
order by partner_id, feed_id, row_number
"""


def write_sites(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Merge the listings in force and write the three tables; returns their numbers of rows."""
    listings = [Listing(*row) for row in connection.execute(_LISTINGS).fetchall()]
    rows = site_tables(listings)
    return {
        table: write_table(connection, "sites", table, columns, rows[table])
        for table, columns in SITE_SCHEMAS.items()
    }


def site_tables(listings: Sequence[Listing]) -> dict[str, Rows]:
    """The rows of the three tables."""
    merged = merge(listings)
    keys: dict[int, str] = {}
    for place in merged.places:
        keys.update(dict.fromkeys(place, site_key([listings[position] for position in place])))
    return {
        "sites": [chosen([listings[position] for position in place]) for place in merged.places],
        "site_evidence": _evidence(listings, merged, keys),
        "sites_to_review": _to_review(listings, merged, keys),
    }


def _evidence(listings: Sequence[Listing], merged: Merged, keys: dict[int, str]) -> Rows:
    sizes = {position: len(place) for place in merged.places for position in place}
    rows: Rows = []
    for position, one in enumerate(listings):
        known, found = merged.brought_by.get(position, (None, None))
        other = listings[known] if known is not None else None
        rows.append(
            {
                "partner_id": one.partner_id,
                "feed_id": one.feed_id,
                "batch_id": one.batch_id,
                "row_number": one.row_number,
                "site_key": keys[position],
                "site_name": one.site_name,
                "street": one.street,
                "postcode": one.postcode,
                "rule": found.rule if found else "first_of_several" if sizes[position] > 1 else "listed_once",
                "score": found.score if found else None,
                "matched_partner_id": other.partner_id if other else None,
                "matched_feed_id": other.feed_id if other else None,
                "matched_row_number": other.row_number if other else None,
            }
        )
    return rows


def _to_review(listings: Sequence[Listing], merged: Merged, keys: dict[int, str]) -> Rows:
    rows: Rows = []
    for (one, other), found in merged.doubtful:
        row: dict[str, Any] = {"reason": found.rule, "score": found.score}
        for side, position in (("one", one), ("other", other)):
            listing = listings[position]
            row |= {
                f"{side}_site_key": keys[position],
                f"{side}_partner_id": listing.partner_id,
                f"{side}_feed_id": listing.feed_id,
                f"{side}_row_number": listing.row_number,
                f"{side}_name": listing.site_name,
                f"{side}_street": listing.street,
            }
        rows.append(row)
    return rows
