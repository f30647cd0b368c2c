"""What a scorecard says, as values: results beside the peers' range, reports on time, rows, burden, what changed.

Everything comes from published cells and the tables of data quality of a release. Not here: how it looks (page.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipelines.learning.released import Released, opened
from pipelines.scorecards.results import Result, results
from pipelines.scorecards.work import Burden, Feed, Fix, Reports, burden, feeds, fixes, reports


@dataclass(frozen=True)
class Scorecard:
    """One partner's page. `changed` says what is different from the release before, or is None without one."""

    partner_id: str
    partner: str
    initiative: str
    backbone: str
    release: str
    as_of: date
    is_sample: bool
    smallest_count: int
    results: Sequence[Result]
    reports: Sequence[Reports]
    feeds: Sequence[Feed]
    fixes: Sequence[Fix]
    burden: Burden
    changed: Sequence[str] | None
    before: str | None


def scorecard(release: Path, partner_id: str, before: Path | None = None) -> Scorecard:
    """The scorecard of one partner from the folder of a release, compared with that of an earlier one.

    Raises FileNotFoundError where the folder holds no warehouse, and KeyError for a partner that the release does
    not know.
    """
    with opened(release / "warehouse.duckdb") as released:
        (about,) = released.rows(
            "select name, backbone_name, as_of, is_sample, smallest_count from agenda.initiative"
        )
        own = _of(released, partner_id)
        return Scorecard(
            partner_id=partner_id,
            partner=released.partners[partner_id],
            initiative=str(about["name"]),
            backbone=str(about["backbone_name"] or "the backbone"),
            release=release.name,
            as_of=about["as_of"],
            is_sample=bool(about["is_sample"]),
            smallest_count=int(about["smallest_count"]),
            results=own.results,
            reports=own.reports,
            feeds=own.feeds,
            fixes=own.fixes,
            burden=burden(released, partner_id),
            changed=_changes(own, before, partner_id) if before is not None else None,
            before=before.name if before is not None else None,
        )


@dataclass(frozen=True)
class _Own:
    """The parts that can differ from one release to the next."""

    results: Sequence[Result]
    reports: Sequence[Reports]
    feeds: Sequence[Feed]
    fixes: Sequence[Fix]


def _of(released: Released, partner_id: str) -> _Own:
    return _Own(
        results(released, partner_id),
        reports(released, partner_id),
        feeds(released, partner_id),
        fixes(released, partner_id),
    )


def _changes(own: _Own, before: Path, partner_id: str) -> list[str]:
    """Sentences on what is new, corrected, or waits since the release before; empty when nothing is."""
    with opened(before / "warehouse.duckdb") as released:
        if partner_id not in released.partners:
            return ["This is your first scorecard."]
        old = _of(released, partner_id)
    return [*_new_figures(own, old), *_new_reports(own, old), *_rows(own, old)]


def _new_figures(own: _Own, old: _Own) -> list[str]:
    """Figures of a new period, and figures of the same period that were revised."""
    known = {(one.title, one.period): one.now for one in old.results}
    found = []
    for one in own.results:
        was = known.get((one.title, one.period))
        if was is None:
            found.append(f"New: {one.title} for {one.period}, {one.now}.")
        elif was != one.now:
            found.append(f"Revised: {one.title} for {one.period} is {one.now}; it was {was}.")
    return found


def _new_reports(own: _Own, old: _Own) -> list[str]:
    came, had = (sum(one.reported for one in each.reports) for each in (own, old))
    if came > had:
        return [f"Reports received: {came - had} more than last time."]
    return []


def _rows(own: _Own, old: _Own) -> list[str]:
    found = []
    waiting, waited = ({(fix.feed, fix.rule): fix for fix in each.fixes} for each in (own, old))
    fixed = [fix for key, fix in waited.items() if key not in waiting]
    if fixed:
        rows = sum(fix.rows for fix in fixed)
        found.append(f"No longer on the fix list: {len(fixed)} of its entries, {rows:,} rows. Thank you.")
    new = [fix for key, fix in waiting.items() if key not in waited]
    if new:
        found.append(f"New on the fix list: {len(new)} entries, {sum(fix.rows for fix in new):,} rows.")
    return found
