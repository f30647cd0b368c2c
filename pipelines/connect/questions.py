"""Asks the open questions one after another, proposing anew after each answer.

How a question looks at the terminal is decided in cli/connect.py.
"""

from __future__ import annotations

from collections.abc import Callable

from pipelines.connect.model import Proposal, Question
from pipelines.connect.session import Session


def settle(session: Session, ask: Callable[[Question], str | None]) -> Proposal:
    """Ask every open question once; `ask` gives the answer, None to leave it open."""
    left_open: set[str] = set()
    while True:
        proposal = session.propose()
        question = next((one for one in proposal.questions if one.key not in left_open), None)
        if question is None:
            return proposal
        said = ask(question)
        left_open.add(question.key)
        if said is not None:
            session.answer(question.key, said)
