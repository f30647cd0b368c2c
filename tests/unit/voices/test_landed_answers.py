"""An open answer from a partner's file to the room: encrypted on the disk, whole in memory, gone without consent."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from connectors import CONNECTORS, Batch, IdentityColumns, Limits, PermanentFailure, land, pull, read_answers
from pipelines.initiative.models.partner import Feed
from pipelines.initiative.models.voices import Scale
from pipelines.voices.reading import answers_of_batch

KEY = bytes(range(32))
QUESTION = "What should change?"
TEXT = (
    f"No,{QUESTION},Score\n"
    '1,"More hours, please; Rosa is never in.",6\n'
    "2,,1\n"
    "3,   ,2\n"
    '4,"Zwölf Stunden gewartet\nund dann zu",1\n'
)  # fmt: skip
WORDS = ["Rosa", "More hours", "Zwölf", "gewartet"]


def landed(tmp_path: Path, **changes: Any) -> Batch:
    (tmp_path / "inbox").mkdir(exist_ok=True)
    (tmp_path / "inbox/a.csv").write_text(TEXT, encoding="utf-8")
    pulled = pull("csv", CONNECTORS["csv"].Options(path="a.csv"), base_dir=tmp_path / "inbox")
    arguments: dict[str, Any] = {
        "root": tmp_path / "landing",
        "partner": "club",
        "feed": "voices",
        "connector": "csv",
        "options": {"path": "a.csv"},
        "columns": [QUESTION, "Score"],
        "identity": IdentityColumns(local_id="No"),
        "key": KEY,
        "pulled_at": datetime(2026, 1, 5, tzinfo=UTC),
        "answers": QUESTION,
    }
    return land(pulled, **{**arguments, **changes})[0]


def test_the_disk_holds_how_many_words_and_no_word(tmp_path: Path) -> None:
    batch = landed(tmp_path)
    assert pq.read_table(batch.rows_path)[QUESTION].to_pylist() == ["7", "0", "0", "6"]
    for path in batch.folder.iterdir():
        content = path.read_bytes()
        assert not any(word.encode() in content for word in WORDS), path.name


def test_the_key_opens_the_answers_and_no_other(tmp_path: Path) -> None:
    batch = landed(tmp_path)
    table = read_answers(batch.folder, KEY)
    assert table is not None
    assert [(row["row_number"], row["answer"][:5]) for row in table.to_pylist()] == [
        (1, "More "),
        (4, "Zwölf"),
    ]
    with pytest.raises(PermanentFailure, match="another key"):
        read_answers(batch.folder, bytes(32))


def test_without_an_open_question_nothing_changes(tmp_path: Path) -> None:
    with_answers = landed(tmp_path)
    without = landed(tmp_path, answers=None, columns=["Score"])
    assert read_answers(without.folder, KEY) is None
    assert without.batch_id != with_answers.batch_id
    assert landed(tmp_path).batch_id == with_answers.batch_id


def test_what_was_not_agreed_is_not_even_kept_encrypted(tmp_path: Path) -> None:
    batch = landed(tmp_path, limits=Limits(withheld=(QUESTION,), only_agreed=True))
    assert read_answers(batch.folder, KEY) is None
    assert QUESTION not in pq.read_table(batch.rows_path).column_names
    assert sorted(path.name for path in batch.folder.iterdir()) == [
        "blocks.parquet",
        "manifest.json",
        "rows.parquet",
    ]


def _accepted(path: Path, **changes: list[Any]) -> Path:
    rows = {
        "row_number": [4, 1],
        "person_token": [None, None],
        "local_token": ["t4", None],
        "question": ["change", "change"],
        "sub_program": ["reading", "reading"],
        "role": ["family", None],
        "feedback_date": [date(2026, 1, 4), date(2026, 1, 2)],
        "may_quote": [True, False],
        "score": ["1", "6"],
    }
    pq.write_table(pa.table({**rows, **changes}), path)
    return path


def test_answers_are_put_together_from_both_files(tmp_path: Path) -> None:
    batch = landed(tmp_path)
    scale = Scale.model_validate(
        {"question": "change", "low": 1, "high": 5, "reversed": True, "missing": {"6": "dont_know"}}
    )
    placed = answers_of_batch(
        batch.folder, _accepted(tmp_path / "accepted.parquet"), KEY,
        partner="club", person_keys={("t4", None): "k4"}, scales=[scale],
    )  # fmt: skip
    assert [(one.partner, one.batch_id, one.row_number, one.question, one.day) for one in placed] == [
        ("club", batch.folder.name, 1, "change", date(2026, 1, 2)),
        ("club", batch.folder.name, 4, "change", date(2026, 1, 4)),
    ]
    first, last = (one.answer for one in placed)
    assert (last.person, last.may_quote, last.group, last.rating) == ("k4", True, "family / reading", 5)
    assert (first.may_quote, first.group, first.rating) == (False, "unknown / reading", None)
    assert first.text == "More hours, please; Rosa is never in."
    assert first.person not in ("k4", "")


@pytest.mark.parametrize("consent", [False, "yes", "true", 1, None])
def test_only_a_consent_that_the_contract_read_counts(tmp_path: Path, consent: object) -> None:
    accepted = _accepted(tmp_path / "accepted.parquet", may_quote=[consent, consent])
    placed = answers_of_batch(landed(tmp_path).folder, accepted, KEY, partner="club", person_keys={})
    assert len(placed) == 2
    assert not any(one.answer.may_quote for one in placed)


@pytest.mark.parametrize(
    ("answers", "columns"),
    [
        (QUESTION, {"note": QUESTION}),
        (QUESTION, {"answer_words": QUESTION, "service_type": QUESTION}),
        (None, {"answer_words": QUESTION}),
    ],
)
def test_a_feed_cannot_let_the_text_travel(answers: str | None, columns: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="answers"):
        Feed.model_validate(
            {"id": "voices", "record_type": "feedback", "connector": "csv", "options": {"path": "a.csv"},
             "answers": answers, "mapping": {"columns": columns}}
        )  # fmt: skip
