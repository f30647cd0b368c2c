"""Checks of scenarios/*.yaml: partners, sub-programs, metrics, parameters and periods that must exist."""

from __future__ import annotations

from collections.abc import Iterator

from expectations.contract import load_contract
from pipelines.catalogue import MetricError, resolve
from pipelines.initiative.checks import dangling
from pipelines.initiative.initiative import Initiative
from pipelines.initiative.models.scenarios import Define, Move, Scenario, Serve
from pipelines.initiative.periods import reporting_periods
from pipelines.initiative.problems import Problem
from pipelines.initiative.source import Location


def scenarios_problems(initiative: Initiative) -> Iterator[Problem]:
    """Every problem of the scenarios in the folder."""
    for scenario in initiative.scenarios:
        file = next(
            name
            for name, source in initiative.sources.items()
            if name.startswith("scenarios/") and source.tree.get("scenario") == scenario.scenario
        )
        if file != f"scenarios/{scenario.scenario}.yaml":
            fix = f"Rename the file to scenarios/{scenario.scenario}.yaml."
            what = f"the file is not named after '{scenario.scenario}'"
            yield initiative.sources[file].problem(("scenario",), what, fix)
        yield from scenario_problems(initiative, scenario, file)


def scenario_problems(initiative: Initiative, scenario: Scenario, file: str) -> Iterator[Problem]:
    """The problems of one scenario; `file` is the name of its source among the initiative's."""
    if scenario.period is not None:
        calendar = initiative.agenda.calendar
        known = [period.period_id for period in reporting_periods(calendar, initiative.as_of)]
        yield from dangling(initiative, file, ("period",), scenario.period, known, "period")
    for index, change in enumerate(scenario.changes):
        at: Location = ("changes", index)
        if change.serve:
            yield from _serve(initiative, file, (*at, "serve"), change.serve)
        if change.move:
            yield from _move(initiative, file, (*at, "move"), change.move)
        if change.define:
            yield from _define(initiative, file, (*at, "define"), change.define)
        if change.leave:
            yield from _partner(initiative, file, (*at, "leave"), change.leave.partner)


def _partner(initiative: Initiative, file: str, at: Location, name: str) -> Iterator[Problem]:
    known = [partner.partner for partner in initiative.partners]
    yield from dangling(initiative, file, (*at, "partner"), name, known, "partner")


def _serve(initiative: Initiative, file: str, at: Location, serve: Serve) -> Iterator[Problem]:
    yield from _partner(initiative, file, at, serve.partner)
    for partner in initiative.partners:
        if partner.partner != serve.partner:
            continue
        if serve.sub_program is not None:
            kind = f"sub-program of '{partner.partner}'"
            where = (*at, "sub_program")
            yield from dangling(initiative, file, where, serve.sub_program, partner.sub_programs, kind)
        if not any(load_contract(feed.record_type).has_people for feed in partner.feeds):
            what = f"'{partner.partner}' gives no rows of people, so none can be added or taken away"
            fix = "Choose a partner that gives rows of people."
            yield initiative.sources[file].problem((*at, "partner"), what, fix)


def _move(initiative: Initiative, file: str, at: Location, move: Move) -> Iterator[Problem]:
    subs = [sub.id for sub in initiative.sub_programs]
    for part, place in (("from", move.source), ("to", move.target)):
        if place.partner is not None:
            yield from _partner(initiative, file, (*at, part), place.partner)
        if place.sub_program is not None:
            where = (*at, part, "sub_program")
            yield from dangling(initiative, file, where, place.sub_program, subs, "sub-program")


def _define(initiative: Initiative, file: str, at: Location, define: Define) -> Iterator[Problem]:
    selected = {metric.id: metric for metric in initiative.selected_metrics}
    yield from dangling(initiative, file, (*at, "metric"), define.metric, selected, "selected metric")
    if define.metric not in selected:
        return
    try:
        resolve(selected[define.metric], [], define.values)
    except MetricError as error:
        fix = "Use a parameter that the metric has."
        yield initiative.sources[file].problem((*at, "values"), str(error), fix)
