"""The kit of one partner: one sheet of questions for each record type that it delivers.

Not here: words (wording.py), files (xlsform.py, template.py), a filled kit on its way back (returned.py).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from expectations.contract import Contract
from pipelines.initiative.initiative import Initiative
from pipelines.initiative.models.partner import Partner
from pipelines.kits.field import Field
from pipelines.kits.fields import LOCAL_ID, NAMES, fields_for, kit_contract
from pipelines.kits.questions import Question, column_question, person_question

_PERSON = (*NAMES, LOCAL_ID)


@dataclass(frozen=True)
class KitSheet:
    """The questions for one record type, and the columns whose value is fixed and therefore not asked."""

    record_type: str
    title: str
    questions: tuple[Question, ...]
    constants: Mapping[str, str]

    def question(self, name: str) -> Question:
        """The question of that name."""
        return next(question for question in self.questions if question.name == name)

    @property
    def fingerprint(self) -> str:
        """Sixteen hex digits that change when a question, a choice or a fixed value changes, not when words do."""
        asked = [
            {
                key: value
                for key, value in asdict(question).items()
                if key not in ("uses", "fix", "description")
            }
            for question in self.questions
        ]
        text = json.dumps([self.record_type, asked, dict(self.constants)], sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Kit:
    """Everything that one partner is asked for."""

    partner: str
    sheets: tuple[KitSheet, ...]

    @property
    def fields(self) -> int:
        """How many questions the kit has."""
        return sum(len(sheet.questions) for sheet in self.sheets)


def kit_for(initiative: Initiative, partner: Partner) -> Kit:
    """The kit of a partner, over all its sub-programs. Raises MetricError and ContractError as their parts do."""
    by_sub_program = [
        (sub.id, fields_for(initiative, partner, sub))
        for sub in initiative.sub_programs
        if sub.id in partner.sub_programs
    ]
    kinds = dict.fromkeys(kind for _, found in by_sub_program for kind in found)
    sheets = []
    for kind in kinds:
        asking = [name for name, found in by_sub_program if kind in found]
        fields = _merged([found[kind] for _, found in by_sub_program if kind in found])
        sheets.append(_sheet(kit_contract(initiative, partner, kind), fields, asking))
    return Kit(partner.partner, tuple(sheets))


def _merged(found: Sequence[list[Field]]) -> list[Field]:
    """One field a column: required if every sub-program requires it, any value if one sub-program counts any."""
    by_column: dict[str, list[Field]] = {}
    for field in (field for fields in found for field in fields):
        by_column.setdefault(field.column, []).append(field)
    return [
        replace(
            same[0],
            required=len(same) == len(found) and all(field.required for field in same),
            uses=tuple(use for field in same for use in field.uses),
            values=_joined([field.values for field in same]),
        )
        for same in by_column.values()
    ]


def _joined(values: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for some in values for value in some)) if all(values) else ()


def _sheet(contract: Contract, fields: list[Field], sub_programs: list[str]) -> KitSheet:
    order = [*_PERSON, *(column.name for column in contract.value_columns)]
    fields = sorted(fields, key=lambda field: order.index(field.column))
    possible = _possible_values(contract, fields) | {"sub_program": tuple(sub_programs)}
    required = {field.column for field in fields if field.required}
    constants = {
        name: values[0] for name, values in possible.items() if len(values) == 1 and name in required
    }
    questions = [
        person_question(field) if field.column in _PERSON else column_question(contract, field, possible)
        for field in fields
        if field.column not in constants
    ]
    return KitSheet(contract.record_type, contract.title, tuple(questions), constants)


def _possible_values(contract: Contract, fields: list[Field]) -> dict[str, tuple[str, ...]]:
    """The allowed values that the metrics count, of every column with a list of them."""
    allowed = {
        field.column: (field, contract.column(field.column).allowed)
        for field in fields
        if field.column not in _PERSON
    }
    return {
        name: tuple(value for value in values if not field.values or value in field.values)
        for name, (field, values) in allowed.items()
        if values
    }
