"""The table that ends a run: feeds, rows, metrics, warnings, and where the report stands."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from rich.table import Table

from pipelines.ingest import read_states
from pipelines.initiative import Initiative
from pipelines.paths import DataFolder
from pipelines.release.publishing import current_release
from pipelines.warehouse import connect


@dataclass(frozen=True)
class Summary:
    """What a run left behind."""

    feeds_ok: int
    feeds_failed: int
    feeds_held: int
    feeds_stale: int
    rows_accepted: int
    rows_quarantined: int
    metrics: int
    cells_published: int
    cells_hidden: int
    warnings: int
    release: str | None
    report: Path | None


def summarise(initiative: Initiative, warnings: int) -> Summary:
    """Read the summary from the feeds' states and the current release."""
    data = DataFolder.of(initiative.name)
    states = read_states(initiative, data)
    by_status = {
        status: sum(state.status == status for state in states) for status in ("ok", "failed", "held")
    }
    in_force = [state.in_force.verdict(data) for state in states if state.in_force]
    latest = [state.latest.verdict(data) for state in states if state.latest]
    release = current_release(data)
    metrics, published, hidden = _cells(release) if release else (0, 0, 0)
    return Summary(
        feeds_ok=by_status["ok"],
        feeds_failed=by_status["failed"],
        feeds_held=by_status["held"],
        feeds_stale=sum(state.is_stale for state in states),
        rows_accepted=sum(verdict.rows_accepted for verdict in in_force),
        rows_quarantined=sum(verdict.rows_quarantined for verdict in latest),
        metrics=metrics,
        cells_published=published,
        cells_hidden=hidden,
        warnings=warnings,
        release=release.name if release else None,
        report=release / "report" / "index.html" if release else None,
    )


def _cells(release: Path) -> tuple[int, int, int]:
    with connect(release / "warehouse.duckdb", read_only=True) as connection:
        (row,) = connection.execute(
            "SELECT count(DISTINCT metric_id), count(*) FILTER (status = 'published'), "
            "count(*) FILTER (status = 'suppressed') FROM metrics.metric_values"
        ).fetchall()
    return int(row[0]), int(row[1]), int(row[2])


def summary_table(title: str, summary: Summary) -> Table:
    """The summary as a table for the terminal."""
    table = Table(title=title, show_header=False, title_justify="left")
    table.add_column()
    table.add_column(justify="right")
    stale = f" ({summary.feeds_stale} with older data in force)" if summary.feeds_stale else ""
    rows = [
        ("Feeds pulled", f"{summary.feeds_ok}"),
        ("Feeds failed", f"{summary.feeds_failed}{stale}"),
        ("Feeds held back", f"{summary.feeds_held}"),
        ("Rows accepted", f"{summary.rows_accepted:,}"),
        ("Rows in quarantine", f"{summary.rows_quarantined:,}"),
        ("Metrics built", f"{summary.metrics}"),
        ("Figures published", f"{summary.cells_published:,}"),
        ("Figures hidden to protect people", f"{summary.cells_hidden:,}"),
        ("Warnings", f"{summary.warnings}"),
        ("Release", summary.release or "none"),
    ]
    for label, value in rows:
        table.add_row(label, value)
    return table
