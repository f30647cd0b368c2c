"""How names are brought to one form before they become tokens: letters, parts, short forms, slips of one letter.

Here: text to text. Not here: which forms make which block (blocks.py).
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from connectors.tokens.nicknames import FULL_FORMS

_SUFFIXES = {"jr", "sr", "ii", "iii", "iv"}
# Letters that Unicode does not take apart into a base letter and an accent.
_UNDECOMPOSED = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ı": "i"}
)
_SHORTEST_WITH_SLIPS = 4
_CACHED = 1 << 17


@lru_cache(_CACHED)
def normalise_name(text: str) -> str:
    """Return a name as lower-case letters without accents, blanks, hyphens or apostrophes."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_UNDECOMPOSED))
    return "".join(character for character in decomposed if character.isalpha()).casefold()


def split_full_name(text: str) -> tuple[str, str]:
    """Return (first, last) of "Last, First" or "First [Middle] Last"; "" for what is not there."""
    last, comma, first = text.partition(",")
    if comma and normalise_name(first) not in _SUFFIXES:
        return next(iter(first.split()), ""), last.strip()
    words = without_suffix(text.replace(",", " ")).split()
    return (words[0] if words else ""), (words[-1] if len(words) > 1 else "")


def without_suffix(text: str) -> str:
    """Drop "Jr." and its like from the end: partners write it or leave it, and the birth date decides."""
    words = text.split()
    while len(words) > 1 and normalise_name(words[-1]) in _SUFFIXES:
        words.pop()
    return " ".join(words)


def has_letters(name: str) -> bool:
    """Whether anything of a name is left once it is normalised."""
    return any(map(str.isalpha, name))


@lru_cache(_CACHED)
def name_parts(text: str) -> tuple[str, ...]:
    """The normalised parts of a double name, "Garcia-Lopez" as (garcia, lopez); parts of one letter are left out."""
    words = map(normalise_name, text.replace("-", " ").split())
    return tuple(word for word in words if len(word) > 1)


@lru_cache(_CACHED)
def full_forms(first: str) -> tuple[str, ...]:
    """The names that a normalised first name may be short for; itself where it is short for none."""
    return FULL_FORMS.get(first, (first,))


@lru_cache(_CACHED)
def less_one_letter(name: str) -> tuple[str, ...]:
    """The name and every form of it with one letter left out: a slip of one letter gives a form in common.

    Names of fewer than four letters stand for themselves only: too many others are one letter away.
    """
    if len(name) < _SHORTEST_WITH_SLIPS:
        return (name,)
    return tuple(dict.fromkeys([name, *(name[:at] + name[at + 1 :] for at in range(len(name)))]))
