"""Checks of contracts.yaml and of what sub-programs tighten: versions that exist, in order, and nothing loosened."""

from __future__ import annotations

from collections.abc import Iterator

from expectations.contract import ContractError, contract_versions, load_contract, record_types
from expectations.tightening import tightened
from pipelines.contracts.overlays import tightening
from pipelines.contracts.versions import versions_used
from pipelines.initiative.checks import dangling
from pipelines.initiative.initiative import Initiative
from pipelines.initiative.models.contracts import ContractVersion
from pipelines.initiative.models.sub_programs import Narrowing
from pipelines.initiative.problems import Problem
from pipelines.initiative.source import Location


def contract_problems(initiative: Initiative) -> Iterator[Problem]:
    """Every problem of the versions in use and of the sub-programs' own rules."""
    yield from _versions(initiative)
    for index, sub_program in enumerate(initiative.sub_programs):
        for position, entry in enumerate(sub_program.narrow):
            yield from _narrowing(initiative, ("sub_programs", index, "narrow", position), entry)


def _versions(initiative: Initiative) -> Iterator[Problem]:
    file = "contracts.yaml"
    last: dict[str, ContractVersion] = {}
    for index, entry in enumerate(initiative.contracts.versions):
        source, at = initiative.sources[file], ("versions", index)
        unknown = list(
            dangling(initiative, file, (*at, "record_type"), entry.record_type, record_types(), "record type")
        )
        yield from unknown
        known = contract_versions(entry.record_type) if not unknown else ()
        if known and entry.version not in known:
            fix = f"Use one of: {', '.join(str(number) for number in known)}."
            what = f"there is no version {entry.version} of the contract '{entry.record_type}'"
            yield source.problem((*at, "version"), what, fix)
        before = last.get(entry.record_type)
        if before and (entry.version <= before.version or entry.in_force_from <= before.in_force_from):
            what = (
                f"version {entry.version} of '{entry.record_type}' does not follow version {before.version}"
            )
            yield source.problem(
                (*at, "version"), what, "Put versions in the order in which they come into force."
            )
        last[entry.record_type] = entry


def _narrowing(initiative: Initiative, at: Location, entry: Narrowing) -> Iterator[Problem]:
    """A problem where an entry fits none of the versions that are or will be in force."""
    file = "sub_programs.yaml"
    unknown = list(
        dangling(initiative, file, (*at, "record_type"), entry.record_type, record_types(), "record type")
    )
    yield from unknown
    problems = []
    for number in versions_used(initiative, entry.record_type) if not unknown else ():
        try:
            tightened(load_contract(entry.record_type, number), tightening(entry))
            return
        except ContractError as error:
            problems.append(str(error))
    if problems:
        fix = "Only make it tighter than the contract; to loosen it, release a new version."
        yield initiative.sources[file].problem(at, problems[0], fix)
