"""Puts the open answers of a batch together from its two files: the encrypted texts and the accepted rows.

Here: rows of one judged batch into answers in memory, for as long as the caller holds them. Not here: which batches
are in force (pipelines/ingest), and who is one person across partners: `person_keys` tells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
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
    "may_quote",
    "score",
)
Row = Mapping[str, object]


def group_of(row: Row) -> str:
    """What a quote is printed with: the role of who answered, and the sub-program."""
    return f"{row['role'] or 'unknown'} / {row['sub_program']}"


def answers_of_batch(
    batch: Path,
    accepted: Path,
    key: bytes,
    *,
    partner: str,
    person_keys: Mapping[tuple[str | None, str | None], str],
    scales: Sequence[Scale] = (),
    group: Callable[[Row], str] = group_of,
) -> dict[str, list[Answer]]:
    """The answers of one batch by question, in the order of its rows; only rows that met the contract.

    `batch` is the landed folder, `accepted` the Parquet file with its accepted rows (record type `feedback`), `key`
    the initiative's; `person_keys` maps (local token, person token) of this partner to the key of a person. Somebody
    without tokens is a person of his own. Consent is the boolean column `may_quote`; empty is no. The rating is
    read by the scale of the question. Raises PermanentFailure `wrong_key`.
    """
    table = read_answers(batch, key)
    texts: dict[int, str] = {row["row_number"]: row["answer"] for row in table.to_pylist()} if table else {}
    by_question = {scale.question: scale for scale in scales}
    found: dict[str, list[Answer]] = {}
    for row in _rows(accepted):
        number = row["row_number"]
        if isinstance(number, int) and number in texts:
            question = str(row["question"])
            found.setdefault(question, []).append(
                Answer(
                    texts[number],
                    person=_person(row, person_keys, f"{partner}/{batch.name}/{number}"),
                    may_quote=row["may_quote"] is True,
                    group=group(row),
                    rating=_rating(by_question.get(question), row["score"]),
                )
            )
    return found


def _rows(accepted: Path) -> Iterator[Row]:
    table = pq.read_table(accepted, columns=[*_COLUMNS]).sort_by("row_number")
    yield from table.to_pylist()


def _person(row: Row, keys: Mapping[tuple[str | None, str | None], str], alone: str) -> str:
    local, person = row["local_token"], row["person_token"]
    tokens = (local if isinstance(local, str) else None, person if isinstance(person, str) else None)
    return keys.get(tokens) or tokens[1] or tokens[0] or alone


def _rating(scale: Scale | None, score: object) -> float | None:
    return read_scale(scale, [score]).readings[0].value if scale else None
