"""A partner's own figures, and between what figures its peers lie.

A range is shown for shares and amounts per person only: sizes of partners are not compared. It needs at least
FEWEST_PEERS other partners with a published figure that ENOUGH_PEOPLE stand behind, so that no peer is picked out and
one person hardly moves the range.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.learning.facts import ALL
from pipelines.learning.released import Released, Row
from pipelines.report import wording

FEWEST_PEERS = 3
ENOUGH_PEOPLE = 30
_CELLS = """
select metric_id, sub_program_id, period_id, partner_id, status, value, lower, upper, people,
  cast(denominator as double) as denominator
from metrics.metric_values
where partner_id <> 'all' and area_id = 'all' and group_type = 'all'
order by all
"""
_OWN = "select sub_program_id from agenda.partner_sub_programs where partner_id = ? order by all"


@dataclass(frozen=True)
class Peers:
    """The lowest and the highest figure among the other partners, and how many these are."""

    partners: int
    low: float
    high: float
    low_text: str
    high_text: str


@dataclass(frozen=True)
class Result:
    """One metric of a partner: now, the period before, and the peers. A hidden figure is [c], one not given [x].

    `counts_others` says that the figure is of something else than the people behind it, so that both are worth showing.
    """

    title: str
    direction: str
    period: str
    now: str
    before_period: str | None
    before: str | None
    value: float | None
    people: int | None
    counts_others: bool
    peers: Peers | None
    why_no_range: str


def results(released: Released, partner_id: str) -> list[Result]:
    """A partner's figures in the agenda's order, of the latest period that is over: a row for each sub-program."""
    cells = {
        (row["metric_id"], row["sub_program_id"], row["period_id"], row["partner_id"]): row
        for row in released.rows(_CELLS)
    }
    mine = {row[0] for row in released.connection.execute(_OWN, [partner_id]).fetchall()}
    found = []
    for metric_id, scope in released.scopes:
        if scope == ALL or scope not in mine:
            continue
        known = [key[2] for key in cells if key[:2] == (metric_id, scope) and key[3] == partner_id]
        period = released.newest(known)
        if period is not None:
            found.append(_result(released, cells, (metric_id, scope, period, partner_id)))
    return found


_Key = tuple[str, str, str, str]


def _result(released: Released, cells: dict[_Key, Row], key: _Key) -> Result:
    metric_id, scope, period_id, partner_id = key
    metric, cell = released.metrics[metric_id], cells[key]
    before = released.before(period_id)
    old = cells.get((metric_id, scope, before, partner_id)) if before else None
    peers, why = _peers(released, cells, key)
    is_shown = cell["status"] == "published"
    return Result(
        title=released.title(metric_id, scope),
        direction=str(metric["direction"]),
        period=released.period(period_id),
        now=_printed(released, metric_id, cell),
        before_period=released.period(before) if before and old is not None else None,
        before=_printed(released, metric_id, old) if old is not None else None,
        value=cell["value"] if is_shown else None,
        people=cell["people"] if is_shown else None,
        counts_others=metric["unit"] != "people",
        peers=peers,
        why_no_range=why,
    )


def _printed(released: Released, metric_id: str, cell: Row) -> str:
    if cell["status"] != "published":
        return wording.CONFIDENTIAL if cell["status"] == "suppressed" else wording.NO_DATA
    if cell["value"] is not None:
        return released.printed(metric_id, cell["value"], cell["denominator"])
    ends = [cell["lower"], cell["upper"]]
    if None in ends:
        return wording.NO_DATA
    return "–".join(released.printed(metric_id, end, cell["denominator"]) for end in ends)


def _peers(released: Released, cells: dict[_Key, Row], key: _Key) -> tuple[Peers | None, str]:
    metric_id = key[0]
    if released.metrics[metric_id]["metric_type"] != "rate":
        return None, "sizes are not compared"
    others = list(_others(cells, key))
    if len(others) < FEWEST_PEERS:
        return None, f"fewer than {FEWEST_PEERS} other partners with enough people"
    low, high = (choose(others, key=lambda row: row["value"]) for choose in (min, max))
    low_text, high_text = (
        released.printed(metric_id, row["value"], row["denominator"]) for row in (low, high)
    )
    return Peers(len(others), low["value"], high["value"], low_text, high_text), ""


def _others(cells: dict[_Key, Row], key: _Key) -> Iterator[Row]:
    for other, row in cells.items():
        is_peer = other[:3] == key[:3] and other[3] != key[3]
        is_shown = row["status"] == "published" and row["value"] is not None
        if is_peer and is_shown and (row["people"] or 0) >= ENOUGH_PEOPLE:
            yield row
