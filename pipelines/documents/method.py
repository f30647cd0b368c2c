"""How the numbers were made and what they cannot say: the words at the end of the document.

Only words about method and limits belong here; the table of reports is in tables.py.
"""

from __future__ import annotations

import json
from typing import Any

from pipelines.documents.measures import DIRECTION
from pipelines.documents.source import Source
from pipelines.report import evidence, wording
from pipelines.report.rows import Metric


def how_made(source: Source) -> list[tuple[str, str]]:
    """Title and text for each part of the method."""
    initiative = source.released.initiative
    most = initiative.smallest_count - 1
    return [
        (
            "Counting each person once",
            "Names and birth dates are turned into keyed tokens before anything is stored. People are counted by "
            "these tokens, so that somebody who comes to three partners is one person. Where a partner gives totals "
            "only, its people cannot be told apart from the others'. Then the figure is a range: at least as many as "
            "the largest count, at most the sum of all.",
        ),
        (
            "Adding up",
            "Counts are added. Rates are never averaged: numerators are added, denominators are added, and one is "
            f"divided by the other. A percentage is whole where fewer than {wording.WHOLE_PERCENT_BELOW} stand behind "
            "it, and has one decimal otherwise. Differences are taken before rounding.",
        ),
        (
            "On track or behind",
            "Progress is the way gone from the baseline to the target. A measure is on track when that share is at "
            "least the share of the time gone between the two. Where the figure is a range, its less favourable end "
            "counts.",
        ),
        (
            "Privacy",
            f"Counts of 1 to {most} people are hidden as [c], and so is every figure from which one of them could be "
            "worked out. This was done before this document was made; it was made from the released file alone.",
        ),
        (
            "Where to find the data",
            f"Release {source.release_id}, data as of {wording.day(initiative.as_of)}. All figures of this document "
            "and more stand in the released warehouse, with each figure's definition, batches and query.",
        ),
    ]


def limits(source: Source) -> list[str]:
    """What a reader must know before relying on the figures; each sentence is there only if it applies."""
    return [
        *_missing(source),
        *_old(source),
        *_disagreeing(source),
        *_ranges(source),
        *_breaks(source),
        "A difference between groups or over time says where to look, not why it is there.",
    ]


def _missing(source: Source) -> list[str]:
    coverage, period = source.story.coverage, source.released.report_period
    missing = coverage.due - coverage.reported
    if not missing or period is None:
        return []
    verb = "has" if missing == 1 else "have"
    due = wording.plural(coverage.due, "report")
    return [f"{missing} of {due} due for {period.name} {verb} not come; the table below says whose."]


def _old(source: Source) -> list[str]:
    names = source.released.partner_names
    troubled = [feed for feed in evidence.troubled_feeds(source.released) if feed.is_stale]
    who = sorted({names.get(feed.partner_id, feed.partner_id) for feed in troubled})
    if not who:
        return []
    return [
        f"The figures of {wording.listed(who)} rest on older data, as a newer delivery failed or is held back."
    ]


def _disagreeing(source: Source) -> list[str]:
    count = len(source.released.disagreements)
    if not count:
        return []
    if count == 1:
        return ["1 figure that a publisher printed does not match its own other figures."]
    return [f"{count:,} figures that publishers printed do not match their own other figures."]


def _ranges(source: Source) -> list[str]:
    found = [f for f in source.figures if f.latest and f.latest.cell and f.latest.cell.value is None]
    if not found:
        return []
    numbers = wording.listed([str(figure.number) for figure in found])
    noun = "Figure" if len(found) == 1 else "Figures"
    verb = "is a range" if len(found) == 1 else "are ranges"
    return [f"{noun} {numbers} {verb}: some partners give totals only, so that people cannot be told apart."]


def _breaks(source: Source) -> list[str]:
    return [
        f"The definition behind figure {figure.number} changed with {point.period.name}: "
        "compare only periods on the same side of the change."
        for figure in source.figures
        for point in figure.breaks
    ]


def definitions(source: Source) -> list[dict[str, Any]]:
    """Each metric's definition, how it adds up, its version and its source."""
    return [
        {
            "name": metric.name,
            "text": " ".join(
                each for each in (metric.definition, DIRECTION.get(metric.direction, "")) if each
            ),
            "detail": _detail(metric),
        }
        for metric in source.released.metrics
    ]


def _detail(metric: Metric) -> str:
    parts = [f"{metric.metric_id}, version {metric.metric_version}"]
    parts += ["custom metric"] if metric.is_custom else []
    parameters = json.loads(metric.parameters) if metric.parameters else {}
    parts += [f"{wording.plain(key)}: {value}" for key, value in parameters.items()]
    origin = f" Source of the definition: {metric.source.rstrip('.')}." if metric.source else ""
    return f"{wording.ROLL_UP.get(metric.metric_type, '')} {'; '.join(parts)}.{origin}".strip()
