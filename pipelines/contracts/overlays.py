"""What sub-programs ask for beyond the contract, applied to the contract of a feed.

Here: which entries of sub_programs.yaml concern a feed. Not here: what tightening means (expectations/tightening.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from expectations.contract import Contract, ContractError
from expectations.tightening import Condition, Tightening, tightened

if TYPE_CHECKING:
    from pipelines.initiative.initiative import Initiative
    from pipelines.initiative.models.partner import Feed, Partner
    from pipelines.initiative.models.sub_programs import Narrowing


def with_overlays(initiative: Initiative, partner: Partner, feed: Feed, contract: Contract) -> Contract:
    """The contract with what the sub-programs of a feed ask for.

    Where a feed has rows of several sub-programs, each asks for its own rows only. What does not fit this version of
    the contract is left out: the checks of the folder see to it that it fits one of those in use.
    """
    names = [feed.sub_program] if feed.sub_program else partner.sub_programs
    for sub_program, entry in overlays(initiative, feed.record_type):
        if sub_program in names:
            contract = _with(contract, entry, sub_program if len(names) > 1 else None)
    return contract


def with_every_overlay(initiative: Initiative, contract: Contract) -> Contract:
    """The contract with what every sub-program asks for, each for its own rows."""
    for sub_program, entry in overlays(initiative, contract.record_type):
        contract = _with(contract, entry, sub_program)
    return contract


def _with(contract: Contract, entry: Narrowing, sub_program: str | None) -> Contract:
    try:
        return tightened(contract, tightening(entry), sub_program)
    except ContractError:
        return contract


def overlays(initiative: Initiative, record_type: str) -> Iterator[tuple[str, Narrowing]]:
    """Sub-program and entry, for every entry about a record type."""
    for sub_program in initiative.sub_programs:
        for entry in sub_program.narrow:
            if entry.record_type == record_type:
                yield sub_program.id, entry


def tightening(entry: Narrowing) -> Tightening:
    """An entry of sub_programs.yaml as the library takes it."""
    return Tightening(
        column=entry.column,
        allowed=tuple(entry.allowed or ()),
        required=bool(entry.required),
        minimum=entry.minimum,
        maximum=entry.maximum,
        fix=entry.fix,
        conditions=tuple(
            Condition(rule.id, rule.must_hold, rule.description, rule.fix, rule.severity)
            for rule in entry.rules
        ),
        to_error=tuple(entry.to_error),
    )
