"""What the files of the corpus of messy files should give, where that is known, and how a reading is compared.

Two readings are the same if header and rows are, whatever a name is given to a column that has none, whatever
blanks stand around a value, and whether a number or a truth value is written in one way or another.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from pathlib import Path

from connectors.looking.look import TableSeen

Rows = list[list[str]]

# Workbooks, pages and packed texts beside the text file with the same content.
SIBLINGS = {
    "csvkit/dummy.xls": "csvkit/dummy.csv",
    "csvkit/dummy.xlsx": "csvkit/dummy.csv",
    "csvkit/dummy.tsv": "csvkit/dummy.csv",
    "csvkit/dummy.csv.gz": "csvkit/dummy.csv",
    "csvkit/dummy.csv.bz2": "csvkit/dummy.csv",
    "csvkit/test.xls": "csvkit/testxls_converted.csv",
    "csvkit/test.xlsx": "csvkit/testxlsx_converted.csv",
    "csvkit/test_skip_lines.xls": "csvkit/testxls_converted.csv",
    "csvkit/test_skip_lines.xlsx": "csvkit/testxlsx_converted.csv",
    "csvkit/sheets.xls": "csvkit/testxls_converted.csv",
    "csvkit/sheets.xlsx": "csvkit/testxlsx_converted.csv",
    **{
        f"agate_excel/test{kind}.{form}": "agate/test.csv"
        for kind in ("", "_skip_lines", "_sheets")
        for form in ("xls", "xlsx")
    },
    **{
        f"frictionless/data/{name}": "frictionless/data/table.csv"
        for name in (
            *(
                "table.xls",
                "table.xlsx",
                "table.ods",
                "table.csv.gz",
                "table.csv.zip",
                "sheet2.xls",
                "sheet2.xlsx",
            ),
            *("table1.html", "table2.html", "table4.html", "table-with-two-sheets.ods"),
        )
    },
    **{
        f"frictionless/data/table-output.{form}": "frictionless/data/table-output.csv"
        for form in ("xlsx", "ods", "html")
    },
}

_NAMELESS = re.compile(r"col_\d+|\((column|extra) \d+\)|_unnamed|[a-z]")
_COPY = re.compile(r"\s*\(\d+\)$")


def clean_reading(folder: Path, name: str) -> Rows:
    """The reading that the pollock corpus gives for a file, without blank lines; header first, [] for none."""
    parameters = json.loads((folder / "parameters" / f"{name}_parameters.json").read_text())
    rows = read_csv(folder / "clean" / name)
    if parameters["header_lines"] == "0":
        # Some of these readings start with made-up names, some do not.
        return [[], *(rows[1:] if rows[0][0].startswith("col_") else rows)]
    return rows


def read_csv(path: Path) -> Rows:
    """The rows of a plain text file, without blank ones."""
    with path.open(newline="", encoding="utf-8") as file:
        return [row for row in csv.reader(file) if any(cell.strip() for cell in row)]


def as_rows(table: TableSeen) -> Rows:
    """A table that was seen, header first."""
    header = [column.name for column in table.columns] if table.header_row is not None else []
    return [header, *([cell or "" for cell in row] for row in table.rows)]


def is_same(found: Rows, wanted: Rows, columns: int | None = None) -> bool:
    """Whether two readings are the same, in the first `columns` columns if they are given."""
    return _plain(found, columns) == _plain(wanted, columns)


def score(found: Rows, wanted: Rows) -> float:
    """F1 over the cells of the rows, wherever they stand."""
    one, other = (
        Counter(cell for row in _plain(rows, None)[1:] for cell in row if cell) for rows in (found, wanted)
    )
    if not one and not other:
        return 1.0
    return 2 * (one & other).total() / (one.total() + other.total())


def _plain(rows: Rows, columns: int | None) -> Rows:
    """Names and values in one way of writing, without columns that are blank throughout."""
    header, *body = rows
    plain = [[_name(cell) for cell in header], *([_value(cell) for cell in row] for row in body)]
    width = max(map(len, plain))
    plain = [(row + [""] * (width - len(row)))[:columns] for row in plain]
    kept = [k for k in range(len(plain[0])) if any(row[k] for row in plain)]
    return [[row[k] for k in kept] for row in plain]


def _name(name: str) -> str:
    plain = _COPY.sub("", " ".join(name.replace(" / ", " ").split()))
    # A single letter is the name of a column of a spreadsheet, unless it stands in the file; both ways do.
    return "" if _NAMELESS.fullmatch(plain) else plain


def _value(text: str) -> str:
    plain = " ".join(text.split())
    if plain.lower() in ("true", "false"):
        return plain.lower()
    plain = plain.removesuffix("T00:00:00").removesuffix(" 00:00:00")
    try:
        return format(float(plain), ".15g") if re.fullmatch(r"-?\d+\.\d+", plain) else plain
    except ValueError:
        return plain
