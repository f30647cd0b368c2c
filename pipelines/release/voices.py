"""The tables of open answers that a release carries: shares of themes with small counts hidden, and approved quotes.

Not here: which row is hidden (voices_cells.py), what an answer is about and who may be quoted (pipelines/voices). The
themes of single answers have no way in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from expectations.mapping_sql import identifier, literal
from pipelines.release.voices_cells import Block, Cell, hidden_cells
from pipelines.release.voices_words import COLUMNS, TABLES
from pipelines.voices.schemas import VOICES_SCHEMAS
from pipelines.voices.texts import text_hash
from pipelines.warehouse import write_table

SCHEMA = "voices"
_FIGURES = ("people_with", "people", "share", "margin")
_SHARES = {**VOICES_SCHEMAS["theme_shares"], "status": "VARCHAR"}
_PUBLISHED, _SUPPRESSED = "published", "suppressed"
Row = dict[str, Any]
Place = tuple[str, str]


def write_voices(
    connection: duckdb.DuckDBPyConnection, smallest: int, earlier: Path | None = None
) -> list[tuple[str, str]]:
    """Write `voices.theme_shares` and `voices.quotes` of the attached `pipeline` into a release; returns the tables.

    Only periods that are over by the day of the release. `earlier` is the warehouse of the release before: a question
    and period of which a count would change by 1 to `smallest` - 1 people stays as it was published, and what was
    hidden stays hidden. Raises ValueError for a quote whose text is not the one that its hash approves.
    """
    if not _has_tables(connection, "pipeline"):
        return []
    shares = _over(connection)
    before = _earlier(connection, earlier)
    rows = [
        row
        for place, block in _by_place(shares).items()
        for row in _protected(block, before.get(place, []), smallest)
    ]
    write_table(connection, SCHEMA, "theme_shares", _SHARES, rows)
    write_table(connection, SCHEMA, "quotes", VOICES_SCHEMAS["quotes"], _quotes(connection))
    _describe(connection)
    return [(SCHEMA, "quotes"), (SCHEMA, "theme_shares")]


def _describe(connection: duckdb.DuckDBPyConnection) -> None:
    for table, words in TABLES.items():
        connection.execute(f"COMMENT ON TABLE {SCHEMA}.{table} IS {literal(words)}")
        for column, told in COLUMNS[table].items():
            connection.execute(f"COMMENT ON COLUMN {SCHEMA}.{table}.{identifier(column)} IS {literal(told)}")


def _has_tables(connection: duckdb.DuckDBPyConnection, database: str) -> bool:
    found = connection.execute(
        "SELECT count(*) FROM duckdb_tables() WHERE database_name = ? AND schema_name = ? "
        "AND table_name IN ('theme_shares', 'quotes')",
        [database, SCHEMA],
    ).fetchall()
    return bool(found[0][0] == 2)


def _over(connection: duckdb.DuckDBPyConnection) -> list[Row]:
    return _rows(
        connection,
        "SELECT shares.* FROM pipeline.voices.theme_shares AS shares JOIN agenda.periods USING (period_id) "
        "WHERE periods.ends_on <= (SELECT as_of FROM agenda.initiative) "
        "ORDER BY question_id, period_id, position, sub_program_id <> 'all', sub_program_id",
    )


def _quotes(connection: duckdb.DuckDBPyConnection) -> list[Row]:
    found = _rows(connection, "SELECT * FROM pipeline.voices.quotes ORDER BY position")
    if any(text_hash(row["text"]) != row["sha256"] for row in found):
        raise ValueError("a quote in the pipeline's warehouse is not the text that its hash approves")
    return found


def _earlier(connection: duckdb.DuckDBPyConnection, path: Path | None) -> dict[Place, list[Row]]:
    """The shares of the release before, by question and period."""
    if path is None or not path.is_file():
        return {}
    connection.execute(f"ATTACH {literal(str(path))} AS earlier (READ_ONLY)")
    try:
        known = _has_tables(connection, "earlier")
        return _by_place(_rows(connection, "SELECT * FROM earlier.voices.theme_shares")) if known else {}
    finally:
        connection.execute("DETACH earlier")


def _rows(connection: duckdb.DuckDBPyConnection, sql: str) -> list[Row]:
    cursor = connection.execute(sql)
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _by_place(rows: Sequence[Row]) -> dict[Place, list[Row]]:
    found: dict[Place, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["question_id"], row["period_id"]].append(row)
    return dict(found)


def _protected(rows: Sequence[Row], before: Sequence[Row], smallest: int) -> list[Row]:
    if before and _moved_by_few(rows, before, smallest):
        return list(before)
    closed = {_cell(row) for row in before if row["status"] != _PUBLISHED and _same_codebook(rows, before)}
    hidden = hidden_cells(_block(rows), smallest, closed & {_cell(row) for row in rows})
    return [_shown(row, _cell(row) in hidden) for row in rows]


def _shown(row: Row, is_hidden: bool) -> Row:
    emptied = dict.fromkeys(_FIGURES) if is_hidden else {}
    return {**row, **emptied, "status": _SUPPRESSED if is_hidden else _PUBLISHED}


def _cell(row: Row) -> Cell:
    return row["theme_id"], row["sub_program_id"]


def _block(rows: Sequence[Row]) -> Block:
    return Block(
        people={row["sub_program_id"]: row["people"] for row in rows},
        people_with={_cell(row): row["people_with"] for row in rows},
    )


def _same_codebook(rows: Sequence[Row], before: Sequence[Row]) -> bool:
    return {row["codebook"] for row in rows} == {row["codebook"] for row in before}


def _moved_by_few(rows: Sequence[Row], before: Sequence[Row], smallest: int) -> bool:
    """Whether a published count differs from the one before by fewer people than may be shown.

    Under another codebook only the people who answered are compared: nobody can tell whose answer reads otherwise.
    """
    now = {_cell(row): row for row in rows}
    whole = {row["sub_program_id"]: row["people"] for row in rows}
    for old in before:
        if old["status"] != _PUBLISHED:
            continue
        steps = [whole.get(old["sub_program_id"], 0) - old["people"]]
        if _same_codebook(rows, before):
            new: Mapping[str, Any] = now.get(_cell(old), {"people_with": 0})
            steps.append(new["people_with"] - old["people_with"])
            steps.append(steps[0] - steps[1])
        if any(0 < abs(step) < smallest for step in steps):
            return True
    return False
