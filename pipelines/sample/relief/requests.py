"""Requests: what a household asked a partner for on a day, and what came of it.

Here: what happened. Not here: in which columns a partner writes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random

from pipelines.sample.chance import chance
from pipelines.sample.relief.clients import Client, clients
from pipelines.sample.relief.households import FAR, Person
from pipelines.sample.relief.weeks import LAST_DAY, need, week_of


@dataclass(frozen=True)
class Request:
    """One kind of item that one person asked for; the status is in the contract's words."""

    person: Person
    partner: str
    day: date
    category: str
    quantity: int
    delivered: int | None
    delivered_on: date | None
    status: str
    household_size: int
    channel: str


@dataclass(frozen=True)
class _Style:
    """How a partner is asked: for what, every how many days, how, and how often it cannot help."""

    categories: tuple[str, ...]
    every: int
    channels: tuple[str, ...]
    failing: float


_STYLES = {
    "county_emergency": _Style(("groceries", "hygiene", "cleaning", "household_goods"), 42, ("phone",), 0.14),
    "elm_pharmacy": _Style(("medicine",), 28, ("phone", "online"), 0.03),
    "eastside_mutual_aid": _Style(("groceries", "household_goods"), 20, ("online", "phone"), 0.1),
    "hillside_neighbours": _Style(("groceries", "baby_supplies"), 24, ("online", "phone"), 0.16),
    "elder_line": _Style(("groceries",), 14, ("phone", "outreach"), 0.05),
    "little_bundles": _Style(("baby_supplies",), 21, ("online", "walk_in"), 0.09),
    "new_roots": _Style(("hygiene", "household_goods", "baby_supplies"), 26, ("walk_in", "phone"), 0.08),
}  # fmt: skip
SUB_PROGRAMS = {
    "groceries": "groceries",
    "prepared_meals": "groceries",
    "baby_supplies": "baby_supplies",
    **dict.fromkeys(("hygiene", "cleaning", "household_goods", "medicine"), "household_supplies"),
}


@cache
def requests(partner: str) -> tuple[Request, ...]:
    """All requests to a partner, in the order of days."""
    found = [request for client in clients(partner) for request in _of_client(client)]
    return tuple(sorted(found, key=lambda one: (one.day, one.person.number)))


def _of_client(client: Client) -> list[Request]:
    style = _STYLES[client.partner]
    dice = chance("relief requests", client.partner, client.household.number)
    found = []
    day = client.first_day
    while day <= client.last_day:
        found.append(_request(client, style, day, dice))
        day += timedelta(days=max(5, round(style.every * dice.uniform(0.6, 1.5))))
    return found


def _request(client: Client, style: _Style, day: date, dice: Random) -> Request:
    quantity = dice.choice((1, 1, 2, 3))
    status, delivered, delivered_on = _outcome(client, style, day, quantity, dice)
    return Request(
        person=client.household.head,
        partner=client.partner,
        day=day,
        category=dice.choice(style.categories),
        quantity=quantity,
        delivered=delivered,
        delivered_on=delivered_on,
        status=status,
        household_size=len(client.household.people),
        channel=dice.choice(style.channels),
    )


def _outcome(
    client: Client, style: _Style, day: date, quantity: int, dice: Random
) -> tuple[str, int | None, date | None]:
    """Status, quantity and day of the delivery: worse in hard weeks and far away."""
    strain = need(week_of(day)) * (1.5 if client.household.area in FAR else 1.0)
    roll = dice.random()
    wait = 1 + int(dice.expovariate(1 / (1.5 + 3 * strain)))
    delivered_on = day + timedelta(days=wait)
    if roll < style.failing * (0.6 + strain):
        return "unmet", None, None
    if roll > 0.97:
        return "cancelled", None, None
    if delivered_on > LAST_DAY:
        return "open", None, None
    if roll > 0.9 and quantity > 1:
        return "partly_met", quantity - 1, delivered_on
    return "met", quantity, delivered_on
