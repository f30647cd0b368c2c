"""`common-measure look`, as text and as JSON, through the command that a person types."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner, Result
from openpyxl import Workbook

from pipelines.cli import main


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["look", *arguments])


def book(folder: Path) -> str:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    for row in (
        ["Report"],
        [],
        ["Site", "Day", "Days"],
        ["North [x]", "03/04/2024", 12],
        ["South", "05/06/2024", None],
    ):
        sheet.append(row)
    made.save(folder / "visits.xlsx")
    return str(folder / "visits.xlsx")


def test_text_tells_place_columns_rows_assumptions_and_doubts(tmp_path: Path) -> None:
    result = run(book(tmp_path))
    assert result.exit_code == 0
    for words in (
        "visits.xlsx, Sheet, A3:C5",
        "integer",
        "North [x]",
        "Assumed",
        "row 3",
        "Doubted",
        "connector: excel",
    ):
        assert words in result.stdout
    assert "%d/%m/%Y or %m/%d/%Y" in " ".join(result.stdout.split())


def test_json_has_one_object_a_table(tmp_path: Path) -> None:
    (table,) = json.loads(run(book(tmp_path), "--json").stdout)
    assert table["place"] == "visits.xlsx, Sheet, A3:C5"
    assert table["columns"] == ["Site", "Day", "Days"]
    assert table["types"] == ["text", "date", "integer"]
    assert table["rows"] == [["North [x]", "03/04/2024", "12"], ["South", "05/06/2024", ""]]
    assert (table["file"], table["sheet"], table["header_row"]) == ("visits.xlsx", "Sheet", 3)
    assert table["options"] == {"path": "visits.xlsx", "header_row": 3}
    assert all(isinstance(one, str) for one in [*table["assumptions"], *table["doubts"]])
    assert any("open" in doubt for doubt in table["doubts"])


def test_failures_go_to_the_error_stream(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7")
    for file, words in (
        (str(tmp_path / "a.pdf"), "is a PDF"),
        (str(tmp_path / "none.xlsx"), "No such file"),
        (str(tmp_path), "directory"),
    ):
        for options in ([], ["--json"]):
            result = run(file, *options)
            assert (result.exit_code, result.stdout) == (1, "")
            assert words in result.stderr
