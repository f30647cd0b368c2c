"""The codebook: what may be written in it, and what its words find."""

from __future__ import annotations

import time

import pytest
from pydantic import ValidationError
from voices_town import codebook, label

from pipelines.initiative.models.voices import Codebook, Theme
from pipelines.voices import Answer, code


def _themes(text: str) -> tuple[str, ...]:
    return code([Answer(text, "p")], codebook()).answers[0].themes


@pytest.mark.parametrize(
    ("text", "themes"),
    [
        ("They let us WAIT outside", ("waiting",)),
        ("the waiter was kind", ("waiting", "kindness")),
        ("a kindly word", ()),
        ("I can't wait for the next trip", ()),
        ("I can’t  wait, but I waited last time", ("waiting",)),
        ("await the reply", ()),
        ("", ()),
    ],
)
def test_words_find_themes(text: str, themes: tuple[str, ...]) -> None:
    assert _themes(text) == themes


def test_words_of_people_are_no_regular_expressions() -> None:
    for written in ("(a+)+", "wait.*", "[a-z]", "a|b", ""):
        with pytest.raises(ValidationError):
            Theme(id="x", name="X", definition="X.", include=[written])


def test_a_long_text_is_read_in_no_time() -> None:
    book = Codebook(themes=[Theme(id="x", name="X", definition="X.", include=["a a a a*"], exclude=["a a*"])])
    begun = time.process_time()
    code([Answer("a " * 50_000 + "b", "p")], book)
    assert time.process_time() - begun < 5


def test_a_label_must_name_a_theme_and_an_answer_once() -> None:
    with pytest.raises(ValidationError, match="not there: hope"):
        codebook(labels=[label("one", "hope")])
    with pytest.raises(ValidationError, match="labelled twice"):
        codebook(labels=[label("one", "waiting"), label(" one ", "kindness")])


def test_an_answer_shows_none_of_its_text() -> None:
    assert "wait" not in repr(Answer("We had to wait", "p"))
