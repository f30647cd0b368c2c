"""Each measure in the words that documents print: its latest figure, where it came from, where it should stand.

Words about one figure belong here. Which figures a document shows, and how they are laid out, does not.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.documents.source import Source
from pipelines.report import wording
from pipelines.report.figures import BEHIND, MET, ON_TRACK, Figure
from pipelines.report.findings import gap_sentence
from pipelines.report.groups import GroupFigure
from pipelines.report.rows import Cell, Metric
from pipelines.report.sentences import name_of

DIRECTION = {"increase": "Higher is better.", "decrease": "Lower is better.", "none": ""}


@dataclass(frozen=True, slots=True)
class Headline:
    """One of the few numbers at the top: '4,669', 'people served, each counted once', 'up 12% on 2024-25'."""

    number: str
    what: str
    context: str


def headlines(source: Source) -> list[Headline]:
    """People served, measures on track, data received and partners reporting; what is not known is left out."""
    coverage = source.story.coverage
    found = [_people(source.story.people), _standings(source)]
    if coverage.share is not None:
        due = f"{coverage.reported:,} of {wording.plural(coverage.due, 'report')} due"
        found.append(Headline(wording.percent(coverage.share, 1), "of expected data received", due))
        who = f"{coverage.partners_reported} of {coverage.partners_due}"
        found.append(Headline(who, "partners reporting", "of those whose data is due"))
    return [each for each in found if each is not None]


def _people(figure: Figure | None) -> Headline | None:
    if figure is None:
        return None
    cell = figure.latest.cell if figure.latest else None
    number = wording.figure(figure.metric, cell)
    if cell is None or figure.latest is None:
        return Headline(number, "people served, each counted once", "not published")
    context = figure.latest.period.name
    before = figure.previous.cell.value if figure.previous and figure.previous.cell else None
    if cell.value is None:
        context = "a range: some partners give totals only"
    elif before and figure.previous:
        change = wording.percent(abs(cell.value - before) / before, 1)
        context = f"{'up' if cell.value >= before else 'down'} {change} on {figure.previous.period.name}"
    return Headline(number, "people served, each counted once", context)


def _standings(source: Source) -> Headline | None:
    figures = source.story.with_target
    if not figures:
        shown = len([figure for figure in source.figures if figure.latest])
        return Headline(str(shown), "measures shown", "no target has been set") if shown else None
    counts = [(sum(each.standing is kind for each in figures), kind) for kind in (MET, ON_TRACK, BEHIND)]
    words = ("met", "on track", "behind")
    told = [f"{count} {word}" for (count, _), word in zip(counts, words, strict=True)]
    rest = len(figures) - sum(count for count, _ in counts)
    good = counts[0][0] + counts[1][0]
    context = ", ".join([*told, *([f"{rest} not judged yet"] if rest else [])])
    return Headline(f"{good} of {len(figures)}", "measures on track or met", context)


def latest_text(figure: Figure) -> str:
    """The newest published figure; without one, the mark of the newest period."""
    if figure.latest:
        return wording.figure(figure.metric, figure.latest.cell)
    return wording.figure(figure.metric, figure.points[-1].cell if figure.points else None)


def before_text(figure: Figure) -> str:
    """The figure of the period before the newest, or its mark."""
    if figure.latest is None:
        return wording.NO_DATA
    wanted = figure.latest.period.previous_period_id
    return wording.figure(
        figure.metric, next((p.cell for p in figure.points if p.period.period_id == wanted), None)
    )


def target_text(figure: Figure) -> str:
    """The target with its period, or a dash."""
    if figure.goal is None:
        return "–"
    return f"{wording.goal(figure.metric, figure.goal.target)} by {figure.goal.target_period.name}"


def baseline_text(figure: Figure) -> str:
    """The baseline with its period, or a dash where there is none that is one exact figure."""
    if figure.goal is None or figure.goal.baseline is None:
        return "–"
    period = f" in {figure.goal.baseline_period.name}" if figure.goal.baseline_period else ""
    return f"{wording.goal(figure.metric, figure.goal.baseline)}{period}"


def trend(figure: Figure) -> str:
    """The newest figure beside the period before, in words; empty when there is nothing to compare.

    Compared is what is shown: 12.3% after 12.3% is 'unchanged', whatever further decimals say.
    """
    latest, previous = figure.latest, figure.previous
    if latest is None or previous is None or latest.cell is None or previous.cell is None:
        return ""
    now, before = wording.figure(figure.metric, latest.cell), wording.figure(figure.metric, previous.cell)
    if now == before:
        return f"unchanged from {previous.period.name}"
    return f"{direction(latest.cell, previous.cell)} {before} in {previous.period.name}"


def direction(now: Cell, before: Cell) -> str:
    """'up from' or 'down from'; 'after' where either is a range, in which nobody knows the direction."""
    if now.value is None or before.value is None:
        return "after"
    return "up from" if now.value > before.value else "down from"


def finding(figure: Figure) -> str:
    """A measure as a finding, fit for a title: its name, its newest figure, and how it stands or moved."""
    if figure.latest is None:
        return f"{name_of(figure)}: no figure published"
    text = f"{name_of(figure)}: {latest_text(figure)} in {figure.latest.period.name}"
    goal = figure.goal
    if goal is not None:
        target = f"{wording.goal(figure.metric, goal.target)} by {goal.target_period.name}"
        if figure.standing is MET:
            return f"{text}, which meets the target of {target}"
        if figure.standing is ON_TRACK:
            return f"{text}, on track for {target}"
        if figure.standing is BEHIND:
            return f"{text}, behind an even pace to {target}"
    return f"{text}, {trend(figure)}" if trend(figure) else text


def in_words(figure: Figure) -> str:
    """Every figure of a chart in words, for those who do not see it."""
    texts = [f"{point.period.name}: {wording.figure(figure.metric, point.cell)}" for point in figure.points]
    if figure.goal:
        texts.append(
            f"target by {figure.goal.target_period.name}: {wording.goal(figure.metric, figure.goal.target)}"
        )
    return "; ".join(texts)


def counted(metric: Metric, cell: Cell | None) -> str:
    """What a rate rests on: '221 of 1,204'; a dash for what is no rate."""
    return wording.fraction(cell) if metric.metric_type == "rate" else "–"


def title(figure: Figure) -> str:
    """The measure with its newest figure, as the caption of its chart: 'Program attendance: 89.4%'.

    Where newer periods have no figure to show, the period stands with it.
    """
    text = f"{figure.metric.name}: {latest_text(figure)}"
    newest = next((point for point in reversed(figure.points) if point.is_complete), None)
    return f"{text} ({figure.latest.period.name})" if figure.latest and figure.latest is not newest else text


def goal_text(figure: Figure) -> str:
    """Where it should stand and where it began: 'target 88% by 2025-26, from 86.6% in 2023-24'."""
    if figure.goal is None:
        return ""
    if figure.goal.baseline is None:
        return f"target {target_text(figure)}; the baseline is not one exact figure"
    return f"target {target_text(figure)}, from {baseline_text(figure)}"


def about_groups(figure: GroupFigure) -> str:
    """What a chart by group shows: which point is which period, which way is better, the widest difference."""
    now, before = figure.period.name, figure.previous.name if figure.previous else ""
    when = f"{before} (open) and {now} (filled)." if before else f"{now}."
    texts = (when, DIRECTION.get(figure.metric.direction, ""), gap_sentence(figure) or "")
    return " ".join(text for text in texts if text)
