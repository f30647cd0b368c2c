"""The contract of one feed: the shared contract, narrowed to the words of this initiative and this partner."""

from __future__ import annotations

from expectations.contract import Contract, load_contract
from expectations.mapping import ColumnMapping, Mapping
from pipelines.initiative.initiative import Initiative
from pipelines.initiative.models.partner import Feed, Partner
from pipelines.initiative.periods import reporting_periods


def feed_contract(initiative: Initiative, partner: Partner, feed: Feed) -> Contract:
    """The contract that rows of this feed must meet.

    Sub-programs are the partner's own, groups, areas, metrics and periods those of the agenda, and what a
    sub-program narrowed stays narrowed. Raises ContractError where a narrowing would loosen the contract.
    """
    contract = load_contract(feed.record_type)
    names = {column.name for column in contract.columns}
    allowed = {name: values for name, values in _agenda_words(initiative, partner).items() if name in names}
    contract = contract.narrowed(allowed)
    for sub_program in initiative.sub_programs:
        if sub_program.id in (feed.sub_program or "", *([] if feed.sub_program else partner.sub_programs)):
            for entry in sub_program.narrow:
                if entry.record_type == feed.record_type:
                    contract = contract.narrowed({entry.column: entry.allowed})
    return contract


def feed_mapping(feed: Feed) -> Mapping:
    """The feed's mapping; a feed of one sub-program need not map the column."""
    if feed.sub_program is None or "sub_program" in feed.mapping.columns:
        return feed.mapping
    constant = ColumnMapping.model_validate({"constant": feed.sub_program})
    return feed.mapping.model_copy(update={"columns": {**feed.mapping.columns, "sub_program": constant}})


def _agenda_words(initiative: Initiative, partner: Partner) -> dict[str, list[str]]:
    agenda = initiative.agenda
    group_values = {group.id: [value.id for value in group.values] for group in agenda.groups}
    columns = {group.id: group_values[group.id] for group in agenda.groups if not group.totals_only}
    every_value = [value for values in group_values.values() for value in values]
    periods = reporting_periods(agenda.calendar, initiative.as_of)
    words = {
        **columns,
        "sub_program": list(partner.sub_programs),
        "metric": [metric.id for metric in initiative.selected_metrics],
        "group_type": ["all", *group_values],
        "group_value": ["all", *dict.fromkeys(every_value)],
        "period": [period.period_id for period in periods],
        "school_year": [period.period_id for period in periods if period.period_type == "school_year"],
    }
    if agenda.areas:
        words["area"] = [area.id for area in agenda.areas]
    return words
