"""What partners mean by the same words: definitions of their own, and ways of filling a column."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from expectations.mapping import ColumnMapping
from pipelines.initiative import Initiative, InitiativeError, load_initiative
from pipelines.initiative.drift import (
    definition_entries,
    definition_partners,
    definitions,
    mapping_words,
    mappings,
    reading,
)
from pipelines.paths import INITIATIVES
from pipelines.scaffold import scaffold

ABSENCE = "chronic_absence_rate"


@pytest.fixture(scope="module")
def sample() -> Initiative:
    return load_initiative(INITIATIVES / "cradle_to_career")


def _schools(tmp_path: Path, stated: str) -> Path:
    """A town whose partner reports school days, and states a definition."""
    folder = tmp_path / "town"
    scaffold(folder)
    subs = folder / "sub_programs.yaml"
    subs.write_text(
        subs.read_text()
        .replace("[enrolment, service]", "[enrolment, service, attendance]")
        .replace("retention_rate]", f"retention_rate, {ABSENCE}]")
    )
    with (folder / "partners" / "first_partner.yaml").open("a") as file:
        file.write(f"\ndefinitions:\n  {stated}\n")
    return folder


def test_the_agreed_definition_and_a_partners_own_stand_side_by_side(sample: Initiative) -> None:
    found = [row for row in definitions(sample) if row["metric_id"] == ABSENCE]
    assert [row["is_agreed"] for row in found] == [True, False]
    assert "missed 10 % of the school days" in found[0]["definition"]
    assert "missed 18 % of the school days" in found[1]["definition"]
    told = [json.loads(row["parameters"]) for row in found]
    assert told[1] == told[0] | {"minimum_days": 20, "threshold_percent": 18}
    assert len([row for row in definitions(sample) if row["metric_id"] == "people_served"]) == 1


def test_dbt_gets_one_more_entry_for_each_other_definition(sample: Initiative) -> None:
    (entry,) = definition_entries(sample)
    assert entry["metric"]["metric_id"] == ABSENCE
    assert "absent * 100 >= enrolled * 18" in entry["metric"]["numerator"]
    assert entry["metric"]["denominator"].startswith("enrolled >= 20")
    assert entry["metric"]["sub_programs"] == ["after_school", "special_needs"]


def test_who_goes_by_which_definition(sample: Initiative) -> None:
    found = {
        (row["sub_program_id"], row["partner_id"]): row["definition_id"]
        for row in definition_partners(sample)
        if row["metric_id"] == ABSENCE
    }
    (own,) = {row["definition_id"] for row in definitions(sample)} - {"agreed"}
    assert found[("after_school", "unified_schools")] == own
    assert found[("special_needs", "unified_schools")] == own
    assert set(found.values()) == {own, "agreed"}


def test_a_statement_that_says_the_same_as_agreed_is_no_other_definition(tmp_path: Path) -> None:
    folder = _schools(tmp_path, f"{ABSENCE}: {{threshold_percent: 10}}")
    assert definition_entries(load_initiative(folder)) == []


def test_a_partial_statement_keeps_the_rest_of_what_was_agreed(tmp_path: Path) -> None:
    folder = _schools(tmp_path, f"{ABSENCE}: {{threshold_percent: 15}}")
    (entry,) = definition_entries(load_initiative(folder))
    assert entry["metric"]["denominator"].startswith("enrolled >= 10")


@pytest.mark.parametrize(
    ("stated", "says"),
    [
        ("graduation_rate: {}", "no metric that a sub-program of the partner selected 'graduation_rate'"),
        (f"{ABSENCE}: {{threshold: 18}}", "has no parameter ['threshold']"),
        (f"{ABSENCE}: {{threshold_percent: a lot}}", "of another kind than agreed"),
    ],
)
def test_a_definition_that_cannot_be_is_told_with_its_line(tmp_path: Path, stated: str, says: str) -> None:
    folder = _schools(tmp_path, stated)
    lines = (folder / "partners" / "first_partner.yaml").read_text().splitlines()
    with pytest.raises(InitiativeError) as caught:
        load_initiative(folder)
    (told,) = [problem for problem in caught.value.problems if says in problem.what]
    assert told.file == "partners/first_partner.yaml"
    assert lines[told.line - 1].strip().startswith(stated.split(":")[0])


def test_how_each_feed_fills_a_column_is_said_in_words(sample: Initiative) -> None:
    found = {
        (row["partner_id"], row["feed_id"], row["column_name"]): (
            row["partner_columns"],
            row["reading"],
            row["words"],
        )
        for row in mappings(sample)
    }
    assert found[("homework_clubs", "children", "start_date")] == ("Started", "dates as %d.%m.%Y", 0)
    assert found[("homework_clubs", "children", "race_ethnicity")] == (
        "Race/ethnicity",
        "by a list of words",
        6,
    )
    assert found[("field_and_court", "visits", "hours")] == ("minutes", "divided by 60", 0)
    assert found[("little_oaks", "attendance", "setting")] == ("", "always 'program'", 0)
    assert found[("homework_clubs", "children", "birth_date")] == ("Born", "dates as %d.%m.%Y", 0)


def test_the_same_reading_has_the_same_words() -> None:
    one, other = (
        ColumnMapping.model_validate({"column": name, "format": "%d.%m.%Y", "read_as": "month"})
        for name in ("A", "B")
    )
    assert reading(one) == reading(other) == "dates as %d.%m.%Y, read as month"
    assert reading(ColumnMapping(column="A")) == "as it stands"


def test_words_of_partners_are_folded_as_the_mapping_folds_them(sample: Initiative) -> None:
    words = {
        row["word"]
        for row in mapping_words(sample)
        if (row["column_name"], row["value"]) == ("gender", "female")
    }
    assert "f" in words
    assert "F" not in words
