"""The theory of change with live values, the plan of action and the money.

Joins the agenda's boxes to the figures of their metrics. Layout is the template's business.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.report.figures import Figure, Section, overall
from pipelines.report.released import Released
from pipelines.report.rows import ALL, Commitment, Metric, StoryLine

LEVELS = (("intermediate", "Outcomes on the way"), ("long_term", "Long-term outcomes"))
CLOSED = frozenset({"done", "dropped"})


@dataclass(frozen=True, slots=True)
class Live:
    """A metric in a box: its figure over the whole initiative, or its only sub-program's."""

    metric: Metric
    figure: Figure


@dataclass(frozen=True, slots=True)
class Box:
    """An activity, an output or an outcome with what it leads to and its live measures."""

    name: str
    description: str | None
    leads_to: tuple[str, ...]
    live: tuple[Live, ...]
    is_measured: bool


@dataclass(frozen=True, slots=True)
class Arrow:
    """One link of the theory, in names."""

    source: str
    target: str
    assumption: str | None
    evidence: str | None


@dataclass(frozen=True, slots=True)
class Fund:
    """The money of one sub-program in one currency."""

    sub_program: str
    currency: str
    amount: float
    funders: tuple[str, ...]


def columns(released: Released, sections: Sequence[Section]) -> list[tuple[str, list[Box]]]:
    """What we do, what it yields, outcomes on the way and in the long term; empty columns are left out."""
    known = names(released)
    leads: dict[str, list[str]] = defaultdict(list)
    for link in released.theory_links:
        leads[link.from_id].append(known.get(link.to_id, link.to_id))
    does = [Box(a.name, a.description, tuple(leads[a.activity_id]), (), False) for a in released.activities]
    yields = [
        Box(o.name, None, tuple(leads[o.output_id]), _live(released, [o.metric_id], sections), True)
        for o in released.outputs
    ]
    measured: dict[str, list[str | None]] = defaultdict(list)
    for outcome_id, metric_id in released.outcome_metrics:
        measured[outcome_id].append(metric_id)
    found = [("What we do", does), ("What it yields", yields)]
    for level, title in LEVELS:
        boxes = [
            Box(o.name, o.description, tuple(leads[o.outcome_id]), _live(released, ids, sections), True)
            for o in released.outcomes
            for ids in [measured[o.outcome_id]]
            if o.level == level
        ]
        found.append((title, boxes))
    return [(title, boxes) for title, boxes in found if boxes]


def arrows(released: Released) -> list[Arrow]:
    """The links with their assumption and evidence."""
    known = names(released)
    return [
        Arrow(known.get(x.from_id, x.from_id), known.get(x.to_id, x.to_id), x.assumption, x.evidence)
        for x in released.theory_links
    ]


def is_overdue(released: Released, commitment: Commitment | StoryLine) -> bool:
    """Whether the day of a commitment or of a next step has passed and it is still open."""
    past = commitment.due_on is not None and commitment.due_on < released.initiative.as_of
    return past and (commitment.status or "").lower() not in CLOSED


def funds(released: Released) -> list[Fund]:
    """The money by sub-program and currency, in the agenda's order; the whole initiative's last."""
    amounts: dict[tuple[str, str], float] = defaultdict(float)
    funders: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in released.funding:
        key = (row.sub_program_id or ALL, row.currency)
        amounts[key] += row.amount
        funders[key].add(row.funder)
    order = [each.sub_program_id for each in released.sub_programs] + [ALL]
    keys = sorted((key for key in amounts if key[0] in order), key=lambda key: (order.index(key[0]), key[1]))
    names = released.sub_program_names | {ALL: "The whole initiative"}
    return [Fund(names[key[0]], key[1], amounts[key], tuple(sorted(funders[key]))) for key in keys]


def names(released: Released) -> dict[str, str]:
    """The names of activities, outputs and outcomes by their ids."""
    outcomes = {outcome.outcome_id: outcome.name for outcome in released.outcomes}
    outputs = {output.output_id: output.name for output in released.outputs}
    return outcomes | outputs | {activity.activity_id: activity.name for activity in released.activities}


def _live(released: Released, ids: Sequence[str | None], sections: Sequence[Section]) -> tuple[Live, ...]:
    known = [
        metric for metric_id in ids if (metric := released.metric_by_id.get(metric_id or "")) is not None
    ]
    return tuple(Live(metric, _figure(released, metric, sections)) for metric in known)


def _figure(released: Released, metric: Metric, sections: Sequence[Section]) -> Figure:
    """The first numbered figure of the metric: the shared section comes before the sub-programs."""
    numbered = (figure for section in sections for figure in section.figures)
    found = next((figure for figure in numbered if figure.metric.metric_id == metric.metric_id), None)
    return found or overall(released, metric)
