"""Decides what a batch holds: its id, the columns that land, the table and the manifest.

Pure functions of a pull and the mapping's lists of columns. Files are written in `landing`.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from connectors.failures import PermanentFailure
from connectors.landing.identity import Identified, IdentityColumns
from connectors.pull import Pull
from connectors.tables.cells import clean_name
from connectors.tokens.row_tokens import TOKEN_COLUMNS

_RESERVED = ("row_number", "row_ref", "row_link", *TOKEN_COLUMNS)


@dataclass(frozen=True)
class Limits:
    """What an agreement leaves out: columns by name, and with `only_agreed` whatever else is not expected.

    `keeps_names`: it lets names reach the backbone, which keeps them encrypted beside the batch.
    """

    withheld: tuple[str, ...] = ()
    only_agreed: bool = False
    keeps_names: bool = False


@dataclass(frozen=True)
class ColumnPlan:
    """The names of columns: seen in the pull, landed in clear, expected and missing, unknown, left out by agreement.

    `keeps_original` says whether the raw payload may be kept: not if it holds more than was agreed.
    """

    seen: list[str]
    landed: list[str]
    missing: list[str]
    unknown: list[str]
    withheld: list[str]
    keeps_original: bool


def batch_id_of(
    pull: Pull,
    connector: str,
    options: dict[str, Any],
    columns: list[str],
    identity: IdentityColumns,
    limits: Limits,
    answers: str | None = None,
) -> str:
    """Return 16 hexadecimal digits that change with the content and with how it is read and landed."""
    spec: list[Any] = [
        pull.content_sha256,
        connector,
        options,
        sorted(set(columns)),
        identity.model_dump(),
    ]
    if limits != Limits():
        spec.append([sorted(limits.withheld), limits.only_agreed, limits.keeps_names])
    if answers is not None:
        spec.append(["answers", clean_name(answers)])
    return hashlib.sha256(json.dumps(spec, sort_keys=True, default=str).encode()).hexdigest()[:16]


def source_fingerprint(connector: str, options: dict[str, Any]) -> str:
    """Return 16 hexadecimal digits that change with the way in which a source is read, not with its content."""
    spec = [connector, options]
    return hashlib.sha256(json.dumps(spec, sort_keys=True, default=str).encode()).hexdigest()[:16]


def plan_columns(pull: Pull, columns: list[str], identity: IdentityColumns, limits: Limits) -> ColumnPlan:
    """Sort the columns of a pull. Identity never lands in clear, even if it is listed to be kept, nor what is withheld.

    A table without a single expected column is refused: its header was probably missed, and
    then the names of the columns are values of a person, which may not stand in a manifest.
    """
    seen = list(pull.rows.columns)
    private = identity.private()
    expected = list(dict.fromkeys([*map(clean_name, columns), *identity.names()]))
    wanted = {clean_name(name) for name in columns}
    if seen and expected and not set(expected) & set(seen):
        raise PermanentFailure(
            "unexpected_columns",
            f"{pull.source} has none of the expected columns ({', '.join(expected)}). Check that "
            "it is the right file or form. If a wrong place was read, give sheet or header_row.",
        )
    left_out = {clean_name(name) for name in limits.withheld}
    withheld = [name for name in seen if name in left_out]
    unknown = [name for name in seen if name not in (*expected, *withheld, *pull.server_columns)]
    return ColumnPlan(
        seen=seen,
        landed=[name for name in seen if name in wanted and name not in (*private, *withheld, *_RESERVED)],
        missing=[name for name in expected if name not in seen],
        unknown=unknown,
        withheld=withheld,
        keeps_original=not (limits.only_agreed and (withheld or unknown)),
    )


def landed_table(pull: Pull, plan: ColumnPlan, identified: Identified) -> pa.Table:
    """Return the rows to land: number, reference, the kept columns as text, and the tokens."""
    rows = identified.rows
    table = {
        "row_number": pa.array(range(1, len(rows) + 1), pa.int64()),
        "row_ref": pa.array(pull.row_refs, pa.string()),
        "row_link": pa.array(pull.row_links or [None] * len(rows), pa.string()),
    }
    for name in (*plan.landed, *TOKEN_COLUMNS):
        table[name] = pa.array(rows[name].tolist(), pa.string())
    return pa.table(table)


def describe(pull: Pull, plan: ColumnPlan) -> dict[str, Any]:
    """Return what a manifest says about the content: counts and names, never values."""
    return {
        "content_sha256": pull.content_sha256,
        "source": pull.source,
        "rows": len(pull.rows),
        "columns_seen": plan.seen,
        "columns_landed": plan.landed,
        "columns_missing": plan.missing,
        "columns_unknown": plan.unknown,
        "columns_withheld": plan.withheld,
        "original_kept": plan.keeps_original,
        "notes": pull.notes,
        "cursor": pull.cursor,
    }
