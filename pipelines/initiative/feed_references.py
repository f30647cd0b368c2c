"""Checks of the feeds: options of the connector, mapping against the contract, identity, sub-programs, cadence."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import ValidationError

from connectors import CONNECTORS
from expectations.contract import Contract, ContractError, load_contract, record_types
from pipelines.contracts.versions import versions_used
from pipelines.initiative.checks import dangling, repeated, with_files
from pipelines.initiative.initiative import Initiative
from pipelines.initiative.models.partner import Feed, Partner
from pipelines.initiative.problems import Problem
from pipelines.initiative.source import Location
from pipelines.initiative.vocabulary import feed_contract, feed_grace, feed_mapping


def feed_problems(initiative: Initiative) -> Iterator[Problem]:
    """Every problem of every feed."""
    for partner, file in with_files(initiative):
        yield from repeated(initiative, file, ("feeds",), (feed.id for feed in partner.feeds), "feed")
        for index, feed in enumerate(partner.feeds):
            at: Location = ("feeds", index)
            kind = list(
                dangling(
                    initiative, file, (*at, "record_type"), feed.record_type, record_types(), "record type"
                )
            )
            yield from kind
            yield from _options(initiative, file, at, feed)
            yield from _belonging(initiative, file, at, partner, feed)
            if not kind:
                yield from _mapping(initiative, file, at, partner, feed)


def _options(initiative: Initiative, file: str, at: Location, feed: Feed) -> Iterator[Problem]:
    try:
        CONNECTORS[feed.connector].Options.model_validate(feed.options)
    except ValidationError as error:
        for entry in error.errors():
            location: Location = (*at, "options", *entry["loc"])
            name = ".".join(str(part) for part in entry["loc"])
            what = f"option '{name}' of the connector '{feed.connector}': {entry['msg']}"
            yield initiative.sources[file].problem(
                location, what, "Mend the option; the docs list all of them."
            )


def _belonging(
    initiative: Initiative, file: str, at: Location, partner: Partner, feed: Feed
) -> Iterator[Problem]:
    source = initiative.sources[file]
    if feed.sub_program is not None:
        where = (*at, "sub_program")
        yield from dangling(
            initiative, file, where, feed.sub_program, partner.sub_programs, "sub-program of the partner"
        )
    names = [feed.sub_program] if feed.sub_program else partner.sub_programs
    collecting = [
        sub for sub in initiative.sub_programs if sub.id in names and feed.record_type in sub.record_types
    ]
    if not collecting:
        what = f"no sub-program of this feed collects '{feed.record_type}'"
        yield source.problem(
            (*at, "record_type"), what, "Add it to record_types of the sub-program, or drop the feed."
        )
    for position, name in enumerate(feed.metrics or []):
        selected = [metric.id for metric in initiative.selected_metrics]
        yield from dangling(initiative, file, (*at, "metrics", position), name, selected, "selected metric")
    known = {"school_year", *initiative.agenda.calendar.periods}
    if feed.cadence not in known:
        what = f"the calendar has no periods of the type '{feed.cadence}'"
        yield source.problem((*at, "cadence"), what, "Add it to calendar.periods in agenda.yaml.")


def _mapping(
    initiative: Initiative, file: str, at: Location, partner: Partner, feed: Feed
) -> Iterator[Problem]:
    source = initiative.sources[file]
    try:
        contract = feed_contract(initiative, partner, feed)
        grace = feed_grace(initiative, partner, feed)
    except ContractError as error:
        yield source.problem(
            at, str(error), "Mend 'narrow' in sub_programs.yaml or the values in agenda.yaml."
        )
        return
    if feed.kit and not feed.mapping.columns:
        what = f"the kit of '{partner.partner}' does not ask for '{feed.record_type}'"
        fix = "Select a metric that needs it in sub_programs.yaml, or take the feed out."
        yield source.problem((*at, "kit"), what, fix)
        return
    if contract.has_people and feed.identity is None:
        fix = "Name the partner's columns for name and birth date, or for its own number of the person."
        yield source.problem(
            at, f"rows of '{feed.record_type}' are about people, but 'identity' is missing", fix
        )
    mapping = feed_mapping(feed)
    filled = {*mapping.columns, *(name for rule in mapping.rows for name in (*rule.set, *rule.set_from))}
    versions = [load_contract(feed.record_type, one) for one in versions_used(initiative, feed.record_type)]
    known = dict.fromkeys(column.name for one in versions for column in one.value_columns)
    for name in sorted(filled):
        where = (*at, "mapping", "columns", name)
        yield from dangling(
            initiative, file, where, name, known, f"column in the contract '{feed.record_type}'"
        )
    if grace is None or _unfilled(grace.earlier, filled):
        for name in _unfilled(contract, filled):
            what = f"the contract '{feed.record_type}' requires '{name}', which the mapping does not fill"
            yield source.problem((*at, "mapping"), what, "Map a column or give a constant.")
    yield from _values(initiative, file, at, contract, feed)


def _unfilled(contract: Contract, filled: set[str]) -> list[str]:
    return [column.name for column in contract.value_columns if column.required and column.name not in filled]


def _values(
    initiative: Initiative, file: str, at: Location, contract: Contract, feed: Feed
) -> Iterator[Problem]:
    """Values that a mapping produces must be values that the contract allows."""
    allowed = {column.name: set(column.allowed) for column in contract.value_columns if column.allowed}
    for name, entry in feed.mapping.columns.items():
        produced = {
            value for value in (*entry.values.values(), entry.constant, entry.otherwise) if value is not None
        }
        wrong = sorted(produced - allowed[name]) if name in allowed else []
        if wrong:
            what = f"'{name}' would become {wrong}, which the contract does not allow"
            fix = f"Use one of: {', '.join(sorted(allowed[name])[:12])}."
            yield initiative.sources[file].problem((*at, "mapping", "columns", name), what, fix)
