"""Puts the open answers of a batch together from its two files: the encrypted texts and the accepted rows.

Here: rows of one judged batch into answers in memory, for as long as the caller holds them. Not here: which batches
are in force (collected.py), and who is one person across partners: `person_keys` tells.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq

from connectors import read_answers
from pipelines.initiative.models.voices import Scale
from pipelines.voices.answers import Answer
from pipelines.voices.scales import read_answers as read_scale

_COLUMNS = (
    "row_number",
    "person_token",
    "local_token",
    "question",
    "sub_program",
    "role",
    "feedback_date",
    "may_quote",
    "score",
)
UNKNOWN_ROLE = "unknown"
Row = Mapping[str, object]
PersonKeys = Mapping[tuple[str | None, str | None], str]


@dataclass(frozen=True)
class Placed:
    """An answer and where it stands: the row of a batch that it came with, and what the row says of it."""

    answer: Answer
    partner: str
    batch_id: str
    row_number: int
    question: str
    sub_program: str
    role: str
    day: date


def group_of(role: str, sub_program: str) -> str:
    """What a quote is printed with: the role of who answered, and the sub-program."""
    return f"{role} / {sub_program}"


def answers_of_batch(
    batch: Path,
    accepted: Path,
    key: bytes,
    *,
    partner: str,
    person_keys: PersonKeys,
    scales: Sequence[Scale] = (),
) -> list[Placed]:
    """The answers of one batch in the order of its rows; only rows that met the contract.

    `batch` is the landed folder, `accepted` the Parquet file with its accepted rows (record type `feedback`), `key`
    the initiative's; `person_keys` maps (local token, person token) of this partner to the key of a person. Somebody
    without tokens is a person of his own. Consent is the boolean column `may_quote`; empty is no. The rating is
    read by the scale of the question. Raises PermanentFailure `wrong_key`.
    """
    table = read_answers(batch, key)
    texts: dict[int, str] = {row["row_number"]: row["answer"] for row in table.to_pylist()} if table else {}
    by_question = {scale.question: scale for scale in scales}
    return [
        _placed(row, texts[number], partner, batch.name, person_keys, by_question)
        for row in _rows(accepted)
        if isinstance(number := row["row_number"], int) and number in texts
    ]


def _rows(accepted: Path) -> Iterator[Row]:
    table = pq.read_table(accepted, columns=[*_COLUMNS]).sort_by("row_number")
    yield from table.to_pylist()


def _placed(
    row: Row, text: str, partner: str, batch_id: str, keys: PersonKeys, scales: Mapping[str, Scale]
) -> Placed:
    number, day = row["row_number"], row["feedback_date"]
    assert isinstance(number, int)
    assert isinstance(day, date)
    question, sub_program = str(row["question"]), str(row["sub_program"])
    role = str(row["role"] or UNKNOWN_ROLE)
    answer = Answer(
        text,
        person=_person(row, keys, f"{partner}/{batch_id}/{number}"),
        may_quote=row["may_quote"] is True,
        group=group_of(role, sub_program),
        rating=_rating(scales.get(question), row["score"]),
    )
    return Placed(answer, partner, batch_id, number, question, sub_program, role, day)


def _person(row: Row, keys: PersonKeys, alone: str) -> str:
    local, person = row["local_token"], row["person_token"]
    tokens = (local if isinstance(local, str) else None, person if isinstance(person, str) else None)
    return keys.get(tokens) or tokens[1] or tokens[0] or alone


def _rating(scale: Scale | None, score: object) -> float | None:
    return read_scale(scale, [score]).readings[0].value if scale else None
