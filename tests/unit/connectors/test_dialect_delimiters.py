"""Delimiters, fixed width, comments and ruled lines: found, said, and never at the price of a value."""

from __future__ import annotations

import csv
import io
from itertools import product
from typing import Any

import pytest

from connectors.pull import Original
from connectors.texts.delimited import CsvOptions, read_text_file

ROWS = [
    ["child", "site", "date", "hours", "note"],
    ["O'Brien, Ann", "North; East", "3/4/2024", "1.5", "late, called at 10:30"],
    ["Lee", "YMCA", "3/5/2024", "2.0", "a|b"],
    ["van der Berg", "Main St, Apt 4", "12/31/2024", "10.5", ""],
    ["Smith-Jones", "Room 3/4", "1/9/2024", "0.5", "two\nlines"],
]


def read(text: str, **options: Any) -> tuple[list[list[str | None]], list[int], list[str], dict[str, Any]]:
    original = Original("a.csv", text.encode())
    sheet, notes, found = read_text_file(original, CsvOptions(path="a.csv", **options))
    return sheet.grid, sheet.numbers, notes, found


def written(delimiter: str, quoting: int, quotechar: str = '"') -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter="\x02", quotechar=quotechar, quoting=quoting, lineterminator="\n")  # type: ignore[call-overload]
    if len(delimiter) == 1:
        writer = csv.writer(
            buffer, delimiter=delimiter, quotechar=quotechar, quoting=quoting, lineterminator="\n"
        )  # type: ignore[call-overload]
    writer.writerows(ROWS)
    return buffer.getvalue().replace("\x02", delimiter)


@pytest.mark.parametrize(
    ("delimiter", "quoting", "quotechar"),
    list(
        product(
            [",", ";", "\t", "|", "^", "~", "||", "::", "|~|"], [csv.QUOTE_MINIMAL, csv.QUOTE_ALL], ['"', "'"]
        )
    ),
)
def test_every_dialect_gives_the_same_table(delimiter: str, quoting: int, quotechar: str) -> None:
    text = written(delimiter, quoting, quotechar)
    want = [[cell or None for cell in row] for row in ROWS]
    grid, numbers, notes, found = read(text)
    assert (grid, numbers) == (want, [1, 2, 3, 4, 5])
    assert found["delimiter"] == delimiter
    assert found.get("quotechar", '"') == quotechar
    assert any("as the delimiter" in note for note in notes)
    assert read(text, **found)[0] == want
    preamble = read("Attendance, spring\nPrinted 3/4/2024\n\n" + text)
    assert (preamble[0][3:], preamble[1][3:]) == (want, [4, 5, 6, 7, 8])


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_do_not_matter(end: str) -> None:
    grid, numbers, _, _ = read(f"a;b{end}1;2{end}{end}3;4")
    assert (grid, numbers) == ([["a", "b"], ["1", "2"], [], ["3", "4"]], [1, 2, 3, 4])
    assert read("a;b\r\n1;2\n3;4\r5;6")[1] == [1, 2, 3, 4]


def test_trailing_delimiters_and_ragged_rows_lose_nothing() -> None:
    grid, _, _, found = read("a,b,\n1,2,\n3,\n4,5,6,7\n")
    assert found == {"delimiter": ","}
    assert grid == [["a", "b", None], ["1", "2", None], ["3", None], ["4", "5", "6", "7"]]


def test_decimal_commas_are_values() -> None:
    assert read("rate\n1,5\n2,5\n-3,25\n")[0] == [["rate"], ["1,5"], ["2,5"], ["-3,25"]]
    assert read("child;rate;days\nA;1,5;2,5\nB;2,5;3,5\n")[0][1] == ["A", "1,5", "2,5"]
    assert read("x,y\n1,5\n2,5\n")[0][1] == ["1", "5"]


def test_one_column_stays_one_column() -> None:
    text = "comment\nI like it\nlate, but came\nsee note; call mom\nok\nbus, rain, flat tyre\n"
    grid, _, notes, found = read(text)
    assert [row for row in grid if len(row) != 1] == []
    assert found == {}
    assert any("one column" in note for note in notes)


def test_the_line_that_names_the_delimiter_for_excel() -> None:
    grid, numbers, notes, _ = read("sep=^\r\na^b\r\n1;2^3\r\n")
    assert (grid, numbers) == ([["a", "b"], ["1;2", "3"]], [2, 3])
    assert any("line 1" in note for note in notes)


def test_numbers_divided_by_blanks() -> None:
    assert read("t  x   y\n1  2.5 3\n10 4.5 -6\n")[0] == [
        ["t", "x", "y"],
        ["1", "2.5", "3"],
        ["10", "4.5", "-6"],
    ]
    assert read("a:b\n1:2\n3:4\n")[0][1] == ["1", "2"]


FIXED = (
    "name             site     hours\n"
    "Ann Smith        North     12.5\n"
    "Bo Li            East       3\n"
    "Maria del Carmen South    100\n"
    "Cy                          7\n"
)


def test_columns_of_fixed_width_are_found_and_can_be_given() -> None:
    grid, _, notes, found = read(FIXED)
    assert found == {"columns_at": [1, 18, 27]}
    assert grid[3] == ["Maria del Carmen", "South", "100"]
    assert grid[4] == ["Cy", None, "7"]
    assert any("fixed width" in note for note in notes)
    assert read("Chicago Sun1948-01-01 63\nChicago Tri1920-01-01164\n", columns_at=[1, 12, 22])[0] == [
        ["Chicago Sun", "1948-01-01", "63"],
        ["Chicago Tri", "1920-01-01", "164"],
    ]


def test_a_value_over_the_edge_of_a_column_is_said() -> None:
    _, _, notes, _ = read(FIXED + "Maximiliane-Henriette North 4\n", columns_at=[1, 18, 27])
    assert any("over the edge" in note and "line 6" in note for note in notes)


def test_prose_is_not_cut_into_columns() -> None:
    text = "Notes on the visit\nWe saw the new rooms and\nthe garden  and spoke with the\nstaff about the summer plan\nand the food."
    assert all(len(row) == 1 for row in read(text)[0])


def test_comments_above_the_header_are_left_out_and_a_header_with_a_hash_stays() -> None:
    grid, numbers, notes, _ = read("# it's a comment, by Ann\n# more\nid,name\n1,x\n# 2,y\n")
    assert (grid, numbers) == ([["id", "name"], ["1", "x"], ["# 2", "y"]], [3, 4, 5])
    assert any("2 lines with comments" in note and "line 1" in note for note in notes)
    assert read("# energy, n\n0.1,2\n0.2,3\n")[0][0] == ["# energy", "n"]
    assert read("#,Name,Date\n1,A,3/4/2024\n2,B,3/5/2024\n")[0][0] == ["#", "Name", "Date"]
    given = read("id,name\n! no row\n1,x\n", comment="!")
    assert (given[0], given[1]) == ([["id", "name"], ["1", "x"]], [1, 3])


def test_ruled_lines_of_printed_tables_are_left_out() -> None:
    text = "+----+------+\n| id | name |\n+====+======+\n|  1 | a    |\n+----+------+\n|  2 | b    |\n+----+------+\n"
    grid, numbers, _, _ = read(text)
    assert [row[1:3] for row in grid] == [["id", "name"], ["1", "a"], ["2", "b"]]
    assert numbers == [2, 4, 6]
    assert read("id,name\n---,---\n1,a\n")[0][1] == ["---", "---"]
