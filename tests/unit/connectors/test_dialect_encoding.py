"""Encodings of text files: found by marks, by patterns and by the letters, or refused with a reason."""

from __future__ import annotations

import pytest

from connectors import PermanentFailure
from connectors.pull import Original
from connectors.texts.delimited import CsvOptions, read_text_sheet

SPANISH = "nombre,ciudad\nJosé Peña,Mérida\nMaría Núñez,Cádiz\nAna Muñoz,Bogotá\n"
RUSSIAN = "имя,город\nИван Петров,Москва\nМария Сидорова,Санкт-Петербург\n"
JAPANESE = "名前,町\n田中太郎,東京都\n鈴木花子,大阪府\n"
SIGNS = "name,note\nAnn,“quoted” – it’s fine\nBob,£5 or €6\nCy,20 °C\n"


def cells(content: bytes, **options: str) -> tuple[list[list[str | None]], list[str]]:
    sheet, notes = read_text_sheet(Original("a.csv", content), CsvOptions(path="a.csv", **options))
    return sheet.grid, notes


def expected(text: str) -> list[list[str]]:
    return [line.split(",") for line in text.splitlines()]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (SPANISH, "utf-8"),
        (SPANISH, "utf-8-sig"),
        (SPANISH, "utf-16"),
        (SPANISH, "utf-16-le"),
        (SPANISH, "utf-16-be"),
        (SPANISH, "utf-32"),
        (SPANISH, "utf-32-le"),
        (SPANISH, "utf-32-be"),
        (SPANISH, "cp1252"),
        (SPANISH, "mac-roman"),
        (SPANISH, "cp850"),
        (SIGNS, "cp1252"),
        (RUSSIAN, "utf-8"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "euc_jp"),
    ],
)
def test_the_encoding_is_found(text: str, encoding: str) -> None:
    grid, notes = cells(text.encode(encoding))
    assert grid == expected(text)
    assumed = [note for note in notes if "read as" in note or "assumed" in note]
    assert bool(assumed) == (encoding not in ("utf-8", "utf-8-sig"))


def test_a_given_encoding_is_taken_at_its_word_and_its_mark_is_dropped() -> None:
    assert cells(SPANISH.encode("utf-8-sig"), encoding="utf-8")[0] == expected(SPANISH)
    assert cells("a,b\nx,€\n".encode("iso8859-15"), encoding="iso8859-15")[0] == [["a", "b"], ["x", "€"]]
    with pytest.raises(PermanentFailure, match="is not written in ascii"):
        cells(SPANISH.encode(), encoding="ascii")
    with pytest.raises(PermanentFailure, match="no encoding 'hex'"):
        cells(b"a,b\n", encoding="hex")


def test_one_stray_byte_does_not_change_the_reading_of_the_other_lines() -> None:
    grid, notes = cells("child,site\nA,Peña\nB,Núñez\n".encode() + "C,Café €\n".encode("cp1252"))
    assert grid[1:] == [["A", "Peña"], ["B", "Núñez"], ["C", "Café €"]]
    assert any("line 4" in note and "cp1252" in note for note in notes)


def test_a_byte_that_cp1252_does_not_know_is_not_lost() -> None:
    grid, _ = cells("a,b\nñ,1\n".encode() + b"x\x8dy,2\n")
    assert grid[2] == ["x\x8dy", "2"]


def test_letters_that_fit_several_encodings_are_not_guessed() -> None:
    with pytest.raises(PermanentFailure, match="mac-roman or cp850"):
        cells("nome,cidade\nJoão Gonçalves,São Paulo\n".encode("mac-roman"))
    with pytest.raises(PermanentFailure, match="neither UTF-8 nor clearly cp1252"):
        cells("id,name\n1,Λεωνίδας\n2,Αλέξανδρος\n3,Μυρών\n".encode("iso8859-7"))


def test_nul_characters_are_left_out_and_counted() -> None:
    grid, notes = cells(b"a,b\n1,x\n\x00,2\x00\n\x1a")
    assert grid == [["a", "b"], ["1", "x"], [None, "2"], []]
    assert any("2 NUL" in note and "line 3" in note for note in notes)


def test_signs_lost_on_the_way_through_latin_1_come_back() -> None:
    text = "a,b\n7 \x96 8 Feb,O\x92Brien ñ\n"
    for content, given in ((text.encode("utf-8"), {}), (text.encode("latin-1"), {"encoding": "latin-1"})):
        grid, notes = cells(content, **given)
        assert grid[1] == ["7 – 8 Feb", "O’Brien ñ"]
        assert any("control characters" in note for note in notes)


@pytest.mark.parametrize(
    "content", [bytes(range(256)) * 20, b"\x00" * 5000, b"a,b\n" + b"\x01\x02\x03\x04" * 50]
)
def test_what_is_no_text_is_refused(content: bytes) -> None:
    with pytest.raises(PermanentFailure, match="not a text file"):
        cells(content)
