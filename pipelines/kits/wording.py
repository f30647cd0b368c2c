"""The words of a kit in one language: what is asked, how to answer, what the choices are called.

English comes from the contracts and the agenda. Other languages come from `translations/` here and in the folder of
the initiative, which goes first; what neither has is said in English.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from pipelines.initiative.initiative import Initiative
from pipelines.initiative.periods import reporting_periods
from pipelines.kits.contract_rules import Limit
from pipelines.kits.questions import Question

ENGLISH = "en"
TRANSLATIONS = Path(__file__).parent / "translations"
_PARTS = ("headers", "questions", "fixes", "choices", "words")


@dataclass(frozen=True)
class Wording:
    """Every word of the kits of an initiative in one language.

    Keys are `column` or `record_type.column`, of choices `column.value`, of fixes also the id of a rule.
    """

    code: str
    language: str
    headers: dict[str, str] = field(default_factory=dict)
    questions: dict[str, str] = field(default_factory=dict)
    fixes: dict[str, str] = field(default_factory=dict)
    choices: dict[str, str] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)

    def header(self, record_type: str, name: str) -> str:
        """The heading of a column; in English the contract's name, so that it is recognised."""
        return _own(self.headers, record_type, name) or name.replace("_", " ").capitalize()

    def question(self, record_type: str, name: str, usual: str = "") -> str:
        """What is asked, in a sentence; `usual` are the words of the contract."""
        return _own(self.questions, record_type, name) or usual

    def fix(self, record_type: str, question: Question) -> str:
        """How to answer."""
        return _own(self.fixes, record_type, question.name) or question.fix

    def breach(self, record_type: str, question: Question, limit: Limit | None = None) -> str:
        """What to say of an answer that breaks a rule: the words of that rule, otherwise how to answer."""
        if limit is not None and (own := self.fixes.get(limit.rule_id) or limit.fix):
            return own
        return self.fix(record_type, question)

    def choice(self, name: str, value: str) -> str:
        """What a choice is called."""
        return self.choices.get(f"{name}.{value}") or value.replace("_", " ").capitalize()

    def labels(self, question: Question) -> dict[str, str]:
        """What each choice of a question is called, by value; two of one name carry their value."""
        named = {choice.value: self.choice(question.name, choice.value) for choice in question.choices}
        labels = list(named.values())
        return {
            value: f"{label} ({value})" if labels.count(label) > 1 else label
            for value, label in named.items()
        }

    def word(self, key: str, **parts: str) -> str:
        """A word or sentence of the kit itself."""
        return self.words[key].format(**parts)


def wordings(initiative: Initiative) -> list[Wording]:
    """One wording for each language of the agenda, in its order."""
    return [_wording(initiative, code) for code in initiative.agenda.languages]


def has_translation(folder: Path, code: str) -> bool:
    """Whether there are words in a language at all."""
    return any(path.is_file() for path in _files(folder, code))


def _wording(initiative: Initiative, code: str) -> Wording:
    base: dict[str, dict[str, str]] = {part: {} for part in _PARTS}
    base["choices"] = _agenda_choices(initiative)
    language = code
    for path in (*_files(initiative.folder, ENGLISH), *_files(initiative.folder, code)):
        found = _read(path)
        language = str(found.get("language", language))
        for part in _PARTS:
            base[part] |= {str(key): str(text) for key, text in (found.get(part) or {}).items()}
    return Wording(code, language, **base)


def _files(folder: Path, code: str) -> list[Path]:
    return [TRANSLATIONS / f"{code}.yaml", folder / "translations" / f"{code}.yaml"]


def _read(path: Path) -> dict[str, Any]:
    return dict(YAML(typ="safe").load(path) or {}) if path.is_file() else {}


def _agenda_choices(initiative: Initiative) -> dict[str, str]:
    """What the agenda calls its own: groups, areas, sub-programs, metrics, periods."""
    agenda = initiative.agenda
    names = {f"sub_program.{sub.id}": sub.name for sub in initiative.sub_programs}
    names |= {f"area.{area.id}": area.name for area in agenda.areas}
    names |= {f"metric.{metric.id}": metric.name for metric in initiative.selected_metrics}
    names |= {"group_type.all": "Everybody", "group_value.all": "Everybody"}
    for group in agenda.groups:
        names[f"group_type.{group.id}"] = group.name
        names |= {f"{group.id}.{value.id}": value.name for value in group.values}
    # A value of several groups, such as yes, has no name of its own there.
    values = [value for group in agenda.groups for value in group.values]
    once = [value for value in values if sum(other.id == value.id for other in values) == 1]
    names |= {f"group_value.{value.id}": value.name for value in once}
    periods = reporting_periods(agenda.calendar, initiative.as_of)
    names |= {f"period.{period.period_id}": period.name for period in periods}
    names |= {f"school_year.{period.period_id}": period.name for period in periods}
    return names


def _own(texts: dict[str, str], record_type: str, name: str) -> str | None:
    return texts.get(f"{record_type}.{name}") or texts.get(name)
