"""A partner's files go out marked and come back corrected: pulled, enforced and written for real."""

from __future__ import annotations

import io
import shutil
from datetime import date, datetime
from pathlib import Path

import dagster as dg
import pytest
from click.testing import CliRunner
from openpyxl import Workbook, load_workbook
from town import COLUMNS, PARTNER, Town, corrected, feed, make_town, row, workbook
from workbooks import acting_parts, marked_cells, outward_links

from connectors import FIX_SUMMARY_SHEET
from pipelines.assets.fix_lists import fix_list_assets
from pipelines.cli.fix_lists import fix_lists
from pipelines.ingest.history import read_history
from pipelines.ingest.state import state_path
from pipelines.sample.writers import Ods

SHEET = "Visits 2026"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COMMON_MEASURE_HOME", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def town(tmp_path: Path, home: Path) -> Town:
    return make_town(tmp_path / "town", home, feed("visits", "excel", path="files/visits*.xlsx"))


def _texts(path: Path, sheet: str = FIX_SUMMARY_SHEET) -> list[str]:
    return [
        str(cell.value)
        for cells in load_workbook(path)[sheet].iter_rows()
        for cell in cells
        if cell.value is not None
    ]


def test_rejected_cells_are_marked_in_the_partners_own_layout(town: Town) -> None:
    rows = [row(1), row(2, Minutes="an hour"), row(3), row(4, Child=None), row(5, Minutes=0, Visit="soon")]
    town.drop("visits.xlsx", workbook(rows))
    assert town.run() == ["fix_list_visits.xlsx"]

    path = town.outbox / "fix_list_visits.xlsx"
    marks = marked_cells(path, SHEET)
    assert set(marks) == {"D5", "A7", "D8", "B8"}
    assert '"Minutes" is a number.' in marks["D5"]
    assert "To correct: Give the hours" in marks["D5"]
    assert "divided by 60" in marks["D5"]
    assert "In this file also like 10/14/2025." in marks["B8"]
    assert "the number your own records use" in marks["A7"]
    book = load_workbook(path)
    assert book.sheetnames == [FIX_SUMMARY_SHEET, SHEET, "Old"]
    assert book["Old"].sheet_state == "hidden"
    sheet = book[SHEET]
    assert [str(block) for block in sheet.merged_cells.ranges] == ["A1:E1"]
    assert sheet["A1"].font.bold
    assert sheet.column_dimensions["B"].width == pytest.approx(31, abs=1)
    assert (sheet["B4"].value, sheet["B4"].number_format) == (datetime(2026, 3, 2), "dd mmm yyyy")
    assert sheet["B4"].fill.fgColor.rgb == "FFEEF6EE"
    assert sheet["D3"].comment.text == "as on the paper list"
    assert sheet["E4"].value == 1
    content = path.read_bytes()
    assert acting_parts(content) == []
    assert outward_links(content) == []


def test_the_first_sheet_says_what_came_what_is_wrong_and_where(town: Town) -> None:
    town.drop(
        "visits.xlsx",
        workbook([row(1), row(2, Minutes="an hour"), row(3, Minutes="two"), row(4, Child=None, Minutes=30)]),
    )
    town.run()
    path = town.outbox / "fix_list_visits.xlsx"
    book = load_workbook(path)
    sheet = book[FIX_SUMMARY_SHEET]
    assert book.active.title == FIX_SUMMARY_SHEET
    facts = {sheet.cell(number, 1).value: sheet.cell(number, 2).value for number in range(3, 10)}
    assert facts["Partner"] == "Riverside Club"
    assert facts["File"] == "visits.xlsx"
    assert (facts["Rows received"], facts["Rows accepted"], facts["Rows to correct"]) == (4, 1, 3)
    counted = {
        cells[1].value: cells[3].value for cells in sheet.iter_rows() if isinstance(cells[3].value, int)
    }
    assert counted['"Minutes" is a number.'] == 2
    links = {
        cell.value: cell.hyperlink.location for cells in sheet.iter_rows() for cell in cells if cell.hyperlink
    }
    assert links["row 5, D5"] == f"'{SHEET}'!D5"
    assert links["row 7, A7"] == f"'{SHEET}'!A7"


def test_a_corrected_fix_list_that_is_dropped_in_again_is_accepted_and_closes(town: Town) -> None:
    town.drop("visits.xlsx", workbook([row(1), row(2, Minutes="an hour"), row(3, Child=None, Minutes=30)]))
    town.run()
    path = town.outbox / "fix_list_visits.xlsx"
    town.drop("visits.xlsx", corrected(path, SHEET, {"D5": 45}))
    assert town.run() == ["fix_list_visits.xlsx"]
    assert set(marked_cells(path, SHEET)) == {"A6"}, "what was corrected is marked no longer"

    town.drop("visits.xlsx", corrected(path, SHEET, {"A6": "R3"}))
    assert town.run() == []
    assert not town.outbox.exists()
    (state,) = town.pull()
    assert state.status == "ok"
    assert state.latest is not None
    assert state.latest.verdict(town.data).rows_accepted == 3
    history = read_history(town.data, PARTNER, "visits")
    assert [(one.rows_quarantined, one.violated) for one in history] == [
        (2, {"hours.type": 1, "person_identified": 1}),
        (1, {"person_identified": 1}),
        (0, {}),
    ]


def test_of_several_files_only_those_with_rejected_rows_go_back(town: Town) -> None:
    town.drop("visits march.xlsx", workbook([row(1), row(2)]))
    town.drop("visits april.xlsx", workbook([row(3), row(4, Minutes=None)]))
    assert town.run() == ["fix_list_visits.xlsx"]
    path = town.outbox / "fix_list_visits.xlsx"
    assert set(marked_cells(path, SHEET)) == {"D5"}
    assert "visits april.xlsx" in _texts(path)

    # In the order of names, March comes second: its first row is the third of the feed.
    town.drop("visits march.xlsx", workbook([row(1, Child=None), row(2)]))
    assert town.run() == ["fix_list_visits.visits-april.xlsx", "fix_list_visits.visits-march.xlsx"]
    assert set(marked_cells(town.outbox / "fix_list_visits.visits-march.xlsx", SHEET)) == {"A4"}
    assert set(marked_cells(town.outbox / "fix_list_visits.visits-april.xlsx", SHEET)) == {"D5"}

    town.drop("visits april.xlsx", workbook([row(3), row(4)]))
    assert town.run() == ["fix_list_visits.xlsx"]
    assert "visits march.xlsx" in _texts(town.outbox / "fix_list_visits.xlsx")


def test_a_text_file_goes_back_as_the_same_grid_of_text(tmp_path: Path, home: Path) -> None:
    town = make_town(tmp_path / "town", home, feed("desk", "csv", path="files/desk.csv", delimiter=";"))
    lines = ["Front desk; printed 2026-04-01", "", ";".join(COLUMNS), "007;03/02/2026;=Homework;60",
             "008;03/03/2026;Homework;-5", "009;03/04/2026;Homework;+60"]  # fmt: skip
    town.drop("desk.csv", "\n".join(lines).encode())
    assert town.run() == ["fix_list_desk.xlsx"]
    path = town.outbox / "fix_list_desk.xlsx"
    sheet = load_workbook(path)["desk"]
    assert [[cell.value for cell in cells] for cells in sheet.iter_rows(min_row=3)] == [
        line.split(";") for line in lines[2:]
    ]
    assert {cell.data_type for cell in sheet[4]} == {"s"}
    assert set(marked_cells(path, "desk")) == {"D5"}
    assert any(text.startswith("line 5, D5") for text in _texts(path))
    assert acting_parts(path.read_bytes()) == []


def test_a_spreadsheet_of_another_format_goes_back_with_the_same_cells(tmp_path: Path, home: Path) -> None:
    town = make_town(tmp_path / "town", home, feed("visits", "excel", path="files/visits.*"))
    rows = [
        dict(zip(COLUMNS, cells, strict=True))
        for cells in [row(1), row(2, Minutes=None), row(3, Activity="=1+1", Child="007")]
    ]
    town.drop("visits.ods", Ods("Visits").render(COLUMNS, rows))
    assert town.run() == ["fix_list_visits.xlsx"]
    path = town.outbox / "fix_list_visits.xlsx"
    assert set(marked_cells(path, "Visits")) == {"D4"}
    sheet = load_workbook(path)["Visits"]
    assert [cell.value for cell in sheet[3]] == ["R1", datetime(2026, 3, 2), "Homework club", 60]
    assert [cell.value for cell in sheet[5]] == ["007", datetime(2026, 3, 4), "=1+1", 60]
    assert sheet["C5"].data_type == "s"

    # The partner may keep the format or not: both are read by their content.
    (town.folder / "files" / "visits.ods").unlink()
    town.drop("visits.xlsx", corrected(path, "Visits", {"D4": 30}))
    assert town.run() == []


def test_two_line_headers_and_a_totals_row_stay_where_they_are(tmp_path: Path, home: Path) -> None:
    one = feed("visits", "excel", path="files/visits.xlsx", header_rows=2)
    one["identity"] = {"local_id": "Child / Number"}
    one["mapping"] = {"columns": {"service_date": "Visit / Day", "hours": "Visit / Hours"}}
    town = make_town(tmp_path / "town", home, one)
    book = Workbook()
    sheet = book.active
    for cells in (["April", None, None], ["Child", "Visit", None], ["Number", "Day", "Hours"],
                  ["R1", date(2026, 4, 1), 1], ["R2", date(2026, 4, 2), 30], ["Total", None, 31]):  # fmt: skip
        sheet.append(cells)
    sheet.merge_cells("B2:C2")
    target = io.BytesIO()
    book.save(target)
    town.drop("visits.xlsx", target.getvalue())
    town.run()
    path = town.outbox / "fix_list_visits.xlsx"
    assert set(marked_cells(path, "Sheet")) == {"C5"}
    assert [cell.value for cell in load_workbook(path)["Sheet"][6]] == ["Total", None, 31]
    town.drop("visits.xlsx", corrected(path, "Sheet", {"C5": 3}))
    assert town.run() == []


def test_a_column_that_is_gone_is_told_in_words(town: Town) -> None:
    content = workbook([row(1), row(2)])
    book = load_workbook(io.BytesIO(content))
    book[SHEET]["B3"] = "Day of visit"
    target = io.BytesIO()
    book.save(target)
    town.drop("visits.xlsx", target.getvalue())
    town.run()
    path = town.outbox / "fix_list_visits.xlsx"
    assert any(text.startswith('Not there: "Visit".') for text in _texts(path))
    marks = marked_cells(path, SHEET)
    assert 'Not there: "Visit".' in marks["B3"]
    assert not {"A4", "B4", "C4", "D4"} & set(marks)
    town.drop("visits.xlsx", corrected(path, SHEET, {"B3": "Visit"}))
    assert town.run() == []
    assert [one.violated for one in read_history(town.data, PARTNER, "visits")] == [{"column_missing": 2}, {}]


def test_a_file_without_rows_gets_a_summary(town: Town) -> None:
    town.drop("visits.xlsx", workbook([]))
    town.run()
    assert any("There are no rows in it." in text for text in _texts(town.outbox / "fix_list_visits.xlsx"))


def test_nothing_new_leaves_the_files_alone_and_only_their_owner_reads_them(town: Town) -> None:
    town.drop("visits.xlsx", workbook([row(1), row(2, Minutes="an hour")]))
    town.run()
    path = town.outbox / "fix_list_visits.xlsx"
    before = path.stat()
    town.run()
    assert path.stat().st_mtime_ns == before.st_mtime_ns
    assert before.st_mode & 0o777 == 0o600
    assert {folder.stat().st_mode & 0o777 for folder in (town.outbox, town.outbox.parent)} == {0o700}
    path.unlink()
    assert town.run() == ["fix_list_visits.xlsx"]


def test_a_feed_that_is_taken_out_takes_its_fix_list_along(town: Town) -> None:
    town.drop("visits.xlsx", workbook([row(1), row(2, Minutes="an hour")]))
    town.run()
    (town.outbox / "kit").mkdir()
    (town.outbox / "fix_list_gone.xlsx").write_bytes(b"of a feed that was here once")
    (town.outbox / ".unfinished-1").write_bytes(b"of a run that was killed")
    assert town.run() == ["fix_list_visits.xlsx"]
    town.drop("visits.xlsx", workbook([row(1)]))
    assert town.run() == []
    assert [path.name for path in town.outbox.iterdir()] == ["kit"]


def test_one_fix_list_that_cannot_be_written_stops_no_other(tmp_path: Path, home: Path) -> None:
    town = make_town(
        tmp_path / "town", home,
        feed("first", "excel", path="files/first.xlsx"), feed("second", "excel", path="files/second.xlsx"),
    )  # fmt: skip
    for name in ("first.xlsx", "second.xlsx"):
        town.drop(name, workbook([row(1), row(2, Minutes="an hour")]))
    first = next(state for state in town.pull() if state.feed == "first")
    assert first.latest is not None
    (town.data.root / first.latest.landed / "original.enc").write_bytes(b"damaged")
    written = town.write()
    assert written.failed == {"first": "wrong_key"}
    assert [path.name for path in town.outbox.iterdir()] == ["fix_list_second.xlsx"]


def test_a_batch_that_comes_back_is_another_arrival(town: Town) -> None:
    bad, good = workbook([row(1), row(2, Minutes="an hour")]), workbook([row(1), row(2)])
    arrivals = []
    for content in (bad, bad, good, good, bad):
        town.drop("visits.xlsx", content)
        (state,) = town.pull()
        arrivals.append(state.arrivals)
    assert arrivals == [1, 1, 2, 2, 3]
    assert [one.violated for one in read_history(town.data, PARTNER, "visits")] == [
        {"hours.type": 1}, {}, {"hours.type": 1},
    ]  # fmt: skip
    town.drop("visits.xlsx", b"no workbook")
    (state,) = town.pull()
    assert (state.status, state.arrivals) == ("failed", 3)
    assert town.run() == ["fix_list_visits.xlsx"], "the rejected rows of the batch before still wait"


def test_the_lineage_page_gets_counts_and_the_name_of_what_could_not_be_written(town: Town) -> None:
    town.drop("visits.xlsx", workbook([row(1), row(2, Minutes="an hour"), row(3, Child=None, Minutes=30)]))
    (state,) = town.pull()
    assert state.latest is not None
    assets = fix_list_assets(town.initiative)
    well = dg.materialize([assets])
    (event,) = well.get_asset_materialization_events()
    assert event.materialization.asset_key.path == ["town", "fix_lists", PARTNER]
    facts = {name: entry.value for name, entry in event.materialization.metadata.items()}
    assert facts == {"dagster/row_count": 2, "feeds": 1, "files": 1}
    (check,) = well.get_asset_check_evaluations()
    assert check.passed

    shutil.rmtree(town.outbox)
    (town.data.root / state.latest.landed / "original.enc").write_bytes(b"damaged")
    badly = dg.materialize([assets])
    assert badly.success
    (check,) = badly.get_asset_check_evaluations()
    assert (check.passed, check.severity) == (False, dg.AssetCheckSeverity.WARN)
    assert check.metadata["feeds without a fix list"].value == {"visits": "wrong_key"}


def test_a_run_that_was_killed_before_it_kept_the_state_leaves_no_second_arrival(town: Town) -> None:
    town.drop("visits.xlsx", workbook([row(1), row(2, Minutes="an hour")]))
    town.pull()
    before = read_history(town.data, PARTNER, "visits")
    state_path(town.data, PARTNER, "visits").unlink()
    (state,) = town.pull()
    assert state.arrivals == 1
    assert read_history(town.data, PARTNER, "visits") == before


def test_the_command_says_where_the_files_stand(town: Town) -> None:
    town.drop("visits.xlsx", workbook([row(1), row(2, Minutes="an hour")]))
    town.pull()
    done = CliRunner().invoke(fix_lists, [str(town.folder)])
    assert done.exit_code == 0, done.output
    assert done.output.strip() == f"{PARTNER}: 1 rows to correct, 1 files in {town.outbox}"
    assert (town.outbox / "fix_list_visits.xlsx").is_file()
    unknown = CliRunner().invoke(fix_lists, [str(town.folder), "--partner", "nobody"])
    assert unknown.exit_code == 1
    assert f"known: {PARTNER}" in unknown.output
