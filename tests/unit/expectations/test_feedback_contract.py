"""The contract of answers to open questions: what it refuses, and that its consent is read as yes or no."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
from batches import broken, judge, unanswered

from expectations.contract import load_contract

COLUMNS: dict[str, object] = {
    "sub_program": {"constant": "reading"},
    "feedback_date": "Day",
    "question": "Question",
    "role": "Who",
    "answer_words": "Words",
    "may_quote": "Quote",
    "score": "Score",
}
GOOD: dict[str, str | None] = {
    "Day": "2025-10-14", "Question": "what_should_change", "Who": "family", "Words": "12", "Quote": "yes", "Score": "2",
}  # fmt: skip


def test_good_answers_pass_also_of_nobody_who_is_known(tmp_path: Path) -> None:
    rows = [GOOD, {**GOOD, "person_token": None}, {**GOOD, "person_token": None, "Quote": None, "Words": "0"}]
    verdict = judge(tmp_path, rows, load_contract("feedback"), COLUMNS)
    assert (broken(verdict), unanswered(verdict), verdict.rows_accepted) == ({}, set(), 3)
    assert pq.read_table(verdict.accepted_path)["may_quote"].to_pylist() == [True, True, None]


def test_what_breaks_a_rule(tmp_path: Path) -> None:
    rows = [
        {**GOOD, "person_token": "a", "Day": "2027-01-01"},
        {**GOOD, "person_token": "b", "Day": "1980-01-01"},
        {**GOOD, "person_token": "c", "Question": "What should change?"},
        {**GOOD, "person_token": "d", "Score": "it was good but the bus came late every day"},
        {**GOOD, "person_token": "e", "Words": "more hours please"},
        {**GOOD, "person_token": "f"},
        {**GOOD, "person_token": "f"},
    ]
    verdict = judge(tmp_path, rows, load_contract("feedback"), COLUMNS)
    found = broken(verdict)
    assert {name: found[name] for name in found if not name.startswith("answer_words")} == {
        "feedback_not_in_future": 1, "feedback_in_memory": 1, "question_is_a_name": 1, "score_is_short": 1,
        "one_row_per_answer": 1,
    }  # fmt: skip
    assert verdict.rows_accepted == 1
    assert unanswered(verdict) == set()
