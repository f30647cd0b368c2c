"""Names that point nowhere and statements that contradict each other, found across the files of an initiative.

Each check is one small generator of problems; `find_contradictions` runs them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from expectations.contract import load_contract, record_types
from pipelines.initiative.agreement_references import agreement_problems
from pipelines.initiative.checks import dangling, repeated, with_files
from pipelines.initiative.claims import claim_problems
from pipelines.initiative.communication_references import communication_problems
from pipelines.initiative.contract_references import contract_problems
from pipelines.initiative.drift import definition_problems
from pipelines.initiative.feed_references import feed_problems
from pipelines.initiative.funding_references import funding_problems
from pipelines.initiative.initiative import Initiative
from pipelines.initiative.metric_references import metric_problems
from pipelines.initiative.models.agenda import parts_of
from pipelines.initiative.problems import Problem
from pipelines.initiative.scenario_references import scenarios_problems
from pipelines.initiative.source import Location
from pipelines.initiative.story_references import story_problems

Check = Callable[[Initiative], Iterator[Problem]]


def find_contradictions(initiative: Initiative) -> list[Problem]:
    """Every problem that only shows when the files are read together."""
    checks: list[Check] = [
        _areas,
        _groups,
        _theory,
        _sub_programs,
        metric_problems,
        definition_problems,
        contract_problems,
        _partners,
        claim_problems,
        agreement_problems,
        feed_problems,
        funding_problems,
        scenarios_problems,
        communication_problems,
        story_problems,
    ]
    return [problem for check in checks for problem in check(initiative)]


def _areas(initiative: Initiative) -> Iterator[Problem]:
    file, areas = "agenda.yaml", initiative.agenda.areas
    yield from repeated(initiative, file, ("areas",), (area.id for area in areas), "area")
    parents = {area.id: area.parent for area in areas}
    for index, area in enumerate(areas):
        if area.parent is not None:
            yield from dangling(initiative, file, ("areas", index, "parent"), area.parent, parents, "area")
        seen, node = {area.id}, area.parent
        while node is not None and node in parents and node not in seen:
            seen.add(node)
            node = parents[node]
        if node in seen:
            yield initiative.sources[file].problem(
                ("areas", index, "parent"),
                f"area '{area.id}' is a part of itself",
                "Point 'parent' to a larger area.",
            )


def _groups(initiative: Initiative) -> Iterator[Problem]:
    file, groups = "agenda.yaml", initiative.agenda.groups
    known = [column.name for column in load_contract("enrolment").columns if column.is_group]
    yield from repeated(initiative, file, ("groups",), (group.id for group in groups), "group")
    for index, group in enumerate(groups):
        location: Location = ("groups", index, "id")
        if not group.totals_only:
            kind = "group column in the enrolment contract"
            yield from dangling(initiative, file, location, group.id, known, kind)
        ids = (value.id for value in group.values)
        yield from repeated(initiative, file, ("groups", index, "values"), ids, "group value")
        yield from _contained(initiative, index)


def _theory(initiative: Initiative) -> Iterator[Problem]:
    file, theory = "theory_of_change.yaml", initiative.theory
    for index, outcome in enumerate(theory.outcomes):
        for position, metric in enumerate(outcome.metrics):
            where = ("outcomes", index, "metrics", position)
            yield from dangling(
                initiative, file, where, metric, initiative.catalogue, "metric in the catalogue"
            )
    for index, output in enumerate(theory.outputs):
        if output.metric:
            yield from dangling(
                initiative,
                file,
                ("outputs", index, "metric"),
                output.metric,
                initiative.catalogue,
                "metric in the catalogue",
            )
    boxes = [*(box.id for box in theory.activities), *(box.id for box in theory.outputs)]
    boxes += [box.id for box in theory.outcomes]
    for index, link in enumerate(theory.links):
        kind = "activity, output or outcome"
        yield from dangling(initiative, file, ("links", index, "from"), link.source, boxes, kind)
        yield from dangling(initiative, file, ("links", index, "to"), link.target, boxes, kind)


def _sub_programs(initiative: Initiative) -> Iterator[Problem]:
    file, outcomes = "sub_programs.yaml", [outcome.id for outcome in initiative.theory.outcomes]
    ids = (sub.id for sub in initiative.sub_programs)
    yield from repeated(initiative, file, ("sub_programs",), ids, "sub-program")
    for index, sub in enumerate(initiative.sub_programs):
        at: Location = ("sub_programs", index)
        for position, name in enumerate(sub.outcomes):
            yield from dangling(initiative, file, (*at, "outcomes", position), name, outcomes, "outcome")
        for position, name in enumerate(sub.record_types):
            yield from dangling(
                initiative, file, (*at, "record_types", position), name, record_types(), "record type"
            )
        for position, name in enumerate(sub.metrics):
            where = (*at, "metrics", position)
            yield from dangling(
                initiative, file, where, name, initiative.catalogue, "metric in the catalogue"
            )


def _partners(initiative: Initiative) -> Iterator[Problem]:
    known = [sub.id for sub in initiative.sub_programs]
    activities = [activity.id for activity in initiative.theory.activities]
    for partner, file in with_files(initiative):
        if file != f"partners/{partner.partner}.yaml":
            fix = f"Rename the file to partners/{partner.partner}.yaml."
            yield initiative.sources[file].problem(
                ("partner",), f"the file is not named after '{partner.partner}'", fix
            )
        for index, name in enumerate(partner.sub_programs):
            yield from dangling(initiative, file, ("sub_programs", index), name, known, "sub-program")
        for index, commitment in enumerate(partner.commitments):
            where = ("commitments", index, "activity")
            yield from dangling(initiative, file, where, commitment.activity, activities, "activity")
        if partner.agreement and partner.agreement.expires < partner.agreement.signed:
            what = "the agreement expires before it was signed"
            yield initiative.sources[file].problem(("agreement", "expires"), what, "Check both dates.")


def _contained(initiative: Initiative, index: int) -> Iterator[Problem]:
    group = initiative.agenda.groups[index]
    known = {value.id for value in group.values}
    for place, value in enumerate(group.values):
        location: Location = ("groups", index, "values", place, "contains")
        for part in value.contains:
            yield from dangling(initiative, "agenda.yaml", location, part, known, "group value")
        if value.id in value.contains or any(value.id in parts_of(group, part) for part in value.contains):
            what = f"'{value.id}' of '{group.id}' contains itself"
            yield initiative.sources["agenda.yaml"].problem(location, what, "Take one of the two out.")
