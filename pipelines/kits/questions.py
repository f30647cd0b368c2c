"""A field as a question: its kind, its choices, its limits, when it is asked. The same for form and spreadsheet.

Not here: which fields there are (fields.py), words and languages (wording.py), file formats.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from expectations.contract import Column, Contract
from pipelines.initiative.models.agenda import QuestionKind
from pipelines.kits.contract_rules import Case, Fitting, Limit, Needed, Today, form_rules
from pipelines.kits.field import Field, Use
from pipelines.kits.fields import LOCAL_ID

Possible = Mapping[str, tuple[str, ...]]
_SETTINGS = Path(__file__).parent / "questions.yaml"
_OF_TYPE: Mapping[str, QuestionKind] = {
    "date": "date",
    "integer": "number",
    "number": "number",
    "boolean": "yes_no",
}
_PERSON_KINDS: Mapping[str, QuestionKind] = {
    "first_name": "name",
    "last_name": "name",
    "birth_date": "date",
    LOCAL_ID: "name",
}


@dataclass(frozen=True)
class Choice:
    """One answer that can be chosen; `case` says with which other answers it fits, empty if with all."""

    value: str
    case: Case = ()


@dataclass(frozen=True)
class Question:
    """One question of a kit. `name` is the column of the contract, or the column that names a person."""

    name: str
    kind: QuestionKind
    is_whole: bool
    required: bool
    uses: tuple[Use, ...]
    choices: tuple[Choice, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    limits: tuple[Limit, ...] = ()
    needed: tuple[Needed, ...] = ()
    when: Case = ()
    after: str | None = None
    fix: str = ""
    description: str = ""


def kind_of(contract: Contract, column: Column) -> QuestionKind:
    """What sort of answer a column of a contract takes."""
    own = _settings().get(f"{contract.record_type}.{column.name}", {}).get("kind")
    if own:
        return own  # type: ignore[no-any-return]
    has_list = column.allowed or any(rule.column == column.name for rule in form_rules(contract).fitting)
    usual: QuestionKind = "choice" if has_list else "text"
    return _OF_TYPE.get(column.logical_type, usual)


def person_kind(name: str) -> QuestionKind:
    """What sort of answer a column that names a person takes."""
    return _PERSON_KINDS[name]


def person_question(field: Field) -> Question:
    """The question for one of the columns that name a person."""
    in_past = Limit(field.column, False, Today(), True, "birth_date_in_past", "")
    limits = (in_past,) if field.column == "birth_date" else ()
    kind = person_kind(field.column)
    return Question(field.column, kind, False, field.required, field.uses, limits=limits)


def column_question(contract: Contract, field: Field, possible: Possible) -> Question:
    """The question for one column of a contract; `possible` gives the values left for columns that have a list."""
    column, rules = contract.column(field.column), form_rules(contract)
    settings = _settings().get(f"{contract.record_type}.{column.name}", {})
    when: Case = tuple((name, tuple(values)) for name, values in settings.get("when", {}).items())
    choices = tuple(map(Choice, possible.get(column.name, ()))) or _fitting_choices(
        [rule for rule in rules.fitting if rule.column == column.name], possible
    )
    return Question(
        name=column.name,
        kind="choice" if choices else kind_of(contract, column),
        is_whole=column.logical_type == "integer",
        required=field.required,
        uses=field.uses,
        choices=choices,
        minimum=column.minimum,
        maximum=column.maximum,
        limits=tuple(limit for limit in rules.limits if limit.column == column.name and limit.is_error),
        needed=tuple(
            need
            for need in rules.needed
            if need.column == column.name and need.is_error and _can_happen(need.case, possible)
        ),
        when=_undecided(when, possible),
        after=settings.get("after"),
        fix=column.fix,
        description=column.description,
    )


def _fitting_choices(fitting: Iterable[Fitting], possible: Possible) -> tuple[Choice, ...]:
    """The values that fit in the cases that can happen; one that fits with several answers is free of them."""
    choices: dict[str, Choice] = {}
    for rule in fitting:
        if not _can_happen(rule.case, possible):
            continue
        is_simple = all(len(values) == 1 for _, values in rule.case)
        for value in rule.values:
            case = _undecided(rule.case, possible) if is_simple and value not in choices else ()
            choices[value] = Choice(value, case)
    return tuple(choices.values())


def _can_happen(case: Case, possible: Possible) -> bool:
    """Whether the values left for the other answers allow the case."""
    return all(name not in possible or set(values) & set(possible[name]) for name, values in case)


def _undecided(case: Case, possible: Possible) -> Case:
    """The part of a case that is asked, and not given by the only value left."""
    return tuple((name, values) for name, values in case if len(possible.get(name, (name, name))) > 1)


@cache
def _settings() -> dict[str, dict[str, Any]]:
    return dict(YAML(typ="safe").load(_SETTINGS))
