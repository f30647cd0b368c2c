"""What `look` sees in workbooks and texts as people make them, and that a feed reads the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.styles import PatternFill

from connectors import CONNECTORS, Original, PermanentFailure, pull
from connectors.looking.look import TableSeen, look

Rows = list[list[Any]]


def workbook(path: Path, *sheets: Rows, merge: tuple[str, ...] = ()) -> Path:
    book = Workbook()
    for number, rows in enumerate(sheets):
        sheet = book.active if number == 0 else book.create_sheet()
        assert sheet is not None
        for row in rows:
            sheet.append(row)
        for cells in merge:
            sheet.merge_cells(cells)
    book.save(path)
    return path


def tables(path: Path) -> list[TableSeen]:
    """Look into a file, and read every table again with the feed that was proposed."""
    original = Original(path.name, path.read_bytes())
    seen = look(original)
    for table in seen:
        options = CONNECTORS[table.connector].Options(**table.options)
        got = pull(table.connector, options, base_dir=path.parent)
        assert list(got.rows.columns) == names(table), table.options
        assert got.rows.values.tolist() == table.rows, table.options
    return seen


def names(table: TableSeen) -> list[str]:
    return [column.name for column in table.columns]


def said(table: TableSeen) -> str:
    return " ".join([*table.assumptions, *table.doubts])


def only(path: Path) -> TableSeen:
    (table,) = tables(path)
    return table


SITES: Rows = [["North", 12, 3.5], ["South", 9, 2.25], ["East", 4, 1.5], ["West", 7, 2]]


def test_a_plain_sheet(tmp_path: Path) -> None:
    table = only(workbook(tmp_path / "visits.xlsx", [["Site", "Days", "Rate"], *SITES]))
    assert table.place == "visits.xlsx, Sheet, A1:C5"
    assert (table.file, table.sheet, table.header_row) == ("visits.xlsx", "Sheet", 1)
    assert (table.first_row, table.last_row) == (1, 5)
    assert [column.type for column in table.columns] == ["text", "integer", "number"]
    assert table.rows[0] == ["North", "12", "3.5"]
    assert table.row_numbers == [2, 3, 4, 5]
    assert (table.assumptions, table.doubts) == ([], [])


def test_titles_above_and_empty_columns_before(tmp_path: Path) -> None:
    rows = [[None, None, *row] for row in [["Site", "Days", "Rate"], *SITES]]
    table = only(workbook(tmp_path / "a.xlsx", [["Attendance of the autumn"], [], *rows]))
    assert table.place.endswith("C3:E7")
    assert [column.position for column in table.columns] == [3, 4, 5]
    assert "row 3" in said(table)


def test_particulars_in_pairs_are_no_header(tmp_path: Path) -> None:
    top = [["Organisation", "Example Club"], ["Contact", "Office"]]
    table = only(workbook(tmp_path / "a.xlsx", [*top, ["Site", "Days", "Rate"], *SITES]))
    assert names(table) == ["Site", "Days", "Rate"]


def test_header_of_two_lines_with_merged_cells(tmp_path: Path) -> None:
    rows: Rows = [["Site", "Days", None], [None, "Autumn", "Spring"], ["North", 1, 2], ["South", 3, 4]]
    table = only(workbook(tmp_path / "a.xlsx", rows, merge=("A1:A2", "B1:C1")))
    assert names(table) == ["Site", "Days / Autumn", "Days / Spring"]
    assert (table.options["header_rows"], table.row_numbers) == (2, [3, 4])
    assert "rows 1-2" in said(table)


def test_header_of_two_lines_without_merged_cells(tmp_path: Path) -> None:
    rows: Rows = [["control", None, "fire", None], ["X", "Y", "X", "Y"], [1, 2, 3, 4], [5, 6, 7, 8]]
    assert names(only(workbook(tmp_path / "a.xlsx", rows))) == [
        "control / X",
        "control / Y",
        "fire / X",
        "fire / Y",
    ]


def test_header_of_three_lines(tmp_path: Path) -> None:
    rows: Rows = [
        ["Site", "Staff", None, None, None],
        [None, "Paid", None, "Unpaid", None],
        [None, "Heads", "Hours", "Heads", "Hours"],
        ["North", 1, 2, 3, 4],
        ["South", 5, 6, 7, 8],
    ]
    assert names(only(workbook(tmp_path / "a.xlsx", rows)))[1:3] == [
        "Staff / Paid / Heads",
        "Staff / Paid / Hours",
    ]


def test_headings_of_groups_are_left_where_the_names_do_without(tmp_path: Path) -> None:
    rows: Rows = [[None, "Year 2024", None], ["Site", "Days", "Rate"], *SITES]
    assert names(only(workbook(tmp_path / "a.xlsx", rows, merge=("B1:C1",)))) == ["Site", "Days", "Rate"]


def test_years_and_grades_may_be_names(tmp_path: Path) -> None:
    years: Rows = [["Site", 2023, 2024], ["North", 5, 6], ["South", 7, 8]]
    assert names(only(workbook(tmp_path / "a.xlsx", years))) == ["Site", "2023", "2024"]
    grades: Rows = [["Site", "KG", 1, 2, 3], ["North", 50, 61, 48, 55], ["South", 7, 8, 12, 9]]
    assert names(only(workbook(tmp_path / "b.xlsx", grades))) == ["Site", "KG", "1", "2", "3"]


def test_no_header_at_all(tmp_path: Path) -> None:
    table = only(workbook(tmp_path / "a.xlsx", SITES))
    assert names(table) == ["(column 1)", "(column 2)", "(column 3)"]
    assert (table.header_row, len(table.rows)) == (None, 4)
    assert "no row names the columns" in " ".join(table.doubts)


def test_totals_by_their_words(tmp_path: Path) -> None:
    rows: Rows = [["Site", "Days", "Rate"], *SITES, ["Grand total", 32, None], ["Printed by the office"]]
    table = only(workbook(tmp_path / "a.xlsx", rows))
    assert len(table.rows) == 4
    assert "row 6" in said(table)
    assert "row 7" in said(table)


def test_totals_by_their_figures(tmp_path: Path) -> None:
    table = only(workbook(tmp_path / "a.xlsx", [["Site", "Days", "Rate"], *SITES, [None, 32, 9.25]]))
    assert len(table.rows) == 4
    assert "row 6 adds up others" in said(table)


def test_a_last_row_with_a_label_is_kept_and_doubted(tmp_path: Path) -> None:
    table = only(workbook(tmp_path / "a.xlsx", [["Site", "Days", "Rate"], *SITES, ["County", 32, 9.25]]))
    assert len(table.rows) == 5
    assert "row 6 may add up others" in " ".join(table.doubts)


def test_a_measure_that_is_called_total_is_kept(tmp_path: Path) -> None:
    rows: Rows = [
        ["Measure", "Autumn"],
        ["Total enrolled", 50],
        ["Absent", 7],
        ["Total present", 40],
        ["Moved", 3],
    ]
    table = only(workbook(tmp_path / "a.xlsx", rows))
    assert [row[0] for row in table.rows] == ["Total enrolled", "Absent", "Total present", "Moved"]
    assert table.doubts


def test_subtotals_are_left_out_and_what_follows_is_read(tmp_path: Path) -> None:
    rows: Rows = [
        ["Site", "Days"],
        ["A", 1],
        ["B", 2],
        ["Total North", 3],
        ["C", 4],
        ["D", 5],
        ["Total South", 9],
    ]
    table = only(workbook(tmp_path / "a.xlsx", rows))
    assert [row[0] for row in table.rows] == ["A", "B", "C", "D"]


def test_notes_below_and_in_the_margin(tmp_path: Path) -> None:
    rows: Rows = [["Site", "Days", "Rate"], *SITES, [], ["Note: the East site was closed in October."]]
    rows[2] = [*rows[2], None, "ask them again"]
    table = only(workbook(tmp_path / "a.xlsx", rows))
    assert names(table) == ["Site", "Days", "Rate"]
    assert len(table.rows) == 4
    assert "column E" in said(table)
    assert "row 7" in said(table)


def test_tables_side_by_side(tmp_path: Path) -> None:
    left: Rows = [["Site", "Days"], *[row[:2] for row in SITES]]
    right: Rows = [["Grade", "Children"], ["K", 5], ["1", 6]]
    rows = [[*row, None, *(right[i] if i < len(right) else [])] for i, row in enumerate(left)]
    first, second = tables(workbook(tmp_path / "a.xlsx", rows))
    assert (names(first), len(first.rows)) == (["Site", "Days"], 4)
    assert (names(second), len(second.rows)) == (["Grade", "Children"], 2)
    assert second.place.endswith("D1:E3")
    assert second.options["table"] == 2


def test_a_blank_column_alone_does_not_part_a_table(tmp_path: Path) -> None:
    rows = [[row[0], row[1], None, row[2]] for row in [["Site", "Days", "Rate"], *SITES]]
    table = only(workbook(tmp_path / "a.xlsx", rows))
    assert names(table) == ["Site", "Days", "Rate"]
    assert "column C is blank" in " ".join(table.doubts)


def test_tables_one_under_the_other(tmp_path: Path) -> None:
    rows: Rows = [
        ["Sites"],
        ["Site", "Days", "Rate"],
        *SITES,
        [],
        ["Staff"],
        ["Name", "Hours"],
        ["A", 30],
        ["B", 12],
    ]
    first, second = tables(workbook(tmp_path / "a.xlsx", rows))
    assert (names(first), len(first.rows)) == (["Site", "Days", "Rate"], 4)
    assert (names(second), second.rows) == (["Name", "Hours"], [["A", "30"], ["B", "12"]])
    assert second.place.endswith("A9:B11")


def test_the_first_of_several_tables_is_read_and_the_others_are_told(tmp_path: Path) -> None:
    rows: Rows = [["Site", "Days"], ["North", 1], ["South", 2], [], ["Name", "Hours"], ["A", 30], ["B", 12]]
    workbook(tmp_path / "a.xlsx", rows)
    got = pull("excel", CONNECTORS["excel"].Options(path="a.xlsx"), base_dir=tmp_path)
    assert list(got.rows.columns) == ["Site", "Days"]
    assert any("A5:B7" in note for note in got.notes)


def test_blank_rows_between_rows_do_not_part_a_table(tmp_path: Path) -> None:
    rows: Rows = [["Child", "Site"], ["A", "North"], [], [], ["B", "South"], [], ["C", "East"]]
    assert len(only(workbook(tmp_path / "a.xlsx", rows)).rows) == 3


def test_header_on_every_page(tmp_path: Path) -> None:
    page: Rows = [["Site", "Days", "Rate"], *SITES]
    table = only(workbook(tmp_path / "a.xlsx", [["Report"], *page, [], ["Report"], *page]))
    assert len(table.rows) == 8
    assert "repeat the header" in said(table)


def test_hundreds_of_blank_rows_below(tmp_path: Path) -> None:
    rows: Rows = [["Site", "Days", "Rate"], *SITES, *[["", None, " "] for _ in range(400)]]
    table = only(workbook(tmp_path / "a.xlsx", rows))
    assert (len(table.rows), table.last_row) == (4, 5)


def test_hidden_rows_and_columns_are_read_and_hidden_sheets_are_not(tmp_path: Path) -> None:
    book = Workbook()
    shown, hidden = book.active, book.create_sheet("Lists")
    assert shown is not None
    for row in [["Site", "Days", "Rate"], *SITES]:
        shown.append(row)
    hidden.append(["Code", "Meaning"])
    hidden.append(["a", "b"])
    hidden.sheet_state = "hidden"
    shown.row_dimensions[3].hidden = True
    shown.column_dimensions["B"].hidden = True
    book.save(tmp_path / "a.xlsx")
    table = only(tmp_path / "a.xlsx")
    assert len(table.rows) == 4
    assert "row 3 is hidden" in said(table)
    assert "column Days is hidden" in said(table)
    assert "'Lists' is hidden" in said(table)
    got = pull("excel", CONNECTORS["excel"].Options(path="a.xlsx"), base_dir=tmp_path)
    assert any("row 3 is hidden" in note for note in got.notes)


def test_colours_are_told_and_never_read(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in [["Site", "Days", "Rate"], *SITES]:
        sheet.append(row)
    sheet["A3"].fill = PatternFill("solid", fgColor="FFFF00")
    sheet["A1"].fill = PatternFill("solid", fgColor="DDDDDD")
    book.save(tmp_path / "a.xlsx")
    assert "1 of 4 rows have coloured cells" in " ".join(only(tmp_path / "a.xlsx").doubts)


def test_several_sheets(tmp_path: Path) -> None:
    found = tables(
        workbook(tmp_path / "a.xlsx", [["Site", "Days"], ["A", 1]], [], [["Name", "Hours"], ["B", 2]])
    )
    assert [(table.sheet, table.options["sheet"]) for table in found] == [
        ("Sheet", "Sheet"),
        ("Sheet2", "Sheet2"),
    ]


def test_a_text_file(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Site;Days\nNorth;1,5\nSouth;2,5\n")
    table = only(tmp_path / "a.csv")
    assert table.place == "a.csv, lines 1-3"
    assert (table.sheet, table.connector, table.options["delimiter"]) == (None, "csv", ";")
    assert table.columns[1].type == "number"


@pytest.mark.parametrize("name", ["a.xlsx", "a.xls", "a.ods"])
def test_text_with_the_name_of_a_workbook(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("Site,Days\nNorth,1\nSouth,2\n")
    assert only(tmp_path / name).connector == "csv"
    got = pull("excel", CONNECTORS["excel"].Options(path=name), base_dir=tmp_path)
    assert got.rows["Site"].tolist() == ["North", "South"]
    assert any("text file" in note for note in got.notes)


def test_a_workbook_with_the_name_of_a_text(tmp_path: Path) -> None:
    assert only(workbook(tmp_path / "a.xlsx", [["Site", "Days"], ["A", 1]]).rename(tmp_path / "a.csv")).rows


def test_a_web_page_with_the_name_of_a_workbook(tmp_path: Path) -> None:
    (tmp_path / "a.xls").write_text(
        "<html><meta charset=utf-8><table><tr><th colspan=2>Report<tr><td>Site<td>Days</tr>"
        "<tr><td>Peña &amp; Co<td>5</tr><tr><td>South<td>6</tr></table><p>end</html>"
    )
    table = only(tmp_path / "a.xls")
    assert (names(table), table.rows[0]) == (["Site", "Days"], ["Peña & Co", "5"])
    assert "web page" in said(table)


def test_a_web_page_with_several_tables(tmp_path: Path) -> None:
    table = "<table><tr><td>Site<td>Days<tr><td>{}<td>1</table>"
    (tmp_path / "a.xls").write_text(f"<html>{table.format('North')}<p>and</p>{table.format('South')}</html>")
    first, second = tables(tmp_path / "a.xls")
    assert (first.rows, second.rows) == ([["North", "1"]], [["South", "1"]])


@pytest.mark.parametrize(
    ("content", "reason", "words"),
    [
        (b"", "unreadable_file", "is empty"),
        (b'[{"id": 1}, {"id": 2}]', "unreadable_file", "connector rest"),
        (b'{"id": 1}\n{"id": 2}\n', "unreadable_file", "JSON"),
        (b'{"data": [{"id": 1, "na', "unreadable_file", "JSON"),
        (b"%PDF-1.7 ...", "unreadable_file", "PDF"),
        (b"<?xml version='1.0'?><root><a/></root>", "unreadable_file", "XML"),
        (b"<!doctype html><html><form>Sign in</form></html>", "unreadable_file", "web page"),
        (b"one line of words", "no_table", "no table"),
    ],
)
def test_what_holds_no_table_says_so(content: bytes, reason: str, words: str) -> None:
    with pytest.raises(PermanentFailure) as caught:
        look(Original("a.xlsx", content))
    assert caught.value.reason == reason
    assert "a.xlsx" in str(caught.value)
    assert words in str(caught.value)
