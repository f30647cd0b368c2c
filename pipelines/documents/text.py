"""What text from partners may consist of before it is set, drawn or sent.

Only characters are judged here: what a text says, and how it is escaped in a format, is decided elsewhere.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

Value = TypeVar("Value")
# Control characters, surrogates, private use, unassigned: none of them can be read by anybody.
UNREADABLE = frozenset({"Cc", "Cs", "Co", "Cn"})
# Marks that turn the direction of all text after them: a name could make a figure read backwards.
DIRECTION = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def one_line(text: str) -> str:
    """The text on one line without characters that cannot be read; white space is one space."""
    spaced = " ".join(text.split())
    kept = (" " if unicodedata.category(each) in UNREADABLE else each for each in spaced)
    return " ".join("".join(each for each in kept if each not in DIRECTION).split())


def every_text(value: Value, change: Callable[[str], str]) -> Value:
    """The same value with every text in it changed: through dataclasses, mappings, lists and tuples."""
    return _changed(value, change)  # type: ignore[no-any-return]


def _changed(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: _changed(each, change) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return type(value)([_changed(each, change) for each in value])
    if is_dataclass(value) and not isinstance(value, type):
        texts = {
            each.name: _changed(getattr(value, each.name), change)
            for each in fields(value)
            if each.init and isinstance(getattr(value, each.name), str | dict | list | tuple)
        }
        return replace(value, **texts)
    return value
