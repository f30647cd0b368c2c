"""The spreadsheet kit: read back with another library than the one that wrote it."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner

from pipelines.cli import main
from pipelines.initiative import Initiative, load_initiative
from pipelines.kits.writing import write_kit


def _write(initiative: Initiative, partner: str, folder: Path) -> Path:
    (one,) = [p for p in initiative.partners if p.partner == partner]
    write_kit(initiative, one, folder)
    return folder / "template.xlsx"


def _checks(sheet: Any) -> dict[str, Any]:
    """The validation of each column, by its heading."""
    headings = {cell.column_letter: cell.value for cell in sheet[1]}
    return {
        headings[str(check.sqref).rstrip("0123456789").split(":")[0].rstrip("0123456789")]: check
        for check in sheet.data_validations.dataValidation
    }


def test_it_has_instructions_hidden_lists_and_a_sheet_a_record_type(
    sample: Initiative, tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(_write(sample, "code_and_make", tmp_path))
    assert book.sheetnames == ["Instructions", "Lists", "Enrolment", "Service"]
    assert book["Lists"].sheet_state == "hidden"
    told = [str(cell) for row in book["Instructions"].iter_rows(values_only=True) for cell in row if cell]
    assert "Mid-South Code and Make" in told[0]
    assert any("After school, College readiness" in text for text in told)
    assert [cell.value for cell in book["Service"][1]] == [
        "Your number for the person",
        "Sub program",
        "Service date",
        "Hours",
    ]
    # A row below the heading would be read as data.
    assert book["Service"].max_row == 1


def test_cells_are_checked_and_say_the_fix(sample: Initiative, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(_write(sample, "unified_schools", tmp_path))
    enrolment, attendance = _checks(book["Enrolment"]), _checks(book["Attendance"])
    assert enrolment["Birth date"].formula2 == "TODAY()"
    assert enrolment["Birth date"].error.startswith("Give the birth date as year-month-day")
    race = enrolment["Race and ethnicity"]
    place = race.formula1.replace("$", "").split("!")[1]
    choices = [cell.value for row in book["Lists"][place] for cell in row]
    assert choices == [
        "Black or African American",
        "Hispanic or Latino",
        "White",
        "Asian",
        "Two or more races",
        "Another race or ethnicity",
    ]
    absent = attendance["Days absent"]
    assert (absent.type, absent.formula1) == ("whole", "0")
    letter = next(cell.column_letter for cell in book["Attendance"][1] if cell.value == "Days enrolled")
    assert f"${letter}2" in absent.formula2
    assert "more days absent than enrolled" in absent.error
    assert "IFERROR" in attendance["Month"].formula1


def test_nothing_in_an_agenda_becomes_a_formula_or_a_link(town: Path, tmp_path: Path) -> None:
    agenda = town / "agenda.yaml"
    agenda.write_text(
        agenda.read_text()
        .replace("name: Girls", 'name: "=cmd|1!A1"')
        .replace("name: Boys", 'name: "https://x.example"')
    )
    path = _write(load_initiative(town), "north_club", tmp_path / "kit")
    with zipfile.ZipFile(path) as archive:
        cells = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        names = archive.namelist()
    assert not any(b"<f>" in text or b"<hyperlink" in text for text in cells)
    assert not any("externalLink" in name or name.endswith(".bin") for name in names)


@pytest.mark.parametrize("partner", ["code_and_make", "harbor_shelter"])
def test_the_same_kit_is_the_same_file(sample: Initiative, tmp_path: Path, partner: str) -> None:
    def digests(folder: Path) -> dict[str, str]:
        _write(sample, partner, folder)
        return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}

    first, second = digests(tmp_path / "one"), digests(tmp_path / "two")
    assert first == second
    before = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "one").iterdir()}
    digests(tmp_path / "one")
    assert {path.name: path.stat().st_mtime_ns for path in (tmp_path / "one").iterdir()} == before


def test_forms_that_are_no_longer_needed_are_taken_away(town: Path, tmp_path: Path) -> None:
    _write(load_initiative(town), "north_club", tmp_path / "kit")
    assert (tmp_path / "kit" / "form_service.xlsx").is_file()
    path = town / "partners" / "north_club.yaml"
    path.write_text("\n".join(line for line in path.read_text().splitlines() if "visits" not in line))
    _write(load_initiative(town), "north_club", tmp_path / "kit")
    assert not (tmp_path / "kit" / "form_service.xlsx").exists()


def test_the_command_writes_the_kit_of_one_partner(town: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(
        main, ["kits", str(town), "--partner", "north_club", "--out", str(tmp_path / "out")]
    )
    assert done.exit_code == 0, done.output
    assert "North Club: " in done.output
    assert (tmp_path / "out" / "north_club" / "kit" / "template.xlsx").is_file()
    assert not (tmp_path / "out" / "first_partner").exists()
    wrong = CliRunner().invoke(main, ["kits", str(town), "--partner", "nobody"])
    assert wrong.exit_code == 1
    assert "Use one of: first_partner, north_club." in wrong.output
