"""Real csv files with the reading that they should give: dialect and encoding only, not the header."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from connectors.pull import Original
from connectors.texts.delimited import CsvOptions, read_text_file

HELD = 46
"""Of 48. One reading of the corpus has a slip of its own, one joins a header of three lines."""


def trimmed(row: list[str] | list[str | None]) -> list[str]:
    cells = [(cell or "").strip() for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def body(clean: Path, parameters: Path) -> list[list[str]]:
    with clean.open(encoding="utf-8", newline="") as file:
        rows = [cells for row in csv.reader(file) if (cells := trimmed(row))]
    generated = rows[0][0].startswith("col_")
    return rows[int(json.loads(parameters.read_text())["header_lines"]) or int(generated) :]


def test_rows_of_real_files_are_split_as_their_clean_reading_says(shared_data: Path) -> None:
    folder = shared_data / "messy" / "pollock"
    wrong = []
    for path in sorted((folder / "csv").iterdir()):
        sheet, _, _ = read_text_file(Original(path.name, path.read_bytes()), CsvOptions(path=path.name))
        rows = {tuple(trimmed(row)) for row in sheet.grid}
        want = body(folder / "clean" / path.name, folder / "parameters" / f"{path.name}_parameters.json")
        if not all(tuple(row) in rows for row in want):
            wrong.append(path.name)
    assert 48 - len(wrong) >= HELD, wrong
