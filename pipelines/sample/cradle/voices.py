"""What families and students answered when partners asked what helps and what should change.

Here: who answered, when, what. Not here: in which columns a partner keeps it, and how a text is put together (said.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from pipelines.sample.chance import chance
from pipelines.sample.cradle.taking_part import Stay, stays
from pipelines.sample.cradle.typos import written
from pipelines.sample.said import Topic, Topics, rated, said

QUESTION = "what_should_change"
# Asked in the spring of these school years, and how many of the stays of the year answer.
_ASKED = {2024: 0.9, 2025: 1.0}
TOPICS: Topics = {
    "places": Topic(
        3,
        ("We waited", "My sister's family waited", "Our neighbours are still waiting, and we waited"),
        (
            "four months for a place, and nobody told us where we were on the list.",
            "so long for a place that the school year was half over.",
            "a whole summer before there was a place for us.",
            "twice, because the list was lost and we had to begin again.",
        ),
    ),
    "getting_there": Topic(
        4,
        (
            "Getting there takes two buses and",
            "There is no bus back in the evening, so",
            "It is too far to walk and",
        ),
        (
            "we miss one day in the week because of it.",
            "somebody has to leave work early to drive.",
            "in winter we often turn around and go home.",
            "the ride costs more than we can spend.",
        ),
    ),
    "hours": Topic(
        3,
        (
            "More evening hours would help, because",
            "Please stay open later, because",
            "The hours do not fit our work:",
        ),
        (
            "both of us work until six.",
            "the shift at the warehouse ends when you close.",
            "the older ones have practice until five.",
            "we have to choose between work and coming.",
        ),
    ),
    "people": Topic(
        4,
        (
            "The people here are patient and",
            "Everybody is friendly and",
            "What helps most is that they listen and",
        ),
        (
            "they explain things until it is understood.",
            "they know how hard the first weeks are.",
            "nobody is made to feel small for asking.",
            "they notice when something is wrong at home.",
        ),
    ),
    "learning": Topic(
        4,
        (
            "Since the winter there is more reading at home and",
            "The homework gets done now and",
            "There is real progress and",
        ),
        (
            "the teacher at school sees the difference too.",
            "going to school in the morning is no fight any more.",
            "we hear about what was learned at dinner.",
            "we want it to go on next year.",
        ),
    ),
    # No theme of the codebook covers this: the backbone is shown it as a proposal.
    "food": Topic(
        2,
        (
            "There should be something to eat, because",
            "Please give the children a snack:",
            "A warm meal would help, since",
        ),
        (
            "they come hungry from school and can't sit still.",
            "lunch at school is at eleven in the morning.",
            "many of them eat nothing until we are home at night.",
            "bread and fruit are enough to keep them going.",
        ),
    ),
}
# From one year to the next: a bus line was added, and the evenings became the talk.
_CHANGED = {2025: {"getting_there": 2.0, "hours": 5.0}}


@dataclass(frozen=True)
class Voice:
    """One answer: whose stay it belongs to, the day, who wrote it, what, the code of the closed question, consent."""

    stay: Stay
    day: date
    role: str
    text: str | None
    rating: int
    may_quote: bool | None


@cache
def voices(partner: str, sub_programs: tuple[str, ...], share: float) -> tuple[Voice, ...]:
    """The answers to a partner, by year and child; `share` of those who take part answer."""
    return tuple(
        _voice(stay)
        for sub_program in sub_programs
        for stay in stays(sub_program)
        if stay.partner == partner
        and stay.year in _ASKED
        and chance("voices", partner, sub_program, stay.child.number, stay.year).random()
        < share * _ASKED[stay.year]
    )


def _voice(stay: Stay) -> Voice:
    dice = chance("voice", stay.partner, stay.sub_program, stay.child.number, stay.year)
    name = written(stay.child, stay.partner).first
    is_student = stay.sub_program == "college_readiness" and dice.random() < 0.7
    return Voice(
        stay=stay,
        day=date(stay.year + 1, 4, 6) + timedelta(days=dice.randrange(40)),
        role="participant" if is_student else "family",
        text=said(dice, TOPICS, name, _CHANGED.get(stay.year)),
        rating=rated(dice, 2.1),
        may_quote=dice.choices((True, False, None), (62, 28, 10))[0],
    )
