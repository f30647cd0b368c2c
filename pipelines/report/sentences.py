"""What the figures say at the top of the page: the title and the opening sentence.

Template sentences with conditions; each carries the ids of the metrics that it was computed from. The
findings are in findings.py. No HTML.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.report import wording
from pipelines.report.evidence import Coverage, Matrix
from pipelines.report.figures import BEHIND, MET, ON_TRACK, UNKNOWN, Figure, overall
from pipelines.report.groups import GroupFigure, main_rates
from pipelines.report.released import Released
from pipelines.report.rows import ALL, Cell

# How one measure stands, and how several do.
STANDS = {
    MET: ("has met it", "have met it"),
    ON_TRACK: ("is on track", "are on track"),
    BEHIND: ("is behind", "are behind"),
    UNKNOWN: ("cannot be judged yet", "cannot be judged yet"),
}
# What follows where a figure stands, before its target.
BESIDE_TARGET = {
    MET: ", which meets the target of",
    ON_TRACK: ", on track for the target of",
    BEHIND: ", behind the pace to the target of",
    UNKNOWN: "; the target is",
}
MOST_IN_TITLE = 2


@dataclass(frozen=True, slots=True)
class Sentence:
    """A finding, the metric ids it rests on, and the number of the figure that shows it."""

    text: str
    facts: tuple[str, ...]
    figure: int | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """Everything that sentences are made from."""

    released: Released
    figures: tuple[Figure, ...]
    group_figures: tuple[GroupFigure, ...]
    people: Figure | None
    matrix: Matrix | None
    coverage: Coverage

    @property
    def with_target(self) -> tuple[Figure, ...]:
        """The figures that have a target, judged or not."""
        return tuple(figure for figure in self.figures if figure.goal is not None)

    @property
    def judged(self) -> tuple[Figure, ...]:
        """The figures that are met, on track or behind."""
        return tuple(figure for figure in self.figures if figure.standing in (MET, ON_TRACK, BEHIND))

    @property
    def best(self) -> Figure | None:
        """The figure that is furthest ahead of an even pace to its target."""
        good = [figure for figure in self.judged if figure.standing is not BEHIND]
        return max(good, key=_lead, default=None)

    @property
    def worst(self) -> Figure | None:
        """The figure that is furthest behind an even pace to its target."""
        return min((f for f in self.judged if f.standing is BEHIND), key=_lead, default=None)


def headline(story: Story) -> Sentence:
    """The finding as the title of the page; worded so that any metric's name fits, singular or plural."""
    best, worst = story.best, story.worst
    facts = tuple(figure.metric.metric_id for figure in (best, worst) if figure is not None)
    if best:
        stands = "Target met" if best.standing is MET else "On track"
        rest = f"furthest behind: {inside(worst)}" if worst else "no measure is behind its target"
        return Sentence(f"{stands}: {inside(best)}; {rest}", facts)
    if worst:
        return Sentence(f"Furthest behind its target: {inside(worst)}", facts)
    return (
        _served(story) or _rates(story) or Sentence(f"{story.released.initiative.name}: where we stand", ())
    )


def opening(story: Story) -> Sentence:
    """One sentence: who reported, how many people were served, how the measures stand."""
    parts, facts = [_who_reported(story)], []
    if latest_cell(story.people) and story.people:
        facts.append(story.people.metric.metric_id)
    with_target = story.with_target
    shown = [figure for figure in story.figures if figure.latest]
    if with_target:
        counts = [(sum(f.standing is standing for f in with_target), standing) for standing in STANDS]
        counted = wording.listed([f"{n} {STANDS[standing][n > 1]}" for n, standing in counts if n])
        parts.append(f"of {wording.plural(len(with_target), 'measure')} with a target, {counted}")
        facts += [figure.metric.metric_id for figure in with_target]
    elif shown:
        verb = "is" if len(shown) == 1 else "are"
        parts.append(f"{wording.plural(len(shown), 'measure')} {verb} shown, and no target has been set")
    if not shown:
        return Sentence("No figures have been published for this period yet.", ())
    text = "; ".join(part for part in parts if part)
    return Sentence(f"{wording.upper_first(text)}.", tuple(dict.fromkeys(facts)))


def plain(figure: Figure) -> str:
    """One figure in a plain sentence: how it moved, where it stands, and how that is beside its target."""
    metric, latest, goal = figure.metric, figure.latest, figure.goal
    name = metric.name if figure.scope_id == ALL else name_of(figure)
    if latest is None:
        return f"{name}: no figure can be shown yet."
    text = f"{name}{_moved(figure)} {wording.spoken(metric, latest.cell)} in {latest.period.name}"
    if goal is None:
        return f"{text}."
    target = f"{wording.goal(metric, goal.target)} by {goal.target_period.name}"
    return f"{text}{BESIDE_TARGET[figure.standing]} {target}."


def _moved(figure: Figure) -> str:
    """How a figure went from its baseline, or from its first year, to where it stands."""
    cell, first, goal = latest_cell(figure), figure.first, figure.goal
    start, since = (first.cell.value if first and first.cell else None), first.period.name if first else ""
    if goal is not None and goal.baseline is not None and goal.baseline_period is not None:
        start, since = goal.baseline, goal.baseline_period.name
    now = figure.latest.period.name if figure.latest else since
    if cell is None or cell.value is None or start is None or since == now:
        return ":"
    before = wording.rounded(figure.metric, start)
    if start == cell.value or before == wording.figure(figure.metric, cell):
        return f", unchanged since {since}:"
    return f" {'rose' if cell.value > start else 'fell'} from {before} in {since} to"


def _served(story: Story) -> Sentence | None:
    cell = latest_cell(story.people)
    if story.people is None or cell is None:
        return None
    number = wording.upper_first(wording.spoken(story.people.metric, cell))
    return Sentence(f"{number} people served, each counted once", (story.people.metric.metric_id,))


def _rates(story: Story) -> Sentence | None:
    """The main rates as a title, for an initiative that has neither targets nor a count of people."""
    found = [overall(story.released, metric) for metric in main_rates(story.released)]
    shown = [(figure.metric, figure.latest) for figure in found if figure.latest][:MOST_IN_TITLE]
    texts = [
        f"{metric.name} {wording.spoken(metric, point.cell)} in {point.period.name}"
        for metric, point in shown
    ]
    joined = "; ".join([*texts[:1], *(wording.lower_first(text) for text in texts[1:])])
    return Sentence(joined, tuple(metric.metric_id for metric, _ in shown)) if texts else None


def _who_reported(story: Story) -> str:
    """Who reported in the report period and, where they are counted, how many people were served."""
    cell, people = latest_cell(story.people), story.people
    if people and people.latest and cell:
        number = wording.spoken(people.metric, cell)
        who = wording.plural(cell.partners_reported, "partner") if cell.partners_reported else "partners"
        return f"in {people.latest.period.name}, {who} served {number} people, each counted once"
    period = story.released.report_period
    reported = story.coverage.partners_reported
    return f"in {period.name}, {wording.plural(reported, 'partner')} reported" if period and reported else ""


def latest_cell(figure: Figure | None) -> Cell | None:
    """The newest published figure, if there is any."""
    return figure.latest.cell if figure is not None and figure.latest is not None else None


def _lead(figure: Figure) -> float:
    goal = figure.goal
    if goal is None or goal.progress is None:
        return 0.0
    return goal.progress - (goal.elapsed or 0.0)


def name_of(figure: Figure) -> str:
    """The metric's name, with its scope when other scopes have the same metric."""
    return figure.metric.name if figure.is_only_scope else f"{figure.metric.name} ({figure.scope_name})"


def inside(figure: Figure) -> str:
    """The name inside a sentence."""
    return wording.lower_first(name_of(figure))
