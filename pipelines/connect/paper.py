"""Writes a feed and a partner as YAML that a person can review: every assumption beside its line, every open
question with the lines that would answer it.

Text only. Where the file goes and whether it may be written is decided in `files`.
"""

from __future__ import annotations

import io
import textwrap
from collections.abc import Iterable
from typing import Any

from ruamel.yaml import YAML

from pipelines.connect.model import Entry, Proposal, Question

_WIDTH = 108
_ELSEWHERE = ("options", "pagination", "sector", "sub_programs")
_IDENTITY_ORDER = ("first_name", "last_name", "full_name", "birth_date", "birth_date_format", "local_id")


def flow(value: Any) -> str:
    """A value as YAML on one line, quoted where it must be."""
    writer = YAML(typ="safe", pure=True)
    writer.default_flow_style = True
    writer.width = 1_000_000
    writer.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    target = io.StringIO()
    writer.dump(value, target)
    return target.getvalue().removesuffix("...\n").strip()


def entry_lines(key: str, value: Any, indent: int) -> list[str]:
    """A key and its value: on one line if it fits, else its parts below one another."""
    pad = " " * indent
    line = f"{pad}{flow(key)}: {flow(value)}"
    if len(line) <= _WIDTH or not isinstance(value, dict):
        return [line]
    parts = [text for name, part in value.items() for text in entry_lines(name, part, indent + 2)]
    return [f"{pad}{flow(key)}:", *parts]


def comment_lines(texts: Iterable[str], indent: int) -> list[str]:
    """Comments, wrapped."""
    pad = " " * indent
    lines = []
    for text in texts:
        # A line break in a partner's header or word must not end the comment.
        plain = " ".join(text.split())
        lines += textwrap.wrap(
            plain, _WIDTH, initial_indent=f"{pad}# ", subsequent_indent=f"{pad}#   ", break_long_words=False
        )
    return lines


def feed_lines(proposal: Proposal, indent: int = 2) -> list[str]:
    """The feed as an item of the list `feeds`, whose dash stands at `indent`."""
    inner = indent + 2
    lines = comment_lines(_open_at("options", proposal.questions), inner)
    lines += [f"{' ' * indent}- {flow('id')}: {flow(proposal.feed)}"]
    lines += entry_lines("record_type", proposal.record_type, inner)
    lines += comment_lines(proposal.notes, inner)
    if proposal.sub_program:
        lines += entry_lines("sub_program", proposal.sub_program, inner)
    lines += entry_lines("connector", proposal.sample.connector, inner)
    lines += _options(proposal, inner)
    if proposal.identity or any(question.column in _IDENTITY_ORDER for question in proposal.questions):
        lines += _identity(proposal, inner)
    lines += [f"{' ' * inner}mapping:"]
    lines += _mapping(proposal, inner + 2)
    unused = proposal.unused_columns
    if unused:
        lines += comment_lines([f"not used: {', '.join(unused)}"], inner)
    return lines


def _options(proposal: Proposal, indent: int) -> list[str]:
    sample = proposal.sample
    lines = comment_lines([*(f"assumed: {text}" for text in sample.assumptions)], indent)
    lines += comment_lines((f"doubt: {text}" for text in sample.doubts), indent)
    if not sample.option_notes and not proposal.open_for("pagination"):
        return [*lines, *entry_lines("options", sample.options, indent)]
    lines += [f"{' ' * indent}options:"]
    for name, value in sample.options.items():
        note = sample.option_notes.get(name)
        lines += comment_lines([note] if note else [], indent + 2)
        lines += entry_lines(name, value, indent + 2)
    for question in proposal.open_for("pagination"):
        lines += question_lines(question, indent + 2)
    return lines


def _identity(proposal: Proposal, indent: int) -> list[str]:
    lines = [f"{' ' * indent}identity: # these columns become keyed tokens before anything is stored"]
    for part in _IDENTITY_ORDER:
        if part in proposal.identity:
            lines += _noted(part, proposal.identity[part], indent + 2)
        for question in proposal.open_for(part):
            lines += question_lines(question, indent + 2)
    if not proposal.identity:
        lines[0] = f"{' ' * indent}identity: {{}} # to decide, see below"
    return lines


def _mapping(proposal: Proposal, indent: int) -> list[str]:
    pad = " " * indent
    lines = [f"{pad}columns:" if proposal.columns else f"{pad}columns: {{}}"]
    for name, entry in proposal.columns.items():
        lines += _noted(name, entry, indent + 2)
        for question in proposal.open_for(name):
            lines += comment_lines([f"to decide: {question.text}"], indent + 2)
    waiting = [
        question
        for question in proposal.questions
        if question.column not in (*proposal.columns, *_IDENTITY_ORDER, *_ELSEWHERE)
    ]
    for question in waiting:
        lines += question_lines(question, indent + 2)
    return lines


def _noted(key: str, entry: Entry, indent: int) -> list[str]:
    notes = [note for note in entry.notes if note != "answered"]
    return [*comment_lines(notes, indent), *entry_lines(key, entry.settings, indent)]


def question_lines(question: Question, indent: int) -> list[str]:
    """An open question as comments: its text, and the line that each answer would write."""
    pad = " " * indent
    lines = comment_lines([f"to decide: {question.text}"], indent)
    for choice in question.choices:
        if choice.entry is not None:
            words = f"  # {' '.join(choice.words.split())}" if choice.words else ""
            lines.append(f"{pad}# {flow(question.column)}: {flow(choice.entry)}{words}")
    return lines


def _open_at(column: str, questions: list[Question]) -> list[str]:
    return [f"to decide: {question}" for question in questions if question.column == column]
