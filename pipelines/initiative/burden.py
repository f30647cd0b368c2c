"""What each feed asks of its partner, field by field, and what uses it: the ground of the burden ledger.

Here: tables of the schema `agenda`. Not here: how many answers came (int_field_answers in dbt) and the ledger itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from connectors import IdentityColumns
from expectations.contract import Contract
from pipelines.initiative.initiative import Initiative
from pipelines.initiative.models.partner import Feed, Partner
from pipelines.initiative.models.sub_programs import SubProgram
from pipelines.initiative.vocabulary import feed_contract, feed_mapping
from pipelines.kits.field import Field, Use
from pipelines.kits.fields import LOCAL_ID, NAMES, read_fields
from pipelines.kits.minutes import seconds_for
from pipelines.kits.questions import kind_of, person_kind

Rows = list[dict[str, Any]]

BURDEN_SCHEMAS: Mapping[str, Mapping[str, str]] = {
    "asked_fields": {
        "partner_id": "VARCHAR", "feed_id": "VARCHAR", "record_type": "VARCHAR", "field": "VARCHAR",
        "asked_as": "VARCHAR", "kind": "VARCHAR", "counted_column": "VARCHAR", "times_a_year": "INTEGER",
        "seconds_per_answer": "DOUBLE", "is_required": "BOOLEAN", "is_in_kit": "BOOLEAN",
    },
    "field_uses": {
        "partner_id": "VARCHAR", "feed_id": "VARCHAR", "field": "VARCHAR", "sub_program_id": "VARCHAR",
        "use_kind": "VARCHAR", "used_by": "VARCHAR",
    },
    "feed_funders": {"partner_id": "VARCHAR", "feed_id": "VARCHAR", "funder": "VARCHAR"},
}  # fmt: skip

_TIMES_A_YEAR = {"week": 52, "month": 12, "quarter": 4, "school_year": 1, "calendar_year": 1}
_PERSON = (*NAMES, LOCAL_ID)
# Themes, their shares over people and periods, and quotes are made of these; no metric reads them.
_OPEN_ANSWERS = (
    *_PERSON,
    "sub_program",
    "feedback_date",
    "question",
    "role",
    "answer_words",
    "may_quote",
    "score",
)
# A whole name is asked once and stands for both of its parts.
_ASKED_FOR = {"full_name": ("first_name", "last_name")}


def asked_fields(initiative: Initiative) -> Rows:
    """One row per feed and field that the partner has to give: columns of the contract and those naming a person."""
    return [
        _asked(initiative, partner, feed, given)
        for partner, feed in initiative.feeds
        for given in _given(initiative, partner, feed)
    ]


def field_uses(initiative: Initiative) -> Rows:
    """One row per feed, field, sub-program and use; a rule of the contract is no use."""
    return [
        {
            "partner_id": partner.partner,
            "feed_id": feed.id,
            "field": given.name,
            "sub_program_id": use.sub_program,
            "use_kind": use.kind,
            "used_by": use.name,
        }
        for partner, feed in initiative.feeds
        for given in _given(initiative, partner, feed)
        for use in dict.fromkeys(use for field in given.fields for use in field.uses)
        if use.is_real
    ]


def feed_funders(initiative: Initiative) -> Rows:
    """One row per feed and funder who asks for it."""
    return [
        {"partner_id": partner.partner, "feed_id": feed.id, "funder": funder}
        for partner, feed in initiative.feeds
        for funder in dict.fromkeys(feed.funders)
    ]


@dataclass(frozen=True)
class _Given:
    """A field that a partner fills with columns of its own, and what the field is in each of its sub-programs."""

    name: str
    columns: list[str]
    fields: list[Field]


def _given(initiative: Initiative, partner: Partner, feed: Feed) -> Iterator[_Given]:
    known = [
        field
        for sub_program in _sub_programs(initiative, partner, feed)
        for field in _read_fields(initiative, partner, sub_program, feed.record_type)
    ]
    for name, columns in _filled(feed):
        wanted = _ASKED_FOR.get(name, (name,))
        yield _Given(name, columns, [field for field in known if field.column in wanted])


def _read_fields(
    initiative: Initiative, partner: Partner, sub_program: SubProgram, record_type: str
) -> list[Field]:
    if record_type != "feedback":
        return read_fields(initiative, partner, sub_program, record_type)
    use = (Use("theme", "open_answers", sub_program.id),)
    return [Field(name, False, use, is_asked=False) for name in _OPEN_ANSWERS]


def _filled(feed: Feed) -> Iterator[tuple[str, list[str]]]:
    """Each field with the partner's columns behind it; a constant asks for nothing."""
    identity = feed.identity or IdentityColumns()
    for name in ("first_name", "last_name", "full_name", "birth_date", LOCAL_ID):
        if column := getattr(identity, name):
            yield name, [column]
    mapping = feed_mapping(feed)
    for name in dict.fromkeys([*mapping.columns, *(name for rule in mapping.rows for name in rule.set_from)]):
        own = mapping.columns[name].partner_columns if name in mapping.columns else []
        columns = [*own, *(rule.set_from[name] for rule in mapping.rows if name in rule.set_from)]
        if columns:
            yield name, list(dict.fromkeys(columns))


def _asked(initiative: Initiative, partner: Partner, feed: Feed, given: _Given) -> dict[str, Any]:
    kind = _kind(feed_contract(initiative, partner, feed), given.name)
    return {
        "partner_id": partner.partner,
        "feed_id": feed.id,
        "record_type": feed.record_type,
        "field": given.name,
        "asked_as": ", ".join(given.columns),
        "kind": kind,
        "counted_column": _counted_column(given.name),
        "times_a_year": _TIMES_A_YEAR[feed.cadence],
        "seconds_per_answer": seconds_for(kind, initiative.agenda.burden) * len(given.columns),
        "is_required": any(field.required for field in given.fields),
        "is_in_kit": any(field.is_asked for field in given.fields),
    }


def _kind(contract: Contract, name: str) -> Any:
    if name in (*_PERSON, *_ASKED_FOR):
        return person_kind(_ASKED_FOR.get(name, (name,))[0])
    return kind_of(contract, contract.column(name))


def _counted_column(name: str) -> str:
    """The accepted column that tells whether an answer came; names and birth date came where a token could be made."""
    if name == LOCAL_ID:
        return "local_token"
    return "person_token" if name in (*NAMES, *_ASKED_FOR) else name


def _sub_programs(initiative: Initiative, partner: Partner, feed: Feed) -> list[SubProgram]:
    names = [feed.sub_program] if feed.sub_program else partner.sub_programs
    return [
        sub for sub in initiative.sub_programs if sub.id in names and feed.record_type in sub.record_types
    ]
