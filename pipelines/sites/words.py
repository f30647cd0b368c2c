"""Names and addresses of places as plain words, so that two spellings of one place look alike.

Here: text to words. Not here: how alike two places are (likeness.py).
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

# What agencies shorten, in the form that stays. Both forms of a word become one; the dot is gone before.
_STREET_WORDS = {
    "street": "st", "avenue": "ave", "av": "ave", "road": "rd", "boulevard": "blvd", "lane": "ln", "drive": "dr",
    "place": "pl", "court": "ct", "square": "sq", "highway": "hwy", "route": "rt", "rte": "rt", "pike": "pk",
    "parkway": "pkwy", "circle": "cir", "terrace": "ter", "north": "n", "south": "s", "east": "e", "west": "w",
    "saint": "st", "mount": "mt", "fort": "ft", "first": "1", "second": "2", "third": "3", "fourth": "4",
    "fifth": "5", "sixth": "6", "seventh": "7", "eighth": "8", "ninth": "9", "tenth": "10",
}  # fmt: skip
# What stands behind the street and is no part of it.
_UNIT = re.compile(r"\b(?:suite|ste|unit|apt|floor|fl|room|rm|bldg|building|space)\b.*$|#.*$")
_ORDINAL = re.compile(r"\b(\d+)(?:st|nd|rd|th)\b")
_HOUSE = re.compile(r"^(\d+)(?:-\d+)?[a-z]?\s+(.*)$")
# Words that say nothing about which place it is.
_EMPTY_WORDS = frozenset({"the", "of", "and", "at", "inc", "llc", "co", "company", "corp", "a", "for", "in"})


def plain(text: str | None) -> str:
    """Small letters and digits with single blanks: no accents, no signs."""
    if text is None:
        return ""
    bare = unicodedata.normalize("NFKD", text.casefold().replace("&", " and "))
    kept = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[^a-z0-9 ]+", " ", re.sub(r"['’.]", "", kept)).split())


@cache
def name_words(name: str) -> str:
    """The words of a name that tell it apart, in their order; a chain's own number of a branch stays."""
    words = [_STREET_WORDS.get(word, word) for word in plain(name).split()]
    return " ".join(word for word in words if word not in _EMPTY_WORDS)


@cache
def name_numbers(name: str) -> frozenset[str]:
    """The numbers in a name: two branches of one chain differ in them."""
    return frozenset(word.lstrip("0") for word in re.findall(r"\d+", plain(name)))


@cache
def house_and_street(street: str | None) -> tuple[str, str]:
    """("1100", "chartiers ave") of "1100 Chartiers Avenue, Suite 2"; "" for what is not there."""
    text = (street or "").casefold().split(",")[0]
    text = _UNIT.sub("", plain(text) if "#" not in text else plain(text.split("#")[0]))
    text = " ".join(_STREET_WORDS.get(word, word) for word in _ORDINAL.sub(r"\1", text).split())
    found = _HOUSE.match(text)
    return (found[1], found[2]) if found else ("", text)


def short_postcode(postcode: str | None) -> str:
    """The first five digits of a postcode, 15210 of 15210-1234 or of 15210.0."""
    found = re.match(r"\s*(\d{5})", postcode or "")
    return found[1] if found else ""
