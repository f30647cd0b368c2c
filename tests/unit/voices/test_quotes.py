"""The gate, the candidates and the approvals: nothing leaves that is not allowed to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from voices_town import KINDNESS, WAITING, codebook, said, town

from pipelines.initiative.models.voices import Approval, Quotes
from pipelines.voices import Answer, Gate, approved_quotes, code, quote_candidates, roster_of, text_hash

GATE = Gate()
FINE = "The helpers were kind and never made me feel small about it."


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Very good.", "length"),
        (FINE * 5, "length"),
        ("Zubaida helped me with all of the forms and never laughed at me.", "unknown_word"),
        ("they gave my son a place and zubaida helped him with reading", "unknown_word"),
        ("We all went to see the Garden and it was a good day for us.", "capital"),
        ("EVERYBODY WAS KIND AND NEVER MADE ME FEEL SMALL ABOUT IT", "capital"),
        ("My son learned to read with poppy and now he reads to us.", "name_word"),
        ("Heather helped me with all of the forms and never laughed.", "name_word"),
        ("i was late twice but cook said that it does not matter", "name_place"),
        ("thanks to will my daughter goes to school every day now", "name_place"),
        ("Mrs. Good never made us feel small and gave us bread.", "title"),
        ("the lady called brown never made us feel small at all", "title"),
        ("please call me on 07 12 34 56 78 when the group begins", "number"),
        ("my number is oh seven seven one two three, please call", "number"),
        ("I came on 3/12 and the door was closed, nobody told us.", "number"),
        ("I came on the 3rd of march and nobody had told us that.", "date"),
        ("we live at 12 green hill road and there is no bus there", "address"),
        ("bring the box to elm street, it never came to us at all", "address"),
        ("my number with you is c12x and nobody has called me back", "unknown_word"),
        ("please write to me@example.org when the group begins ok", "character"),
        ("The helpers <b>were kind</b> and never made me feel small.", "character"),
    ],
)
def test_the_gate_refuses(text: str, reason: str) -> None:
    assert reason in GATE.refusals(text)


@pytest.mark.parametrize(
    "text",
    [
        FINE,
        "I couldn't get through on the phone, and when I did they'd closed.",
        "Waited 2 hours.  Then it was fine! Thank you to everyone involved",
        "I will come again next week, and may bring my mother with me.",
        "You should open at 9am on the main road, near the old school.",
    ],
)
def test_the_gate_lets_through(text: str) -> None:
    assert GATE.refusals(text) == ()


def test_a_partners_own_people_are_known() -> None:
    text = "The stone steps were hard for me but the helpers were kind."
    assert GATE.passes(text)
    assert Gate(roster_of(["Ana-María Stone", None, "W."])).refusals(text) == ("roster",)
    assert Gate(roster_of(["My An"])).passes("I was late for my lesson and an hour is too short.")


def test_words_of_the_field_may_stand_in_a_quote() -> None:
    text = "The NHS line 111 told me to go to my GP, which was right."
    assert not GATE.passes(text)
    assert Gate(known_words=["NHS", "GP", "111"]).passes(text)


def test_candidates_stand_for_the_theme_and_one_is_against() -> None:
    answers = town()
    answers[0] = replace(answers[0], rating=5.0)
    found = quote_candidates(answers, code(answers, codebook()), GATE, smallest=11, most=3)
    assert list(found) == ["waiting", "kindness"]
    waiting = found["waiting"]
    assert [one.is_against for one in waiting] == [False, False, False, True]
    assert waiting[-1].sha256 == answers[0].sha256  # the only one who waited and was content
    firsts = {one.text.split(".")[0] for one in waiting[:3]}
    assert len(firsts) == 3  # not the same sentence three times
    assert "wait" not in repr(found).lower().replace("theme='waiting'", "").replace("'waiting':", "")


def test_a_person_is_a_candidate_once() -> None:
    answers = [replace(answer, person=f"p{at % 20}") for at, answer in enumerate(town())]
    found = quote_candidates(answers, code(answers, codebook()), GATE, smallest=11)
    by_hash = {answer.sha256: answer.person for answer in answers}
    people = [by_hash[one.sha256] for several in found.values() for one in several]
    assert len(people) == len({*people})


def test_no_candidate_without_consent_or_from_a_small_group() -> None:
    book = codebook()
    silent = [replace(answer, may_quote=False) for answer in town()]
    assert quote_candidates(silent, code(silent, book), GATE, smallest=11) == {}
    small = [replace(answer, group=f"group {at // 10}") for at, answer in enumerate(town())]
    assert quote_candidates(small, code(small, book), GATE, smallest=11) == {}


def _approved(*texts: str) -> Quotes:
    return Quotes(
        approved=[
            Approval(sha256=text_hash(text), approved_by="voices committee", approved_on=date(2026, 1, 5))
            for text in texts
        ]
    )


def test_only_what_was_approved_is_given_out() -> None:
    answers = town()
    coding = code(answers, codebook())
    assert approved_quotes(answers, coding, Quotes(), GATE, smallest=11).quotes == ()
    found = approved_quotes(answers, coding, _approved(WAITING[0], "nobody said that"), GATE, smallest=11)
    assert [(quote.text, quote.themes, quote.group) for quote in found.quotes] == [
        (WAITING[0], ("waiting",), "parents")
    ]
    assert found.left_out == {"not_found": 1}


def test_an_approval_is_for_the_exact_text() -> None:
    answers = [replace(town()[0], text=WAITING[0].replace("hours", "weeks")), *town()[1:]]
    found = approved_quotes(answers, code(answers, codebook()), _approved(WAITING[0]), GATE, smallest=11)
    assert found.quotes == ()


@pytest.mark.parametrize(
    "changed",
    [
        {"may_quote": False},
        {"group": "fathers"},
        {"text": "Zubaida let us wait for hours before anybody came to the door."},
    ],
)
def test_approval_does_not_overrule_consent_group_and_gate(changed: dict[str, object]) -> None:
    first = replace(town()[0], **changed)  # type: ignore[arg-type]
    answers = [first, *town()[1:]]
    found = approved_quotes(answers, code(answers, codebook()), _approved(first.text), GATE, smallest=11)
    assert found.quotes == ()
    assert found.left_out == {"not_quotable": 1}


def test_a_person_is_quoted_once() -> None:
    answers = [replace(answer, person="k0") if answer.person == "w0" else answer for answer in town()]
    both = _approved(KINDNESS[0], WAITING[0])
    found = approved_quotes(answers, code(answers, codebook()), both, GATE, smallest=11)
    assert [quote.text for quote in found.quotes] == [KINDNESS[0]]
    assert found.left_out == {"person_quoted_already": 1}


def test_no_quote_beside_a_theme_of_few_people() -> None:
    answers = [*said(WAITING, "w")[:5], *said(KINDNESS, "k")]
    found = approved_quotes(answers, code(answers, codebook()), _approved(WAITING[0]), GATE, smallest=11)
    assert found.left_out == {"theme_too_small": 1}


def test_hidden_characters_do_not_change_what_is_printed() -> None:
    tricky = Answer(f"\u202e{FINE[:20]}\u200b{FINE[20:]}\n", "t", may_quote=True, group="parents")
    answers = [tricky, *town()]
    found = approved_quotes(answers, code(answers, codebook()), _approved(tricky.text), GATE, smallest=11)
    assert all(character.isprintable() for quote in found.quotes for character in quote.text)
