"""How a name sounds, as a short code: one code for Catherine and Kathryn, Schmidt and Smith stay apart.

A code of our own for names as they are written in the United States. Not here: other forms of a name (names.py).
"""

from __future__ import annotations

import re
from functools import lru_cache

_SPELLINGS = (
    (r"^(?:kn|gn|pn)", "n"),
    (r"^wr", "r"),
    (r"^mc", "mac"),
    (r"^x", "s"),
    (r"ph", "f"),
    (r"ght", "t"),
    (r"gh(?![aeiou])", ""),
    (r"dge|dg", "j"),
    (r"sch|tch|ch|sh", "c"),
    (r"ck|q", "k"),
    (r"c(?=[aou])|c(?=[^aeiouyhc])|c$", "k"),
    (r"c(?=[iey])", "s"),
    (r"g(?=[iey])", "j"),
    (r"th", "t"),
    (r"x", "ks"),
    (r"z", "s"),
    (r"w(?=[aeiouy])", "v"),
)
_RULES = tuple((re.compile(pattern), code) for pattern, code in _SPELLINGS)
_DOUBLE = re.compile(r"(.)\1+")
_VOWELS = re.compile(r"[aeiouyhw]+")


@lru_cache(1 << 17)
def sound(name: str) -> str:
    """The code of a normalised name: its consonants as they sound, and "a" for a vowel that it begins with."""
    code = name
    for pattern, replacement in _RULES:
        code = pattern.sub(replacement, code)
    first = "a" if _VOWELS.match(code) else ""
    return first + _DOUBLE.sub(r"\1", _VOWELS.sub("", _DOUBLE.sub(r"\1", code)))
