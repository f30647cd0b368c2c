"""Facts of what people said: shares of themes among open answers, as another room counted them.

Not here: reading answers, finding themes, quotes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipelines.learning.facts import Fact, Figure, Place, Sureness, ThemeShare
from pipelines.learning.released import Released
from pipelines.report import wording


def voices(released: Released, themes: Iterable[ThemeShare]) -> Iterator[Fact]:
    """One fact for each theme whose count may be shown; the smallest count is the initiative's."""
    smallest = released.rows("select smallest_count from agenda.initiative")[0]["smallest_count"]
    for theme in themes:
        others = theme.answers - theme.people
        if 0 < theme.people < smallest or 0 < others < smallest or not theme.answers:
            continue
        yield _fact(released, theme)


def _fact(released: Released, theme: ThemeShare) -> Fact:
    place = Place("feedback", theme.sub_program_id, theme.period_id)
    period = released.period(theme.period_id)
    names = [theme.theme, released.sub_programs[theme.sub_program_id], period]
    figures = [
        Figure("share", theme.share, wording.percent(theme.share, theme.answers), period),
        Figure("answers", theme.answers, f"{theme.answers:,}"),
        Figure("margin", theme.margin, wording.points(theme.margin, theme.answers)),
    ]
    standing = "named"
    if theme.share_before is not None and theme.period_before is not None:
        earlier = released.period(theme.period_before)
        names.append(earlier)
        text = wording.percent(theme.share_before, theme.answers)
        figures.append(Figure("share_before", theme.share_before, text, earlier))
        standing = "moved" if abs(theme.share - theme.share_before) > 2 * theme.margin else "as before"
    return Fact(
        fact_id=place.fact_id(f"theme/{theme.theme_id}"),
        kind="theme",
        place=place,
        figures=tuple(figures),
        names=tuple(names),
        unit="percent",
        standing=standing,
        cells=(f"themes:{theme.theme_id}/{'/'.join(place[1:3])}",),
        sureness=Sureness(people=theme.answers, size=theme.share),
    )
