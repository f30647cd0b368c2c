"""Checks of funding.yaml: partners, sub-programs, outcomes, commitments and metrics that must exist, and dates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipelines.initiative.checks import dangling, repeated
from pipelines.initiative.initiative import Initiative
from pipelines.initiative.models.funding import Counterfactual, Grant
from pipelines.initiative.periods import reporting_periods
from pipelines.initiative.problems import Problem
from pipelines.initiative.source import Location

_FILE = "funding.yaml"


def funding_problems(initiative: Initiative) -> Iterator[Problem]:
    """Every problem of funding.yaml that shows only beside the other files."""
    funding = initiative.funding
    if funding.grants:
        yield from repeated(initiative, _FILE, ("grants",), (grant.id for grant in funding.grants), "grant")
    for index, grant in enumerate(funding.grants):
        yield from _grant(initiative, ("grants", index), grant)
    for index, cost in enumerate(funding.costs):
        yield from _place(initiative, ("costs", index), cost.partner, cost.sub_program)
        yield from _named(initiative, ("costs", index, "period"), cost.period, _periods(initiative), "period")
    for index, entry in enumerate(funding.counterfactuals):
        yield from _counterfactual(initiative, ("counterfactuals", index), entry)


def _named(
    initiative: Initiative, where: Location, name: str | None, known: Iterable[str], kind: str
) -> Iterator[Problem]:
    if name is not None:
        yield from dangling(initiative, _FILE, where, name, known, kind)


def _place(
    initiative: Initiative, at: Location, partner: str | None, sub_program: str | None
) -> Iterator[Problem]:
    partners = [one.partner for one in initiative.partners]
    yield from _named(initiative, (*at, "partner"), partner, partners, "partner")
    subs = [sub.id for sub in initiative.sub_programs]
    yield from _named(initiative, (*at, "sub_program"), sub_program, subs, "sub-program")


def _periods(initiative: Initiative) -> list[str]:
    return [period.period_id for period in reporting_periods(initiative.agenda.calendar, initiative.as_of)]


def _grant(initiative: Initiative, at: Location, grant: Grant) -> Iterator[Problem]:
    yield from _place(initiative, at, grant.partner, grant.sub_program)
    outcomes = [outcome.id for outcome in initiative.theory.outcomes]
    yield from _named(initiative, (*at, "outcome"), grant.outcome, outcomes, "outcome")
    promised = [
        commitment.id
        for partner in initiative.partners
        if partner.partner == grant.partner
        for commitment in partner.commitments
    ]
    kind = f"commitment of '{grant.partner}'"
    yield from _named(initiative, (*at, "commitment"), grant.commitment, promised, kind)
    awards = [one.id for one in initiative.funding.grants if one.kind != "disbursement"]
    yield from _named(initiative, (*at, "award"), grant.award, awards, "grant, investment or loan")
    if grant.ends < grant.starts:
        what = f"grant '{grant.id}' ends before it starts"
        yield initiative.sources[_FILE].problem((*at, "ends"), what, "Check both dates.")


def _counterfactual(initiative: Initiative, at: Location, entry: Counterfactual) -> Iterator[Problem]:
    shown = dict.fromkeys(name for outcome in initiative.theory.outcomes for name in outcome.metrics)
    yield from _named(initiative, (*at, "metric"), entry.metric, shown, "metric of an outcome")
    yield from _place(initiative, at, None, entry.sub_program)
    yield from _named(initiative, (*at, "period"), entry.period, _periods(initiative), "period")
    metric = initiative.catalogue.get(entry.metric)
    if metric is None:
        return
    if metric.counted != "people":
        what = f"'{entry.metric}' does not count people, so there are no outcomes to set beside a cost"
        fix = "Name a metric that counts people who reached something."
        yield initiative.sources[_FILE].problem((*at, "metric"), what, fix)
    if metric.type == "rate" and entry.without > 1:
        what = f"'without' is {entry.without:g}, but a rate lies between 0 % and 100 %"
        fix = f'Write it as "{entry.without:g} %" or as a share of 1.'
        yield initiative.sources[_FILE].problem((*at, "without"), what, fix)
