"""Kits go out, are filled in by LibreOffice and on a form server, and come back through the same door."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
from libreoffice import Entry, fill

from pipelines.ingest import FeedOutcome, ingest
from pipelines.initiative import load_initiative
from pipelines.kits.kit import kit_for
from pipelines.kits.writing import write_kit
from pipelines.paths import DataFolder
from pipelines.sample.stand_in import StandIn
from pipelines.scaffold import scaffold

pytestmark = pytest.mark.slow

_FILES = "connector: excel, options: {path: kit.xlsx}"
_FORMS = "connector: kobo, options: {{url: '${{STAND_IN_URL}}', asset: {asset}, token_env: STAND_IN_TOKEN}}"
_CLUB = """
partner: north_club
name: North Club
sector: nonprofit
sub_programs: [after_school]
feeds:
  - {{id: children, record_type: enrolment, {children}, kit: true}}
  - {{id: visits, record_type: service, {visits}, kit: true}}
"""
CHILDREN = [
    ["Ada", "Byrd", "2016-05-04", "007", "North side", "2025-09-01", "", "Girls"],
    ["Ben", "Cole", "2015-11-30", "008", "South side", "2025-09-15", "2026-01-31", "Boys"],
]
VISITS = [["007", "2025-10-01", "1.5"], ["008", "2025-10-02", "2"], ["007", "2025-10-08", "0.75"]]
_TEXT = {"First name", "Last name", "Your number for the person", "Area", "Gender"}


def _town(folder: Path, children: str, visits: str) -> Path:
    scaffold(folder)
    (folder / "partners" / "north_club.yaml").write_text(_CLUB.format(children=children, visits=visits))
    return folder


def _entries(path: Path, sheet: str, rows: list[list[str]]) -> list[Entry]:
    headings = [cell.value for cell in openpyxl.load_workbook(path)[sheet][1]]
    return [
        Entry(sheet, f"{chr(65 + position)}{number}", text, headings[position] in _TEXT)
        for number, row in enumerate(rows, 2)
        for position, text in enumerate(row)
        if text
    ]


def _ingested(town: Path, data: DataFolder) -> dict[str, FeedOutcome]:
    initiative = load_initiative(town)
    feeds = [pair for pair in initiative.feeds if pair[0].partner == "north_club"]
    return {outcome.state.feed: outcome for outcome in ingest(initiative, data, feeds)}


def _accepted(outcome: FeedOutcome, columns: str) -> list[tuple[Any, ...]]:
    assert outcome.verdict is not None
    return duckdb.sql(
        f"SELECT {columns} FROM '{outcome.verdict.accepted_path}' ORDER BY row_number"
    ).fetchall()


def test_a_template_filled_in_libreoffice_is_accepted_without_a_mapping(tmp_path: Path) -> None:
    town = _town(tmp_path / "town", _FILES, _FILES)
    initiative = load_initiative(town)
    (club,) = [partner for partner in initiative.partners if partner.partner == "north_club"]
    _, (template, *_) = write_kit(initiative, club, tmp_path / "kit")
    entries = _entries(template, "Enrolment", CHILDREN) + _entries(template, "Service", VISITS)
    fill(template, town / "kit.xlsx", entries, tmp_path / "profile")

    _checks_survived(template, town / "kit.xlsx")
    found = _ingested(town, DataFolder(tmp_path / "data"))
    children, visits = found["children"], found["visits"]
    for outcome, count in ((children, 2), (visits, 3)):
        assert outcome.state.status == "ok", outcome.state.message
        assert outcome.verdict is not None
        assert (outcome.verdict.rows_accepted, outcome.verdict.rows_quarantined) == (count, 0)
        assert outcome.batch is not None
        assert outcome.batch.manifest["columns_unknown"] == []
        assert outcome.batch.manifest["columns_missing"] == []
        assert not [note for note in outcome.batch.manifest["notes"] if "older kit" in note]
    stays = _accepted(children, "sub_program, area, start_date::text, end_date::text, gender")
    assert stays == [
        ("after_school", "north", "2025-09-01", None, "girl"),
        ("after_school", "south", "2025-09-15", "2026-01-31", "boy"),
    ]
    # The number of the visits is the number of the enrolments, zeros in front included.
    numbers = {token for (token,) in _accepted(children, "local_token")}
    assert numbers == {token for (token,) in _accepted(visits, "local_token")}


def _checks_survived(before: Path, after: Path) -> None:
    """The checks of every column are there after LibreOffice has saved the file, with the words of the fix."""

    def checks(path: Path) -> dict[tuple[str, str], tuple[str, str]]:
        book = openpyxl.load_workbook(path)
        return {
            (sheet.title, str(check.sqref).split("2:")[0]): (check.type, str(check.error))
            for sheet in book
            for check in sheet.data_validations.dataValidation
        }

    assert checks(before)
    assert checks(after) == checks(before)
    assert openpyxl.load_workbook(after)["Lists"].sheet_state == "hidden"


def _answers(names: list[str], rows: list[list[Any]], asset: str) -> dict[str, Any]:
    return {"kind": "kobo", "place": asset, "fields": names, "rows": rows}


def test_answers_to_the_forms_are_accepted_without_a_mapping(tmp_path: Path) -> None:
    town = _town(tmp_path / "town", _FORMS.format(asset="aChildren"), _FORMS.format(asset="aVisits"))
    initiative = load_initiative(town)
    (club,) = [partner for partner in initiative.partners if partner.partner == "north_club"]
    sheets = {sheet.record_type: sheet for sheet in kit_for(initiative, club).sheets}
    answers = {
        "children": _answers(
            [*("first_name", "last_name", "birth_date", "local_id", "area", "start_date"),
             *("has_left", "end_date", "gender", "kit_version")],
            [
                ["Ada", "Byrd", "2016-05-04", "007", "north", "2025-09-01", "no", None, "girl", sheets["enrolment"].fingerprint],
                ["Ben", "Cole", "2015-11-30", "008", "south", "2025-09-15", "yes", "2026-01-31", "boy", "0123456789abcdef"],
            ],
            "aChildren",
        ),
        "visits": _answers(
            ["local_id", "service_date", "hours", "kit_version"],
            [[*visit, sheets["service"].fingerprint] for visit in VISITS],
            "aVisits",
        ),
    }  # fmt: skip
    folder = tmp_path / "stand_in"
    folder.mkdir()
    for name, answer in answers.items():
        (folder / f"{name}.json").write_text(json.dumps(answer))
    with StandIn(folder):
        found = _ingested(town, DataFolder(tmp_path / "data"))
    for name, count in (("children", 2), ("visits", 3)):
        outcome = found[name]
        assert outcome.state.status == "ok", outcome.state.message
        assert outcome.verdict is not None
        assert (outcome.verdict.rows_accepted, outcome.verdict.rows_quarantined) == (count, 0)
        assert outcome.batch is not None
        assert outcome.batch.manifest["columns_unknown"] == []
    assert _accepted(found["children"], "end_date::text, gender") == [(None, "girl"), ("2026-01-31", "boy")]
    assert found["children"].batch is not None
    notes = [note for note in found["children"].batch.manifest["notes"] if "older kit" in note]
    assert len(notes) == 1
    assert found["visits"].batch is not None
    assert not [note for note in found["visits"].batch.manifest["notes"] if "older kit" in note]
