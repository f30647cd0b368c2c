"""One open answer as the room works on it, in memory.

Here: the value. Not here: where it came from (landing) and what is stored of it (coding.py).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from pipelines.voices.texts import text_hash


@dataclass(frozen=True)
class Answer:
    """What somebody wrote, who (as a key), with which consent, and the group a quote would be shown with.

    `rating` is higher for better, where a closed question went with the open one. The text has no repr: an answer in
    a log or an exception shows none of it.
    """

    text: str = field(repr=False)
    person: str
    may_quote: bool = False
    group: str = "all"
    rating: float | None = None

    @cached_property
    def sha256(self) -> str:
        """The hash that labels and approvals know the text by."""
        return text_hash(self.text)
