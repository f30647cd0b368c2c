"""The contract of the feed to be, and the words that the initiative uses for its values.

Here: what a feed may say. Not here: what the partner says (`words`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import sqlglot

from expectations.contract import Contract, load_contract
from pipelines.initiative import Initiative
from pipelines.initiative.models.partner import Feed, Partner
from pipelines.initiative.vocabulary import feed_contract

# The contract's own enumerations have labels in its document, which the engine does not need.
_MEANINGS = {
    "program": ("days of the partner's own program", "program days"),
    "school": ("school days",),
    "graduation": ("graduated", "high school graduation"),
    "kindergarten_readiness": ("ready for kindergarten", "readiness"),
    "all": ("all students", "all pupils", "total", "everybody", "everyone"),
}


@dataclass(frozen=True)
class Vocabulary:
    """The words of a contract, narrowed where an initiative is given; names for its values; the group of a group value.

    `rules` is what rows are judged by. In `contract` a column also allows what only a condition names.
    """

    rules: Contract
    labels: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    contract: Contract = field(init=False)

    def __post_init__(self) -> None:
        columns = (
            column if column.allowed else replace(column, allowed=implied_values(self.rules, column.name))
            for column in self.rules.columns
        )
        object.__setattr__(self, "contract", replace(self.rules, columns=tuple(columns)))

    def names(self, column: str, value: str) -> tuple[str, ...]:
        """Everything that a value of a column is called: itself first."""
        return (value, *self.labels.get(column, {}).get(value, ()), *_MEANINGS.get(value, ()))


def implied_values(contract: Contract, column: str) -> tuple[str, ...]:
    """The values of a column that the conditions of a contract name, where the column itself lists none."""
    found: dict[str, None] = {}
    for rule in contract.conditions:
        if column not in rule.columns:
            continue
        tree = sqlglot.parse_one(rule.query.format(batch="batch", as_of="CURRENT_DATE"), dialect="duckdb")
        for test in tree.find_all(sqlglot.exp.In):
            if isinstance(test.this, sqlglot.exp.Column) and test.this.name == column:
                texts = (one.this for one in test.expressions if isinstance(one, sqlglot.exp.Literal))
                found |= dict.fromkeys(map(str, texts))
    return tuple(found)


def plain_vocabulary(record_type: str) -> Vocabulary:
    """The words of the contract alone, for a feed of no initiative yet."""
    return Vocabulary(load_contract(record_type))


def narrowed_vocabulary(
    initiative: Initiative, record_type: str, sub_programs: Sequence[str], sub_program: str | None
) -> Vocabulary:
    """The words that a feed of these sub-programs may use in an initiative."""
    partner = Partner(partner="sample", name="sample", sector="nonprofit", sub_programs=list(sub_programs))
    # Only the words count here; a feed must have some mapping.
    mapping = {"columns": {"sub_program": {"constant": "sample"}}}
    feed = Feed.model_validate(
        {
            "id": "sample",
            "record_type": record_type,
            "sub_program": sub_program,
            "connector": "csv",
            "options": {},
            "mapping": mapping,
        }
    )
    return Vocabulary(feed_contract(initiative, partner, feed), _labels(initiative), _groups(initiative))


def _labels(initiative: Initiative) -> dict[str, dict[str, tuple[str, ...]]]:
    agenda = initiative.agenda
    labels: dict[str, dict[str, tuple[str, ...]]] = {
        "area": {area.id: (area.name,) for area in agenda.areas},
        "sub_program": {sub.id: (sub.name,) for sub in initiative.sub_programs},
        "metric": {metric.id: (metric.name,) for metric in initiative.selected_metrics},
        "group_type": {group.id: (group.name,) for group in agenda.groups},
    }
    values: dict[str, tuple[str, ...]] = {}
    for group in agenda.groups:
        labels[group.id] = {value.id: (value.name,) for value in group.values}
        for value in group.values:
            values[value.id] = tuple(dict.fromkeys((*values.get(value.id, ()), value.name)))
    return {**labels, "group_value": values}


def _groups(initiative: Initiative) -> dict[str, tuple[str, ...]]:
    kinds: dict[str, tuple[str, ...]] = {"all": ("all",)}
    for group in initiative.agenda.groups:
        for value in group.values:
            kinds[value.id] = (*kinds.get(value.id, ()), group.id)
    return kinds
