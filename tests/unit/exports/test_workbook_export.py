"""A release as a workbook: tidy sheets, marks in place of hidden figures, native charts, nothing that computes."""

from __future__ import annotations

import hashlib
import re
import zipfile
from pathlib import Path
from typing import Any

import duckdb
import pytest
from injections import CORPUS
from made_release import RELEASE, SHUFFLED, make_release
from openpyxl import load_workbook

from pipelines.exports import write_workbook

SHEETS = [
    "Read me", "Contents", "Measures", "Results", "By group", "By area", "By partner", "Charts", "Partners",
    "Data quality", "Dictionary",
]  # fmt: skip


@pytest.fixture(scope="module")
def path(release: Path) -> Path:
    return write_workbook(release, release_id=RELEASE)


@pytest.fixture(scope="module")
def book(path: Path) -> Any:
    return load_workbook(path)


def _table(book: Any, name: str) -> list[dict[str, Any]]:
    header, *rows = book[name].iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_each_sheet_is_one_table_with_a_frozen_header_and_a_filter(book: Any) -> None:
    assert book.sheetnames == SHEETS
    for sheet in book:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == sheet.dimensions
        assert not sheet.merged_cells.ranges
        header = [cell.value for cell in sheet[1]]
        assert all(header)
        assert len({*header}) == len(header)
        assert all(sheet.column_dimensions[cell.column_letter].width >= 9 for cell in sheet[1])


def test_results_are_the_published_figures_and_marks_for_the_others(book: Any, release: Path) -> None:
    rows = _table(book, "Results")
    with duckdb.connect(str(release / "warehouse.duckdb"), read_only=True) as connection:
        cells = connection.execute(
            "select metric_id, coalesce(s.name, 'All sub-programs'), p.name, period_type, status, value "
            "from metrics.metric_values join agenda.periods as p using (period_id, period_type) "
            "left join agenda.sub_programs as s using (sub_program_id) "
            "where partner_id = 'all' and area_id = 'all' and group_type = 'all'"
        ).fetchall()
    shown = {(row["Metric id"], row["Sub-program"], row["Period"], row["Period type"]): row for row in rows}
    assert len(shown) == len(cells) == len(rows)
    for *place, status, value in cells:
        row = shown[tuple(place)]
        if status == "suppressed":
            assert row["Value"] == row["People"] == row["Numerator"] == "[c]"
        elif value is None:
            assert row["Value"] == "[x]"
        else:
            assert row["Value"] == pytest.approx(value)


def test_hidden_figures_are_marked_on_the_sheet_of_groups(book: Any) -> None:
    assert "[c]" in {row["Value"] for row in _table(book, "By group")}
    assert not any(row["Value"] is None for name in SHEETS[3:7] for row in _table(book, name))


def test_read_me_explains_marks_release_and_licence(book: Any) -> None:
    told = {row["About"]: row["In words"] for row in _table(book, "Read me")}
    assert told["Release"] == RELEASE
    assert told["Results as of"] == "2026-09-15"
    assert "1 to 10" in told["Protection"]
    assert {"Mark [c]", "Mark [x]", "Mark [z]"} <= {*told}
    assert told["Licence"].startswith("Creative Commons Attribution 4.0")
    assert "made up" in told["Sample"]


def test_contents_names_every_sheet_after_it_and_leads_there(book: Any) -> None:
    assert [row["Sheet"] for row in _table(book, "Contents")] == SHEETS[2:]
    links = [cell.hyperlink.location for (cell,) in book["Contents"].iter_rows(min_row=2, max_col=1)]
    assert links == [f"'{name}'!A1" for name in SHEETS[2:]]


def test_the_dictionary_has_every_column_of_the_book_and_of_the_release(book: Any, release: Path) -> None:
    told = {(row["Where"], row["Column"]) for row in _table(book, "Dictionary")}
    own = {(sheet.title, cell.value) for sheet in book.worksheets[2:-1] for cell in sheet[1]}
    with duckdb.connect(str(release / "warehouse.duckdb"), read_only=True) as connection:
        released = connection.execute(
            "select schema_name || '.' || table_name, column_name from duckdb_columns() where not internal"
        ).fetchall()
    assert told == own | {*released}


def test_charts_draw_the_table_beside_them_and_say_it_in_words(book: Any, path: Path) -> None:
    rows = _table(book, "Charts")
    charts = book["Charts"]._charts
    assert len(charts) == len({row["Measure"] for row in rows}) > 2
    with zipfile.ZipFile(path) as archive:
        drawing = archive.read("xl/drawings/drawing1.xml").decode()
        drawn = [archive.read(name).decode() for name in archive.namelist() if "charts/chart" in name]
    words = re.findall(r'descr="(Line chart of [^"]+)"', drawing)
    assert len(words) == len(charts)
    assert all(row["Period"] in " ".join(words) for row in rows)
    # A gap stays a gap, which is what Excel does unless it is told otherwise; a title is taken from a cell.
    assert not any("dispBlanksAs" in chart for chart in drawn)
    assert all(re.search(r"<c:title><c:tx><c:strRef><c:f>Charts!\$A\$\d+</c:f>", chart) for chart in drawn)


def test_the_same_release_gives_the_same_bytes(path: Path, tmp_path: Path) -> None:
    again = write_workbook(make_release(tmp_path / "again", SHUFFLED), release_id=RELEASE)
    digests = {hashlib.sha256(each.read_bytes()).hexdigest() for each in (path, again)}
    assert len(digests) == 1


def test_no_text_becomes_a_formula_or_a_link(hostile: Path) -> None:
    path = write_workbook(hostile, release_id=RELEASE)
    book = load_workbook(path)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    linked = {cell.parent.title for cell in cells if cell.hyperlink}
    assert linked == {"Contents"}
    with zipfile.ZipFile(path) as archive:
        parts = {
            name: archive.read(name).decode()
            for name in archive.namelist()
            if name.endswith((".xml", ".rels"))
        }
    assert not any("<f>" in text for name, text in parts.items() if "worksheets/sheet" in name)
    assert not any('TargetMode="External"' in text for text in parts.values())
    assert not any("<script" in text for text in parts.values())


def test_text_stands_in_the_workbook_as_it_was_given(hostile: Path) -> None:
    book = load_workbook(write_workbook(hostile, release_id=RELEASE))
    names = {row["Partner id"]: row["Partner"] for row in _table(book, "Partners")}
    for number, text in enumerate(CORPUS):
        written = names[f"hostile_{number:02d}"]
        assert len(written) <= 32_767
        if len(text) > 32_767:
            assert written.endswith("the whole text is in the open data]")
        elif all(ord(letter) >= 32 and letter not in "\x7f\ufffe\uffff" for letter in text):
            assert written == text
