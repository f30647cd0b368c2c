"""What `look` says of values: dates in any order, leading zeros, marks, percentages, errors, systems of dates."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from connectors import CONNECTORS, Original, pull
from connectors.looking.look import TableSeen, look
from connectors.tables.column_types import ColumnSeen, infer_column, infer_columns


def seen(*cells: str | None, name: str = "value") -> ColumnSeen:
    return infer_column(name, cells)


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (("1", "12", "1,234", "(5)", "-3"), "integer"),
        (("1", "2.5", "1,234.50", "$3", "£4.25", "1e5"), "number"),
        (("12 %", "7%", "0.5 %"), "percent"),
        (("2024-09-02", "2024-10-25"), "date"),
        (("09:30", "17:05:00", "9:15 pm"), "time"),
        (("Yes", "no", None), "boolean"),
        (("true", "FALSE"), "boolean"),
        (("01234", "00017"), "text"),
        (("North", "12 High Street"), "text"),
        ((None, None), "empty"),
        (("12", "14", "about twenty"), "mixed"),
        (("N/A", "-"), "text"),
        (("1", "0"), "integer"),
    ],
)
def test_types(cells: tuple[str | None, ...], kind: str) -> None:
    assert seen(*cells).type == kind


def test_filled_and_distinct_are_counted() -> None:
    column = seen("a", "b", "a", None)
    assert (column.filled, column.distinct) == (3, 2)


def test_the_order_of_day_and_month_is_never_decided() -> None:
    column = seen("03/04/2024", "05/06/2024", "12/12/2024")
    assert column.date_formats == ["%d/%m/%Y", "%m/%d/%Y"]
    assert "open" in " ".join(column.doubts)


@pytest.mark.parametrize(
    ("cells", "formats"),
    [
        (("03/04/2024", "25/04/2024"), ["%d/%m/%Y"]),
        (("03/04/2024", "04/25/2024"), ["%m/%d/%Y"]),
        (("3.4.2024", "25.4.2024"), ["%d.%m.%Y"]),
        (("03/04/24", "25/04/24"), ["%d/%m/%y"]),
        (("4 March 2024", "25 April 2024"), ["%d %B %Y"]),
        (("4-Mar-24", "25-Apr-24"), ["%d-%b-%y"]),
        (("March 4, 2024", "April 25, 2024"), ["%B %d, %Y"]),
        (("2024/03/04",), ["%Y/%m/%d"]),
        (("04/25/2024 3:30 PM",), ["%m/%d/%Y %I:%M %p"]),
        (("2024-03-04T10:00:00Z", "2024-03-05T10:00:00+01:00"), ["%Y-%m-%dT%H:%M:%S%z"]),
        (("Sep 2024", "Oct 2024"), ["%b %Y"]),
    ],
)
def test_formats_that_read_every_date(cells: tuple[str, ...], formats: list[str]) -> None:
    column = seen(*cells)
    assert (column.type, column.date_formats) == ("date", formats)
    for cell in cells:
        datetime.strptime(cell, formats[0])


def test_no_format_reads_dates_of_both_orders() -> None:
    column = seen("25/04/2024", "04/26/2024")
    assert (column.type, column.date_formats) == ("date", [])
    assert "several ways" in " ".join(column.doubts)


def test_real_dates_beside_dates_as_text_are_doubted() -> None:
    assert "swapped" in " ".join(seen("2024-03-04", "25/04/2024").doubts)


def test_compact_dates_only_where_the_name_says_so() -> None:
    assert seen("20240902", "20241025", name="visit date").date_formats == ["%Y%m%d"]
    assert seen("20240902", "20241025", name="case").type == "integer"


def test_serials_are_doubted_by_the_name_of_the_column() -> None:
    assert "day numbers" in " ".join(seen("45537", "45538", name="Birth date").doubts)
    assert not seen("45537", "45538", name="case").doubts


def test_marks_are_told_and_do_not_change_the_type() -> None:
    column = seen("12", "N/A", "-", "see note", "7", "<5")
    assert column.type == "integer"
    assert "4 cells hold a mark" in " ".join(column.doubts)


def test_leading_zeros_decimal_commas_and_errors_are_told() -> None:
    assert "leading zeros" in " ".join(seen("00123", "00456", "12345").doubts)
    assert "decimal commas" in " ".join(seen("1,5", "2,25").doubts)
    assert "broken formula" in " ".join(seen("1", "#REF!").doubts)


def test_doubts_about_mixed_columns_tell_numbers_and_no_values() -> None:
    column = seen("12", "13", "14", "Quintanilla")
    assert column.doubts
    assert "Quintanilla" not in " ".join(column.doubts)


def test_columns_of_records() -> None:
    first, second = infer_columns(["a", "b"], [["1", "x"], ["2", None]])
    assert (first.position, first.type, second.position, second.filled) == (1, "integer", 2, 1)


def save(path: Path, rows: list[list[Any]], formats: dict[str, str] | None = None, mac: bool = False) -> Path:
    book = Workbook()
    if mac:
        book.epoch = CALENDAR_MAC_1904
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    for cell, form in (formats or {}).items():
        sheet[cell].number_format = form
    book.save(path)
    return path


def only(path: Path) -> TableSeen:
    (table,) = look(Original(path.name, path.read_bytes()))
    return table


def column(table: TableSeen, name: str) -> list[str | None]:
    index = [one.name for one in table.columns].index(name)
    return [row[index] for row in table.rows]


@pytest.mark.parametrize("mac", [False, True])
def test_dates_of_both_systems(tmp_path: Path, mac: bool) -> None:
    rows: list[list[Any]] = [["child", "day"], ["A", date(2024, 9, 2)], ["B", datetime(2024, 10, 25, 8, 30)]]
    table = only(save(tmp_path / "a.xlsx", rows, mac=mac))
    assert column(table, "day") == ["2024-09-02", "2024-10-25T08:30:00"]


def test_cells_that_show_a_percentage_are_read_as_shown(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["site", "rate"], ["A", 0.12], ["B", 12], ["C", "12 %"], ["D", 0.12], ["E", 1.5]]
    formats = {"B5": "0%", "B6": "0.0%"}
    table = only(save(tmp_path / "a.xlsx", rows, formats))
    assert column(table, "rate") == ["0.12", "12", "12 %", "12 %", "150 %"]


def test_a_percent_sign_in_quotes_is_no_percentage(tmp_path: Path) -> None:
    rows = [["site", "rate"], ["A", 0.12], ["B", 0.5]]
    assert column(only(save(tmp_path / "a.xlsx", rows, {"B2": '0.00" % of 1"'})), "rate") == ["0.12", "0.5"]


def test_formulas_that_nobody_worked_out_are_told(tmp_path: Path) -> None:
    table = only(save(tmp_path / "a.xlsx", [["site", "sum"], ["A", "=1+1"], ["B", "=2+2"]]))
    assert "2 cells hold formulas without a result" in " ".join(table.assumptions)


def test_numbers_as_text_and_leading_zeros_are_kept(tmp_path: Path) -> None:
    table = only(save(tmp_path / "a.xlsx", [["code", "days"], ["00123", "12"], ["00456", " 7 "]]))
    assert table.rows == [["00123", "12"], ["00456", "7"]]
    assert [one.type for one in table.columns] == ["text", "integer"]


@pytest.mark.slow
@pytest.mark.parametrize("form", ["xlsx", "xls", "ods"])
def test_broken_formulas_in_every_format(tmp_path: Path, form: str) -> None:
    """The file is written by LibreOffice, which works the formulas out."""
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed")
    rows: list[list[Any]] = [
        ["site", "rate", "share"],
        ["A", "=1/0", 0.12],
        ["B", "=1/4", 0.5],
        ["C", "=#REF!+1", 1],
    ]
    save(tmp_path / "made.xlsx", rows, {"C2": "0%", "C3": "0%", "C4": "0%"})
    subprocess.run(
        [
            *("soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"),
            *("--convert-to", form, "--outdir", str(tmp_path / "out"), str(tmp_path / "made.xlsx")),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    got = pull("excel", CONNECTORS["excel"].Options(path=f"out/made.{form}"), base_dir=tmp_path)
    assert got.rows["rate"].tolist() == ["#DIV/0!", "0.25", "#REF!"]
    assert got.rows["share"].tolist() == ["12 %", "50 %", "100 %"]
