"""What changed between two versions of a contract, in words that a partner understands.

Here: comparing two documents. Not here: what it does to the rows that are there (effect.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from expectations.contract import Column, Contract, Rule

Direction = Literal["tighter", "looser", "other"]
_KINDS = {
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "date": "a date",
    "boolean": "yes or no",
}


@dataclass(frozen=True)
class Difference:
    """One change. A tighter rule can reject rows that were accepted; a looser one cannot."""

    direction: Direction
    words: str


def differences(before: Contract, after: Contract) -> list[Difference]:
    """Every change from one contract to the other: columns, then the rules about several columns."""
    old = {column.name: column for column in before.value_columns}
    new = {column.name: column for column in after.value_columns}
    found: list[Difference] = []
    for name in dict.fromkeys([*old, *new]):
        if name not in old:
            found += _added(new[name])
        elif name not in new:
            found.append(Difference("other", f"The column '{name}' is no longer part of the contract."))
        else:
            found += _column(old[name], new[name])
    return [*found, *_rules(before, after)]


def _added(column: Column) -> Iterator[Difference]:
    must = "must be filled in" if column.required else "may be left empty"
    kind = f"one of {', '.join(column.allowed)}" if column.allowed else _KINDS[column.logical_type]
    words = f"New column '{column.name}' ({kind}), which {must}: {column.description}"
    yield Difference("tighter" if column.required else "other", words)


def _column(old: Column, new: Column) -> Iterator[Difference]:
    name = f"'{new.name}'"
    if new.required != old.required:
        words = "must now be filled in" if new.required else "may now be left empty"
        yield Difference("tighter" if new.required else "looser", f"{name} {words}.")
    if (new.logical_type, new.physical_type) != (old.logical_type, old.physical_type):
        now, then = (f"{_KINDS[one.logical_type]} ({one.physical_type})" for one in (new, old))
        yield Difference("other", f"{name} is now {now}; before: {then}.")
    yield from _allowed(old, new)
    yield from _bound(name, "smallest", old.minimum, new.minimum, rising_is_tighter=True)
    yield from _bound(name, "largest", old.maximum, new.maximum, rising_is_tighter=False)
    if new.severity != old.severity and old.allowed and new.allowed:
        harder = new.severity == "error"
        what = "now rejects the row; before, it was a warning" if harder else "is now only a warning"
        yield Difference("tighter" if harder else "looser", f"Another value of {name} {what}.")
    if new.description != old.description:
        yield Difference("other", f"{name} is described otherwise: {new.description}")


def _allowed(old: Column, new: Column) -> Iterator[Difference]:
    name = f"'{new.name}'"
    gone = [value for value in old.allowed if value not in new.allowed]
    more = [value for value in new.allowed if value not in old.allowed]
    if not old.allowed and new.allowed:
        yield Difference("tighter", f"{name} may now only be: {', '.join(new.allowed)}.")
    elif old.allowed and not new.allowed:
        yield Difference("looser", f"{name} may now be any text.")
    else:
        if gone:
            yield Difference("tighter", f"{name} may no longer be: {', '.join(gone)}.")
        if more:
            yield Difference("looser", f"{name} may now also be: {', '.join(more)}.")


def _bound(
    name: str, which: str, old: float | None, new: float | None, *, rising_is_tighter: bool
) -> Iterator[Difference]:
    if old == new:
        return
    if new is None:
        yield Difference("looser", f"{name} has no {which} number any more; before: {old:g}.")
    elif old is None:
        yield Difference("tighter", f"The {which} number for {name} is now {new:g}; before, there was none.")
    else:
        tighter = (new > old) == rising_is_tighter
        yield Difference(
            "tighter" if tighter else "looser",
            f"The {which} number for {name} is now {new:g}; before: {old:g}.",
        )


def _rules(before: Contract, after: Contract) -> Iterator[Difference]:
    old = {rule.rule_id: rule for rule in before.conditions}
    new = {rule.rule_id: rule for rule in after.conditions}
    for rule_id in dict.fromkeys([*old, *new]):
        if rule_id not in old:
            yield Difference("tighter", f"New rule {_told(new[rule_id])}")
        elif rule_id not in new:
            yield Difference("looser", f"No longer a rule: {_told(old[rule_id])}")
        elif old[rule_id].effect != new[rule_id].effect:
            yield from _changed(old[rule_id], new[rule_id])


def _changed(old: Rule, new: Rule) -> Iterator[Difference]:
    if old.severity != new.severity:
        harder = new.severity == "error"
        what = "now rejects the row" if harder else "is now only a warning"
        yield Difference("tighter" if harder else "looser", f"'{new.rule_id}' {what}: {new.description}")
    if old.query != new.query:
        yield Difference("other", f"'{new.rule_id}' is checked otherwise: {new.description}")


def _told(rule: Rule) -> str:
    effect = "rejects the row" if rule.severity == "error" else "warns"
    return f"'{rule.rule_id}' ({effect}): {rule.description}"
