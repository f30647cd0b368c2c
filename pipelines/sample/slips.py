"""The slips that stand in partners' records of names: nicknames, swapped letters and fields, halves of double names.

Here: one name, one slip. Not here: how often, and at which partner (clerks.py).
"""

from __future__ import annotations

import unicodedata
from typing import Literal

from pipelines.sample.names import nickname

Style = Literal["as_is", "upper", "plain"]


def slip(first: str, last: str, roll: float) -> tuple[str, str]:
    """First and last name with the slip that a roll from 0 to 1 brings; mostly none."""
    if roll < 0.015:
        return nickname(first), last
    if roll < 0.025:
        return first, last[:3] + last[4] + last[3] + last[5:]
    if roll < 0.035:
        return last, first
    if roll < 0.045:
        return first, last.split("-")[0]
    return first, last


def styled(name: str, style: Style) -> str:
    """The name in capitals, without accents, or as it is."""
    if style == "upper":
        return name.upper()
    if style == "plain":
        bare = unicodedata.normalize("NFKD", name)
        return "".join(letter for letter in bare if not unicodedata.combining(letter))
    return name
