"""Reads a sample from a file: which of its tables is meant, and the options that read exactly that table.

`connectors.looking.look` finds the tables. A JSON API is read in `api_sample`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from connectors import CONNECTORS, HttpPolicy, Original, Pull, PullContext, pull
from connectors.looking.look import TableSeen, look
from connectors.places.place import Folder
from connectors.pull import text_frame
from connectors.tables.column_types import infer_columns
from pipelines.connect.answers import Answers
from pipelines.connect.matching import score
from pipelines.connect.model import Choice, ConnectError, Question, Sample
from pipelines.connect.names import THRESHOLD
from pipelines.connect.people import propose_people
from pipelines.connect.vocabulary import Vocabulary

_FILE_FOLDER = "files"


def read_file(path: Path, folder: Path | None, vocabulary: Vocabulary, answers: Answers) -> Sample:
    """The sample of a local file; a path inside the initiative folder is kept relative to it."""
    (original,) = Folder().fetch(path.name, PullContext(path.parent, HttpPolicy()))
    stored, advice = _stored_path(path, folder)
    return file_sample(original, {"path": stored}, vocabulary, answers, advice)


def _stored_path(path: Path, folder: Path | None) -> tuple[str, tuple[str, ...]]:
    if folder is None:
        return path.name, (f"The path of the feed starts at the initiative folder: put {path.name} there.",)
    if path.resolve().is_relative_to(folder.resolve()):
        return path.resolve().relative_to(folder.resolve()).as_posix(), ()
    stored = f"{_FILE_FOLDER}/{path.name}"
    return stored, (f"Move {path.name} to {folder.name}/{stored}: the feed reads it there.",)


def file_sample(
    original: Original,
    where: dict[str, Any],
    vocabulary: Vocabulary,
    answers: Answers,
    advice: Sequence[str] = (),
) -> Sample:
    """The sample of a file's bytes. `where` are the options that say where the file is, in place of its name."""
    tables = look(original)
    table, questions, assumed = _choose(tables, vocabulary, answers)
    found = {name: value for name, value in table.options.items() if name != "path"}
    pulled = _pull(table.connector, {"path": original.name, **found}, original)
    options, notes = _needed_options(table, found, original, pulled)
    rows = pulled.rows.to_numpy().tolist()
    return Sample(
        connector=table.connector,
        options={**where, **options},
        pulled=pulled,
        columns=infer_columns(list(pulled.rows.columns), rows),
        option_notes=notes,
        assumptions=tuple(dict.fromkeys([*assumed, *table.assumptions])),
        doubts=tuple(table.doubts),
        questions=tuple(questions),
        advice=tuple(advice),
    )


def _pull(connector: str, options: dict[str, Any], original: Original) -> Pull:
    known = CONNECTORS[connector].Options
    return pull(connector, known.model_validate(options), base_dir=Path(), originals=[original])


def _needed_options(
    table: TableSeen, found: dict[str, Any], original: Original, pulled: Pull
) -> tuple[dict[str, Any], dict[str, str]]:
    """Leave the header row out where it is found again without: next year's file may have one title row more."""
    notes = {"path": f"read: {table.place}, {len(pulled.rows)} rows"}
    if "header_row" not in found:
        return found, notes
    less = {name: value for name, value in found.items() if name != "header_row"}
    try:
        again = _pull(table.connector, {"path": original.name, **less}, original)
    except Exception:
        return found, notes
    is_same = again.row_refs == pulled.row_refs and again.rows.equals(pulled.rows)
    return (less if is_same else found), notes


def _choose(
    tables: list[TableSeen], vocabulary: Vocabulary, answers: Answers
) -> tuple[TableSeen, list[Question], list[str]]:
    """The table that fits the contract best; a question where two fit equally well."""
    if len(tables) == 1:
        return tables[0], [], []
    said = answers.get("table")
    if said is not None:
        for number, table in enumerate(tables, 1):
            if said in (str(number), table.place, table.sheet):
                return table, [], [f"answered: the table {table.place}"]
        places = "; ".join(f"{number}: {table.place}" for number, table in enumerate(tables, 1))
        raise ConnectError(f"--answer table={said}: there is no such table. There are {places}.")
    fits = [_fit(table, vocabulary) for table in tables]
    best = fits.index(max(fits))
    others = ", ".join(table.place for table in tables if table is not tables[best])
    note = f"assumed: of {len(tables)} tables {tables[best].place} fits the contract best; the others are {others}"
    if fits.count(fits[best]) == 1:
        return tables[best], [], [note]
    choices = tuple(Choice(str(number), table.place) for number, table in enumerate(tables, 1))
    question = Question("table", "options", "Which table of the file is it?", choices, needed=True)
    return tables[best], [question], []


def _fit(table: TableSeen, vocabulary: Vocabulary) -> float:
    """How many columns of the contract and of a person a table seems to have, weighed by likeness."""
    names = [column.name for column in table.columns]
    sample = Sample(table.connector, table.options, _as_pull(table, names), table.columns)
    fits = 0.0
    for column in vocabulary.contract.value_columns:
        best = max((score(sample, vocabulary, column, seen) for seen in table.columns), default=0.0)
        fits += best / 100 if best >= THRESHOLD else 0.0
    people = propose_people(sample, Answers())[0] if vocabulary.contract.has_people else {}
    return round(fits + len(people), 2)


def _as_pull(table: TableSeen, names: list[str]) -> Pull:
    return Pull(
        text_frame(names, table.rows), [str(number) for number in table.row_numbers], [], table.file, []
    )
