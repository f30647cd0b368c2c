"""What we learned: the learning summary whole, with how sure each sentence is and where its numbers were made."""

from __future__ import annotations

from pipelines.report import learned
from pipelines.report.pages.facts import Facts
from pipelines.report.pages.page import PARTS, Page


def pages(facts: Facts) -> list[Page]:
    """The one page; none where there is no summary."""
    if not facts.learned:
        return []
    lessons = [lesson for part in facts.learned for lesson in part.lessons]
    shown = {
        "parts": facts.learned,
        "figures": {lesson: figure_of(facts, lesson) for lesson in lessons},
        "homes": facts.homes,
        "report_period": facts.released.report_period,
        "has_machine": any(lesson.by_machine for lesson in lessons),
        "files": (learned.JSON, learned.TEXT),
    }
    return [Page(PARTS["learned"][1], "learned", "What we learned", "learned.html.j2", shown)]


def figure_of(facts: Facts, lesson: learned.Lesson) -> int | None:
    """The number of the figure that shows what a sentence speaks of."""
    for figure in facts.figures:
        same = figure.metric.metric_id == lesson.metric_id
        if same and (
            figure.scope_id == lesson.scope_id or (figure.is_only_scope and lesson.scope_id == "all")
        ):
            return figure.number
    return None
