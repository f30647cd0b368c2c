"""The names behind the ids of a DHIS2 server: data elements, organisation units, disaggregations.

Asks the metadata API. The data values themselves are read in `dhis2`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from connectors.failures import PermanentFailure
from connectors.web.http import Client

# Column of a data value: the collection in which its ids are.
NAMED = {
    "dataElement": "dataElements",
    "orgUnit": "organisationUnits",
    "categoryOptionCombo": "categoryOptionCombos",
}
# An address of 100 ids of eleven letters stays below what servers take.
_IDS_AT_ONCE = 100


@dataclass
class Names:
    """Names by id, and the ids for which there is none."""

    names: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def fetch_names(client: Client, api: str, values: list[dict[str, Any]], label: str) -> Names:
    """Return the names of all ids in the data values. An id that may not be read has none, and is noted."""
    found = Names()
    for column, collection in NAMED.items():
        ids = sorted({str(value[column]) for value in values if value.get(column)})
        for start in range(0, len(ids), _IDS_AT_ONCE):
            found.names |= _names(client, api, collection, ids[start : start + _IDS_AT_ONCE], label)
        missing = [one for one in ids if one not in found.names]
        if missing:
            found.notes.append(
                f"{len(missing)} {collection} have no name for this user: {', '.join(missing[:5])}."
            )
    return found


def _names(client: Client, api: str, collection: str, ids: list[str], label: str) -> dict[str, str]:
    """Ask for `{"dataElements": [{"id": "f7n9E0hX8qk", "displayName": "Visits"}]}`."""
    params = {"filter": f"id:in:[{','.join(ids)}]", "fields": "id,displayName", "paging": "false"}
    body = client.get(f"{api}/{collection}.json", params).body
    entries = body.get(collection) if isinstance(body, dict) else None
    if not isinstance(entries, list):
        raise PermanentFailure(
            "unexpected_page", f"{label}: the server has no list of {collection}. Check url."
        )
    return {str(one["id"]): str(one["displayName"]) for one in entries if one.get("displayName")}
