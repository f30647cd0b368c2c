"""The questions for the next meeting: each asks about a fact and does not answer.

Which fact raises a question is decided in ranking.py.
"""

from __future__ import annotations

from pipelines.learning.facts import Fact
from pipelines.learning.sentences import QUESTIONS, Sentence, listed_names, title


def question(fact: Fact) -> Sentence:
    """A question that a fact raises; it asks and does not answer."""
    return Sentence(QUESTIONS, _QUESTIONS[fact.kind](fact), "", (fact.fact_id,))


def _ask_target(fact: Fact) -> str:
    now, goal = fact.figure("now"), fact.figure("target")
    return f"{title(fact)}: what would it take to get from {now.text} in {now.label} to {goal.text} by {goal.label}?"


def _ask_gap(fact: Fact) -> str:
    rate = fact.figure("rate")
    return (
        f"{title(fact)}: who of us works with the group “{rate.label}”, and what would narrow the gap of "
        f"{fact.figure('gap').text}?"
    )


def _ask_reports(fact: Fact) -> str:
    return f"What stands in the way of the missing reports from {listed_names(fact, 1)}, and who can help?"


def _ask_drift(fact: Fact) -> str:
    return f"{title(fact)}: do we all still agree on one way to count it?"


def _ask_late(fact: Fact) -> str:
    late = fact.figure("late")
    is_one = late.value == 1
    text = (
        f"{late.text} promise of our plan is late" if is_one else f"{late.text} promises of our plan are late"
    )
    return f"{text} ({listed_names(fact, 0)}). What is needed to keep {'it' if is_one else 'them'}?"


def _ask_surprise(fact: Fact) -> str:
    return f"{title(fact)}: who knows what lies behind the surprise?"


_QUESTIONS = {
    "target": _ask_target,
    "gap": _ask_gap,
    "reports": _ask_reports,
    "drift": _ask_drift,
    "late": _ask_late,
    "turn": _ask_surprise,
    "forecast": _ask_surprise,
}
