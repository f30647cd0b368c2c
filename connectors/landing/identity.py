"""Turns names and birth dates into keyed tokens, and takes them out of the rows.

The only module that reads identity columns. Which columns those are, the mapping says.
"""

from __future__ import annotations

import hmac
import unicodedata
from contextlib import suppress
from datetime import date, datetime

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field

from connectors.tables.cells import clean_name

_SEPARATOR = "\x1f"
_SUFFIXES = {"jr", "sr", "ii", "iii", "iv"}
# Letters that Unicode does not take apart into a base letter and an accent.
_UNDECOMPOSED = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ı": "i"}
)

IDENTITY_FIELDS = ("first_name", "last_name", "full_name", "birth_date", "local_id")
TOKEN_COLUMNS = ("person_token", "local_token", "identity_problem")


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

    def names(self) -> list[str]:
        """Return the columns that are mapped, cleaned as a pull cleans its names."""
        mapped = (getattr(self, field) for field in IDENTITY_FIELDS)
        return list(dict.fromkeys(clean_name(name) for name in mapped if name))


def normalise_name(text: str) -> str:
    """Return a name as lower-case letters without accents, blanks, hyphens or apostrophes."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_UNDECOMPOSED))
    return "".join(character for character in decomposed if character.isalpha()).casefold()


def split_full_name(text: str) -> tuple[str, str]:
    """Return (first, last) of "Last, First" or "First [Middle] Last"; "" for what is not there."""
    last, comma, first = text.partition(",")
    if comma and normalise_name(first) not in _SUFFIXES:
        return next(iter(first.split()), ""), last.strip()
    words = _without_suffix(text.replace(",", " ")).split()
    return (words[0] if words else ""), (words[-1] if len(words) > 1 else "")


def _without_suffix(text: str) -> str:
    """Drop "Jr." and its like from the end: partners write it or leave it, and the birth date decides."""
    words = text.split()
    while len(words) > 1 and normalise_name(words[-1]) in _SUFFIXES:
        words.pop()
    return " ".join(words)


def person_token(key: bytes, first: str, last: str, birth_date: date) -> str:
    """Return the token of a person: 32 hexadecimal digits of a keyed hash of names and birth date."""
    names = (normalise_name(first), normalise_name(_without_suffix(last)))
    return _token(key, "person/v1/first_last_birth", *names, birth_date.isoformat())


def local_token(key: bytes, partner: str, local_id: str) -> str:
    """Return the token of a partner's own number; the same number at two partners gives two tokens."""
    return _token(key, "local/v1", partner, local_id.strip())


def _token(key: bytes, *parts: str) -> str:
    return hmac.digest(key, _SEPARATOR.join(parts).encode(), "sha256").hex()[:32]


def tokenise(rows: pd.DataFrame, columns: IdentityColumns, *, key: bytes, partner: str) -> pd.DataFrame:
    """Return the rows without the identity columns, with a token and what stood in its way.

    Adds `person_token`, `local_token` and `identity_problem`: None, `name_missing`,
    `birth_date_missing` or `birth_date_unreadable`.
    """
    values = {field: _column(rows, getattr(columns, field)) for field in IDENTITY_FIELDS}
    result = rows.drop(columns=[name for name in (*columns.names(), *TOKEN_COLUMNS) if name in rows.columns])
    tokens: list[str | None] = []
    local_tokens: list[str | None] = []
    problems: list[str | None] = []
    for first, last, full, born, local in zip(*values.values(), strict=True):
        token, problem = _person(key, columns, (first, last, full), born)
        tokens.append(token)
        problems.append(problem if _is_needed(columns, local) else None)
        local_tokens.append(local_token(key, partner, local) if local else None)
    for name, column in zip(TOKEN_COLUMNS, (tokens, local_tokens, problems), strict=True):
        result[name] = pd.Series(column, index=result.index, dtype=object)
    return result


def _column(rows: pd.DataFrame, name: str | None) -> list[str | None]:
    cleaned = clean_name(name) if name else None
    return rows[cleaned].tolist() if cleaned in rows.columns else [None] * len(rows)


def _is_needed(columns: IdentityColumns, local_id: str | None) -> bool:
    """Say whether a missing person token is a problem: not where only a local id identifies, nor nothing."""
    named = columns.first_name or columns.last_name or columns.full_name
    return bool(named or (columns.names() and not local_id))


def _person(
    key: bytes, columns: IdentityColumns, name: tuple[str | None, str | None, str | None], born: str | None
) -> tuple[str | None, str | None]:
    """Return (token, problem) of one row; one of the two is None."""
    first, last, full = name
    if full and not (first and last):
        first, last = split_full_name(full)
    if first is None or last is None or not (_has_letters(first) and _has_letters(last)):
        return None, "name_missing"
    if not born:
        return None, "birth_date_missing"
    birth_date = read_birth_date(born, columns.birth_date_format)
    if birth_date is None:
        return None, "birth_date_unreadable"
    return person_token(key, first, last, birth_date), None


def _has_letters(name: str) -> bool:
    return any(map(str.isalpha, name))


def read_birth_date(text: str, written: str | None) -> date | None:
    """Return a birth date in the given strptime format or in ISO, None if it is neither or before 1900."""
    found = None
    if written:
        with suppress(ValueError):
            found = datetime.strptime(text, written)
    if found is None:
        with suppress(ValueError):
            found = datetime.fromisoformat(text)
    return found.date() if found and found.year >= 1900 else None
