"""The template sentences of what is missing, hidden, or counted in more than one way.

Not here: finding it (limits.py).
"""

from __future__ import annotations

from pipelines.learning.facts import Fact
from pipelines.learning.sentences import LIMITS, Sentence, listed_names, title

COUNTED = "This is counted, not estimated."


def limit(fact: Fact) -> Sentence:
    """Any fact of what is missing, hidden or counted in more than one way."""
    kind = fact.kind.partition("/")[0]
    words = {"reports": _reports, "hidden": _hidden, "range": _range, "drift": _drift, "rows": _rows}
    text, how_sure = words[kind](fact) if kind in words else (_old_or_totals(fact), COUNTED)
    return Sentence(LIMITS, text, how_sure, (fact.fact_id,))


def _reports(fact: Fact) -> tuple[str, str]:
    missing, due = fact.figure("missing"), fact.figure("due")
    has = "has" if missing.value == 1 else "have"
    text = f"{missing.text} of {due.text} reports due for {fact.names[0]} {has} not come: from {listed_names(fact, 1)}."
    return text, COUNTED


def _hidden(fact: Fact) -> tuple[str, str]:
    hidden, figures = fact.figure("hidden"), fact.figure("figures")
    is_or_are = "is" if hidden.value == 1 else "are"
    text = (
        f"{fact.names[0]}: {hidden.text} of {figures.text} figures for {fact.names[1]} {is_or_are} hidden so that "
        "nobody can be recognised. Of the groups behind them nothing can be said."
    )
    return text, COUNTED


def _range(fact: Fact) -> tuple[str, str]:
    least, most = fact.figure("least"), fact.figure("most")
    text = f"{title(fact)}: between {least.text} and {most.text} in {fact.names[2]}; nobody knows which."
    if fact.standing == "totals":
        return (
            text,
            "The lower number takes everybody in bare totals for somebody counted already, the higher for new.",
        )
    return text, "The lower number takes every doubtful match for one person, the higher one for two."


def _drift(fact: Fact) -> tuple[str, str]:
    ours, theirs = fact.figure("agreed"), fact.figure("theirs")
    text = (
        f"{title(fact)}: {ours.text} in {fact.names[2]} as we agreed to count it; {theirs.text} the way "
        f"{listed_names(fact, 3)} counts it in its own reports."
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
            f"Totals without single records come from {listed_names(fact, 0)}: who of these people is also served "
            "elsewhere is not known."
        )
    return f"The newest data could not be used, so the figures rest on older data: {listed_names(fact, 0)}."
