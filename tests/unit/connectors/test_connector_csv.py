"""Text files as programs export them: delimiters, encodings, ragged rows, broken quotes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from connectors import CONNECTORS, PermanentFailure, Pull, pull


def read(folder: Path, content: bytes | str, **options: Any) -> Pull:
    (folder / "a.csv").write_bytes(content.encode() if isinstance(content, str) else content)
    return pull("csv", CONNECTORS["csv"].Options(path="a.csv", **options), base_dir=folder)


@pytest.mark.parametrize(
    ("delimiter", "word"), [(",", "comma"), (";", "semicolon"), ("\t", "tab"), ("|", "bar")]
)
def test_delimiter_is_found_and_noted(tmp_path: Path, delimiter: str, word: str) -> None:
    lines = [["child", "note", "rate"], ["A", '"x, y; z|\t"', "1.5"], ["B", "plain", "2"]]
    got = read(tmp_path, "\n".join(delimiter.join(line) for line in lines))
    assert got.rows.values.tolist() == [["A", "x, y; z|", "1.5"], ["B", "plain", "2"]]
    assert any(word in note for note in got.notes)


def test_decimal_commas_do_not_win_over_semicolons(tmp_path: Path) -> None:
    got = read(tmp_path, "child;rate;days\nA;1,5;2,5\nB;2,5;3,5\n")
    assert got.rows.values.tolist() == [["A", "1,5", "2,5"], ["B", "2,5", "3,5"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    got = read(tmp_path, "child,site\nA,Peña\n".encode(encoding))
    assert got.rows["child"].tolist() == ["A"]
    assert got.rows["site"].tolist() == ["Peña"]
    assert any("cp1252" in note for note in got.notes) == (encoding == "cp1252")


def test_given_encoding_is_used(tmp_path: Path) -> None:
    assert read(tmp_path, b"child,site\nA,\xa4\n", encoding="iso8859-15").rows["site"].tolist() == ["€"]


def test_ragged_rows_are_kept_whole(tmp_path: Path) -> None:
    got = read(tmp_path, "child,site,days\nA\nB,North,3,late\nC,South,4,,\n")
    assert list(got.rows.columns) == ["child", "site", "days", "(extra 1)"]
    assert got.rows.values.tolist() == [
        ["A", None, None, None],
        ["B", "North", "3", "late"],
        ["C", "South", "4", None],
    ]


def test_lines_are_counted_as_an_editor_does(tmp_path: Path) -> None:
    got = read(tmp_path, 'Report of\n\nchild,note\nA,"two\nlines"\n\nB,one\r\n')
    assert got.row_refs == ["line 4", "line 7"]
    assert got.rows["note"].tolist() == ["two\nlines", "one"]


def test_total_row_ends_the_table_only_where_asked(tmp_path: Path) -> None:
    content = "site,children\nNorth,3\nTotal,3\n"
    assert len(read(tmp_path, content).rows) == 2
    assert len(read(tmp_path, content, stop_at=["total"]).rows) == 1


def test_header_row_and_quotechar_can_be_given(tmp_path: Path) -> None:
    got = read(tmp_path, "1;2\n3;4\n5;'6;7'\n", header_row=2, quotechar="'")
    assert (list(got.rows.columns), got.rows.values.tolist()) == (["3", "4"], [["5", "6;7"]])
    assert read(tmp_path, 'child,size\nA,12"\nB,"3\n', quotechar="").rows["size"].tolist() == ['12"', '"3']


@pytest.mark.parametrize(
    ("content", "reason", "words"),
    [
        (b"child,site\nA,\x81\n", "unreadable_file", "cp1252"),
        (b'child,site\nA,"North, South\nB,South\n', "unreadable_file", "line 2"),
        (b'child,site\nA,"x, ' + b"x" * 200_000 + b"\nB,South\n", "unreadable_file", "line 2"),
        (b"", "no_table", "header_row"),
    ],
)
def test_broken_files_say_what_to_do(tmp_path: Path, content: bytes, reason: str, words: str) -> None:
    with pytest.raises(PermanentFailure) as caught:
        read(tmp_path, content)
    assert caught.value.reason == reason
    assert words in str(caught.value)
    assert "a.csv" in str(caught.value)


def test_unknown_encoding(tmp_path: Path) -> None:
    with pytest.raises(PermanentFailure, match="no encoding 'klingon'"):
        read(tmp_path, "a,b\n", encoding="klingon")


def test_content_hash_follows_the_bytes(tmp_path: Path) -> None:
    first = read(tmp_path, "child,site\nA,North\n")
    assert read(tmp_path, "child,site\nA,North\n").content_sha256 == first.content_sha256
    assert read(tmp_path, "child,site\nA,South\n").content_sha256 != first.content_sha256


def test_public_file(shared_data: Path) -> None:
    options = CONNECTORS["csv"].Options(path="data_graduation_cohort_2016-17.csv")
    got = pull("csv", options, base_dir=shared_data / "tn_education")
    assert got.rows.shape == (6774, 9)
    assert got.rows["system"].iloc[0] == "0.0"
