"""Columns of the contract that follow from others: days absent from days present, kind and state of a total's figure.

Fills only what matching left empty. Every line says what it rests on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from pipelines.connect.model import Entry, Proposal, Question
from pipelines.connect.names import fold
from pipelines.connect.numbers import marks_in
from pipelines.connect.vocabulary import Vocabulary
from pipelines.connect.words import map_words

_PRESENT = frozenset(
    {"dayspresent", "daypresent", "present", "dayattended", "attended", "dayinattendance", "dayattend"}
)
_WITHHELD = re.compile(r"\*+|[<≤]\s*=?\s*\d+|s|suppressed|withheld|too few.*", re.IGNORECASE)


def derive(proposal: Proposal, vocabulary: Vocabulary) -> None:
    """Add the entries that follow from those that are there."""
    names = {column.name for column in vocabulary.contract.value_columns}
    waiting = {question.column for question in proposal.questions}
    for name, make in _MAKERS.items():
        if name in names and name not in proposal.columns and name not in waiting:
            entry = make(proposal, vocabulary)
            if entry is not None:
                proposal.columns[name] = entry


def _days_absent(proposal: Proposal, vocabulary: Vocabulary) -> Entry | None:
    enrolled = proposal.columns.get("days_enrolled")
    if enrolled is None:
        return None
    header = enrolled.settings if isinstance(enrolled.settings, str) else enrolled.settings["column"]
    for name in proposal.unused_columns:
        if fold(name.split(" / ")[-1].split(".")[-1]) in _PRESENT:
            note = f"assumed: days absent are '{header}' less '{name}'"
            return Entry({"column": header, "minus": name}, (note,))
    return None


def _group_type(proposal: Proposal, vocabulary: Vocabulary) -> Entry | None:
    """The kind of group of each word, where every word is of one kind only."""
    entry = proposal.columns.get("group_value")
    if entry is None or (isinstance(entry.settings, str) and not vocabulary.groups):
        return None
    settings: dict[str, Any] = (
        {"column": entry.settings} if isinstance(entry.settings, str) else entry.settings
    )
    if "constant" in settings:
        kinds = vocabulary.groups.get(settings["constant"], ())
        return Entry({"constant": kinds[0]}) if len(kinds) == 1 else None
    meanings = {text.lower(): meant for text, meant in settings.get("values", {}).items()}
    kinds_of = {}
    for word in proposal.sample.counts(settings["column"]):
        value = meanings.get(word.strip().lower(), word)
        kinds = vocabulary.groups.get(value, ())
        if len(kinds) == 1:
            kinds_of[word] = kinds[0]
    if not kinds_of:
        return None
    note = f"assumed: '{settings['column']}' also says the kind of group"
    return Entry({"column": settings["column"], "values": kinds_of}, (note,))


def _value_status(proposal: Proposal, vocabulary: Vocabulary) -> Entry | None:
    """Published where there is a figure; a mark says suppressed or missing."""
    figure = proposal.columns.get("numerator") or proposal.columns.get("published_rate")
    if figure is None:
        return None
    header = figure.settings if isinstance(figure.settings, str) else figure.settings["column"]
    values = {
        mark: "suppressed" if _WITHHELD.fullmatch(mark) else "missing"
        for mark in marks_in(proposal.sample, header)
    }
    if proposal.sample.column(header).filled < len(proposal.sample.pulled.rows):
        values[""] = "missing"
    if not values:
        return Entry(
            {"constant": "published"}, (f"assumed: every row of the sample has a figure in '{header}'",)
        )
    shown = ", ".join(f"{mark!r} is {status}" for mark, status in values.items())
    return Entry(
        {"column": header, "values": values, "otherwise": "published"}, (f"assumed: in '{header}' {shown}",)
    )


_MAKERS = {"days_absent": _days_absent, "group_type": _group_type, "value_status": _value_status}


def group_columns(proposal: Proposal, vocabulary: Vocabulary) -> list[Question]:
    """For totals by one group, whose column is named after the group ("Gender"): both columns of the group.

    Returns the questions about its words.
    """
    contract = vocabulary.contract
    if "group_value" in proposal.columns or all(column.name != "group_value" for column in contract.columns):
        return []
    for seen in list(proposal.sample.columns):
        for kind in contract.column("group_type").allowed:
            names = {fold(name) for name in vocabulary.names("group_type", kind)}
            if kind == "all" or fold(seen.name) not in names or seen.name in proposal.used_columns:
                continue
            allowed = [value for value, kinds in vocabulary.groups.items() if kind in kinds]
            words = map_words(
                proposal.sample.counts(seen.name),
                allowed,
                lambda value, kind=kind: vocabulary.names(kind, value),  # type: ignore[misc]
            )
            note = f"assumed: the column is named after the group '{kind}'"
            settings = {"column": seen.name, **({"values": words.values} if words.values else {})}
            proposal.columns["group_type"] = Entry({"constant": kind}, (note,))
            proposal.columns["group_value"] = Entry(settings, (note,))
            return []
    return []


def sub_programs_of(proposal: Proposal, candidates: Sequence[str]) -> list[str]:
    """The sub-programs that the feed belongs to: its own, or those that the mapping of the column gives."""
    if proposal.sub_program:
        return [proposal.sub_program]
    entry = proposal.columns.get("sub_program")
    if entry is None:
        return []
    if isinstance(entry.settings, dict):
        if "constant" in entry.settings:
            return [entry.settings["constant"]]
        header, values = entry.settings["column"], entry.settings.get("values", {})
    else:
        header, values = entry.settings, {}
    made = {*values.values(), *proposal.sample.counts(header)}
    return [sub for sub in candidates if sub in made] if candidates else sorted(set(values.values()))
