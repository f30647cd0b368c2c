"""The report as a document for funders and boards: everything it holds, in its order, as data for the template.

What goes into the document is decided here. The words of method.py, tables.py and measures.py fill it.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from pipelines.documents import method, pictures, tables, tables_of_partners
from pipelines.documents.measures import about_groups, goal_text, headlines, title
from pipelines.documents.pictures import Picture
from pipelines.documents.source import Source
from pipelines.documents.tables import Table
from pipelines.documents.typesetting import Paper, to_pdf
from pipelines.report import wording
from pipelines.report.figures import Figure, Section
from pipelines.report.groups import GroupFigure

QUESTIONS = {"how_much": "How much?", "how_well": "How well?", "better_off": "Is anyone better off?"}
MARKS = "[c] confidential: hidden so that nobody can be recognised. [x] not published, or no data."


def write_report(source: Source, path: Path, *, paper: Paper = Paper.LETTER) -> Path:
    """Write the report as a tagged PDF (PDF/UA-1) and return its path; the same release gives the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(to_pdf("report.typ", _document(source, paper), as_of=source.released.initiative.as_of))
    return path


def identity(source: Source, paper: Paper) -> dict[str, Any]:
    """What every printed document says of itself."""
    initiative = source.released.initiative
    return {
        "paper": paper.value,
        "initiative": initiative.name,
        "period": source.period,
        "release": source.release_id,
        "as_of": wording.day(initiative.as_of),
        "backbone": initiative.backbone_name,
        "is_sample": initiative.is_sample,
        "marks": MARKS,
    }


def _document(source: Source, paper: Paper) -> dict[str, Any]:
    numbers = {figure.number for figure in source.figures}
    return identity(source, paper) | {
        "title": source.headline,
        "opening": source.opening,
        "vision": source.released.initiative.vision,
        "headlines": [asdict(each) for each in headlines(source)],
        "findings": [
            {"text": each.text, "figure": each.figure if each.figure in numbers else None}
            for each in source.findings
        ],
        "glance": _table(tables.at_a_glance(source)),
        "sections": [_section(source, section) for section in source.sections],
        "groups": [_group(figure) for figure in source.group_figures],
        "areas": _table(tables.of_areas(source)),
        "partners": _table(tables_of_partners.of_partners(source)),
        "plan": _table(tables_of_partners.of_plan(source)),
        "money": _table(tables_of_partners.of_money(source)),
        "method": [{"title": title, "text": text} for title, text in method.how_made(source)],
        "limits": method.limits(source),
        "reports": _table(tables_of_partners.of_reports(source)),
        "definitions": method.definitions(source),
    }


def _section(source: Source, section: Section) -> dict[str, Any]:
    return {
        "title": section.name,
        "description": section.description,
        "figures": [_figure(source, figure) for figure in section.figures],
        "tables": [_table(each) for each in tables.of_section(section)],
    }


def _figure(source: Source, figure: Figure) -> dict[str, Any]:
    return {
        "number": figure.number,
        "question": QUESTIONS[figure.metric.accountability],
        "title": title(figure),
        "about": wording.first_sentence(figure.metric.definition),
        "standing": tables.standing_cell(figure.standing),
        "goal": goal_text(figure),
        "breaks": [
            f"From {p.period.name} on the definition is version {p.cell.metric_version}; the line breaks there."
            for p in figure.breaks
            if p.cell
        ],
        "picture": _picture(pictures.over_time(figure, source.span)),
    }


def _group(figure: GroupFigure) -> dict[str, Any]:
    return {
        "number": figure.number,
        "title": f"{figure.metric.name} by group",
        "about": about_groups(figure),
        "picture": _picture(pictures.by_group(figure)),
        "table": _table(tables.of_groups(figure)),
    }


def _table(table: Table | None) -> dict[str, Any] | None:
    return asdict(table) if table else None


def _picture(picture: Picture | None) -> dict[str, Any] | None:
    return asdict(picture) if picture else None
