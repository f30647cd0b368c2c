"""The template sentences: one function for each kind of fact. No sentence says why something happened.

Worded so that any metric's name fits, singular or plural. Which sentences are shown, and in which order, is decided in
ranking.py; how sure each is, in sure.py.
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
COUNTED = "This is counted, not estimated."
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
        text = f"{_title(change)}: {now.text} in {now.label}, as in {before.label}"
    else:
        way = "up" if now.value > before.value else "down"
        text = f"{_title(change)}: {now.text} in {now.label}, {way} from {before.text} in {before.label}"
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
    text = f"{_title(change)}, for “{whom}”: {now.text} in {now.label}, {way} from {before.text} in {before.label}."
    return Sentence(FOR_WHOM, text, sure.of_change(change), (change.fact_id,))


def gap(fact: Fact) -> Sentence:
    """One group beside another, and how far apart they were before."""
    rate, other, distance = (fact.figure(name) for name in ("rate", "reference_rate", "gap"))
    text = f"{_title(fact)}: {rate.text} for “{rate.label}” and {other.text} for “{other.label}” in {distance.label}"
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
        f"{_title(fact)}: {now.text} in {now.label}. The forecast frozen on {fact.names[-1]} "
        f"expected between {low.text} and {high.text}."
    )
    return (
        text,
        f"{sure.of_people(fact)} Such a forecast is missed now and then even when nothing changed.".strip(),
    )


def _turn(fact: Fact) -> tuple[str, str]:
    start, before, now = (fact.figure(name) for name in ("earlier", "before", "now"))
    text = (
        f"{_title(fact)} turned round: {start.text} in {start.label}, {before.text} in {before.label}, "
        f"{now.text} in {now.label}."
    )
    return text, sure.of_change(fact)


def _without(fact: Fact) -> tuple[str, str]:
    now, before = fact.figure("now"), fact.figure("before")
    old, new = fact.figure("before_without"), fact.figure("now_without")
    text = (
        f"{_title(fact)} went from {before.text} in {before.label} to {now.text} in {now.label}; without "
        f"{fact.names[-1]} it goes the other way, from {old.text} to {new.text}."
    )
    return text, f"{sure.of_change(fact)} The change hangs on one partner's figures."


def _cost(fact: Fact) -> tuple[str, str]:
    now, before = fact.figure("now"), fact.figure("before")
    text = (
        f"Program money for each person with a good result in {_title(fact)}: {now.text} in {now.label}, "
        f"{before.text} in {before.label}."
    )
    basis = "Money received stands in for cost here." if fact.standing == "money_received" else ""
    return text, f"{sure.of_people(fact)} {basis}".strip()


def voice(fact: Fact) -> Sentence:
    """How often a theme came up in open answers."""
    share, answers, margin = (fact.figure(name) for name in ("share", "answers", "margin"))
    scope = "" if fact.place.sub_program_id == ALL else f" ({fact.names[1]})"
    text = f"Of {answers.text} open answers in {share.label}{scope}, {share.text} speak of “{fact.names[0]}”"
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


def limit(fact: Fact) -> Sentence:
    """Any fact of what is missing, hidden or counted in more than one way."""
    kind = fact.kind.partition("/")[0]
    words = {"reports": _reports, "hidden": _hidden, "range": _range, "drift": _drift, "rows": _rows}
    text, how_sure = words[kind](fact) if kind in words else (_old_or_totals(fact), COUNTED)
    return Sentence(LIMITS, text, how_sure, (fact.fact_id,))


def _reports(fact: Fact) -> tuple[str, str]:
    missing, due = fact.figure("missing"), fact.figure("due")
    has = "has" if missing.value == 1 else "have"
    text = f"{missing.text} of {due.text} reports due for {fact.names[0]} {has} not come: from {_names(fact, 1)}."
    return text, COUNTED


def _hidden(fact: Fact) -> tuple[str, str]:
    hidden, figures = fact.figure("hidden"), fact.figure("figures")
    is_or_are = "is" if hidden.value == 1 else "are"
    text = (
        f"{fact.names[0]}: {hidden.text} of {figures.text} figures for {fact.names[1]} {is_or_are} hidden so that "
        "nobody can be recognised. How these groups fare is not shown."
    )
    return text, COUNTED


def _range(fact: Fact) -> tuple[str, str]:
    least, most = fact.figure("least"), fact.figure("most")
    text = (
        f"{_title(fact)}: between {least.text} and {most.text} in {fact.names[2]}; no single number is known."
    )
    return text, "The lower number counts every doubtful match as one person, the higher one as two."


def _drift(fact: Fact) -> tuple[str, str]:
    ours, theirs = fact.figure("agreed"), fact.figure("theirs")
    text = (
        f"{_title(fact)}: {ours.text} in {fact.names[2]} as we agreed to count it; {theirs.text} the way "
        f"{_names(fact, 3)} counts it in its own reports."
    )
    return text, "Same rows, two definitions; our figures use the agreed one."


def _rows(fact: Fact) -> tuple[str, str]:
    rejected, received = fact.figure("rejected"), fact.figure("received")
    text = (
        f"{rejected.text} of {received.text} rows that partners sent had mistakes and are not in the figures; "
        "each partner has a list of what to correct."
    )
    return text, COUNTED


def _old_or_totals(fact: Fact) -> str:
    if fact.kind == "totals_only":
        return (
            f"Totals without single records come from {_names(fact, 0)}: who of these people is also served "
            "elsewhere is not known."
        )
    return f"The newest data could not be used, so the figures rest on older data: {_names(fact, 0)}."


def question(fact: Fact) -> Sentence:
    """A question that a fact raises; it asks and does not answer."""
    return Sentence(QUESTIONS, _QUESTIONS[fact.kind](fact), "", (fact.fact_id,))


def _ask_target(fact: Fact) -> str:
    now, goal = fact.figure("now"), fact.figure("target")
    return f"{_title(fact)}: what would it take to get from {now.text} in {now.label} to {goal.text} by {goal.label}?"


def _ask_gap(fact: Fact) -> str:
    rate = fact.figure("rate")
    return (
        f"{_title(fact)}: who of us works with the group “{rate.label}”, and what would narrow the gap of "
        f"{fact.figure('gap').text}?"
    )


def _ask_reports(fact: Fact) -> str:
    return f"What stands in the way of the missing reports from {_names(fact, 1)}, and who can help?"


def _ask_drift(fact: Fact) -> str:
    return f"{_title(fact)}: do we all still agree on one way to count it?"


def _ask_late(fact: Fact) -> str:
    late = fact.figure("late")
    is_one = late.value == 1
    text = (
        f"{late.text} promise of our plan is late" if is_one else f"{late.text} promises of our plan are late"
    )
    return f"{text} ({_names(fact, 0)}). What is needed to keep {'it' if is_one else 'them'}?"


def _ask_surprise(fact: Fact) -> str:
    return f"{_title(fact)}: who knows what lies behind the surprise?"


_QUESTIONS = {
    "target": _ask_target,
    "gap": _ask_gap,
    "reports": _ask_reports,
    "drift": _ask_drift,
    "late": _ask_late,
    "turn": _ask_surprise,
    "forecast": _ask_surprise,
}


def _title(fact: Fact) -> str:
    """For example 'Chronic absence (After school)'."""
    return f"{fact.names[0]} ({fact.names[1]})"


def _names(fact: Fact, start: int) -> str:
    names = list(fact.names[start:])
    if len(names) <= _SHOWN_NAMES:
        return wording.listed(names)
    return f"{', '.join(names[: _SHOWN_NAMES - 1])} and {len(names) - _SHOWN_NAMES + 1} more"
