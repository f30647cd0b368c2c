"""Slides: one picture of 1920 by 1080 pixels for each headline figure, with its alternative text beside it.

Which figures become slides and what stands on them belongs here; the layout is the template's.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.documents.measures import about_groups, finding, goal_text, latest_text
from pipelines.documents.names import file_name
from pipelines.documents.pictures import Picture, by_group, over_time, widest_block
from pipelines.documents.source import Source
from pipelines.documents.tables import standing_cell
from pipelines.documents.typesetting import to_pdf, to_png
from pipelines.report import dumbbell, wording
from pipelines.report.figures import Figure
from pipelines.report.groups import GroupFigure

ALTERNATIVES, DECK = "alternatives.txt", "slides.pdf"


@dataclass(frozen=True, slots=True)
class Slide:
    """A slide: the finding as its title, one large number with its words, and a chart."""

    name: str
    title: str
    number: str
    what: str
    standing: dict[str, str] | None
    goal: str
    picture: Picture


def write_slides(source: Source, folder: Path) -> list[Path]:
    """Write one PNG for each headline figure, `alternatives.txt` and all slides as `slides.pdf`.

    Returns the paths of the pictures; a release without figures has none, and no PDF.
    """
    folder.mkdir(parents=True, exist_ok=True)
    slides = _slides(source)
    data = _data(source, slides)
    pictures = to_png("slides.typ", data) if slides else []
    if len(pictures) != len(slides):
        raise RuntimeError(f"{len(slides)} slides gave {len(pictures)} pictures")
    paths = [folder / f"{slide.name}.png" for slide in slides]
    for path, picture in zip(paths, pictures, strict=True):
        path.write_bytes(picture)
    texts = [
        f"{each.name}.png\n{each.title}\n{each.picture.alternative}\n{_source_line(source)}\n"
        for each in slides
    ]
    (folder / ALTERNATIVES).write_text("\n".join(texts), encoding="utf-8", newline="\n")
    if slides:
        deck = to_pdf("slides.typ", data, as_of=source.released.initiative.as_of)
        (folder / DECK).write_bytes(deck)
    return paths


def _slides(source: Source) -> list[Slide]:
    """People served, every measure with a target, and the widest difference of each main rate."""
    people = source.people_metric
    counted = [each for each in source.figures[:1] if people and each.metric.metric_id == people.metric_id]
    figures = dict.fromkeys((*counted, *source.story.with_target))
    of_figures = [_of_figure(source, figure) for figure in figures]
    of_groups = [_of_groups(figure) for figure in source.group_figures if figure.gap is not None]
    return [slide for slide in of_figures if slide is not None] + of_groups


def _of_figure(source: Source, figure: Figure) -> Slide | None:
    picture = over_time(figure, source.span)
    if picture is None:
        return None
    return Slide(
        name=f"figure-{figure.number:02d}-{file_name(figure.metric.metric_id, figure.scope_id)}",
        title=finding(figure),
        number=latest_text(figure),
        what=wording.first_sentence(figure.metric.definition),
        standing=standing_cell(figure.standing) if figure.goal else None,
        goal=wording.upper_first(goal_text(figure)),
        picture=picture,
    )


def _of_groups(figure: GroupFigure) -> Slide:
    shown = widest_block(figure)
    gap = figure.gap
    assert gap is not None
    return Slide(
        name=f"figure-{figure.number:02d}-{file_name(figure.metric.metric_id, 'groups')}",
        title=f"{figure.metric.name} by {wording.lower_first(gap.block)}: {_ends(figure)}",
        number=wording.points(gap.distance, gap.fewest),
        what=wording.first_sentence(figure.metric.definition),
        standing=None,
        goal=about_groups(figure),
        picture=by_group(shown, dumbbell.WIDE),
    )


def _ends(figure: GroupFigure) -> str:
    """The highest and the lowest rate shown, with their groups."""
    gap = figure.gap
    assert gap is not None
    high, low = (
        f"{wording.figure(figure.metric, row.latest)} for “{row.group.group_value_name}”"
        for row in (gap.highest, gap.lowest)
    )
    return f"{high}, {low}"


def _data(source: Source, slides: list[Slide]) -> dict[str, Any]:
    return {
        "title": source.headline,
        "initiative": source.released.initiative.name,
        "eyebrow": " · ".join(each for each in (source.released.initiative.name, source.period) if each),
        "source": _source_line(source),
        "slides": [
            {
                "title": each.title,
                "number": each.number,
                "what": each.what,
                "standing": each.standing,
                "goal": each.goal,
                "picture": {"svg": each.picture.svg, "alternative": each.picture.alternative},
            }
            for each in slides
        ],
    }


def _source_line(source: Source) -> str:
    initiative = source.released.initiative
    sample = " Generated sample data: nobody in it is real." if initiative.is_sample else ""
    return (
        f"Source: {initiative.name}, release {source.release_id}, data as of {wording.day(initiative.as_of)}. "
        f"[c] confidential: hidden so that nobody can be recognised.{sample}"
    )
