"""The tokens of one row: made from what it says of a person, written as text in a partner's file, and read back.

Here: one row in, its tokens out. Not here: files (file_tool.py), tables and batches (landing).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from connectors.tokens.blocks import BLOCKS, blocks_of
from connectors.tokens.keyed import local_token, person_token
from connectors.tokens.person import Person, read_person

TOKEN_COLUMNS = ("person_token", "local_token", "identity_problem")
PROBLEMS = ("name_missing", "birth_date_missing", "birth_date_unreadable")
_TOKEN = re.compile(r"[0-9a-f]{32}")
_BLOCK = re.compile(r"([a-z_]+):([0-9a-f]{16})")


class BadTokensError(ValueError):
    """A text that should be a token is none; says which column, never the text."""


@dataclass(frozen=True)
class RowTokens:
    """What stands in the place of a row's identity; `person` only where it was made here, and only in memory."""

    person_token: str | None
    local_token: str | None
    identity_problem: str | None
    blocks: tuple[tuple[str, int], ...] = ()
    person: Person | None = None

    @property
    def columns(self) -> tuple[str | None, str | None, str | None]:
        """The values of TOKEN_COLUMNS."""
        return self.person_token, self.local_token, self.identity_problem

    @property
    def blocks_text(self) -> str:
        """The blocks as one text for a file, `block:token` with blanks between."""
        return " ".join(f"{block}:{token:016x}" for block, token in self.blocks)


def row_tokens(
    values: Mapping[str, str | None],
    *,
    key: bytes,
    partner: str,
    birth_date_format: str | None,
    needs_names: bool,
    needs_somebody: bool,
) -> RowTokens:
    """The tokens of a row's IDENTITY_FIELDS.

    A missing person token is a problem where the table has names, or where a row has not even a number of its own
    though the table knows people (`needs_somebody`).
    """
    person, problem = read_person(values, birth_date_format)
    local = values.get("local_id")
    token = (
        person_token(key, person.first, person.last, person.birth)
        if problem is None and person.birth
        else None
    )
    number = local_token(key, partner, local) if local else None
    is_problem = needs_names or (needs_somebody and not local)
    blocks = blocks_of(key, person, partner=partner, household_id=values.get("household_id") or "")
    if token is None and number is None:
        # Nothing to hang the blocks on.
        blocks = []
    return RowTokens(token, number, problem if is_problem else None, tuple(blocks), person)


def read_tokens(values: Mapping[str, str | None]) -> RowTokens:
    """The tokens of a row that a partner made itself; raises BadTokensError."""
    for column in ("person_token", "local_token"):
        if values.get(column) and not _TOKEN.fullmatch(str(values[column])):
            raise BadTokensError(f"what stands in '{column}' is no token.")
    problem = values.get("identity_problem") or None
    if problem is not None and problem not in PROBLEMS:
        raise BadTokensError("what stands in 'identity_problem' is no problem of an identity.")
    blocks = []
    for text in (values.get("blocks") or "").split():
        found = _BLOCK.fullmatch(text)
        if not found:
            raise BadTokensError("what stands in 'blocks' are no blocks.")
        # A newer tool may make blocks that are not known here yet.
        if found[1] in BLOCKS:
            blocks.append((found[1], int(found[2], 16)))
    return RowTokens(
        values.get("person_token") or None, values.get("local_token") or None, problem, tuple(blocks)
    )
