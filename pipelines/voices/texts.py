"""Free text of people: how it is brought to one form, and the hash it is known by.

Here: text to text and text to hash. A text is in memory only; what is stored of it is its hash.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

_QUOTES = str.maketrans({"‘": "'", "’": "'", "‚": "'", "“": '"', "”": '"', "„": '"', "\u00ad": ""})
_BLANKS = re.compile(r"\s+")
# Control characters, and those that are not seen or turn the direction of writing.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")


def normalised(text: str) -> str:
    """The text as it is judged, hashed and printed: one kind of blank and of quotation mark, no control characters."""
    plain = unicodedata.normalize("NFKC", text).translate(_QUOTES)
    return _BLANKS.sub(" ", _UNSEEN.sub(" ", plain)).strip()


def text_hash(text: str) -> str:
    """SHA-256 of the normalised text as 64 hexadecimal digits: approving the hash approves exactly what is printed."""
    return hashlib.sha256(normalised(text).encode()).hexdigest()


def folded(text: str) -> str:
    """The text as words are looked up in it: normalised and in small letters."""
    return normalised(text).casefold()
