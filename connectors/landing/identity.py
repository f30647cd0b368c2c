"""Takes who a row is about out of the rows, and puts keyed tokens in its place.

The only module that reads identity columns. Which columns those are, the mapping says; how tokens are made, the room
`tokens`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, model_validator

from connectors.failures import PermanentFailure
from connectors.tables.cells import clean_name
from connectors.tokens.person import IDENTITY_FIELDS, NAME_FIELDS, Person
from connectors.tokens.row_tokens import TOKEN_COLUMNS, BadTokensError, RowTokens, read_tokens, row_tokens

BLOCKS_COLUMN = "blocks"


class IdentityColumns(BaseModel):
    """The partner's names for the columns that say who a row is about."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    first_name: str | None = Field(default=None, description="Column with the first name.")
    last_name: str | None = Field(default=None, description="Column with the last name.")
    full_name: str | None = Field(
        default=None,
        description="Column with the whole name, 'First Last' or 'Last, First', if it is in one.",
    )
    birth_date: str | None = Field(default=None, description="Column with the birth date.")
    birth_date_format: str | None = Field(
        default=None, description="How birth dates are written, such as %m/%d/%Y. Default: 2015-03-02."
    )
    local_id: str | None = Field(
        default=None, description="Column with the partner's own number for the person."
    )
    phone: str | None = Field(default=None, description="Column with a telephone number.")
    email: str | None = Field(default=None, description="Column with an e-mail address.")
    street_address: str | None = Field(default=None, description="Column with house number and street.")
    postcode: str | None = Field(
        default=None,
        description="Column with the postcode; it stays in clear too where the mapping names it.",
    )
    household_id: str | None = Field(
        default=None, description="Column with the partner's own number for the household."
    )
    tokens: bool = Field(
        default=False,
        description="True for a file that the partner made with 'common-measure tokenise': it holds tokens, no names.",
    )

    @model_validator(mode="after")
    def _tokens_or_columns(self) -> IdentityColumns:
        if self.tokens and any(getattr(self, name) for name in IDENTITY_FIELDS):
            raise ValueError("with 'tokens: true' leave the columns out: the file says which they are")
        return self

    def names(self) -> list[str]:
        """Return the columns that are mapped, cleaned as a pull cleans its names."""
        if self.tokens:
            return [*TOKEN_COLUMNS, BLOCKS_COLUMN]
        return self._cleaned(IDENTITY_FIELDS)

    def private(self) -> list[str]:
        """Return the columns that never land in clear; a postcode may, as the area that somebody lives in."""
        if self.tokens:
            return self.names()
        open_columns = self._cleaned(["postcode"])
        return [name for name in self.names() if name not in open_columns]

    def _cleaned(self, fields: Iterable[str]) -> list[str]:
        mapped = (getattr(self, name) for name in fields)
        return list(dict.fromkeys(clean_name(name) for name in mapped if name))


@dataclass
class Identified:
    """Rows without identity columns, with TOKEN_COLUMNS; what else was made of each person, once.

    `blocks` are (person_token, local_token, block, token), `people` (person_token, local_token, Person).
    """

    rows: pd.DataFrame
    blocks: list[tuple[str | None, str | None, str, int]] = field(default_factory=list)
    people: list[tuple[str | None, str | None, Person]] = field(default_factory=list)


def tokenise(rows: pd.DataFrame, columns: IdentityColumns, *, key: bytes, partner: str) -> pd.DataFrame:
    """Return the rows without the identity columns, with a token and what stood in its way.

    Adds `person_token`, `local_token` and `identity_problem`: None, `name_missing`,
    `birth_date_missing` or `birth_date_unreadable`.
    """
    return identify(rows, columns, key=key, partner=partner).rows


def identify(rows: pd.DataFrame, columns: IdentityColumns, *, key: bytes, partner: str) -> Identified:
    """Return what `tokenise` does, with blocks and people; PermanentFailure `bad_tokens` where a token is none."""
    made = _made(rows, columns, key, partner)
    dropped = {*columns.private(), *TOKEN_COLUMNS}
    found = Identified(rows.drop(columns=[name for name in rows.columns if name in dropped]))
    for at, name in enumerate(TOKEN_COLUMNS):
        values = [one.columns[at] for one in made]
        found.rows[name] = pd.Series(values, index=rows.index, dtype=object)
    for one in {id(one): one for one in made}.values():
        found.blocks += [(one.person_token, one.local_token, block, token) for block, token in one.blocks]
        if one.person is not None:
            found.people.append((one.person_token, one.local_token, one.person))
    return found


def _made(rows: pd.DataFrame, columns: IdentityColumns, key: bytes, partner: str) -> list[RowTokens]:
    """The tokens of each row. Rows that say the same of somebody share one object: most tables repeat their people."""
    named = any(getattr(columns, name) for name in NAME_FIELDS)
    fields = [*TOKEN_COLUMNS, BLOCKS_COLUMN] if columns.tokens else list(IDENTITY_FIELDS)
    sources = fields if columns.tokens else [getattr(columns, name) for name in fields]
    make: Callable[[dict[str, str | None]], RowTokens] = (
        read_tokens
        if columns.tokens
        else partial(
            row_tokens,
            key=key,
            partner=partner,
            birth_date_format=columns.birth_date_format,
            needs_names=named,
            needs_somebody=bool(columns.names()),
        )
    )
    known: dict[tuple[str | None, ...], RowTokens] = {}
    made = []
    for number, values in enumerate(zip(*(_column(rows, name) for name in sources), strict=True), 1):
        if values not in known:
            try:
                known[values] = make(dict(zip(fields, values, strict=True)))
            except BadTokensError as bad:
                raise PermanentFailure(
                    "bad_tokens", f"Row {number}: {bad} Send the file as 'common-measure tokenise' wrote it."
                ) from None
        made.append(known[values])
    return made


def _column(rows: pd.DataFrame, name: str | None) -> list[str | None]:
    cleaned = clean_name(name) if name else None
    return rows[cleaned].tolist() if cleaned in rows.columns else [None] * len(rows)
