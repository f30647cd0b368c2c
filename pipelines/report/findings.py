"""What we learned: up to five sentences, from what moved most to what the figures cannot say.

Template sentences with conditions, worded so that any metric's name fits, singular or plural. No HTML.
"""

from __future__ import annotations

from pipelines.report import wording
from pipelines.report.figures import MET, Figure
from pipelines.report.groups import Gap, GroupFigure
from pipelines.report.sentences import Sentence, Story, inside, latest_cell, name_of


def findings(story: Story) -> list[Sentence]:
    """Up to five findings, from what moved most to what the figures cannot say."""
    found = [_improved(story), _behind(story), _widest_gap(story), _counted_once(story), _limits(story)]
    return [sentence for sentence in found if sentence is not None]


def gap_sentence(figure: GroupFigure) -> str | None:
    """The distance between groups, with the year before when the same groups are shown in both."""
    gap = figure.gap
    if gap is None:
        return None
    return f"Widest difference within {wording.lower_first(gap.block)}: {_distance(figure, gap)}."


def _improved(story: Story) -> Sentence | None:
    figure = story.best
    if figure is None or figure.goal is None or figure.latest is None:
        return None
    metric, goal = figure.metric, figure.goal
    now = f"{wording.spoken(metric, figure.latest.cell)} in {figure.latest.period.name}"
    target = f"{wording.goal(metric, goal.target)} by {goal.target_period.name}"
    stands = "which meets the target of" if figure.standing is MET else "on track for the target of"
    text = f"{name_of(figure)}{_moved(figure)} {now}, {stands} {target}."
    return Sentence(text, (metric.metric_id,), figure.number)


def _moved(figure: Figure) -> str:
    """How a figure went from its baseline, in front of where it stands now."""
    goal, cell = figure.goal, latest_cell(figure)
    start = goal.baseline if goal else None
    if goal is None or start is None or cell is None or cell.value is None:
        return ":"
    before = wording.goal(figure.metric, start)
    if cell.value == start or before == wording.figure(figure.metric, cell):
        return ":"
    since = f" in {goal.baseline_period.name}" if goal.baseline_period else ""
    return f" {'rose' if cell.value > start else 'fell'} from {before}{since} to"


def _behind(story: Story) -> Sentence | None:
    figure = story.worst
    if figure is None or figure.goal is None or figure.latest is None:
        return None
    metric, goal = figure.metric, figure.goal
    text = (
        f"Furthest behind: {inside(figure)}, at {wording.spoken(metric, figure.latest.cell)} in "
        f"{figure.latest.period.name}, with a target of {wording.goal(metric, goal.target)} "
        f"by {goal.target_period.name}."
    )
    if goal.expected_now is not None:
        expected = wording.goal(metric, goal.expected_now)
        text += f" At an even pace from the baseline the figure would be {expected} by now."
    return Sentence(text, (metric.metric_id,), figure.number)


def _widest_gap(story: Story) -> Sentence | None:
    found = [(figure, figure.gap) for figure in story.group_figures if figure.gap is not None]
    if not found:
        return None
    figure, gap = max(found, key=lambda pair: pair[1].distance)
    low, high = (
        f"{wording.figure(figure.metric, row.latest)} for “{row.group.group_value_name}”"
        for row in (gap.lowest, gap.highest)
    )
    text = (
        f"Widest difference between groups: {wording.lower_first(figure.metric.name)} by "
        f"{wording.lower_first(gap.block)}, {low} against {high}: {_distance(figure, gap)}."
    )
    return Sentence(text, (figure.metric.metric_id,), figure.number)


def _distance(figure: GroupFigure, gap: Gap) -> str:
    """The distance, with the year before when the same groups are shown in both."""
    text = wording.points(gap.distance, gap.fewest)
    if gap.before is None or figure.previous is None:
        return text
    before = wording.points(gap.before, gap.fewest)
    if before == text:
        return f"{text}, as in {figure.previous.name}"
    return f"{text}, {'up' if gap.distance > gap.before else 'down'} from {before} in {figure.previous.name}"


def _counted_once(story: Story) -> Sentence | None:
    if story.matrix is None or story.people is None:
        return None
    whole = story.matrix.totals[-1]
    cells = [row[2] for row in story.matrix.rows if row[2] is not None]
    values = [cell.value for cell in cells if cell.value is not None]
    if whole is None or whole.value is None or len(values) != len(cells) or sum(values) <= whole.value:
        return None
    text = (
        f"The partners' own counts for {story.matrix.period.name} add up to "
        f"{wording.count(sum(values))}, but {wording.count(whole.value)} different people stand behind "
        "them: some were served by more than one partner."
    )
    return Sentence(text, (story.matrix.metric.metric_id,), None)


def _limits(story: Story) -> Sentence | None:
    """What the figures cannot say: data that has not come, and data that is old."""
    names = story.released.partner_names
    missing, period = story.coverage.due - story.coverage.reported, story.released.report_period
    parts: list[str] = []
    if missing and period:
        verb = "has" if missing == 1 else "have"
        parts.append(
            f"{missing} of {wording.plural(story.coverage.due, 'report')} due for {period.name} {verb} not come"
        )
    stale = {feed.partner_id for feed in story.released.feeds if feed.is_stale}
    if stale:
        who = wording.listed(sorted(names.get(partner, partner) for partner in stale))
        parts.append(f"the figures of {who} rest on older data, as a newer delivery failed or is held back")
    if not parts:
        return None
    return Sentence(f"Read with care: {'; '.join(parts)}.", ())
