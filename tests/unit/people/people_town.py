"""Rows about made-up people as landing would leave them, joined by the product; for tests of who is one person."""

from __future__ import annotations

from dataclasses import dataclass, field

import duckdb
import pyarrow as pa

from connectors.tokens.row_tokens import row_tokens
from pipelines.people import find_people

KEY = bytes(range(32))
Keys = tuple[str, str, str, str | None]


@dataclass
class Town:
    """People as partners wrote them down; `join` says who is who."""

    rows: list[tuple[str, str | None, str | None]] = field(default_factory=list)
    blocks: list[tuple[str, str | None, str | None, str, int]] = field(default_factory=list)

    def add(self, partner: str, number: str | None = None, **identity: str) -> int:
        """Write somebody down; returns the place of the row."""
        made = row_tokens(
            {**identity, "local_id": number},
            key=KEY,
            partner=partner,
            birth_date_format=None,
            needs_names=True,
            needs_somebody=True,
        )
        self.rows.append((partner, made.local_token, made.person_token))
        self.blocks += [
            (partner, made.local_token, made.person_token, block, token) for block, token in made.blocks
        ]
        return len(self.rows) - 1

    def join(self) -> Joined:
        """Who is who, by the product's rules."""
        tokens = ["partner_id", "local_token", "person_token"]
        with duckdb.connect() as connection:
            connection.register("seen", _table(self.rows, tokens))
            connection.register("blocks", _table(self.blocks, [*tokens, "block", "token"]))
            find_people(connection)
            keys = connection.execute("SELECT * FROM person_keys").fetchall()
            review = connection.execute("SELECT reason, partners, records, people FROM to_review").fetchall()
        return Joined([_keys(keys, row) for row in self.rows], sorted(review))


@dataclass(frozen=True)
class Joined:
    """The default, strict, loose and household key of each row, and what is to be looked at."""

    keys: list[Keys]
    review: list[tuple[str, str, int, int]]

    def people(self, level: int = 0) -> list[list[int]]:
        """The places of the rows of each person, at the default, strict (1) or loose (2) level."""
        found: dict[str | None, list[int]] = {}
        for at, keys in enumerate(self.keys):
            found.setdefault(keys[level], []).append(at)
        return sorted(found.values())

    @property
    def count(self) -> int:
        """How many people there are."""
        return len(self.people())


def _keys(keys: list[tuple[str, ...]], row: tuple[str, str | None, str | None]) -> Keys:
    (found,) = [one[3:] for one in keys if one[:3] == row]
    return found  # type: ignore[return-value]


def _table(
    rows: list[tuple[object, ...]] | list[tuple[str, str | None, str | None]], names: list[str]
) -> pa.Table:
    columns = list(zip(*dict.fromkeys(rows), strict=True)) or [()] * len(names)
    kinds = [pa.uint64() if name == "token" else pa.string() for name in names]
    return pa.table(
        [pa.array(values, kind) for values, kind in zip(columns, kinds, strict=True)], names=names
    )
