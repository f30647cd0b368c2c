"""The tables of the documents: rows of text with their headings, numbers marked to be set on the right.

Which figures stand in a table belongs here. Their words are in measures.py; setting them is the template's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from pipelines.documents.measures import baseline_text, before_text, counted, latest_text, target_text
from pipelines.documents.source import Source
from pipelines.report import wording
from pipelines.report.figures import Figure, Point, Section, Standing
from pipelines.report.groups import GroupFigure
from pipelines.report.rows import Period

# More periods than this do not fit beside target and standing on a page.
MOST_PERIODS = 4
# More columns of areas or sub-programs than this would be too narrow to read.
MOST_COLUMNS = 7
# Widths in letters: text wraps beyond the widest, and numbers so long are not expected.
PADDING, NARROWEST, WIDEST, WIDEST_NUMBER = 4, 10, 34, 24


@dataclass(frozen=True, slots=True)
class Column:
    """A heading; `number` sets the column on the right, `share` is its part of the table's width (see `fitted`)."""

    name: str
    number: bool = False
    share: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """Cells of text, or of a standing; `kind` is 'row', 'heading' (one cell over all columns) or 'total'."""

    cells: tuple[Any, ...]
    kind: str = "row"
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its caption and the note below it."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    note: str = ""


def fitted(table: Table) -> Table:
    """The table with its width shared out by what its columns hold, so that numbers stay on one line."""
    rows = [row for row in table.rows if row.kind != "heading"]
    columns = tuple(
        replace(column, share=_share(column, [_length(row.cells[place]) + 2 * row.depth for row in rows]))
        for place, column in enumerate(table.columns)
    )
    return replace(table, columns=columns)


def made(caption: str, columns: Sequence[Column], rows: Sequence[Row], note: str = "") -> Table:
    """A table whose width is shared out."""
    return fitted(Table(caption, tuple(columns), tuple(rows), note))


def _share(column: Column, lengths: Sequence[int]) -> int:
    longest = max((*lengths, *map(len, column.name.split())), default=0)
    return PADDING + (min(longest, WIDEST_NUMBER) if column.number else max(NARROWEST, min(longest, WIDEST)))


def _length(cell: Any) -> int:
    return len(cell["word"]) + 2 if isinstance(cell, dict) else len(cell)


def at_a_glance(source: Source) -> Table | None:
    """Every measure that has a target: where it began, was and is, and how it stands."""
    figures = source.story.with_target
    if not figures:
        return None
    columns = (
        Column("Measure"), Column("Baseline", number=True), Column("Before", number=True),
        Column("Latest", number=True), Column("Target", number=True), Column("Standing"),
    )  # fmt: skip
    rows: list[Row] = []
    for scope, each in groupby(figures, key=lambda figure: figure.scope_name):
        rows.append(Row((scope,), "heading"))
        rows += [Row(_glance(figure)) for figure in each]
    return made("Measures with a target", columns, tuple(rows))


def _glance(figure: Figure) -> tuple[Any, ...]:
    name = f"{figure.metric.name} (figure {figure.number})"
    texts = (baseline_text(figure), before_text(figure), latest_text(figure), target_text(figure))
    return (name, *texts, standing_cell(figure.standing))


def standing_cell(standing: Standing) -> dict[str, str]:
    """A standing as the template sets it: glyph, word and the key of its colour."""
    return {"glyph": standing.glyph, "word": standing.word, "key": standing.key}


def of_section(section: Section) -> list[Table]:
    """The figures behind the charts of a section: one table for measures that have the same periods."""
    newest = [(each, _newest(each)) for each in section.figures if each.points]
    ids = list(dict.fromkeys(tuple(p.period_id for p in periods) for _, periods in newest))
    return [
        _periods_table(section, [figure for figure, found in newest if _ids(found) == wanted], wanted)
        for wanted in ids
    ]


def _newest(figure: Figure) -> list[Period]:
    return [point.period for point in figure.points][-MOST_PERIODS:]


def _ids(periods: Sequence[Period]) -> tuple[str, ...]:
    return tuple(period.period_id for period in periods)


def _periods_table(section: Section, figures: Sequence[Figure], wanted: tuple[str, ...]) -> Table:
    points = figures[0].points[-len(wanted) :]
    headings = [p.period.name if p.is_complete else f"{p.period.name} so far" for p in points]
    columns = (
        Column("Measure"), *(Column(each, number=True) for each in headings),
        Column(f"Counted in {_judged(figures[0]).period.name}", number=True),
        Column("Target", number=True), Column("Standing"),
    )  # fmt: skip
    rows = tuple(
        Row(
            (
                f"{figure.metric.name} ({figure.scope_name})" if _is_mixed(section) else figure.metric.name,
                *(wording.figure(figure.metric, point.cell) for point in figure.points[-len(wanted) :]),
                counted(figure.metric, _judged(figure).cell),
                wording.goal(figure.metric, figure.goal.target) if figure.goal else "–",
                standing_cell(figure.standing),
            )
        )
        for figure in figures
    )
    longest = max(len(figure.points) for figure in figures)
    note = (
        f"The newest {len(wanted)} of {longest} periods; the released warehouse has all."
        if longest > len(wanted)
        else ""
    )
    return made(f"{section.name}: the figures behind the charts", columns, rows, note)


def _judged(figure: Figure) -> Point:
    """The newest period whose data is due, published or not; before any is due, the newest."""
    due = [point for point in figure.points if point.is_complete]
    return (due or list(figure.points))[-1]


def _is_mixed(section: Section) -> bool:
    return len({figure.scope_id for figure in section.figures}) > 1


def of_groups(figure: GroupFigure) -> Table:
    """A rate for each group, in blocks."""
    before = (Column(figure.previous.name, number=True),) if figure.previous else ()
    columns = (
        Column("Group"),
        *before,
        Column(figure.period.name, number=True),
        Column("Counted", number=True),
    )
    rows: list[Row] = []
    for block in figure.blocks:
        rows.append(Row((wording.upper_first(block.name),), "heading"))
        for row in block.rows:
            earlier = (wording.figure(figure.metric, row.previous),) if figure.previous else ()
            texts = (*earlier, wording.figure(figure.metric, row.latest), wording.fraction(row.latest))
            rows.append(Row((row.group.group_value_name, *texts)))
    return made(f"{figure.metric.name} by group", columns, tuple(rows))


def of_areas(source: Source) -> Table | None:
    """The main measures by area."""
    found = source.area_table
    if found is None:
        return None
    shown = found.columns[:MOST_COLUMNS]
    measures = (Column(f"{m.name}, {p.name}", number=True) for m, p in shown)
    columns = (Column("Area"), *measures)
    rows = tuple(
        Row(
            (
                row.area.name,
                *(wording.figure(m, cell) for (m, _), cell in zip(shown, row.cells, strict=False)),
            ),
            depth=min(row.depth, 3),
        )
        for row in found.rows
    )
    notes = ["People whose area is not known count in the whole only."]
    if found.count > len(found.rows):
        notes.insert(
            0, f"The {len(found.rows)} largest of {found.count} areas; the released warehouse has all."
        )
    return made("Main measures by area", columns, rows, " ".join(notes))
