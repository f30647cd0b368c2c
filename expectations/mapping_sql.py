"""Turns a mapping into the SELECT that reads landed rows as rows of the contract.

Here: SQL text for DuckDB, one expression per column. Not here: what a mapping may say (mapping.py) and
running it (enforcement.py). Text that cannot be read becomes NULL beside its text, so that the contract's type
rule finds it; nothing is dropped or guessed.
"""

from __future__ import annotations

from collections.abc import Iterable

from expectations.contract import Contract
from expectations.mapping import ColumnMapping, Mapping
from expectations.rules import PERSON_COLUMNS, TEXT_SUFFIX, Column

_TRUE = ("true", "yes", "y", "1", "x")
_FALSE = ("false", "no", "n", "0")
# Tried in this order: up to a million million, and far beyond.
_DECIMALS = ("DECIMAL(18, 6)", "DECIMAL(24, 6)")


def literal(text: str) -> str:
    """A SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def identifier(name: str) -> str:
    """A quoted SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def missing_columns(contract: Contract, mapping: Mapping, landed: Iterable[str]) -> dict[str, list[str]]:
    """Contract columns that cannot be read, with the partner columns that the batch does not have."""
    present = set(landed)
    gaps = {
        name: [wanted for wanted in entry.partner_columns if wanted not in present]
        for name, entry in mapping.columns.items()
    }
    for rule in mapping.rows:
        absent = [wanted for wanted in rule.partner_columns if wanted not in present]
        for name in (*rule.set, *rule.set_from):
            gaps[name] = gaps.get(name, []) + absent
    return {name: absent for name, absent in gaps.items() if absent}


def select_rows(contract: Contract, mapping: Mapping, rows: str, landed: Iterable[str]) -> str:
    """The SELECT that gives one row of the contract per landed row, in the order in which the rows landed.

    `rows` is a relation (a table name or a read_parquet call); `landed` are its columns. Every column that is
    not a string comes twice: typed, and with the suffix `__text` as the text it was read from.
    """
    present = set(landed)
    texts = [
        f"{_text(column, mapping, present)} AS {column.name}{TEXT_SUFFIX}"
        for column in contract.value_columns
    ]
    people = PERSON_COLUMNS if contract.has_people else ()
    # An all-empty Parquet column has no text type of its own.
    tokens = [f"CAST({name} AS VARCHAR) AS {name}" for name in people]
    carried = ["row_number", "row_ref", *people]
    typed = []
    for column in contract.value_columns:
        typed.append(f"{_typed(column, mapping.columns.get(column.name))} AS {column.name}")
        if column.logical_type != "string":
            typed.append(column.name + TEXT_SUFFIX)
    separator = ",\n    "
    read = separator.join(["row_number", "row_ref", *tokens, *texts])
    return (
        f"WITH texts AS (\n  SELECT\n    {read}\n  FROM {rows}\n)\n"
        f"SELECT\n    {separator.join(carried + typed)}\nFROM texts"
    )


def _text(column: Column, mapping: Mapping, present: set[str]) -> str:
    """The text of a contract column: the first row rule that fits, else the column's own mapping."""
    usual = _mapped_text(mapping.columns.get(column.name), present)
    branches = []
    for rule in mapping.rows:
        if not set(rule.partner_columns) <= present:
            continue
        tests = [f"coalesce({identifier(name)}, '') = {literal(text)}" for name, text in rule.when.items()]
        tests += [
            f"coalesce({identifier(name)}, '') <> {literal(text)}" for name, text in rule.when_not.items()
        ]
        value = usual
        if column.name in rule.set:
            value = literal(rule.set[column.name])
        elif column.name in rule.set_from:
            value = identifier(rule.set_from[column.name])
        branches.append(f"WHEN {' AND '.join(tests) or 'true'} THEN {value}")
    return f"CASE {' '.join(branches)} ELSE {usual} END" if branches else usual


def _mapped_text(entry: ColumnMapping | None, present: set[str]) -> str:
    if entry is None or not set(entry.partner_columns) <= present:
        return "CAST(NULL AS VARCHAR)"
    if entry.constant is not None:
        return literal(entry.constant)
    text = f"nullif(trim({identifier(str(entry.column))}), '')"
    if entry.minus:
        taken_off = _number(identifier(entry.minus), _DECIMALS[-1])
        text = f"CAST({_number(text, _DECIMALS[-1])} - {taken_off} AS VARCHAR)"
    if entry.marks:
        marks = ", ".join(literal(mark) for mark in entry.marks)
        text = f"CASE WHEN {text} IN ({marks}) THEN NULL ELSE {text} END"
    return _valued(entry, text)


def _valued(entry: ColumnMapping, text: str) -> str:
    """Replace the partner's words by the contract's values; words that are not listed stay as they are."""
    if not entry.values and entry.otherwise is None:
        return text
    branches = " ".join(
        f"WHEN {literal(_folded(word))} THEN {literal(value)}" for word, value in entry.values.items()
    )
    other = literal(entry.otherwise) if entry.otherwise is not None else text
    return f"CASE coalesce(lower(trim({text})), '') {branches} ELSE {other} END" if branches else other


def _folded(word: str) -> str:
    return word.strip().lower()


def _typed(column: Column, entry: ColumnMapping | None) -> str:
    text = column.name + TEXT_SUFFIX
    reading = entry.read_as if entry else None
    match column.logical_type:
        case "date":
            return _date(text, entry)
        case "integer" | "number":
            divide_by = entry.divide_by if entry else None
            # Sixteen-byte decimals are forty times slower to read: only what does not fit into eight bytes needs them.
            tries = [_exact(_read_number(text, reading, kind, divide_by), column) for kind in _DECIMALS]
            return f"coalesce({', '.join(tries)})"
        case "boolean":
            return _boolean(text)
    return _string(text, reading)


def _string(text: str, reading: str | None) -> str:
    code = f"regexp_replace({text}, '[.]0+$', '')"
    if reading == "code":
        return code
    if reading == "school_year_end":
        year = f"TRY_CAST({code} AS INTEGER)"
        return f"({year} - 1) || '-' || right(CAST({year} AS VARCHAR), 2)"
    return text


def _date(text: str, entry: ColumnMapping | None) -> str:
    tries = [
        f"TRY_CAST(TRY_STRPTIME({text}, {literal(form)}) AS DATE)"
        for form in (entry.formats if entry else [])
    ]
    tries.append(f"TRY_CAST({text} AS DATE)")
    if entry is None or entry.read_as != "month":
        return f"coalesce({', '.join(tries)})"
    tries.append(f"TRY_CAST({text} || '-01' AS DATE)")
    return f"CAST(date_trunc('month', coalesce({', '.join(tries)})) AS DATE)"


def _read_number(text: str, reading: str | None, kind: str, divide_by: float | None) -> str:
    number = _percent(text, kind) if reading == "percent" else _number(text, kind)
    return f"{number} / {divide_by:g}" if divide_by else number


def _number(text: str, kind: str) -> str:
    # Exact decimals from the start: sums of doubles depend on the order in which threads add them.
    return f"TRY_CAST(replace(replace({text}, ',', ''), ' ', '') AS {kind})"


def _percent(text: str, kind: str) -> str:
    number = f"TRY_CAST(replace(replace({text}, '%', ''), ' ', '') AS {kind})"
    return f"CASE WHEN contains({text}, '%') OR {number} > 1 THEN {number} / 100 ELSE {number} END"


def _exact(number: str, column: Column) -> str:
    """An integer column does not swallow fractions: 2.5 days is text that cannot be read."""
    cast = f"TRY_CAST({number} AS {column.physical_type})"
    if column.logical_type == "integer":
        return f"CASE WHEN {number} = floor({number}) THEN {cast} END"
    return cast


def _boolean(text: str) -> str:
    def words(options: tuple[str, ...]) -> str:
        return ", ".join(literal(word) for word in options)

    word = f"lower({text})"
    return f"CASE WHEN {word} IN ({words(_TRUE)}) THEN true WHEN {word} IN ({words(_FALSE)}) THEN false END"
