"""The forms: valid for pyxform without a warning, and asking what the contract will hold the answers to."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pyxform.xls2xform import convert

from pipelines.initiative import Initiative, load_initiative
from pipelines.kits.writing import write_kit


def _form(initiative: Initiative, partner: str, record_type: str, folder: Path) -> Path:
    (one,) = [p for p in initiative.partners if p.partner == partner]
    _, paths = write_kit(initiative, one, folder)
    return next(path for path in paths if path.name == f"form_{record_type}.xlsx")


def _rows(path: Path, sheet: str) -> list[dict[str, Any]]:
    header, *rows = openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True)
    return [{str(name): value for name, value in zip(header, row, strict=True) if value} for row in rows]


def _survey(path: Path) -> dict[str, dict[str, Any]]:
    return {row["name"]: row for row in _rows(path, "survey")}


def _in_spanish(town: Path) -> Initiative:
    with (town / "agenda.yaml").open("a") as file:
        file.write("languages: [en, es]\n")
    return load_initiative(town)


def _valid(initiative: Initiative, names: set[str], folder: Path) -> int:
    """How many forms pyxform took without a warning; the first other one is an error."""
    made = 0
    for partner in initiative.partners:
        _, paths = (
            write_kit(initiative, partner, folder / partner.partner) if partner.partner in names else (0, [])
        )
        for path in (path for path in paths if path.name.startswith("form_")):
            result = convert(path)
            assert result.warnings == [], (partner.partner, path.name)
            assert "<h:html" in result.xform
            made += 1
    return made


def _speaking(sample: Initiative, *languages: str) -> Initiative:
    agenda = sample.agenda.model_copy(update={"languages": list(languages)})
    return Initiative(**{**vars(sample), "agenda": agenda})


@pytest.mark.slow
def test_every_form_of_the_sample_is_valid_without_a_warning(sample: Initiative, tmp_path: Path) -> None:
    everybody = {partner.partner for partner in sample.partners}
    assert _valid(_speaking(sample, "en", "es"), everybody, tmp_path) > 30


@pytest.mark.parametrize("languages", [("en",), ("es", "en")])
def test_forms_are_valid_in_one_language_and_in_another_order(
    sample: Initiative, tmp_path: Path, languages: tuple[str, ...]
) -> None:
    assert _valid(_speaking(sample, *languages), {"unified_schools", "harbor_shelter"}, tmp_path) == 4


def test_constraints_and_skip_logic_are_those_of_the_contract(sample: Initiative, tmp_path: Path) -> None:
    enrolment = _survey(_form(sample, "homework_clubs", "enrolment", tmp_path))
    assert enrolment["end_date"]["relevant"] == "${has_left} = 'yes'"
    assert enrolment["end_date"]["constraint"] == "(${start_date} = '' or . >= ${start_date})"
    assert "last day is earlier than the first" in enrolment["end_date"]["constraint_message"]
    assert enrolment["birth_date"]["constraint"] == ". <= today()"
    names = list(enrolment)
    assert names.index("has_left") == names.index("end_date") - 1
    attendance = _survey(_form(sample, "unified_schools", "attendance", tmp_path))
    assert attendance["days_absent"]["type"] == "integer"
    assert attendance["days_absent"]["constraint"].startswith(". >= 0 and . <= 31 and ")
    assert attendance["month"]["appearance"] == "month-year"


def test_choices_are_narrowed_and_named_by_the_agenda(sample: Initiative, tmp_path: Path) -> None:
    path = _form(sample, "unified_schools", "outcome", tmp_path)
    survey, choices = _survey(path), _rows(path, "choices")
    assert survey["result"]["choice_filter"] == "(outcome_type = '' or outcome_type = ${outcome_type})"
    results = {row["name"]: row["outcome_type"] for row in choices if row["list_name"] == "result"}
    assert results["regular_diploma"] == "graduation"
    assert results["completed"] == "fafsa"
    assert "ready" not in results
    dated = "(${result} = 'enrolled' or ${result} = 'enrolled_without_credit')"
    assert survey["outcome_date"]["required"] == (
        "(${outcome_type} = 'fafsa' and ${result} = 'completed') or "
        f"(${{outcome_type}} = 'college_enrolment' and {dated})"
    )
    form = _form(sample, "unified_schools", "enrolment", tmp_path)
    races = {
        row["name"]: row["label"] for row in _rows(form, "choices") if row["list_name"] == "race_ethnicity"
    }
    assert races["black"] == "Black or African American"


def test_labels_are_translated_and_the_initiative_adds_its_own(town: Path, tmp_path: Path) -> None:
    (town / "translations").mkdir()
    own = "choices: {gender.girl: Niñas, sub_program.after_school: Después de clases}\n"
    (town / "translations" / "es.yaml").write_text(own)
    path = _form(_in_spanish(town), "north_club", "enrolment", tmp_path / "kit")
    start = _survey(path)["start_date"]
    assert start["label::English (en)"] == "First day in the sub-program."
    assert start["label::Español (es)"] == "Primer día en el subprograma."
    labels = {row["name"]: row["label::Español (es)"] for row in _rows(path, "choices")}
    assert labels["girl"] == "Niñas"
    # What nobody translated is said in English, and never left out.
    assert labels["boy"] == "Boys"


def test_a_form_carries_its_version(sample: Initiative, tmp_path: Path) -> None:
    path = _form(sample, "homework_clubs", "service", tmp_path)
    (settings,) = _rows(path, "settings")
    assert re.fullmatch("[0-9a-f]{16}", settings["version"])
    assert _survey(path)["kit_version"]["calculation"] == f"'{settings['version']}'"
    assert settings["form_id"] == "cradle_to_career_homework_clubs_service"


def test_the_version_changes_with_a_question_and_not_with_a_word(town: Path, tmp_path: Path) -> None:
    def version() -> str:
        (settings,) = _rows(
            _form(load_initiative(town), "north_club", "enrolment", tmp_path / "kit"), "settings"
        )
        return str(settings["version"])

    first = version()
    agenda = town / "agenda.yaml"
    agenda.write_text(agenda.read_text().replace("name: Girls", "name: Girls and women"))
    assert version() == first
    agenda.write_text(
        agenda.read_text().replace("{id: girl,", "{id: other, name: Other}\n      - {id: girl,")
    )
    assert version() != first


@pytest.mark.parametrize("file", ["en", "es"])
def test_translations_are_complete(file: str) -> None:
    """Every word of the kit and, but for English, every column and every fix of the standard contracts."""
    from ruamel.yaml import YAML

    from expectations.contract import load_contract, record_types
    from pipelines.kits.contract_rules import form_rules
    from pipelines.kits.fields import LOCAL_ID, NAMES
    from pipelines.kits.wording import TRANSLATIONS

    found = YAML(typ="safe").load(TRANSLATIONS / f"{file}.yaml")
    english = YAML(typ="safe").load(TRANSLATIONS / "en.yaml")
    assert set(found["words"]) == set(english["words"])
    people = {*NAMES, LOCAL_ID}
    assert people | {"has_left"} <= set(found["questions"])
    assert people <= set(found["fixes"])
    if file != "en":
        contracts = [
            load_contract(kind)
            for kind in record_types()
            if load_contract(kind).has_people or kind == "total"
        ]
        contracts.append(load_contract("service", 2))
        columns = {column.name for contract in contracts for column in contract.value_columns}
        assert columns <= set(found["headers"]) & set(found["questions"]) & set(found["fixes"])
        limits = {limit.rule_id for c in contracts for limit in form_rules(c).limits if limit.is_error}
        assert limits <= set(found["fixes"])
