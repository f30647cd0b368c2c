"""The contract of one feed: the shared contract, narrowed to the words of this initiative and this partner."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from expectations.contract import Contract, load_contract
from expectations.grace import Grace
from expectations.mapping import ColumnMapping, Mapping
from pipelines.contracts.overlays import with_every_overlay, with_overlays
from pipelines.contracts.versions import in_force
from pipelines.initiative.initiative import Initiative
from pipelines.initiative.models.partner import Feed, Partner
from pipelines.initiative.periods import reporting_periods


def feed_contract(initiative: Initiative, partner: Partner, feed: Feed, day: date | None = None) -> Contract:
    """The contract that rows of this feed must meet when they come on a day; without one, on that of the release.

    Sub-programs are the partner's own, groups, areas, metrics and periods those of the agenda, and what a
    sub-program tightened stays tight. Raises ContractError where the agenda's words are not those of the contract.
    """
    version = in_force(initiative, feed.record_type, day or initiative.as_of).version
    return contract_for(initiative, partner, feed, version)


def feed_grace(initiative: Initiative, partner: Partner, feed: Feed, day: date | None = None) -> Grace | None:
    """The version that is accepted beside the one in force on that day, if one is."""
    now = in_force(initiative, feed.record_type, day or initiative.as_of)
    if now.earlier is None or now.grace_until is None:
        return None
    return Grace(contract_for(initiative, partner, feed, now.earlier), now.grace_until)


def contract_for(initiative: Initiative, partner: Partner, feed: Feed, version: int) -> Contract:
    """One version of the contract of a feed, with the words of the agenda and what sub-programs ask for."""
    contract = load_contract(feed.record_type, version)
    return with_overlays(initiative, partner, feed, _in_words(initiative, contract, partner.sub_programs))


def shared_contract(initiative: Initiative, record_type: str, version: int) -> Contract:
    """One version of a contract for all partners together: what a sub-program asks for concerns its own rows."""
    every = [sub_program.id for sub_program in initiative.sub_programs]
    contract = _in_words(initiative, load_contract(record_type, version), every)
    return with_every_overlay(initiative, contract)


def _in_words(initiative: Initiative, contract: Contract, sub_programs: Sequence[str]) -> Contract:
    """The contract with the values of the agenda; raises ContractError where the contract does not allow them."""
    names = {column.name for column in contract.columns}
    words = _agenda_words(initiative, sub_programs)
    return contract.narrowed({name: values for name, values in words.items() if name in names})


def feed_mapping(feed: Feed) -> Mapping:
    """The feed's mapping; a feed of one sub-program need not map the column."""
    if feed.sub_program is None or "sub_program" in feed.mapping.columns:
        return feed.mapping
    constant = ColumnMapping.model_validate({"constant": feed.sub_program})
    return feed.mapping.model_copy(update={"columns": {**feed.mapping.columns, "sub_program": constant}})


def _agenda_words(initiative: Initiative, sub_programs: Sequence[str]) -> dict[str, list[str]]:
    agenda = initiative.agenda
    group_values = {group.id: [value.id for value in group.values] for group in agenda.groups}
    columns = {group.id: group_values[group.id] for group in agenda.groups if not group.totals_only}
    every_value = [value for values in group_values.values() for value in values]
    periods = reporting_periods(agenda.calendar, initiative.as_of)
    words = {
        **columns,
        "sub_program": list(sub_programs),
        "recipient_partner": [partner.partner for partner in initiative.partners],
        "metric": [metric.id for metric in initiative.selected_metrics],
        "group_type": ["all", *group_values],
        "group_value": ["all", *dict.fromkeys(every_value)],
        "period": [period.period_id for period in periods],
        "school_year": [period.period_id for period in periods if period.period_type == "school_year"],
    }
    if outcomes := [outcome.id for outcome in initiative.theory.outcomes]:
        words["outcome"] = outcomes
    if agenda.areas:
        words["area"] = [area.id for area in agenda.areas]
    return words
