"""Report cards: one printed page for the whole initiative and one for each sub-program, for the wall or a board packet.

What stands on a card belongs here. That it fits one page is the template's business.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from pipelines.documents.document import QUESTIONS, identity
from pipelines.documents.measures import (
    Headline,
    before_text,
    goal_text,
    headlines,
    latest_text,
    target_text,
    title,
)
from pipelines.documents.names import file_name
from pipelines.documents.pictures import over_time
from pipelines.documents.source import Source
from pipelines.documents.tables import Column, Row, Table, fitted, standing_cell
from pipelines.documents.typesetting import Paper, to_pdf
from pipelines.report import sentences
from pipelines.report.figures import Figure, Section
from pipelines.report.sentences import Story

# More rows and charts than this are not read on a wall.
MOST_MEASURES = 14
MOST_CHARTS = 4
WHOLE = "initiative"


def write_report_cards(source: Source, folder: Path, *, paper: Paper = Paper.LETTER) -> list[Path]:
    """Write `initiative.pdf` and one PDF for each sub-program that has figures; returns their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    cards = [(WHOLE, _whole(source))]
    cards += [
        (section.section_id.removeprefix("scope-"), _part(source, section)) for section in _parts(source)
    ]
    written: list[Path] = []
    for name, card in cards:
        path = folder / f"{file_name(name)}.pdf"
        data = identity(source, paper) | card
        path.write_bytes(to_pdf("report_card.typ", data, as_of=source.released.initiative.as_of))
        written.append(path)
    return written


def _parts(source: Source) -> list[Section]:
    ids = {f"scope-{each.sub_program_id}" for each in source.released.sub_programs}
    return [section for section in source.sections if section.section_id in ids]


def _whole(source: Source) -> dict[str, Any]:
    shown = source.story.with_target or source.figures
    return {
        "scope": "",
        "title": source.headline,
        "lead": source.opening,
        "headlines": [asdict(each) for each in headlines(source)],
        "findings": [each.text for each in source.findings],
    } | _body(source, shown, names_scope=True)


def _part(source: Source, section: Section) -> dict[str, Any]:
    story = _story_of(source, section)
    lead = sentences.opening(story).text
    return {
        "scope": section.name,
        "title": sentences.headline(story).text,
        "lead": " ".join(each for each in (section.description, lead) if each),
        "headlines": [asdict(each) for each in _numbers(section)],
        "findings": [],
    } | _body(source, section.figures, names_scope=False)


def _story_of(source: Source, section: Section) -> Story:
    """The sub-program's own story, in which no measure needs the sub-program's name beside its own."""
    figures = tuple(replace(figure, is_only_scope=True) for figure in section.figures)
    people = source.people_metric
    counted = next((each for each in figures if people and each.metric.metric_id == people.metric_id), None)
    return replace(source.story, figures=figures, people=counted)


def _numbers(section: Section) -> list[Headline]:
    """Up to four numbers of a sub-program: what people are better off by first, then how much was done."""
    ranked = sorted(section.figures, key=_rank)
    found = [figure for figure in ranked if figure.latest][:4]
    return [Headline(latest_text(figure), figure.metric.name, _context(figure)) for figure in found]


def _rank(figure: Figure) -> tuple[bool, int]:
    order = ("better_off", "how_well", "how_much")
    return figure.goal is None, order.index(figure.metric.accountability)


def _context(figure: Figure) -> str:
    if figure.goal and figure.latest:
        return f"{figure.standing.glyph} {figure.standing.word}"
    return figure.latest.period.name if figure.latest else ""


def _body(source: Source, figures: Sequence[Figure], *, names_scope: bool) -> dict[str, Any]:
    charts = [figure for figure in sorted(figures, key=_rank) if figure.first is not None][:MOST_CHARTS]
    return {
        "charts": [_chart(source, figure, names_scope=names_scope) for figure in charts],
        "table": asdict(_table(figures[:MOST_MEASURES], names_scope=names_scope)) if figures else None,
        "left_out": max(0, len(figures) - MOST_MEASURES),
    }


def _chart(source: Source, figure: Figure, *, names_scope: bool) -> dict[str, Any]:
    picture = over_time(figure, source.span)
    return {
        "title": title(figure),
        "about": figure.scope_name if names_scope else QUESTIONS[figure.metric.accountability],
        "standing": standing_cell(figure.standing),
        "goal": goal_text(figure),
        "picture": asdict(picture) if picture else None,
    }


def _table(figures: Sequence[Figure], *, names_scope: bool) -> Table:
    columns = (
        Column("Measure"), Column("Period before", number=True),
        Column("Latest", number=True),
        Column("Target", number=True), Column("Standing"),
    )  # fmt: skip
    rows: list[Row] = []
    for heading in dict.fromkeys(_heading(figure, names_scope) for figure in figures):
        rows.append(Row((heading,), "heading"))
        rows += [Row(_cells(each)) for each in figures if _heading(each, names_scope) == heading]
    return fitted(Table("Where each measure stands", columns, tuple(rows)))


def _heading(figure: Figure, names_scope: bool) -> str:
    return figure.scope_name if names_scope else QUESTIONS[figure.metric.accountability]


def _cells(figure: Figure) -> tuple[Any, ...]:
    texts = (before_text(figure), latest_text(figure), target_text(figure))
    return (figure.metric.name, *texts, standing_cell(figure.standing))
