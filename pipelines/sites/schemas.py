"""Columns and types of the tables of the schema `sites`. Light: the definitions load it. Not here: the rows."""

from __future__ import annotations

SITE_SCHEMAS: dict[str, dict[str, str]] = {
    "sites": {
        "site_key": "VARCHAR", "site_name": "VARCHAR", "street": "VARCHAR", "city": "VARCHAR", "postcode": "VARCHAR",
        "latitude": "DECIMAL(9,6)", "longitude": "DECIMAL(9,6)", "site_types": "VARCHAR", "area_id": "VARCHAR",
        "listings": "INTEGER", "partners": "INTEGER", "partner_ids": "VARCHAR",
    },
    "site_evidence": {
        "partner_id": "VARCHAR", "feed_id": "VARCHAR", "batch_id": "VARCHAR", "row_number": "BIGINT",
        "site_key": "VARCHAR", "site_name": "VARCHAR", "street": "VARCHAR", "postcode": "VARCHAR",
        "rule": "VARCHAR", "score": "DOUBLE", "matched_partner_id": "VARCHAR", "matched_feed_id": "VARCHAR",
        "matched_row_number": "BIGINT",
    },
    "sites_to_review": {
        "reason": "VARCHAR", "score": "DOUBLE", "one_site_key": "VARCHAR", "one_partner_id": "VARCHAR",
        "one_feed_id": "VARCHAR", "one_row_number": "BIGINT", "one_name": "VARCHAR", "one_street": "VARCHAR",
        "other_site_key": "VARCHAR", "other_partner_id": "VARCHAR", "other_feed_id": "VARCHAR",
        "other_row_number": "BIGINT", "other_name": "VARCHAR", "other_street": "VARCHAR",
    },
}  # fmt: skip
