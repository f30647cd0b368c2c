"""Reads the word list, once per process.

Here: the list as sets of words. Not here: its making (make.py).
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from functools import cache
from pathlib import Path

WORDS_FILE = Path(__file__).with_name("words.txt.gz")
# SCOWL's sizes 10 and 20: the four thousand words that everybody uses, and the ten thousand that most people do.
_COMMON = 10
_USUAL = 20


@dataclass(frozen=True)
class Words:
    """Lower-case words without apostrophes. Every set is a part of `known`."""

    known: frozenset[str]
    common: frozenset[str]
    usual: frozenset[str]
    first_names: frozenset[str]
    last_names: frozenset[str]


@cache
def load_words() -> Words:
    """The shipped list: English words in American and British spelling that stand in small letters."""
    rows = [line.split("\t") for line in gzip.decompress(WORDS_FILE.read_bytes()).decode().splitlines()]
    return Words(
        known=frozenset(word for word, _, _ in rows),
        common=frozenset(word for word, size, _ in rows if int(size) <= _COMMON),
        usual=frozenset(word for word, size, _ in rows if int(size) <= _USUAL),
        first_names=frozenset(word for word, _, marks in rows if "F" in marks),
        last_names=frozenset(word for word, _, marks in rows if "L" in marks),
    )
