"""How long it takes to write an answer down, by kind of question.

Keystroke-level model (Card, Moran and Newell 1980, Communications of the ACM 23(7)): thinking 1.35 s, a key 0.28 s,
pointing 1.1 s, a click 0.2 s, reaching for the mouse 0.4 s. An initiative that measured gives its own seconds.
"""

from __future__ import annotations

from collections.abc import Mapping

from pipelines.initiative.models.agenda import Burden, QuestionKind
from pipelines.kits.kit import KitSheet

_THINK, _KEY, _POINT, _CLICK, _REACH = 1.35, 0.28, 1.1, 0.2, 0.4


def _typed(keys: int) -> float:
    """An answer of so many keys, and one to go on."""
    return round(_THINK + (keys + 1) * _KEY, 2)


# Open the list, choose; the hand goes to the mouse once.
_CHOSEN = round(_THINK + _REACH + 2 * (_POINT + _CLICK), 2)
SECONDS: Mapping[QuestionKind, float] = {
    "choice": _CHOSEN,
    "yes_no": _CHOSEN,
    "date": _typed(10),
    "month": _typed(7),
    "number": _typed(3),
    "name": _typed(8),
    "text": _typed(20),
}


def seconds_for(kind: QuestionKind, burden: Burden) -> float:
    """Seconds for one answer, as the initiative says, otherwise by the model."""
    return burden.seconds.get(kind, SECONDS[kind])


def minutes_for_row(sheet: KitSheet, burden: Burden) -> float:
    """Minutes for one row of a kit with every answer given."""
    return sum(seconds_for(question.kind, burden) for question in sheet.questions) / 60
