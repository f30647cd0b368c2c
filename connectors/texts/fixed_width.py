"""Reads tables whose columns stand one under the other, with blanks between them and no delimiter.

Finds the columns and cuts the lines. Files with a delimiter are the business of `dialect`.
"""

from __future__ import annotations

from collections.abc import Iterable

from connectors.texts.text_records import Records, Row

_MIN_LINES = 4
_MAX_LINES = 1000


def find_columns(lines: list[str]) -> list[int] | None:
    """Return the position of the first character of each column, from 1; None where there are no such columns.

    Columns are divided by positions that are blank in every line. So that prose is not cut, every
    division must follow at least two blanks in one of the lines, and most lines fill two columns.
    """
    filled = [line.rstrip() for line in lines[:_MAX_LINES] if line.strip()]
    if len(filled) < _MIN_LINES or any("\t" in line for line in filled):
        return None
    width = max(map(len, filled))
    blank = [all(line[k : k + 1] in ("", " ") for line in filled) for k in range(width)]
    starts = [k for k in range(width) if not blank[k] and (k == 0 or blank[k - 1])]
    rows = [cut_line(line, starts) for line in filled]
    # Words of long values can leave a gap too. A column has a heading, or values in half of the lines.
    true = [
        0,
        *(
            k
            for k in range(1, len(starts))
            if rows[0][k] or sum(bool(row[k]) for row in rows) > len(rows) / 2
        ),
    ]
    starts = [starts[k] for k in true]
    padded = all(any(line[start - 2 : start] == "  " for line in filled) for start in starts[1:])
    several = sum(len([cell for cell in cut_line(line, starts) if cell]) > 1 for line in filled)
    if len(starts) < 2 or not padded or several < 0.75 * len(filled):
        return None
    return [start + 1 for start in starts]


def cut_line(line: str, starts: list[int]) -> list[str]:
    """Return the cells of a line; `starts` counts from 0. What stands left of the first start is kept."""
    ends = [*starts[1:], len(line)]
    begins = [0, *starts[1:]]
    return [line[begin:end].strip() for begin, end in zip(begins, ends, strict=True)]


def fixed_width_records(lines: Iterable[str], columns: list[int], name: str) -> Records:
    """Return the cells of every line; `columns` counts from 1 as a person does.

    A line on which a value reaches over the edge of a column is cut there all the same, and noted.
    """
    starts = [column - 1 for column in columns]
    rows: list[Row] = []
    torn: list[int] = []
    for number, line in enumerate(lines, 1):
        line = line.rstrip("\r\n")
        rows.append([cell or None for cell in cut_line(line, starts)])
        if any(" " not in line[start - 1 : start + 1] and len(line) > start for start in starts[1:]):
            torn.append(number)
    notes = []
    if torn:
        where = f"on {len(torn)} lines, first on line {torn[0]}"
        notes = [f"{name}: a value reaches over the edge of a column {where}."]
    return Records(rows, list(range(1, len(rows) + 1)), notes)
