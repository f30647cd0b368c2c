"""The template sentences of changes, gaps, surprises and voices. No sentence says why something happened.

Worded so that any metric's name fits, singular or plural. Limits are in limit_sentences.py, questions in questions.py.
Which sentences are shown, and in which order, is decided in ranking.py; how sure each is, in sure.py.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.learning import sure
from pipelines.learning.facts import ALL, Fact
from pipelines.report import wording

IMPROVED, FOR_WHOM, NOT_IMPROVED, SURPRISED, VOICES, LIMITS, QUESTIONS = (
    "improved",
    "for_whom",
    "not_improved",
    "surprised",
    "voices",
    "limits",
    "questions",
)
HEADINGS = {
    IMPROVED: "What improved",
    FOR_WHOM: "For whom",
    NOT_IMPROVED: "Where it did not, or not clearly",
    SURPRISED: "What surprised us",
    VOICES: "What people told us",
    LIMITS: "What the figures cannot say",
    QUESTIONS: "Questions for the next meeting",
}
_SHOWN_NAMES = 4


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence under one heading, how sure it is, and the ids of the facts that it says and rests on."""

    heading: str
    text: str
    sure: str
    facts: tuple[str, ...]
    by_machine: bool = False


def moved(heading: str, change: Fact, since: Fact | None, target: Fact | None) -> Sentence:
    """Where a metric stands, where it was, and whether it keeps pace with its target."""
    now, before = change.figure("now"), change.figure("before")
    if change.standing == "same":
        text = f"{title(change)}: {now.text} in {now.label}, as in {before.label}"
    else:
        way = "up" if now.value > before.value else "down"
        text = f"{title(change)}: {now.text} in {now.label}, {way} from {before.text} in {before.label}"
    if since is not None:
        first = since.figure("before")
        text += f" (it was {first.text} in {first.label})"
    text += _beside_target(target)
    facts = (change.fact_id, *(fact.fact_id for fact in (since, target) if fact is not None))
    return Sentence(heading, f"{text}.", sure.of_change(change, since), facts)


def _beside_target(target: Fact | None) -> str:
    if target is None:
        return ""
    goal = target.figure("target")
    aim = f"the target of {goal.text} by {goal.label}"
    if target.standing == "reached":
        return f". It meets {aim}"
    if target.standing == "on_track":
        return f". It is on pace for {aim}"
    if target.has("line_value"):
        return f". It is behind {aim}: an even pace would be at {target.figure('line_value').text} by now"
    return f". It is behind {aim}"


def group_moved(change: Fact) -> Sentence:
    """A group of people or an area whose figure moved more than chance would make it."""
    now, before = change.figure("now"), change.figure("before")
    whom, way = change.names[-3], "up" if now.value > before.value else "down"
    text = f"{title(change)}, for “{whom}”: {now.text} in {now.label}, {way} from {before.text} in {before.label}."
    return Sentence(FOR_WHOM, text, sure.of_change(change), (change.fact_id,))


def gap(fact: Fact) -> Sentence:
    """One group beside another, and how far apart they were before."""
    rate, other, distance = (fact.figure(name) for name in ("rate", "reference_rate", "gap"))
    text = f"{title(fact)}: {rate.text} for “{rate.label}” and {other.text} for “{other.label}” in {distance.label}"
    if fact.has("gap_before"):
        before = fact.figure("gap_before")
        if before.text == distance.text:
            text += f". The gap is {distance.text}, as in {before.label}"
        else:
            text += f". The gap is {distance.text}; in {before.label} it was {before.text}"
    return Sentence(FOR_WHOM, f"{text}.", sure.of_gap(fact), (fact.fact_id,))


def surprise(fact: Fact) -> Sentence:
    """Any fact of surprise."""
    words = {"forecast": _forecast, "turn": _turn, "without": _without, "cost": _cost}
    text, how_sure = words[fact.kind](fact)
    return Sentence(SURPRISED, text, how_sure, (fact.fact_id,))


def _forecast(fact: Fact) -> tuple[str, str]:
    now, low, high = (fact.figure(name) for name in ("now", "forecast_lower", "forecast_upper"))
    text = (
        f"{title(fact)}: {now.text} in {now.label}. The forecast frozen on {fact.names[-1]} "
        f"expected between {low.text} and {high.text}."
    )
    return (
        text,
        f"{sure.of_people(fact)} Such a forecast is missed now and then even when nothing changed.".strip(),
    )


def _turn(fact: Fact) -> tuple[str, str]:
    start, before, now = (fact.figure(name) for name in ("earlier", "before", "now"))
    text = (
        f"{title(fact)} turned round: {start.text} in {start.label}, {before.text} in {before.label}, "
        f"{now.text} in {now.label}."
    )
    return text, sure.of_change(fact)


def _without(fact: Fact) -> tuple[str, str]:
    now, before = fact.figure("now"), fact.figure("before")
    old, new = fact.figure("before_without"), fact.figure("now_without")
    text = (
        f"{title(fact)} went from {before.text} in {before.label} to {now.text} in {now.label}; without "
        f"{fact.names[-1]} it goes the other way, from {old.text} to {new.text}."
    )
    return text, f"{sure.of_change(fact)} The change hangs on one partner's figures."


def _cost(fact: Fact) -> tuple[str, str]:
    now, before = fact.figure("now"), fact.figure("before")
    text = (
        f"Program money for each person who did well by {title(fact)}: {now.text} in {now.label}, "
        f"{before.text} in {before.label}."
    )
    basis = "Money received stands in for cost here." if fact.standing == "money_received" else ""
    return text, f"{sure.of_people(fact)} {basis}".strip()


def voice(fact: Fact) -> Sentence:
    """How often a theme came up in open answers."""
    share, answers, margin = (fact.figure(name) for name in ("share", "answers", "margin"))
    scope = "" if fact.place.sub_program_id == ALL else f" ({fact.names[1]})"
    text = f"Of {answers.text} people who answered in {share.label}{scope}, {share.text} speak of “{fact.names[0]}”"
    if fact.has("share_before"):
        before = fact.figure("share_before")
        text += f"; in {before.label} it was {before.text}"
    near = "The two shares are too near to call it a change." if fact.standing == "as before" else ""
    return Sentence(
        VOICES,
        f"{text}.",
        f"The share can be off by {margin.text} either way. {near}".strip(),
        (fact.fact_id,),
    )


def title(fact: Fact) -> str:
    """The metric with its sub-program, for example 'Chronic absence (After school)'."""
    return f"{fact.names[0]} ({fact.names[1]})"


def listed_names(fact: Fact, start: int) -> str:
    """The names of a fact from one on; of many the first few and how many more."""
    names = list(fact.names[start:])
    if len(names) <= _SHOWN_NAMES:
        return wording.listed(names)
    return f"{', '.join(names[: _SHOWN_NAMES - 1])} and {len(names) - _SHOWN_NAMES + 1} more"
