"""Text files that arrive packed, and files that are no text files at all."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zipfile

import pytest

from connectors import PermanentFailure
from connectors.pull import Original
from connectors.texts.delimited import CsvOptions, read_text_sheet

TEXT = b"id,name\n1,\xc3\xa9\n"


def read(content: bytes) -> tuple[list[list[str | None]], list[str]]:
    sheet, notes = read_text_sheet(Original("a.csv", content), CsvOptions(path="a.csv"))
    return sheet.grid, notes


def zipped(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (gzip.compress(TEXT), "gzip"),
        (bz2.compress(TEXT), "bzip2"),
        (lzma.compress(TEXT), "xz"),
        (zipped({"t.csv": TEXT, "__MACOSX/._t.csv": b"x", ".DS_Store": b"x"}), "t.csv"),
    ],
)
def test_one_packed_file_is_read(content: bytes, word: str) -> None:
    grid, notes = read(content)
    assert grid == [["id", "name"], ["1", "é"]]
    assert any(word in note for note in notes)


def test_a_bomb_ends_at_the_bound() -> None:
    bomb = gzip.compress(b"1,2\n" * 55_000_000, compresslevel=1)
    with pytest.raises(PermanentFailure, match="more than 200 MB") as caught:
        read(bomb)
    assert caught.value.reason == "too_large"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (zipped({"a.csv": TEXT, "b.csv": TEXT}), "zip with 2 files"),
        (zipped({}), "zip|text"),
        (zipped({"[Content_Types].xml": b"", "xl/workbook.xml": b""}), "connector excel"),
        (gzip.compress(TEXT)[:-12], "damaged"),
        (zipped({"a.csv": TEXT})[:40], "damaged zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "connector excel"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\n<!DOCTYPE html>\n<html><body>Sign in</body></html>", "login page"),
        (b'\xef\xbb\xbf[{"id": 1}]', "JSON"),
    ],
)
def test_what_cannot_be_read_says_what_it_is(content: bytes, words: str) -> None:
    with pytest.raises(PermanentFailure, match=words) as caught:
        read(content)
    assert "a.csv" in str(caught.value)
    assert caught.value.reason == "unreadable_file"
