"""The start page: the agenda in a sentence, the headline results, what changed, and who stands behind it."""

from __future__ import annotations

from collections import Counter

from pipelines.report import findings, learned, sentences
from pipelines.report.figures import Figure
from pipelines.report.pages.facts import Facts
from pipelines.report.pages.learned import figure_of
from pipelines.report.pages.page import Page

MOST_HEADLINES = 6


def pages(facts: Facts, changes: tuple[str, ...] | None) -> list[Page]:
    """The one start page; `changes` is None for a first release."""
    story, released = facts.story, facts.released
    headline = sentences.headline(story)
    shown = {
        "initiative": released.initiative,
        "report_period": released.report_period,
        "headline": headline,
        "opening": sentences.opening(story),
        "people": story.people,
        "with_target": story.with_target,
        "shown": len([figure for figure in facts.figures if figure.latest]),
        "coverage": story.coverage,
        "results": results(facts),
        "lessons": [(title, each, figure_of(facts, each)) for title, each in learned.short(facts.learned)],
        # Said by the learning summary where there is one.
        "findings": [] if facts.learned else findings.findings(story),
        "homes": facts.homes,
        "changes": changes,
        "withdrawn": facts.handed.withdrawn,
        "partners": released.partners,
        "sectors": Counter(partner.sector or "other" for partner in released.partners),
        "funders": sorted({each.funder for each in released.funding}),
    }
    return [Page("index.html", "start", headline.text, "start.html.j2", shown)]


def results(facts: Facts) -> tuple[Figure, ...]:
    """The few headline results: the outcomes' measures, long-term first; without outcomes, those with a target."""
    ordered = sorted(facts.released.outcomes, key=lambda outcome: outcome.level != "long_term")
    figures = [figure for outcome in ordered for figure in facts.measures(outcome)]
    figures = figures or list(facts.story.with_target) or list(facts.figures)
    unique = {figure.number: figure for figure in figures if figure.latest}
    # Those with a target say more, so they stay when there are too many.
    kept = sorted(unique.values(), key=lambda figure: figure.goal is None)[:MOST_HEADLINES]
    return tuple(figure for figure in unique.values() if figure in kept)
