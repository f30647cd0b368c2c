"""Alters what came in, as one change of a scenario says: rows of people, money, a partner that leaves.

Not here: other parameters of a metric; they change the models and not their inputs (running.py).
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from expectations.mapping_sql import identifier, literal
from pipelines.initiative.models.scenarios import Leave, Move, Serve
from pipelines.scenarios.scratch import Scratch

_PEOPLE = {"partner_id", "local_token", "person_token", "row_number"}
# Rows of added people are numbered apart from all others of their batch.
_ROWS_APART = 1_000_000_000


class ScenarioError(Exception):
    """A scenario that can't be computed on this data; the message names the scenario, the partner and the fix."""


@dataclass(frozen=True)
class Setting:
    """Which scenario a change belongs to, and the period that is looked at."""

    scenario: str
    starts_on: date
    ends_on: date
    factor: float


def serve(scratch: Scratch, change: Serve, setting: Setting, number: int) -> str:
    """Add or take away people; returns in words what was done. `number` tells the changes of a scenario apart."""
    people = round(abs(change.people) * setting.factor)
    present = _present(scratch, change, setting)
    if not present or (change.people < 0 and people > len(present)):
        raise ScenarioError(
            f"scenario '{setting.scenario}': '{change.partner}' has {'no' if not present else 'fewer'} people "
            "in the period to draw from; choose another partner, sub-program or period"
        )
    # The same question gives the same people on every run.
    chance = random.Random(f"{setting.scenario}/{number}")
    where = f" in {change.sub_program}" if change.sub_program else ""
    if change.people < 0:
        _take_away(scratch, change, chance.sample(present, people))
        return f"{change.partner} serves {people} fewer people{where}, drawn by chance from those it serves."
    _add(scratch, change, chance.choices(present, k=people), f"scenario:{number}:")
    return (
        f"{change.partner} serves {people} more people{where}, each with the rows of one that it serves in the period, "
        "drawn by chance; nobody else serves them."
    )


def move(scratch: Scratch, change: Move, setting: Setting, number: int) -> list[str]:
    """Move money, and with a cost per person the people whom it pays for; returns in words what was done."""
    amount = (change.amount * Decimal(str(setting.factor))).quantize(Decimal("0.01"))
    funding = scratch.take_over("agenda", "funding")
    words = []
    for sign, place in ((-1, change.source), (1, change.target)):
        scratch.connection.execute(
            f"INSERT INTO {funding} (funding_id, funder, kind, partner_id, sub_program_id, amount, currency, "
            "starts_on, ends_on) VALUES (?, 'scenario', 'grant', ?, ?, ?, ?, ?, ?)",
            [
                f"scenario:{number}:{sign}",
                place.partner,
                place.sub_program,
                sign * amount,
                change.currency,
                setting.starts_on,
                setting.ends_on,
            ],
        )
        told = " / ".join(filter(None, (place.partner, place.sub_program))) or "the initiative as a whole"
        words.append(
            f"{told} has {change.currency} {amount:,} {'less' if sign < 0 else 'more'} for the period."
        )
        if place.cost_per_person and place.partner:
            people = int(amount / place.cost_per_person)
            if people:
                paid = Serve(partner=place.partner, sub_program=place.sub_program, people=sign * people)
                whole = Setting(setting.scenario, setting.starts_on, setting.ends_on, 1.0)
                words.append(serve(scratch, paid, whole, number * 10 + sign))
    return words


def leave(scratch: Scratch, change: Leave) -> str:
    """Take out everything that the partner gave, what is expected of it, and the money for it."""
    for schema in ("accepted", "agenda", "ingest"):
        for table in scratch.tables(schema, {"partner_id"}):
            name = scratch.take_over(schema, table)
            scratch.connection.execute(f"DELETE FROM {name} WHERE partner_id = ?", [change.partner])
    funding = scratch.take_over("accepted", "funding")
    scratch.connection.execute(f"DELETE FROM {funding} WHERE recipient_partner = ?", [change.partner])
    return f"{change.partner} is gone with its rows, its totals and the money for it; nobody takes its people over."


def _present(scratch: Scratch, change: Serve, setting: Setting) -> list[str]:
    """The keys of the people about whom the partner has a row in the period, in order."""
    wanted = {"person_key", "partner_id", "sub_program_id", "from_date", "to_date"}
    facts = " UNION ".join(
        f"SELECT person_key, partner_id, sub_program_id, from_date, to_date FROM {scratch.base('marts', fact)}"
        for fact in scratch.tables("marts", wanted)
    )
    found = scratch.connection.execute(
        f"SELECT DISTINCT person_key FROM ({facts}) WHERE partner_id = ? AND from_date <= ? AND to_date >= ? "
        "AND (? IS NULL OR sub_program_id = ?) AND person_key IS NOT NULL ORDER BY person_key",
        [change.partner, setting.ends_on, setting.starts_on, change.sub_program, change.sub_program],
    ).fetchall()
    return [key for (key,) in found]


def _pairs(scratch: Scratch, partner: str, keys: list[str]) -> str:
    """A table of the partner's token pairs of drawn people, one line a draw; returns its name."""
    scratch.connection.execute(
        "CREATE OR REPLACE TEMP TABLE drawn_pairs AS SELECT drawn.place, pair.local_token, pair.person_token "
        "FROM (SELECT unnest(?::BIGINT[]) AS place, unnest(?::VARCHAR[]) AS person_key) AS drawn "
        f"JOIN {scratch.base('intermediate', 'int_person')} AS pair USING (person_key) WHERE pair.partner_id = ?",
        [list(range(len(keys))), keys, partner],
    )
    return "drawn_pairs"


def _rows_of(change: Serve) -> str:
    within = f" AND given.sub_program = {literal(change.sub_program)}" if change.sub_program else ""
    return (
        "given.local_token IS NOT DISTINCT FROM pair.local_token AND given.person_token IS NOT DISTINCT FROM "
        f"pair.person_token AND given.partner_id = {literal(change.partner)}{within}"
    )


def _add(scratch: Scratch, change: Serve, keys: list[str], prefix: str) -> None:
    pairs = _pairs(scratch, change.partner, keys)
    for table in scratch.tables("accepted", _PEOPLE):
        name = scratch.take_over("accepted", table)
        replaced = {
            "local_token": f"{literal(prefix)} || pair.place",
            "person_token": "NULL",
            "row_number": f"given.row_number + (pair.place + 1) * {_ROWS_APART}",
        }
        shown = ", ".join(
            replaced.get(column, f"given.{identifier(column)}")
            for column in scratch.columns("accepted", table)
        )
        scratch.connection.execute(
            f"INSERT INTO {name} SELECT {shown} FROM {scratch.base('accepted', table)} AS given "
            f"JOIN {pairs} AS pair ON {_rows_of(change)}"
        )


def _take_away(scratch: Scratch, change: Serve, keys: list[str]) -> None:
    pairs = _pairs(scratch, change.partner, keys)
    for table in scratch.tables("accepted", _PEOPLE):
        name = scratch.take_over("accepted", table)
        scratch.connection.execute(
            f"DELETE FROM {name} AS given USING {pairs} AS pair WHERE {_rows_of(change)}"
        )
