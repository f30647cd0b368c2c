"""What people of a sample write into an open question: generated sentences, now and then with a name or a number.

Here: putting a text together from a topic's phrases. Not here: the topics (cradle/voices.py, relief/voices.py). Names
and contacts are put in so that the quote gate has something to refuse; nobody wrote any of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

# How often a text names somebody, gives a contact, is only a word, or says nothing at all.
_NAMES, _CONTACTS, _SHORT, _EMPTY = 0.09, 0.04, 0.05, 0.06
# How often somebody speaks of two topics.
_TWO = 0.22
_SHORT_TEXTS = ("Nothing.", "All good", "no", "Thank you!", "see last year", "ok")
_WITH_NAME = (
    "Please thank {name} for us, we would not have come without that help.",
    "{name} was the one who called back. Everybody should be like {name}.",
    "Ask {name}, who was there and saw it.",
    "My neighbour {name} told us about it.",
)
_WITH_CONTACT = (
    "Call me about it: 901 555 01{number}.",
    "My address is box{number}@mail.example if you want to know more.",
    "We live at {number} Tamarack Street and can host a meeting.",
    "It was on the 3/{day} and case number {number}4471 if you look it up.",
)


@dataclass(frozen=True)
class Topic:
    """Something that people speak of: how sentences begin and how they go on, and how often it comes up."""

    weight: float
    beginnings: Sequence[str]
    endings: Sequence[str]


Topics = Mapping[str, Topic]


def said(dice: Random, topics: Topics, name: str, weights: Mapping[str, float] | None = None) -> str | None:
    """What one person writes; `name` is somebody whom the text may name. `weights` replaces those of some topics."""
    roll = dice.random()
    if roll < _EMPTY:
        return None
    if roll < _EMPTY + _SHORT:
        return dice.choice(_SHORT_TEXTS)
    told = {one: (weights or {}).get(one, topic.weight) for one, topic in topics.items()}
    chosen = dice.choices(list(told), list(told.values()), k=2)
    parts = [_sentence(dice, topics[chosen[0]])]
    if dice.random() < _TWO and chosen[1] != chosen[0]:
        parts.append(_sentence(dice, topics[chosen[1]]))
    roll = dice.random()
    if roll < _NAMES:
        parts.append(dice.choice(_WITH_NAME).format(name=name))
    elif roll < _NAMES + _CONTACTS:
        parts.append(
            dice.choice(_WITH_CONTACT).format(number=dice.randrange(10, 99), day=dice.randrange(1, 28))
        )
    return " ".join(parts)


def _sentence(dice: Random, topic: Topic) -> str:
    return f"{dice.choice(topic.beginnings)} {dice.choice(topic.endings)}"


def rated(dice: Random, middle: float) -> int:
    """A code from 1 (very good) to 5 (very poor) around a middle, or 6 (don't know) or 7 (does not want to say)."""
    roll = dice.random()
    if roll < 0.07:
        return 6 if roll < 0.05 else 7
    return min(5, max(1, round(dice.gauss(middle, 1.0))))
