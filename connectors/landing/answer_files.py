"""What a batch keeps of its open answers: the texts encrypted beside the rows, in the rows how many words they have.

Here: one small file of a batch, written and read. Not here: what is made of the answers (pipelines/voices).
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow as pa

from connectors.landing.sealed_tables import open_table, seal_table
from connectors.tables.cells import clean_name

ANSWERS_FILE = "answers.enc"
ANSWER_SCHEMA = pa.schema([("row_number", pa.int64()), ("answer", pa.string())])
_PURPOSE = "answers/v1"


def take_answers(rows: pd.DataFrame, column: str) -> tuple[pd.DataFrame, pa.Table]:
    """Return the rows with the number of words in the place of each text, and the texts by row number, from 1.

    An empty answer has 0 words and is not kept. A column that is not there gives no texts.
    """
    name = clean_name(column)
    if name not in rows.columns:
        return rows, ANSWER_SCHEMA.empty_table()
    texts = [text if isinstance(text, str) else "" for text in rows[name].tolist()]
    kept = [(number, text) for number, text in enumerate(texts, 1) if text.strip()]
    counted = rows.copy()
    counted[name] = pd.Series([str(len(text.split())) for text in texts], index=rows.index, dtype=object)
    arrays = list(zip(*kept, strict=True)) or [(), ()]
    return counted, pa.table(
        [pa.array(values, kind.type) for values, kind in zip(arrays, ANSWER_SCHEMA, strict=True)],
        schema=ANSWER_SCHEMA,
    )


def write_answers(folder: Path, answers: pa.Table, key: bytes) -> None:
    """Write the texts under a key of the initiative, for this purpose alone."""
    (folder / ANSWERS_FILE).write_bytes(seal_table(answers, key, _PURPOSE))


def read_answers(folder: Path, key: bytes) -> pa.Table | None:
    """The open answers of a batch (ANSWER_SCHEMA), or None where the feed has none; PermanentFailure `wrong_key`."""
    return open_table(folder / ANSWERS_FILE, key, _PURPOSE, "The answers")
