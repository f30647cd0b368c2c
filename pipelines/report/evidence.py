"""What stands behind the figures: who was served where, whose data came, and what its feeds brought.

Counting and arranging reports belongs here. Wording and layout are the templates' business.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from pipelines.report.figures import Standing
from pipelines.report.released import Released
from pipelines.report.rows import ALL, Cell, CellKey, FeedStatus, Metric, Partner, Period, SubProgram

TOP_RULES = 10
SHADES = 4


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """People served by one partner in one sub-program; `shade` runs from 0 (none) to 4 (most)."""

    cell: Cell | None
    takes_part: bool
    shade: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """Partner by sub-program; the last column is the partner as a whole, the last row everybody."""

    metric: Metric
    period: Period
    columns: tuple[SubProgram, ...]
    rows: tuple[tuple[Partner, tuple[MatrixCell, ...], Cell | None], ...]
    totals: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """Reports due and received; partners count as reporting when any of their reports came."""

    due: int
    reported: int
    partners_due: int
    partners_reported: int

    @property
    def share(self) -> float | None:
        """Received of due, None when nothing is due."""
        return self.reported / self.due if self.due else None


@dataclass(frozen=True, slots=True)
class BrokenRule:
    """One rule that rows were rejected for, over all feeds."""

    rule_id: str
    column_name: str | None
    fix: str | None
    rows: int
    partners: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GridCell:
    """Reports due and received of one partner for one period."""

    due: int
    reported: int

    @property
    def glyph(self) -> str:
        """Full, half or empty, always shown with its word."""
        return "–" if not self.due else "●" if self.reported >= self.due else "◐" if self.reported else "○"

    @property
    def word(self) -> str:
        """What the glyph means."""
        if not self.due:
            return "not due"
        return "all" if self.reported >= self.due else "part" if self.reported else "none"


def people_metric(released: Released) -> Metric | None:
    """The metric that counts each person once: the first distinct count of people in the catalogue."""
    kinds = (m for m in released.metrics if m.metric_type == "distinct" and m.counted == "people")
    return next(kinds, None)


def matrix(released: Released, metric: Metric | None) -> Matrix | None:
    """People served by partner and sub-program in the report period, None without such a metric or period."""
    period = released.report_period
    if metric is None or period is None:
        return None
    columns = released.sub_programs
    cells = {
        (partner_id, sub_program_id): released.by_key.get(
            CellKey(metric.metric_id, period.period_id, sub_program_id, partner_id)
        )
        for partner_id in (ALL, *released.partner_names)
        for sub_program_id in released.sub_program_names
    }
    inner = [cell for place, cell in cells.items() if ALL not in place]
    most = max((cell.value for cell in inner if cell is not None and cell.value is not None), default=0.0)
    rows = tuple(
        (
            partner,
            tuple(
                _matrix_cell(released, (partner.partner_id, column.sub_program_id), cells, most)
                for column in columns
            ),
            cells[partner.partner_id, ALL],
        )
        for partner in released.partners
    )
    totals = (*(cells[ALL, column.sub_program_id] for column in columns), cells[ALL, ALL])
    return Matrix(metric, period, columns, rows, totals)


def coverage(released: Released) -> Coverage:
    """Reports due and received for the report period."""
    period = released.report_period
    rows = [row for row in released.reporting if period is not None and row.period_id == period.period_id]
    due = {row.partner_id for row in rows if row.due}
    came = {row.partner_id for row in rows if row.due and row.reported}
    return Coverage(sum(row.due for row in rows), sum(row.reported for row in rows), len(due), len(came))


def coverage_grid(released: Released) -> tuple[list[Period], list[tuple[Partner, list[GridCell]]]]:
    """Partner by period of the report's type, over the periods that anything was due for."""
    counts: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for row in released.reporting:
        counts[row.partner_id, row.period_id][0] += row.due
        counts[row.partner_id, row.period_id][1] += row.reported
    kind = released.report_period.period_type if released.report_period else None
    seen = {period_id for _, period_id in counts}
    periods = [p for p in released.periods if p.period_type == kind and p.period_id in seen]
    return periods, [
        (partner, [GridCell(*counts.get((partner.partner_id, p.period_id), (0, 0))) for p in periods])
        for partner in released.partners
    ]


def feed_standing(feed: FeedStatus) -> Standing:
    """How a feed stands, in a word with its glyph and colour."""
    kept = "; last good data kept" if feed.is_stale else ""
    if feed.status != "ok":
        return Standing("behind", "!", f"{'Held' if feed.status == 'held' else 'Failed'}{kept}")
    if feed.is_late:
        return Standing("behind", "!", "Late")
    return Standing("no-target", "·", "Old data") if feed.is_stale else Standing("met", "✓", "Up to date")


def troubled_feeds(released: Released) -> list[FeedStatus]:
    """The feeds that failed, are held, late or stale."""
    return [feed for feed in released.feeds if feed.status != "ok" or feed.is_late or feed.is_stale]


def broken_rules(released: Released) -> list[BrokenRule]:
    """The rules that rejected the most rows, over all feeds."""
    rows: dict[tuple[str, str | None, str | None], int] = defaultdict(int)
    partners: dict[tuple[str, str | None, str | None], set[str]] = defaultdict(set)
    for rejection in released.rejections:
        key = (rejection.rule_id, rejection.column_name, rejection.fix)
        rows[key] += rejection.rows
        partners[key].add(released.partner_names.get(rejection.partner_id, rejection.partner_id))
    ordered = sorted(rows, key=lambda key: (-rows[key], key[0], key[1] or ""))
    return [BrokenRule(*key, rows[key], tuple(sorted(partners[key]))) for key in ordered[:TOP_RULES]]


def _matrix_cell(
    released: Released, place: tuple[str, str], cells: Mapping[tuple[str, str], Cell | None], most: float
) -> MatrixCell:
    found = cells[place]
    value = found.value if found is not None else None
    shade = max(1, min(SHADES, round(SHADES * value / most))) if value and most else 0
    return MatrixCell(found, place in released.partner_sub_programs or found is not None, shade)
