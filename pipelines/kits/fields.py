"""The smallest set of fields: which columns of which record types a partner is asked for, and what each is for.

From the metrics that a sub-program selected follows what is read; from the contracts what a row must have. Not here:
how a field is asked (questions.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from expectations.contract import Contract
from pipelines.catalogue import Metric
from pipelines.initiative.initiative import Initiative
from pipelines.initiative.models.partner import Feed, Partner
from pipelines.initiative.models.sub_programs import SubProgram
from pipelines.initiative.vocabulary import feed_contract
from pipelines.kits.contract_rules import form_rules
from pipelines.kits.field import Field, Use
from pipelines.kits.metric_columns import ContractColumn, MetricColumns, metric_columns

ENROLMENT, TOTAL = "enrolment", "total"
NAMES = ("first_name", "last_name", "birth_date")
LOCAL_ID = "local_id"
# Which days say for which periods a report came: what the model int_feed_period reads.
REPORTING = {
    "enrolment": ("start_date", "end_date"),
    "service": ("service_date",),
    "attendance": ("month",),
    "outcome": ("outcome_date", "school_year"),
    "total": ("period",),
    "funding": ("award_date",),
    "request": ("request_date",),
    "volunteering": ("shift_date",),
    "feedback": ("feedback_date",),
    "stock": ("stock_date",),
    "capacity": ("capacity_date",),
    "site": ("opens_on",),
}
# What a publisher prints beside what is counted; the model published_disagreements holds both against each other.
_COMPARED = ("part_kind", "part_label", "published_rate")
# What a total is counted by; its figures follow from the types of the metrics.
_TOTAL_KEYS = ("metric", "group_type", "group_value", "value_status", "row_role")


def fields_for(initiative: Initiative, partner: Partner, sub_program: SubProgram) -> dict[str, list[Field]]:
    """The smallest set: the fields to ask for, by record type, in the order of the contracts."""
    found = {
        record_type: [
            field for field in read_fields(initiative, partner, sub_program, record_type) if field.is_asked
        ]
        for record_type in delivered(partner, sub_program)
    }
    return {record_type: fields for record_type, fields in found.items() if fields}


def kit_contract(
    initiative: Initiative, partner: Partner, record_type: str, sub_program: str | None = None
) -> Contract:
    """The contract that rows of a filled kit are judged by; without a sub-program, rows of all of the partner's."""
    feed = Feed.model_construct(
        id="kit", record_type=record_type, connector="csv", options={}, kit=True, sub_program=sub_program
    )
    return feed_contract(initiative, partner, feed)


def delivered(partner: Partner, sub_program: SubProgram) -> list[str]:
    """The record types that the partner delivers for a sub-program; all but totals for a partner without feeds."""
    feeds = _feeds(partner, sub_program)
    kinds = {feed.record_type for feed in feeds}
    return [
        kind
        for kind in dict.fromkeys(sub_program.record_types)
        if (kind in kinds if partner.feeds else kind != TOTAL)
    ]


def read_fields(
    initiative: Initiative, partner: Partner, sub_program: SubProgram, record_type: str
) -> list[Field]:
    """Every field of a record type that has a use, asked for or not; empty where nothing needs the record type."""
    contract = kit_contract(initiative, partner, record_type, sub_program.id)
    metrics = _metrics(initiative, partner, sub_program, record_type)
    if record_type == TOTAL:
        return _total_fields(initiative, contract, metrics, sub_program)
    groups = [group.id for group in initiative.agenda.groups if not group.totals_only]
    places = bool(initiative.agenda.areas)
    is_breakdown = record_type == ENROLMENT and bool(groups or places)
    if not metrics and not is_breakdown:
        return []
    uses = _metric_uses(metrics, sub_program, contract)
    if is_breakdown:
        for name in (column.name for column in contract.columns if column.is_group and column.name in groups):
            uses.setdefault(name, []).append(Use("group", name, sub_program.id))
    if places:
        uses.setdefault("area", []).append(Use("area", "area", sub_program.id))
    uses["sub_program"] = [Use("sub_program", sub_program.id, sub_program.id)]
    values = _only_values(metrics, record_type)
    fields = _with_contract(contract, uses, values, sub_program)
    has_enrolment = ENROLMENT in delivered(partner, sub_program) and record_type != ENROLMENT
    # A person's area stands on the enrolment; asked there, it need not be asked on every row.
    fields = [
        replace(field, is_asked=field.is_asked and not (field.column == "area" and has_enrolment))
        for field in fields
    ]
    return (
        [*_people(initiative, partner, sub_program, record_type), *fields] if contract.has_people else fields
    )


def _feeds(partner: Partner, sub_program: SubProgram) -> list[Feed]:
    return [feed for feed in partner.feeds if feed.sub_program in (None, sub_program.id)]


def _metrics(
    initiative: Initiative, partner: Partner, sub_program: SubProgram, record_type: str
) -> list[Metric]:
    """The selected metrics that rows of the record type are for; a feed's own list narrows them."""
    lists = [feed.metrics for feed in _feeds(partner, sub_program) if feed.record_type == record_type]
    wanted = None if not lists or None in lists else {name for names in lists if names for name in names}
    chosen = [initiative.catalogue[name] for name in sub_program.metrics]
    return [
        metric
        for metric in chosen
        if (record_type == TOTAL or record_type in metric.record_types)
        and (wanted is None or metric.id in wanted)
    ]


def _metric_uses(
    metrics: Sequence[Metric], sub_program: SubProgram, contract: Contract
) -> dict[str, list[Use]]:
    uses: dict[str, list[Use]] = {}
    for metric in metrics:
        read = metric_columns(metric)
        for column in contract.value_columns:
            source = ContractColumn(contract.record_type, column.name)
            if source in read.figures:
                uses.setdefault(column.name, []).append(Use("metric", metric.id, sub_program.id))
            elif source in read.periods:
                uses.setdefault(column.name, []).append(Use("period", metric.id, sub_program.id))
    return uses


def _only_values(metrics: Sequence[Metric], record_type: str) -> dict[str, tuple[str, ...]]:
    """Columns of which every metric counts certain values only, with all of these values."""
    read = [metric_columns(metric) for metric in metrics]
    names = {
        column.name for columns in read for column in columns.values if column.record_type == record_type
    }
    return {name: values for name in names if (values := _joined(read, record_type, name))}


def _joined(read: Iterable[MetricColumns], record_type: str, name: str) -> tuple[str, ...]:
    found: set[str] = set()
    for columns in read:
        bound = columns.values.get(ContractColumn(record_type, name))
        if bound is None:
            return ()
        found |= bound
    return tuple(sorted(found))


def _with_contract(
    contract: Contract,
    uses: dict[str, list[Use]],
    values: dict[str, tuple[str, ...]],
    sub_program: SubProgram,
) -> list[Field]:
    """The used columns, those that the contract requires, and those that its conditions need in some case."""
    needed = {rule.column: rule for rule in form_rules(contract).needed if _can_happen(rule.case, values)}
    fields = []
    for name in REPORTING.get(contract.record_type, ()):
        uses.setdefault(name, []).append(Use("reporting", "reporting", sub_program.id))
    for column in contract.value_columns:
        own = list(uses.get(column.name, []))
        if column.required:
            own.append(Use("required", column.name, sub_program.id))
        elif column.name in needed and (rule := needed[column.name]):
            own.append(Use("rule", rule.rule_id, sub_program.id))
        if own:
            # Lateness can be told without it, and comparing is the publisher's own offer.
            is_asked = any(use.kind not in ("reporting", "comparison") for use in own)
            counted = values.get(column.name, ())
            fields.append(Field(column.name, column.required, tuple(own), is_asked, counted))
    return fields


def _can_happen(case: Iterable[tuple[str, tuple[str, ...]]], values: dict[str, tuple[str, ...]]) -> bool:
    return all(name not in values or set(values[name]) & set(wanted) for name, wanted in case)


def _people(
    initiative: Initiative, partner: Partner, sub_program: SubProgram, record_type: str
) -> list[Field]:
    """Who a row is about. Names and birth date are asked once, on the enrolment; elsewhere the number stands for them.

    Where no metric counts people the partner's own number is enough for the contract.
    """
    counting = [
        metric.id
        for kind in delivered(partner, sub_program)
        for metric in _metrics(initiative, partner, sub_program, kind)
        if metric.counted == "people"
    ]
    kinds = delivered(partner, sub_program)
    has_others = any(kind not in (ENROLMENT, TOTAL) for kind in kinds)
    by_number = not counting or (record_type != ENROLMENT and ENROLMENT in kinds)
    uses = tuple(Use("person", name, sub_program.id) for name in dict.fromkeys(counting))
    uses = uses or (Use("rule", "person_identified", sub_program.id),)
    is_number_asked = by_number or (record_type == ENROLMENT and has_others)
    fields = [Field(name, not by_number, uses, not by_number) for name in NAMES]
    return [*fields, Field(LOCAL_ID, is_number_asked, uses, is_number_asked)]


def _total_fields(
    initiative: Initiative, contract: Contract, metrics: Sequence[Metric], sub_program: SubProgram
) -> list[Field]:
    if not metrics:
        return []
    every = [Use("metric", metric.id, sub_program.id) for metric in metrics]
    rates = [Use("metric", metric.id, sub_program.id) for metric in metrics if metric.type == "rate"]
    uses = {name: list(every) for name in (*_TOTAL_KEYS, "numerator")}
    uses["period"] = [Use("period", use.name, use.sub_program) for use in every]
    uses |= {name: [Use("comparison", "published_disagreements", sub_program.id)] for name in _COMPARED}
    uses["sub_program"] = [Use("sub_program", sub_program.id, sub_program.id)]
    if rates:
        uses["denominator"] = rates
    if initiative.agenda.areas:
        uses["area"] = [Use("area", "area", sub_program.id)]
    # Parts and controls serve publishers who print them; a kit asks for what is counted.
    values = {"row_role": ("counted",), "metric": tuple(metric.id for metric in metrics)}
    return _with_contract(contract, uses, values, sub_program)
