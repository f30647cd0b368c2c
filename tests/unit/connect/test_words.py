"""Names of columns and words of values: what is taken, what is only suggested, what is left alone."""

from __future__ import annotations

from collections import Counter

import pytest

from pipelines.connect.grades import band_of, span_of
from pipelines.connect.names import SYNONYM, TAIL, THRESHOLD, likeness
from pipelines.connect.words import map_words


@pytest.mark.parametrize(
    ("header", "name", "synonyms"),
    [
        ("Date Joined", "start_date", ["date joined"]),
        ("DateOfBirth", "birth_date", ["date of birth"]),
        ("Neighbourhood", "area", ["neighborhood"]),
        ("Date of visit", "service_date", ["visit date"]),
        ("ENROLLMENT DATES", "start_date", ["enrolment date"]),
    ],
)
def test_spelling_order_and_plural_make_no_other_name(header: str, name: str, synonyms: list[str]) -> None:
    assert likeness(header, name, synonyms) == SYNONYM


def test_the_last_part_of_a_long_header_counts() -> None:
    assert likeness("Pupil / ZIP", "area", ["zip"]) == TAIL
    assert likeness("participant.zip", "area", ["zip"]) == TAIL


@pytest.mark.parametrize("header", ["Type of shoe", "End of story", "Comments", "Total"])
def test_one_weak_word_in_a_header_is_no_likeness(header: str) -> None:
    assert likeness(header, "service_type", ["service", "activity", "type", "end"]) < THRESHOLD


def _mapped(
    words: dict[str, int], allowed: list[str], labels: dict[str, str] | None = None
) -> dict[str, str | None]:
    names = labels or {}
    found = map_words(Counter(words), allowed, lambda value: (value, names.get(value, value)))
    return {word.text: word.value for word in found.words}


def test_codes_labels_and_spellings_become_the_allowed_values() -> None:
    assert _mapped({"F": 2, "Boys": 1}, ["girl", "boy"]) == {"F": "girl", "Boys": "boy"}
    assert _mapped({"Y": 1, "0": 2}, ["yes", "no"]) == {"Y": "yes", "0": "no"}
    races = {"black": "Black or African American", "multiracial": "Two or more races"}
    assert _mapped({"African-American": 1, "2 or more": 1}, list(races), races)["African-American"] == "black"
    assert _mapped({"03801": 1, "792.0": 1}, ["3801", "792"]) == {"03801": "3801", "792.0": "792"}


def test_a_near_miss_is_taken_and_a_guess_is_not() -> None:
    assert _mapped({"North sid": 1}, ["north", "south"], {"north": "North side", "south": "South side"}) == {
        "North sid": "north"
    }
    guessed = map_words(Counter({"B": 4}), ["black", "white"], lambda value: (value,))
    (word,) = guessed.open
    assert (word.value, word.suggestion) == (None, "black")


def test_a_code_that_fits_two_values_is_left_open() -> None:
    assert _mapped({"A": 1}, ["asian", "another"]) == {"A": None}


def test_words_for_unknown_are_no_open_question() -> None:
    found = map_words(
        Counter({"N/A": 3, "-": 1, "Unknown": 2, "purple": 1}), ["girl", "boy"], lambda value: (value,)
    )
    assert set(found.unknown) == {"N/A", "-", "Unknown"}
    assert [word.text for word in found.open] == ["purple"]


def test_case_alone_makes_one_word() -> None:
    found = map_words(Counter({"GIRL": 2, "Girl": 3}), ["girl", "boy"], lambda value: (value,))
    assert [(word.rows, word.value) for word in found.words] == [(5, "girl")]


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("3-5", (3, 5)),
        ("K to 2", (0, 2)),
        ("Grade 4", (4, 4)),
        ("PK", (-1, -1)),
        ("grades_9_12", (9, 12)),
        ("5-3", None),
    ],
)
def test_grades_are_spans(text: str, span: tuple[int, int] | None) -> None:
    assert span_of(text) == span


@pytest.mark.parametrize(
    ("text", "band"),
    [
        ("K-2", "k_2"),
        ("3 to 5", "grades_3_5"),
        ("7", "grades_6_8"),
        ("Pre-K", "pre_k"),
        ("2-3", None),
        ("adult", None),
    ],
)
def test_a_grade_belongs_to_the_band_that_holds_it(text: str, band: str | None) -> None:
    allowed = ["pre_k", "k_2", "grades_3_5", "grades_6_8", "grades_9_12"]
    assert band_of(text, allowed, [[value] for value in allowed]) == band
