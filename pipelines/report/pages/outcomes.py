"""The outcomes: one page each along the theory of change, and the theory itself as their first page."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from pipelines.report import theory
from pipelines.report.beside import Cost
from pipelines.report.figures import Figure
from pipelines.report.groups import GroupFigure
from pipelines.report.outlook import Outlook, outlook
from pipelines.report.pages import around
from pipelines.report.pages.facts import Facts
from pipelines.report.pages.page import PARTS, Page, file_name
from pipelines.report.places import AreaSeries, area_series
from pipelines.report.rows import ALL, Activity, Commitment, EquityGap, Outcome, Period, StoryLine

LEVELS = {"intermediate": "Outcome on the way", "long_term": "Long-term outcome"}


@dataclass(frozen=True, slots=True)
class Measure:
    """One metric of an outcome with everything that is shown of it."""

    figure: Figure
    outlook: Outlook
    scoped: tuple[Figure, ...]
    by_group: GroupFigure | None
    gaps_period: Period | None
    gaps: tuple[EquityGap, ...]
    by_area: AreaSeries | None
    costs: tuple[Cost, ...]
    scenarios: tuple[around.Scenario, ...]


def pages(facts: Facts) -> list[Page]:
    """The theory of change, then one page an outcome."""
    return [_index(facts), *(_outcome(facts, outcome) for outcome in facts.released.outcomes)]


def _index(facts: Facts) -> Page:
    released = facts.released
    shown = {
        "initiative": released.initiative,
        "theory": theory.columns(released, facts.sections),
        "arrows": theory.arrows(released),
        "addresses": {outcome.name: file_name(outcome.outcome_id) for outcome in released.outcomes},
        "results": [(o.name, file_name(o.outcome_id), facts.measures(o)) for o in released.outcomes],
    }
    return Page(
        PARTS["outcomes"][1],
        "outcomes",
        "Outcomes and how we think they come about",
        "outcomes.html.j2",
        shown,
    )


def _outcome(facts: Facts, outcome: Outcome) -> Page:
    released = facts.released
    links = [link for link in released.theory_links if outcome.outcome_id in (link.from_id, link.to_id)]
    activities = _activities(facts, outcome)
    programs = frozenset(s for s, each in released.sub_program_outcomes if each == outcome.outcome_id)
    stories = [line for line in released.stories if line.outcome_id == outcome.outcome_id]
    shown = {
        "outcome": outcome,
        "level": LEVELS.get(outcome.level, "Outcome"),
        "measures": [_measure(facts, figure) for figure in facts.measures(outcome)],
        "leads_to": [
            _end(facts, x.to_id, x.assumption, x.evidence) for x in links if x.from_id == outcome.outcome_id
        ],
        "led_by": [
            _end(facts, x.from_id, x.assumption, x.evidence) for x in links if x.to_id == outcome.outcome_id
        ],
        "activities": activities,
        "commitments": _commitments(facts, activities),
        "sub_programs": [s for s in released.sub_programs if s.sub_program_id in programs],
        "partners": facts.partners_in(programs),
        "stories": _by_kind(stories),
        "steps": [(line, theory.is_overdue(released, line)) for line in stories if line.kind == "next_step"],
        "themes": around.themes(facts, programs),
        "quotes": around.quotes(facts, outcome.outcome_id, programs),
        "money": around.money(facts, outcome),
        "report_period": released.report_period,
    }
    path = f"outcomes/{file_name(outcome.outcome_id)}"
    return Page(path, "outcomes", outcome.name, "outcome.html.j2", shown, label=outcome.name)


def _measure(facts: Facts, figure: Figure) -> Measure:
    released, metric_id = facts.released, figure.metric.metric_id
    scoped = tuple(each for each in facts.scoped(metric_id) if each.number != figure.number)
    period = figure.latest.period if figure.latest else None
    gaps = tuple(
        gap
        for gap in released.equity_gaps
        if gap.metric_id == metric_id
        and gap.sub_program_id == ALL
        and period
        and gap.period_id == period.period_id
    )
    return Measure(
        figure=figure,
        outlook=outlook(released, figure),
        scoped=scoped,
        by_group=facts.by_group(metric_id),
        gaps_period=period,
        gaps=gaps,
        by_area=area_series(released, figure.metric),
        costs=around.costs(facts, figure),
        scenarios=around.scenarios(facts, figure),
    )


def _activities(facts: Facts, outcome: Outcome) -> tuple[Activity, ...]:
    """The activities from which the theory's links lead here, straight or through what they yield."""
    sources: dict[str, set[str]] = defaultdict(set)
    for link in facts.released.theory_links:
        sources[link.to_id].add(link.from_id)
    outputs = {output.output_id for output in facts.released.outputs}
    near = sources[outcome.outcome_id]
    wanted = near | {activity for output in near & outputs for activity in sources[output]}
    return tuple(each for each in facts.released.activities if each.activity_id in wanted)


def _commitments(facts: Facts, activities: tuple[Activity, ...]) -> list[tuple[Commitment, bool]]:
    """Commitments to those activities, each with whether it is overdue."""
    wanted = {activity.activity_id for activity in activities}
    found = [each for each in facts.released.commitments if each.activity_id in wanted]
    return [(each, theory.is_overdue(facts.released, each)) for each in found]


def _end(facts: Facts, key: str, assumption: str | None, evidence: str | None) -> dict[str, str | None]:
    """The other end of a link: its name, its page if it is an outcome, and what is assumed."""
    names = theory.names(facts.released)
    is_outcome = any(outcome.outcome_id == key for outcome in facts.released.outcomes)
    address = file_name(key) if is_outcome else None
    return {"name": names.get(key, key), "address": address, "assumption": assumption, "evidence": evidence}


def _by_kind(lines: list[StoryLine]) -> dict[str, list[StoryLine]]:
    found: dict[str, list[StoryLine]] = defaultdict(list)
    for line in lines:
        found[line.kind].append(line)
    return dict(found)
