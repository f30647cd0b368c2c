"""A broken rule in words that a partner knows: its own name of the column, and the words that it may write there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from expectations.contract import Rule as ContractRule
from expectations.enforcement import RuleResult
from expectations.mapping import ColumnMapping, Mapping

# A longer list is looked up where the agenda is; nobody reads it in a note.
_MOST_WORDS = 15
# A day that cannot be read in two orders.
_SOME_DAY = date(2025, 10, 14)


@dataclass(frozen=True)
class Rule:
    """A rule that was broken: what must hold, and how to correct it where it does not."""

    rule_id: str
    description: str
    fix: str


def in_partners_words(result: RuleResult, agreed: ContractRule | None, mapping: Mapping) -> Rule:
    """The words of the contract, with the partner's column in place of the contract's and the words that it accepts."""
    description, fix = result.description, result.fix
    if agreed is not None and agreed.kind != "condition":
        (column,) = agreed.columns
        entry = mapping.columns.get(column)
        if entry is not None and entry.column is not None:
            theirs = " less ".join(f'"{name}"' for name in entry.partner_columns)
            description = description.replace(column, theirs, 1)
        fix = " ".join([fix, *_in_this_file(agreed, entry)])
    return Rule(result.rule_id, description, fix)


def _in_this_file(agreed: ContractRule, entry: ColumnMapping | None) -> list[str]:
    """What the words of the contract leave out: how this partner writes it."""
    more = []
    accepted = _accepted(agreed.allowed, entry)
    if 0 < len(accepted) <= _MOST_WORDS:
        more.append(f"Accepted here: {', '.join(accepted)}.")
    if entry is not None and entry.formats:
        more.append(
            f"In this file also like {' or '.join(_SOME_DAY.strftime(form) for form in entry.formats)}."
        )
    if entry is not None and entry.divide_by is not None:
        more.append(f"The number in this column is divided by {entry.divide_by:g} first.")
    return more


def _accepted(allowed: tuple[str, ...], entry: ColumnMapping | None) -> list[str]:
    """The partner's words for the allowed values; the values themselves where it has none of its own."""
    values = entry.values if entry is not None else {}
    own = [word for word, value in values.items() if word and value in allowed]
    return own or list(allowed)
