"""Turns JSON records into rows of text: dotted paths, flat names, JSON for lists.

Records in, table out. Where the records come from is the connector's business.
"""

from __future__ import annotations

import json
from typing import Any, Final

import pandas as pd

from connectors.pull import text_frame
from connectors.tables.cells import cell_text, unique_names

MISSING: Final = object()
Record = dict[str, Any]


def dig(value: Any, path: str) -> Any:
    """Return what a dotted path leads to, or MISSING. A key that holds a dot itself is found too.

    "" is the value itself; "pageInfo.totalRows" and "@odata.nextLink" both work.
    """
    if not path:
        return value
    if not isinstance(value, dict):
        return MISSING
    if path in value:
        return value[path]
    for position, character in enumerate(path):
        if character == "." and path[:position] in value:
            found = dig(value[path[:position]], path[position + 1 :])
            if found is not MISSING:
                return found
    return MISSING


def flatten(record: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """Return a record with nested objects as dotted names; lists stay as they are."""
    flat: dict[str, Any] = {}
    for key, value in record.items():
        nested = flatten(value, f"{prefix}{key}.") if isinstance(value, dict) else {f"{prefix}{key}": value}
        for name, inner in nested.items():
            # {"a.b": 1, "a": {"b": 2}} has two values for one name; neither may be lost.
            while name in flat:
                name += "'"
            flat[name] = inner
    return flat


def records_frame(records: list[dict[str, Any]]) -> pd.DataFrame:
    """Return flat records as rows of text; columns in the order in which they first occur."""
    keys = list(dict.fromkeys(key for record in records for key in record))
    rows = [[cell_text(record.get(key)) for key in keys] for record in records]
    return text_frame(unique_names(keys), rows)


def json_lines(records: list[dict[str, Any]]) -> bytes:
    """Return records as JSON lines, the raw payload of an API pull."""
    return b"".join(
        json.dumps(record, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n" for record in records
    )


def read_json_lines(content: bytes) -> list[dict[str, Any]]:
    """Return the records of a raw payload that `json_lines` wrote."""
    return [json.loads(line.decode("utf-8", "surrogatepass")) for line in content.splitlines()]
