"""What a merged place is called and where it stands: chosen from its listings, never made up.

Here: one row a place. Not here: which listings belong together (merging.py).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from statistics import median
from typing import Any

from pipelines.sites.listing import Listing


def site_key(listings: Sequence[Listing]) -> str:
    """A key that stays while the first of the listings stays, whatever row it moves to."""
    firsts = min(
        (
            *one.list_id,
            one.site_id or "",
            one.name,
            one.house,
            one.road,
            one.code,
            f"{one.latitude} {one.longitude}",
        )
        for one in listings
    )
    return hashlib.sha256("\x1f".join(firsts).encode()).hexdigest()[:16]


def chosen(listings: Sequence[Listing]) -> dict[str, Any]:
    """The row of a place: the name most lists agree on, the fullest address, the middle of the coordinates."""
    latitudes = [one.latitude for one in listings if one.latitude is not None]
    longitudes = [one.longitude for one in listings if one.longitude is not None]
    full = max(
        listings, key=lambda one: (bool(one.house), bool(one.road), bool(one.code), -listings.index(one))
    )
    partners = sorted({one.partner_id for one in listings})
    return {
        "site_key": site_key(listings),
        "site_name": _name(listings),
        "street": full.street,
        "city": full.city or next((one.city for one in listings if one.city), None),
        "postcode": full.code or next((one.code for one in listings if one.code), None),
        "latitude": round(median(latitudes), 6) if latitudes else None,
        "longitude": round(median(longitudes), 6) if longitudes else None,
        "site_types": ",".join(sorted({one.site_type for one in listings})),
        "area_id": next((one.area_id for one in listings if one.area_id), None),
        "listings": len(listings),
        "partners": len(partners),
        "partner_ids": ",".join(partners),
    }


def _name(listings: Sequence[Listing]) -> str:
    """The name most lists agree on; among its spellings one that is not all capitals, then the longest."""
    often = Counter(one.name for one in listings)
    spellings = sorted({one.site_name.strip() for one in listings})
    return max(
        spellings,
        key=lambda text: (
            max(often[one.name] for one in listings if one.site_name.strip() == text),
            not text.isupper(),
            len(text),
        ),
    )
