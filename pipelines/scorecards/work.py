"""What a partner's part in the measurement costs it and how it goes: reports on time, rows, the fix list, minutes.

Counts of reports, rows and minutes from `data_quality`; no figure about people.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.learning.released import Released

_REPORTS = """
select periods.name as period, sum(due)::int as due, sum(reported)::int as reported
from data_quality.reporting join agenda.periods using (period_id)
where partner_id = ? and periods.period_type in
  (select period_type from agenda.periods where period_id in
    (select period_id from data_quality.reporting where partner_id = ?)
   group by period_type order by max(ends_on - starts_on) desc limit 1)
group by periods.name, periods.starts_on order by periods.starts_on desc limit 4
"""
_FEEDS = """
select feed_id, status, message, coalesce(is_late, false) as is_late, coalesce(is_stale, false) as is_stale,
  coalesce(rows_received, 0) as received, coalesce(rows_accepted, 0) as accepted,
  coalesce(rows_quarantined, 0) as rejected
from data_quality.feed_status where partner_id = ? order by feed_id
"""
_FIXES = """
select history.feed_id, history.rule_id, history.opened_on, history.rows_at_last as rows,
  coalesce(
    (select min(fix) from data_quality.rejections as rejections
     where (rejections.partner_id, rejections.feed_id, rejections.rule_id)
       = (history.partner_id, history.feed_id, history.rule_id)),
    history.rule_id) as fix,
  (select min(coalesce(mappings.partner_columns, rejections.column_name))
   from data_quality.rejections as rejections left join agenda.mappings as mappings
     on (mappings.partner_id, mappings.feed_id, mappings.column_name)
       = (rejections.partner_id, rejections.feed_id, rejections.column_name)
   where (rejections.partner_id, rejections.feed_id, rejections.rule_id)
     = (history.partner_id, history.feed_id, history.rule_id)) as column_name
from data_quality.rejection_history as history
where history.partner_id = ? and history.is_open
order by rows desc, history.feed_id, history.rule_id
"""
_FIXED = """
select count(*)::int, median(days_to_fix), coalesce(sum(rows_at_most), 0)::bigint
from data_quality.rejection_history where partner_id = ? and closed_by = 'partner'
"""
_BURDEN = """
select coalesce(sum(minutes_a_year), 0), coalesce(sum(minutes_a_year) filter (not is_used), 0), count(*)::int,
  (count(*) filter (not is_used))::int
from data_quality.burden where partner_id = ?
"""
_LONGEST = """
select feed_id, asked_as, minutes_a_year, is_used from data_quality.burden where partner_id = ? and minutes_a_year > 0
order by minutes_a_year desc, feed_id, field limit 5
"""
_TWICE = """
select coalesce(sum(minutes_saved), 0), count(*)::int from data_quality.burden_asked_twice where partner_id = ?
"""


@dataclass(frozen=True)
class Reports:
    """Reports due and received for one period."""

    period: str
    due: int
    reported: int


@dataclass(frozen=True)
class Feed:
    """What one feed brought last, in rows, and how it stands in words."""

    feed: str
    standing: str
    received: int
    accepted: int
    rejected: int


@dataclass(frozen=True)
class Fix:
    """One open entry of the fix list: rows of one feed that broke one rule, in one of the partner's own columns."""

    feed: str
    column: str
    rule: str
    fix: str
    rows: int


@dataclass(frozen=True)
class Asked:
    """One field and the minutes a year that it costs."""

    feed: str
    field: str
    minutes: float
    is_used: bool


@dataclass(frozen=True)
class Burden:
    """Minutes a year that the partner spends on answers, what of it nobody uses, and how fixing went."""

    minutes: float
    minutes_unused: float
    fields: int
    fields_unused: int
    longest: tuple[Asked, ...]
    minutes_twice: float
    fields_twice: int
    episodes_fixed: int
    rows_fixed: int
    days_to_fix: float | None


def reports(released: Released, partner_id: str) -> list[Reports]:
    """Reports of the longest type of period, the newest first, at most four periods."""
    return [Reports(*row) for row in _all(released, _REPORTS, partner_id, partner_id)]


def feeds(released: Released, partner_id: str) -> list[Feed]:
    """Every feed of the partner with its rows."""
    found = []
    for feed, status, message, is_late, is_stale, *rows in _all(released, _FEEDS, partner_id):
        words = {"ok": "received", "held": "held back", "failed": "could not be read"}.get(
            status, str(status)
        )
        if message and status != "ok":
            words += f": {message}"
        words += ", late" if is_late else ""
        words += ", older data still counts" if is_stale else ""
        found.append(Feed(feed, words, *rows))
    return found


def fixes(released: Released, partner_id: str) -> list[Fix]:
    """Open entries of the fix list, the largest first."""
    return [
        Fix(feed, column or "", rule, fix, rows)
        for feed, rule, _, rows, fix, column in _all(released, _FIXES, partner_id)
    ]


def burden(released: Released, partner_id: str) -> Burden:
    """The minutes that the partner's part costs it a year, and how long its corrections took."""
    ((minutes, minutes_unused, fields, fields_unused),) = _all(released, _BURDEN, partner_id)
    ((minutes_twice, fields_twice),) = _all(released, _TWICE, partner_id)
    ((fixed, days, rows),) = _all(released, _FIXED, partner_id)
    return Burden(
        minutes=minutes,
        minutes_unused=minutes_unused,
        fields=fields,
        fields_unused=fields_unused,
        longest=tuple(Asked(*row) for row in _all(released, _LONGEST, partner_id)),
        minutes_twice=minutes_twice,
        fields_twice=fields_twice,
        episodes_fixed=fixed,
        rows_fixed=rows,
        days_to_fix=days,
    )


def _all(released: Released, sql: str, *values: str) -> list[tuple]:
    return released.connection.execute(sql, list(values)).fetchall()
