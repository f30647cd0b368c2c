"""Scales that run backwards, words for codes, and codes that are no value."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from pipelines.initiative.models.voices import Scale
from pipelines.voices import read_answers

# As in the friends-and-family test: 1 is very good, 5 very poor, 6 and 7 are no value.
BACKWARDS = Scale.model_validate(
    {
        "question": "overall",
        "low": 1,
        "high": 5,
        "reversed": True,
        "words": {"Very good": 1, "very poor": 5},
        "missing": {"6": "dont_know", "7": "refused", "n/a": "not_applicable"},
    }
)


def test_a_backward_scale_is_turned_and_codes_are_reasons() -> None:
    read = read_answers(
        BACKWARDS, [1, "5", " 2.0 ", 3.0, "VERY  good", "6", 7.0, "N/A", None, float("nan"), "", "8"]
    )
    assert [one.value for one in read.readings[:5]] == [5, 1, 4, 3, 5]
    assert [one.reason for one in read.readings[5:]] == [
        "dont_know", "refused", "not_applicable", "not_answered", "not_answered", "not_answered", "not_on_scale",
    ]  # fmt: skip
    assert read.valued == 5
    assert dict(read.missing) == {
        "dont_know": 1, "refused": 1, "not_applicable": 1, "not_answered": 3, "not_on_scale": 1,
    }  # fmt: skip
    assert read.valued + sum(read.missing.values()) == len(read.readings)


@pytest.mark.parametrize("answer", ["2.5", "two", "--3", "3-", "0x3", "٣", "1e0", 2.5, "3 of 5"])
def test_what_is_no_code_is_told_and_never_guessed(answer: object) -> None:
    assert read_answers(BACKWARDS, [answer]).readings[0].reason == "not_on_scale"


def test_a_scale_with_zero_and_below() -> None:
    scale = Scale(question="change", low=-2, high=2)
    assert [one.value for one in read_answers(scale, ["-2", "0", "+1"]).readings] == [-2, 0, 1]


@pytest.mark.parametrize(
    "wrong",
    [
        {"low": 5, "high": 1},
        {"low": 1, "high": 5, "missing": {"5": "refused"}},
        {"low": 1, "high": 5, "words": {"super": 6}},
        {"low": 1, "high": 5, "missing": {"9": "lost"}},
    ],
)
def test_a_scale_that_contradicts_itself_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Scale.model_validate({"question": "overall", **wrong})
