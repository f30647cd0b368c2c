"""The tables about partners: whom they serve, whose reports came, the plan of action and the money.

Rows and columns belong here. What a table is, and the tables of measures, are in tables.py.
"""

from __future__ import annotations

from pipelines.documents.source import Source
from pipelines.documents.tables import MOST_COLUMNS, Column, Row, Table, made
from pipelines.report import evidence, theory, wording
from pipelines.report.rows import Commitment


def of_partners(source: Source) -> Table | None:
    """People served by partner and sub-program."""
    matrix = source.story.matrix
    if matrix is None or not matrix.rows:
        return None
    shown = matrix.columns[: MOST_COLUMNS - 1]
    columns = (
        Column("Partner"),
        *(Column(each.name, number=True) for each in shown),
        Column("All", number=True),
    )
    rows = [
        Row(
            (
                partner.name,
                *(
                    wording.figure(matrix.metric, c.cell) if c.takes_part else "–"
                    for c in cells[: len(shown)]
                ),
                wording.figure(matrix.metric, whole),
            )
        )
        for partner, cells, whole in matrix.rows
    ]
    totals = (*matrix.totals[: len(shown)], matrix.totals[-1])
    last = ("All partners, each person once", *(wording.figure(matrix.metric, cell) for cell in totals))
    note = (
        "People served by two partners are in both rows, so columns can add to more than the last row. "
        "A dash means that the partner has no part in that sub-program."
    )
    caption = f"{matrix.metric.name} by partner and sub-program, {matrix.period.name}"
    return made(caption, columns, (*rows, Row(last, "total")), note)


def of_reports(source: Source) -> Table | None:
    """Whose reports came, by partner and period."""
    periods, grid = evidence.coverage_grid(source.released)
    if not periods:
        return None
    periods, first = periods[-MOST_COLUMNS:], max(0, len(periods) - MOST_COLUMNS)
    columns = (Column("Partner"), *(Column(period.name, number=True) for period in periods))
    rows = tuple(
        Row(
            (
                partner.name,
                *(f"{each.reported} of {each.due}" if each.due else "not due" for each in cells[first:]),
            )
        )
        for partner, cells in grid
    )
    return made("Reports received of those due, by partner and period", columns, rows)


def of_plan(source: Source) -> Table | None:
    """The plan of action: what was promised, by whom, for when."""
    released = source.released
    if not released.commitments:
        return None
    columns = (Column("What"), Column("Who"), Column("Due"), Column("Status"))
    rows = tuple(
        Row(
            (
                each.what,
                released.partner_names.get(each.partner_id, each.partner_id),
                wording.day(each.due_on),
                _plan_standing(each, is_overdue=theory.is_overdue(released, each)),
            )
        )
        for each in released.commitments
    )
    return made("What partners have undertaken", columns, rows)


def _plan_standing(commitment: Commitment, *, is_overdue: bool) -> dict[str, str]:
    if is_overdue:
        return {"glyph": "!", "word": "overdue", "key": "behind"}
    key = "met" if commitment.status == "done" else "on-track" if commitment.status == "under_way" else ""
    return {
        "glyph": {"met": "✓", "on-track": "→"}.get(key, "·"),
        "word": wording.plain(commitment.status),
        "key": key,
    }


def of_money(source: Source) -> Table | None:
    """The money by sub-program, with the names of its funders."""
    funds = theory.funds(source.released)
    if not funds:
        return None
    columns = (Column("Sub-program"), Column("Amount", number=True), Column("Funders"))
    rows = tuple(
        Row((each.sub_program, f"{each.currency} {wording.exact(each.amount)}", ", ".join(each.funders)))
        for each in funds
    )
    return made("Money by sub-program", columns, rows)
