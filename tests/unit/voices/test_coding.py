"""Themes of answers: by words, by labels, their shares, and what no theme covers."""

from __future__ import annotations

import numpy as np
from voices_town import FOOD, KINDNESS, WAITING, codebook, label, said, town

from pipelines.initiative.models.voices import Codebook, Theme
from pipelines.voices import Answer, code, propose_themes, propose_words, text_hash, theme_shares, uncovered


def _labelled_book() -> Codebook:
    """A codebook without a word for food, and ten labelled answers of each kind."""
    themes = [
        *codebook().themes,
        Theme(id="food", name="Food", definition="What is in the boxes and on the plates."),
    ]
    labels = [
        label(answer.text, theme)
        for theme, part in (("waiting", WAITING), ("kindness", KINDNESS), ("food", FOOD))
        for answer in said(part, "x")[:12]
    ]
    return Codebook(themes=themes, labels=labels)


def test_labels_teach_a_theme_that_has_no_words() -> None:
    answers = town()
    coding = code(answers, _labelled_book())
    assert coding.methods == {"waiting": "trained", "kindness": "trained", "food": "trained"}
    food = {coded.sha256 for coded in coding.answers if "food" in coded.themes}
    wanted = {answer.sha256 for answer in said(FOOD, "f")}
    assert len(food & wanted) >= 0.9 * len(wanted)
    assert len(food - wanted) <= 2


def test_with_nine_labels_the_words_decide() -> None:
    book = _labelled_book()
    few = book.model_copy(update={"labels": [one for one in book.labels if "food" not in one.themes][:20]})
    coding = code(town(), few)
    assert coding.methods["food"] == "words"
    assert not any("food" in coded.themes for coded in coding.answers)


def test_the_same_answers_give_the_same_codes_in_any_order() -> None:
    answers, book = town(), _labelled_book()
    there = {coded.sha256: coded.themes for coded in code(answers, book).answers}
    back = {coded.sha256: coded.themes for coded in code(answers[::-1], book).answers}
    assert there == back


def test_what_is_stored_holds_no_text() -> None:
    coding = code(town(), _labelled_book())
    stored = repr(coding)
    assert not any(word in stored for word in ("friendly", "bread", "door"))
    assert all(len(coded.sha256) == 64 for coded in coding.answers)


def test_shares_carry_numbers_and_a_margin() -> None:
    answers = [*town(), Answer("We had to wait.", "k0", group="children")]
    shares = {(one.theme, one.group): one for one in theme_shares(answers, code(answers, codebook()))}
    whole = shares["waiting", "all"]
    assert (whole.answers_with, whole.answers, whole.people_with, whole.people) == (25, 73, 25, 72)
    assert whole.share == 25 / 73
    assert 0.1 < whole.margin < 0.3
    assert shares["kindness", "children"].share == 0
    assert shares["kindness", "children"].margin > 0.3  # one answer says next to nothing


def test_labels_that_agree_make_the_margin_smaller() -> None:
    answers = town()
    by_words = theme_shares(answers, code(answers, codebook()))[0]
    taught = theme_shares(answers, code(answers, _labelled_book()))[0]
    assert taught.margin < by_words.margin


def test_proposals_come_from_what_no_theme_covers() -> None:
    answers = town()
    left = uncovered(answers, code(answers, codebook()))
    assert {answer.sha256 for answer in left} >= {answer.sha256 for answer in said(FOOD[:1], "f")}
    proposals = propose_themes(left, smallest=5)
    words = {word for one in proposals for word in one.words}
    assert {"boxes", "bread"} <= words
    assert all(one.people >= 5 for one in proposals)
    assert proposals == propose_themes(left, smallest=5)


def test_proposals_name_nobody_and_need_enough_people() -> None:
    left = [Answer(f"Zubaida brought bread and Rosa brought fruit {at}", f"p{at}") for at in range(40)]
    words = {word for one in propose_themes(left, smallest=11) for word in one.words}
    assert words
    assert not {"zubaida", "rosa"} & words
    assert propose_themes(left[:20], smallest=11) == []


def test_words_are_proposed_from_labels() -> None:
    texts = [answer.text for answer in town()]
    belongs = np.array([[at < 24, at >= 48] for at in range(72)])
    waiting, food = propose_words(texts, belongs)
    themes = [
        Theme(id="waiting", name="Waiting", definition="Waiting.", include=waiting),
        Theme(id="food", name="Food", definition="Food.", include=food),
    ]
    coded = code(town(), Codebook(themes=themes)).answers
    found = np.array([["waiting" in one.themes, "food" in one.themes] for one in coded])
    assert (found == belongs).mean() > 0.9


def test_examples_of_the_codebook_count_as_labels() -> None:
    theme = Theme(
        id="food", name="Food", definition="Food.", examples=[one.text for one in said(FOOD, "f")[:12]]
    )
    labels = [label(one.text) for one in said(KINDNESS, "k")[:12]]
    coding = code(town(), Codebook(themes=[theme], labels=labels))
    assert coding.methods == {"food": "trained"}
    assert text_hash(FOOD[0]) in {coded.sha256 for coded in coding.answers if coded.themes}
