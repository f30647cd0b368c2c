"""Workbooks as partners send them: titles, totals, two-line headers, errors, protection."""

from __future__ import annotations

import zipfile
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from pydantic import ValidationError

from connectors import CONNECTORS, PermanentFailure, Pull, pull


def write(path: Path, rows: list[list[Any]], title: str = "Sheet1", merge: tuple[str, ...] = ()) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    for cells in merge:
        sheet.merge_cells(cells)
    book.save(path)


def read(folder: Path, path: str = "a.xlsx", **options: Any) -> Pull:
    return pull("excel", CONNECTORS["excel"].Options(path=path, **options), base_dir=folder)


def failure(folder: Path, path: str = "a.xlsx", **options: Any) -> PermanentFailure:
    with pytest.raises(PermanentFailure) as caught:
        read(folder, path, **options)
    return caught.value


def test_values_become_text(tmp_path: Path) -> None:
    values = [
        12.0,
        2.5,
        0.1 + 0.2,
        True,
        date(2024, 9, 2),
        datetime(2024, 9, 2, 8, 30),
        time(9, 5),
        " x ",
        "",
    ]
    write(tmp_path / "a.xlsx", [[f"column {name}" for name in "abcdefghi"], [*values]])
    got = read(tmp_path)
    assert got.rows.iloc[0].tolist() == [
        "12", "2.5", "0.3", "true", "2024-09-02", "2024-09-02T08:30:00", "09:05:00", "x", None,
    ]  # fmt: skip
    assert set(map(str, got.rows.dtypes)) == {"object"}


def test_table_under_titles_and_above_a_total(tmp_path: Path) -> None:
    write(
        tmp_path / "a.xlsx",
        [
            ["Autumn report"],
            ["Organisation", "Example Club"],
            [],
            ["Child", "Site ", "Days\nattended"],
            ["A", "North", 12],
            [],
            ["B", "South", 9],
            ["TOTALS", None, 21],
            ["Prepared by hand"],
        ],
    )
    got = read(tmp_path)
    assert list(got.rows.columns) == ["Child", "Site", "Days attended"]
    assert got.rows.values.tolist() == [["A", "North", "12"], ["B", "South", "9"]]
    assert got.row_refs == ["Sheet1 row 5", "Sheet1 row 7"]
    assert any("row 4" in note for note in got.notes)
    assert any("row 8" in note and "left out" in note for note in got.notes)
    assert any("row 9" in note and "left out" in note for note in got.notes)
    assert len(read(tmp_path, stop_at=[]).rows) == 3
    stopped = read(tmp_path, stop_at=["B"])
    assert stopped.row_refs == ["Sheet1 row 5"]
    assert any("row 7" in note and "2 filled rows" in note for note in stopped.notes)


def test_blank_rows_can_be_kept(tmp_path: Path) -> None:
    write(tmp_path / "a.xlsx", [["Child", "Site"], ["A", "North"], [], ["B", "South"]])
    assert read(tmp_path, skip_blank_rows=False).row_refs == ["Sheet1 row 2", "Sheet1 row 3", "Sheet1 row 4"]


def test_first_row_need_not_be_first_cell(tmp_path: Path) -> None:
    write(tmp_path / "a.xlsx", [[], [], [None, "Child", "Site"], [None, "A", "North"]])
    got = read(tmp_path)
    assert (list(got.rows.columns), got.row_refs) == (["Child", "Site"], ["Sheet1 row 4"])


def test_two_line_header_follows_merged_cells(tmp_path: Path) -> None:
    write(
        tmp_path / "a.xlsx",
        [["Child", "Site", "Days", None], [None, None, "Autumn", "Spring"], ["A", "North", 3, 4]],
        merge=("A1:A2", "B1:B2", "C1:D1"),
    )
    got = read(tmp_path, header_rows=2)
    assert list(got.rows.columns) == ["Child", "Site", "Days / Autumn", "Days / Spring"]
    assert got.row_refs == ["Sheet1 row 3"]


def test_two_line_header_without_merged_cells_fills_right(tmp_path: Path) -> None:
    write(tmp_path / "a.xlsx", [["Days", None, "Site"], ["Autumn", "Spring", None], [3, 4, "North"]])
    got = read(tmp_path, header_rows=2, header_row=1)
    assert list(got.rows.columns) == ["Days / Autumn", "Days / Spring", "Site"]


def test_repeated_and_absent_names_lose_nothing(tmp_path: Path) -> None:
    write(
        tmp_path / "a.xlsx",
        [["Site", "Site", None, "Days"], ["North", "South", "lost?", 3], ["East", None, None, 4, "beyond"]],
    )
    got = read(tmp_path)
    assert list(got.rows.columns) == ["Site", "Site (2)", "(column 3)", "Days", "(extra 1)"]
    assert any("(column 3), (extra 1)" in note for note in got.notes)


def test_error_cells_stay_visible(tmp_path: Path) -> None:
    write(tmp_path / "a.xlsx", [["Child", "Rate"], ["A", "#DIV/0!"], ["B", 0.5]])
    assert read(tmp_path).rows["Rate"].tolist() == ["#DIV/0!", "0.5"]


def test_first_visible_sheet_with_a_table(tmp_path: Path) -> None:
    book = Workbook()
    cover = book.active
    assert cover is not None
    cover.title = "Cover"
    cover["A1"] = 2024
    cover["B2"] = 7
    hidden, data = book.create_sheet("Lists"), book.create_sheet("Data")
    hidden.sheet_state = "hidden"
    for sheet, name in ((hidden, "hidden"), (data, "seen")):
        sheet.append(["Child", "Site"])
        sheet.append([name, "North"])
    book.save(tmp_path / "a.xlsx")
    assert read(tmp_path).rows["Child"].tolist() == ["seen"]
    assert read(tmp_path, sheet="lists ").rows["Child"].tolist() == ["hidden"]
    assert read(tmp_path, sheet=3).row_refs == ["Data row 2"]
    assert "Cover, Lists, Data" in str(failure(tmp_path, sheet="Nowhere"))


def test_several_files_are_put_under_one_another(tmp_path: Path) -> None:
    write(tmp_path / "b.xlsx", [["Site", "Child"], ["South", "B"]])
    write(tmp_path / "a.xlsx", [["Child", "Site", "Days"], ["A", "North", 3]])
    (tmp_path / "~$a.xlsx").write_bytes(b"lock")
    got = read(tmp_path, "*.xlsx")
    assert got.rows.values.tolist() == [["A", "North", "3"], ["B", "South", None]]
    assert got.row_refs == ["a.xlsx Sheet1 row 2", "b.xlsx Sheet1 row 2"]
    assert got.source == "a.xlsx, b.xlsx"
    assert [original.name for original in got.originals] == ["a.xlsx", "b.xlsx"]
    assert any("b.xlsx" in note and "Days" in note for note in got.notes)


def test_file_of_another_kind_is_refused_without_its_values(tmp_path: Path) -> None:
    write(tmp_path / "a.xlsx", [["Child", "Site"], ["A", "North"]])
    write(tmp_path / "b.xlsx", [["Quintanilla", "South"], ["Okafor", "East"]])
    caught = failure(tmp_path, "*.xlsx")
    assert caught.reason == "unexpected_columns"
    assert "b.xlsx" in str(caught)
    assert "Quintanilla" not in str(caught)


def test_header_without_rows_is_an_empty_table(tmp_path: Path) -> None:
    write(tmp_path / "a.xlsx", [["Please fill in"], ["Child", "Site", "Days"]])
    got = read(tmp_path)
    assert (list(got.rows.columns), len(got.rows)) == (["Child", "Site", "Days"], 0)


def test_one_column_sheet(tmp_path: Path) -> None:
    write(tmp_path / "a.xlsx", [["Child"], ["A"], ["B"]])
    assert read(tmp_path).rows["Child"].tolist() == ["A", "B"]


def test_ods(tmp_path: Path) -> None:
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
            for text in row
        )
        + "</table:table-row>"
        for row in (("Child", "Site"), ("A", "North"))
    )
    content = (
        '<?xml version="1.0"?><office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="Data">{cells}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(tmp_path / "a.ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    got = read(tmp_path, "a.ods")
    assert (got.rows.values.tolist(), got.row_refs) == ([["A", "North"]], ["Data row 2"])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"<html><p>Sign in</p></html>", "web page"),
        (b"PK\x03\x04 cut off", "damaged"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le"),
            "password",
        ),
    ],
)
def test_unreadable_files_say_what_to_do(tmp_path: Path, content: bytes, words: str) -> None:
    (tmp_path / "a.xlsx").write_bytes(content)
    caught = failure(tmp_path)
    assert (caught.reason, caught.permanent) == ("unreadable_file", True)
    assert words in str(caught)
    assert "a.xlsx" in str(caught)
    assert str(tmp_path) not in str(caught)


def test_zip_that_unpacks_to_too_much(tmp_path: Path) -> None:
    with (
        zipfile.ZipFile(tmp_path / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w") as member,
    ):
        for _ in range(201):
            member.write(bytes(1 << 20))
    assert failure(tmp_path).reason == "too_large"


def test_no_file_and_no_table(tmp_path: Path) -> None:
    assert failure(tmp_path, "*.xlsx").reason == "no_file"
    write(tmp_path / "a.xlsx", [[1, 2], [3, 4]])
    assert failure(tmp_path).reason == "no_table"
    assert failure(tmp_path, header_row=9).reason == "no_table"
    assert "header_row" in str(failure(tmp_path, sheet=1, header_row=9))


def test_unknown_options_are_refused() -> None:
    with pytest.raises(ValidationError):
        CONNECTORS["excel"].Options(path="a.xlsx", sheeet="Data")


@pytest.mark.parametrize(
    ("name", "rows", "columns"),
    [
        ("chr_abs_District-Level_Suppression_2016-17.xls", 1556, 11),
        ("chr_abs_District-Level_Suppression_2017-18.xlsx", 4380, 8),
    ],
)
def test_public_workbooks(shared_data: Path, name: str, rows: int, columns: int) -> None:
    got = read(shared_data / "tn_education", name)
    assert got.rows.shape == (rows, columns)
    assert got.rows.iloc[0, 1] == "10"
