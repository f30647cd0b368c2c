"""Checks of the metrics in use: goals, parameters, custom entries, expressions, and the record types they need."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.catalogue import MetricError, load_catalogue, resolve
from pipelines.initiative.checks import dangling
from pipelines.initiative.initiative import Initiative
from pipelines.initiative.models.metrics import Goal
from pipelines.initiative.problems import Problem
from pipelines.initiative.source import Location
from pipelines.initiative.versions import version_problems


def metric_problems(initiative: Initiative) -> Iterator[Problem]:
    """Every problem of metrics.yaml, and of selections that cannot be computed."""
    yield from _custom(initiative)
    yield from version_problems(initiative)
    yield from _goals(initiative)
    yield from _parameters(initiative)
    yield from _selections(initiative)


def _custom(initiative: Initiative) -> Iterator[Problem]:
    file, custom = "metrics.yaml", initiative.metrics.custom
    for index, metric in enumerate(custom):
        where: Location = ("custom", index, "id")
        if metric.id in load_catalogue():
            fix = "Give it an id of its own; ids of the catalogue are never used again."
            yield initiative.sources[file].problem(where, f"'{metric.id}' is a standard metric", fix)
        try:
            resolve(metric, [], {})
        except MetricError as error:
            yield initiative.sources[file].problem(where, str(error), "Mend the expression.")


def _goals(initiative: Initiative) -> Iterator[Problem]:
    file = "metrics.yaml"
    selected = {metric.id: metric for metric in initiative.selected_metrics}
    subs = {sub.id: sub for sub in initiative.sub_programs}
    for index, goal in enumerate(initiative.metrics.goals):
        at: Location = ("goals", index)
        yield from dangling(initiative, file, (*at, "metric"), goal.metric, selected, "selected metric")
        if goal.sub_program is not None:
            yield from dangling(initiative, file, (*at, "sub_program"), goal.sub_program, subs, "sub-program")
            if goal.sub_program in subs and goal.metric not in subs[goal.sub_program].metrics:
                what = f"'{goal.sub_program}' did not select '{goal.metric}'"
                fix = "Select it in sub_programs.yaml, or take the goal out."
                yield initiative.sources[file].problem((*at, "metric"), what, fix)
        yield from _goal_values(initiative, at, goal)


def _goal_values(initiative: Initiative, at: Location, goal: Goal) -> Iterator[Problem]:
    source = initiative.sources["metrics.yaml"]
    if goal.target.period <= goal.baseline.period:
        what = f"the target of '{goal.metric}' is not later than its baseline"
        yield source.problem((*at, "target"), what, "Give a later period for the target.")
    metric = initiative.catalogue.get(goal.metric)
    if metric is None or metric.type != "rate":
        return
    for part, value in (("baseline", goal.baseline.value), ("target", goal.target.value)):
        if value is not None and not 0 <= value <= 1:
            what = f"the {part} of '{goal.metric}' is {value:g}, but a rate lies between 0 % and 100 %"
            yield source.problem((*at, part, "value"), what, f'Write it as "{value:g} %" or as a share of 1.')


def _parameters(initiative: Initiative) -> Iterator[Problem]:
    file = "metrics.yaml"
    for index, entry in enumerate(initiative.metrics.parameters):
        where: Location = ("parameters", index, "metric")
        yield from dangling(
            initiative, file, where, entry.metric, initiative.catalogue, "metric in the catalogue"
        )
        metric = initiative.catalogue.get(entry.metric)
        try:
            if metric is not None:
                resolve(metric, [], entry.values)
        except MetricError as error:
            fix = "Use a parameter that the metric has."
            yield initiative.sources[file].problem(("parameters", index, "values"), str(error), fix)


def _selections(initiative: Initiative) -> Iterator[Problem]:
    """A sub-program can only show a metric whose record types, or totals, it collects."""
    for index, sub in enumerate(initiative.sub_programs):
        for position, name in enumerate(sub.metrics):
            metric = initiative.catalogue.get(name)
            if metric and not set(sub.record_types) & {*metric.record_types, "total"}:
                what = f"'{name}' needs {' or '.join(metric.record_types)}, which '{sub.id}' does not collect"
                fix = "Add the record type, or take the metric out."
                where: Location = ("sub_programs", index, "metrics", position)
                yield initiative.sources["sub_programs.yaml"].problem(where, what, fix)
