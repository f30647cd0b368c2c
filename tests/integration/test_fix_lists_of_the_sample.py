"""The fix lists of the sample: every planned defect at its cell, nobody else's people, and a program opens them."""

from __future__ import annotations

import csv
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from leaks import find, wanted
from openpyxl import load_workbook
from runs import Run

from connectors import CONNECTORS, FIX_SUMMARY_SHEET, pull
from pipelines.fix_lists.marks import FRAME_COLOUR
from pipelines.fix_lists.places import comes_in_files
from pipelines.initiative import load_initiative
from pipelines.initiative.vocabulary import feed_contract
from pipelines.sample.breaking import broken
from pipelines.sample.cradle import generate
from pipelines.sample.cradle.defect_list import DEFECTS
from pipelines.sample.cradle.defects import HELD_FEED
from pipelines.sample.defect import Defect
from pipelines.sample.sheets import Sheet
from pipelines.sample.writers import Row
from pipelines.warehouse import connect

pytestmark = pytest.mark.slow

SAMPLE = load_initiative(generate.SAMPLE)
FEEDS = {(partner.partner, feed.id): feed for partner, feed in SAMPLE.feeds}
RULES = {
    (partner.partner, feed.id): {rule.rule_id: rule for rule in feed_contract(SAMPLE, partner, feed).rules}
    for partner, feed in SAMPLE.feeds
}
FILES = sorted(place for place in DEFECTS if comes_in_files(FEEDS[place].connector))
FORMS = sorted(place for place in DEFECTS if place not in FILES)


def _errors(place: tuple[str, str], defect: Defect) -> set[str]:
    """The rules that send a row with this defect to quarantine."""
    return {rule for rule in defect.rules if RULES[place][rule].severity == "error"}


def _sheet(place: tuple[str, str]) -> Sheet:
    """The file of a feed that has the defects, as it was before."""
    return [sheet for sheet in generate.whole_sheets() if (sheet.partner, sheet.feed) == place][-1]


def _planned(place: tuple[str, str]) -> Iterator[tuple[int, Row, Defect]]:
    """Each broken row by its place in the file, the cells that were changed, and the defect."""
    sheet = _sheet(place)
    for defect in DEFECTS[place]:
        alone = broken(sheet.rows, DEFECTS[place])
        for index, row in enumerate(alone):
            if index >= len(sheet.rows):
                continue
            changed = {name: value for name, value in row.items() if value != sheet.rows[index][name]}
            if changed and changed.items() <= defect.cells.items() and _fits(row, defect):
                yield index, changed, defect
    extra = [defect for defect in DEFECTS[place] if defect.how != "change" for _ in range(defect.rows)]
    for number, defect in enumerate(extra):
        yield len(sheet.rows) + number, {}, defect


def _fits(row: Row, defect: Defect) -> bool:
    return defect.how == "change" and all(row[name] == value for name, value in defect.cells.items())


def _marks(path: Path) -> dict[int, dict[int, str]]:
    """Row of the sheet -> column from 0 -> the text of the note."""
    book = load_workbook(path)
    sheet = book.worksheets[1]
    found: dict[int, dict[int, str]] = {}
    for cells in sheet.iter_rows():
        for cell in cells:
            if cell.border.left.color is not None and cell.border.left.color.rgb == FRAME_COLOUR:
                found.setdefault(cell.row, {})[cell.column - 1] = cell.comment.text
    return found


def _outbox(done: Run) -> Path:
    return done.home / "outbox" / done.initiative


@pytest.mark.parametrize("place", FILES, ids="/".join)
def test_every_planned_defect_is_marked_at_its_cell_and_nothing_else_is(
    sample_run: Run, place: tuple[str, str]
) -> None:
    feed = FEEDS[place]
    planned = [(index, cells, defect) for index, cells, defect in _planned(place) if _errors(place, defect)]
    options = CONNECTORS[feed.connector].Options.model_validate(feed.options)
    layout = pull(feed.connector, options, base_dir=generate.SAMPLE).layouts[-1]
    path = _outbox(sample_run) / place[0] / f"fix_list_{place[1]}.xlsx"
    assert planned or not path.exists()
    if not planned:
        return
    marks = _marks(path)
    assert set(marks) == {layout.rows[index] for index, _, _ in planned}
    for index, cells, defect in planned:
        marked = marks[layout.rows[index]]
        # The first cell of a defect is what is wrong; others go along, so that no other rule is broken too.
        assert {layout.columns[name] for name in list(cells)[:1]} <= set(marked), defect
        notes = " ".join(marked.values())
        assert all(RULES[place][rule].fix in notes for rule in _errors(place, defect)), defect


@pytest.mark.parametrize("place", FORMS, ids="/".join)
def test_records_of_forms_are_listed_with_their_reference(sample_run: Run, place: tuple[str, str]) -> None:
    rejected = sum(defect.rows for defect in DEFECTS[place] if _errors(place, defect))
    path = _outbox(sample_run) / place[0] / f"fix_list_{place[1]}.xlsx"
    sheet = load_workbook(path)["Records to correct"]
    assert sheet.max_row == 1 + rejected
    references = [cell.value for cell in sheet["A"][1:]]
    assert len(set(references)) == rejected
    assert all(references)


def test_the_column_that_is_gone_is_named(sample_run: Run) -> None:
    partner, feed = HELD_FEED
    sheet = load_workbook(_outbox(sample_run) / partner / f"fix_list_{feed}.xlsx")[FIX_SUMMARY_SHEET]
    texts = [str(cell.value) for cells in sheet.iter_rows() for cell in cells]
    assert any(text.startswith('Not there: "Date".') for text in texts)
    assert "Session day" in texts


def test_a_partners_folder_holds_its_own_people_and_nobody_elses(sample_run: Run) -> None:
    folders = sorted(_outbox(sample_run).iterdir())
    assert len(folders) > 8
    everybody = wanted(generate.identity_values())
    for folder in folders:
        text = {part for sheet in generate.sheets() if sheet.partner == folder.name for part in _words(sheet)}
        assert len(everybody - text) > 500
        assert find(folder, everybody - text) == {}, folder.name


def _words(sheet: Sheet) -> set[str]:
    return wanted({str(value) for row in sheet.rows for value in row.values() if value is not None})


def test_the_history_tells_what_is_open(sample_run: Run) -> None:
    query = (
        "select count(*), count(distinct partner_id), bool_and(is_open) from data_quality.rejection_history"
    )
    with connect(sample_run.release / "warehouse.duckdb", read_only=True) as released:
        ((episodes, partners, all_open),) = released.execute(query).fetchall()
        ((whole,),) = released.execute(
            "select episodes_open from data_quality.fix_times where partner_id = 'all' and rule_id = 'all'"
        ).fetchall()
        rejected = released.execute("select count(*) from data_quality.rejections").fetchone()
    assert rejected is not None
    # One more than the rules that were broken: the column that did not come.
    assert episodes == whole == rejected[0] + 1
    assert partners >= 12
    assert all_open


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize(
    "place", [("library_system", "cards"), ("unified_schools", "fafsa"), FORMS[0]], ids="/".join
)
def test_libreoffice_opens_a_fix_list(sample_run: Run, place: tuple[str, str], tmp_path: Path) -> None:
    path = _outbox(sample_run) / place[0] / f"fix_list_{place[1]}.xlsx"
    arguments = [
        "--headless",
        "--convert-to",
        "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1",
    ]
    subprocess.run(
        ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", *arguments, "--outdir", str(tmp_path), str(path)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    for sheet in load_workbook(path).worksheets:
        (converted,) = tmp_path.glob(f"*-{sheet.title}.csv")
        rows = list(csv.reader(converted.open(encoding="utf-8")))
        first = [str(cell.value or "") for cell in sheet[1]]
        assert rows[0][: len(first)] == first
        assert len(rows) == sheet.max_row
