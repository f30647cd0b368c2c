"""Quotes and escapes, whole and broken: nothing is swallowed, and what was assumed is said."""

from __future__ import annotations

from typing import Any

import pytest

from connectors import PermanentFailure
from connectors.pull import Original
from connectors.texts.delimited import CsvOptions, read_text_sheet


def read(text: str, **options: Any) -> tuple[list[list[str | None]], list[int], list[str]]:
    sheet, notes = read_text_sheet(Original("a.csv", text.encode()), CsvOptions(path="a.csv", **options))
    return sheet.grid, sheet.numbers, notes


def test_quotes_after_a_blank_and_doubled_quotes() -> None:
    assert read('id, name\n1, "x, y"\n2, "say ""hi"""\n')[0] == [
        ["id", "name"],
        ["1", "x, y"],
        ["2", 'say "hi"'],
    ]


def test_a_backslash_before_a_quote() -> None:
    grid, _, notes = read('id,note,folder\n1,"say \\"hi\\", twice","C:\\new"\n2,"x","\\\\host"\n')
    assert grid[1:] == [["1", 'say "hi", twice', "C:\\new"], ["2", "x", "\\host"]]
    assert any("backslash" in note for note in notes)


def test_a_backslash_without_need_is_a_character() -> None:
    grid, _, notes = read('id,folder\n1,"C:\\temp\\"\n2,D:\\x\n')
    assert grid[1:] == [["1", "C:\\temp\\"], ["2", "D:\\x"]]
    assert not any("backslash" in note for note in notes)


def test_a_given_escape_character() -> None:
    assert read("id,note\n1,a^,b\n2,c\n", escapechar="^", delimiter=",")[0][1] == ["1", "a,b"]


def test_single_quotes_only_where_they_plainly_quote() -> None:
    grid, _, notes = read("1,'a, b','x'\n2,'c','it''s'\n3,'d','y'\n")
    assert grid == [["1", "a, b", "x"], ["2", "c", "it's"], ["3", "d", "y"]]
    assert any("single quotes" in note for note in notes)
    assert read("id,band\n1,'til dawn\n2,o'clock\n")[0][1] == ["1", "'til dawn"]


def test_quotes_that_do_not_pair_are_characters_where_that_gives_an_even_table() -> None:
    grid, numbers, notes = read('child,size\nA,"12\nB,3\nC,"4\nD,5\n')
    assert grid == [["child", "size"], ["A", '"12'], ["B", "3"], ["C", '"4'], ["D", "5"]]
    assert numbers == [1, 2, 3, 4, 5]
    assert any("line 2" in note and "characters" in note for note in notes)


def test_a_quote_that_swallows_rows_is_refused_with_its_line() -> None:
    text = 'child,site\nA,North\nB,"South, old\nC,"East, new"\nD,West\n'
    with pytest.raises(PermanentFailure, match="line 3") as caught:
        read(text)
    assert "South" not in str(caught.value)
    with pytest.raises(PermanentFailure, match="line 2"):
        read('a,b\n1,"2\n3,4\n', quotechar='"')


def test_text_after_a_closing_quote_is_kept() -> None:
    grid, _, notes = read('child,site\n"Ann" Lee,North\n"Bo, Jr." ,East\n')
    assert grid[1:] == [["Ann Lee", "North"], ["Bo, Jr.", "East"]]
    assert any("line 2" in note for note in notes)


def test_long_values_are_read() -> None:
    assert len(read(f'a,b\n"{"x, " * 100_000}",1\n')[0][1][0] or "") == 299_999


def test_the_number_of_a_record_is_that_of_its_first_line() -> None:
    grid, numbers, _ = read('a,b\n"1\n2\n3",x\n\n4,y\n')
    assert [number for number, row in zip(numbers, grid, strict=True) if row] == [1, 2, 6]
