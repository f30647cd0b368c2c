"""How sure a fact is, in plain words. The program alone writes these; no model rewords them.

Not here: the intervals (chance.py).
"""

from __future__ import annotations

from pipelines.learning.facts import Fact, Sureness
from pipelines.report import wording


def of_change(change: Fact, since: Fact | None = None) -> str:
    """How many were counted, whether it may be chance, who reported: of a change, and of the longer one beside it."""
    sureness = change.sureness
    parts = [_chance(change, since), _line(sureness), _who(sureness)]
    return " ".join(part for part in parts if part)


def of_gap(gap: Fact) -> str:
    """Whether a difference between two groups may be chance, and between what bounds it lies."""
    sureness = gap.sureness
    if sureness.interval is None:
        return f"Counted: {sureness.people:,} people."
    low, high = sorted(abs(end) for end in sureness.interval)
    count = f"Counted: {sureness.people:,} people."
    if sureness.chance == "within":
        return f"{count} A difference of this size can be chance."
    bounds = f"{low * 100:.0f} and {wording.points(high, 0)}"
    return f"{count} The gap is larger than chance alone would make it; it lies between {bounds}.{_step(gap)}"


def _step(gap: Fact) -> str:
    """Whether the gap itself moved, or only seems to."""
    if gap.sureness.step is None or gap.figure("gap").text == gap.figure("gap_before").text:
        return ""
    if gap.sureness.step == "within":
        return f" That it changed since {gap.figure('gap_before').label} can be chance."
    return f" Its change since {gap.figure('gap_before').label} is larger than chance alone would make it."


def of_people(fact: Fact) -> str:
    """How many people a single figure counts."""
    return f"Counted: {fact.sureness.people:,} people." if fact.sureness.people else ""


def _chance(change: Fact, since: Fact | None) -> str:
    sureness = change.sureness
    people = f"Counted: {sureness.people:,} people." if sureness.people else ""
    if sureness.least is not None and sureness.most is not None:
        ends = f"{wording.count(sureness.least)} and {wording.count(sureness.most)}"
        people = f"Depending on which records belong to one person, it is between {ends} people."
    if change.standing == "same":
        return people
    if sureness.chance is None:
        return f"{people} How much of the change is chance is not known."
    if sureness.chance == "beyond":
        return f"{people} The change is larger than chance alone would make it."
    if since is not None and since.sureness.chance == "beyond":
        first = since.figure("before").label
        return f"{people} The last step alone can be chance; the whole way since {first} is more than chance makes."
    return f"{people} A change of this size can be chance."


def _line(sureness: Sureness) -> str:
    return {
        None: "",
        "same": "",
        "agrees": "The partners that reported throughout moved the same way.",
        "disagrees": "The partners that reported throughout moved the other way, so read it with care.",
    }[sureness.line]


def _who(sureness: Sureness) -> str:
    reported, due = sureness.partners_reported, sureness.partners_due
    if reported is None or due is None:
        return ""
    if reported < due:
        return f"{reported} of {due} partners reported."
    if due <= 2:
        return "One partner gives the figures." if due == 1 else "Both partners reported."
    return f"All {due} partners reported."
