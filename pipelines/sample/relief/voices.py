"""What households and volunteers answered when partners asked what helps and what should change.

Here: who answered, when, what. Not here: in which columns a partner keeps it, and how a text is put together (said.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from pipelines.sample.chance import chance
from pipelines.sample.relief.clients import clients
from pipelines.sample.relief.households import Person
from pipelines.sample.relief.typos import written
from pipelines.sample.relief.volunteers import shifts
from pipelines.sample.said import Topic, Topics, rated, said

QUESTION = "what_should_change"
# Asked in the first winter, before the year of the relief effort ended.
_FIRST_DAY = date(2020, 11, 2)
TOPICS: Topics = {
    "waiting": Topic(
        4,
        ("We stood in line", "The car stood in line", "We waited on the phone"),
        (
            "for two hours and then the boxes were gone.",
            "in the cold with two small children.",
            "so long that we came late to work.",
            "and nobody could say how long it would be.",
        ),
    ),
    "fresh_food": Topic(
        4,
        (
            "More vegetables and fruit would help, because",
            "The boxes hold too many tins, and",
            "Fresh bread was the best, since",
        ),
        (
            "we can cook with what is fresh.",
            "my father may not eat that much salt.",
            "the children eat it all.",
            "rice and beans we still have from last week.",
        ),
    ),
    "delivery": Topic(
        3,
        (
            "Bringing it to the door helped, because",
            "Please keep the deliveries:",
            "The delivery came late twice, and",
        ),
        (
            "I can't carry the bags up the stairs.",
            "we were not allowed to leave the house.",
            "there is no car in our house any more.",
            "the milk had turned warm on the way.",
        ),
    ),
    "kindness": Topic(
        4,
        (
            "Everybody was friendly and",
            "They were kind on the phone and",
            "What helps is that they listen and",
        ),
        (
            "nobody asked why we had come.",
            "I did not feel like a beggar.",
            "somebody always asked how we were doing.",
            "they remembered what we can't eat.",
        ),
    ),
    # No theme of the codebook covers this: the backbone is shown it as a proposal.
    "rent": Topic(
        2,
        (
            "What we need now is help with the rent, because",
            "The rent is the next worry:",
            "Food helps, but the rent is behind and",
        ),
        (
            "the landlord wants three months at once.",
            "the hours at the store were cut again.",
            "the money from the state has not come.",
            "we may have to leave the house in spring.",
        ),
    ),
}
VOLUNTEERS: Topics = {
    "shifts": Topic(
        4,
        (
            "Shifts should be posted earlier, because",
            "Please do not change the shift in the last hour:",
            "Shorter shifts would help, since",
        ),
        (
            "most of us have a job beside it.",
            "somebody has to look after my children then.",
            "by then the day is planned.",
            "two hours on cold concrete are enough.",
        ),
    ),
    "safety": Topic(
        3,
        (
            "We need masks that fit and",
            "More space at the packing table and",
            "I felt safe because there were gloves and",
        ),
        (
            "a place to wash our hands.",
            "somebody who counts how many are in the room.",
            "open doors while we pack.",
            "clear rules for everybody who comes in.",
        ),
    ),
    "kindness": TOPICS["kindness"],
}


@dataclass(frozen=True)
class Voice:
    """One answer: who wrote it, the day, what, the code of the closed question, consent."""

    person: Person
    day: date
    text: str | None
    rating: int
    may_quote: bool | None


@cache
def of_households(partner: str) -> tuple[Voice, ...]:
    """What the heads of a partner's households answered, by household."""
    heads = [client.household.head for client in clients(partner)]
    return tuple(_voice(head, partner, TOPICS) for head in heads)


@cache
def of_volunteers(partner: str) -> tuple[Voice, ...]:
    """What a partner's volunteers answered, each once, in the order of their first shifts."""
    people = {shift.volunteer.number: shift.volunteer for shift in shifts(partner)}
    return tuple(_voice(person, partner, VOLUNTEERS) for person in people.values())


def _voice(person: Person, partner: str, topics: Topics) -> Voice:
    dice = chance("relief voice", partner, person.number)
    return Voice(
        person=person,
        day=_FIRST_DAY + timedelta(days=dice.randrange(100)),
        text=said(dice, topics, written(person, partner).first),
        rating=rated(dice, 2.0),
        may_quote=dice.choices((True, False, None), (66, 24, 10))[0],
    )
