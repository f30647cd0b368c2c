"""Totals of public agencies: count, whole and rate by arithmetic, marks, groups, the year of the file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sheets import write_csv

from pipelines.connect.model import Proposal

Propose = Callable[..., Proposal]
GIVEN = ("metric=chronic_absence_rate", "row_role=counted", "sub_program=school_age")


def test_count_whole_and_rate_are_found_by_arithmetic(tmp_path: Path, propose_from: Propose) -> None:
    rows: list[list[str]] = [["Place", "A", "B", "C", "Student group", "Year"]]
    for number in range(12):
        part, whole = 7 + 3 * number, 90 + 11 * number
        rate = f"{100 * part / whole:.1f}"
        rows.append([f"P{number}", str(whole), rate, str(part), "All Students", "2024-25"])
    rows.append(["P12", "80", "*", "*", "All Students", "2024-25"])
    proposal = propose_from(write_csv(tmp_path / "t.csv", rows), "total", *GIVEN, narrowed=False)
    assert proposal.columns["numerator"].settings == {"column": "C", "marks": ["*"]}
    assert proposal.columns["denominator"].settings == "A"
    assert proposal.columns["published_rate"].settings == {"column": "B", "divide_by": 100, "marks": ["*"]}
    assert "'C' divided by 'A' is 'B' in 12 of 12 rows" in proposal.columns["numerator"].notes[0]
    assert proposal.columns["value_status"].settings == {
        "column": "C",
        "values": {"*": "suppressed"},
        "otherwise": "published",
    }


def test_several_counts_that_agree_are_a_question(shared_data: Path, propose_from: Propose) -> None:
    path = shared_data / "tn_education" / "chr_abs_District-Level_Suppression_2016-17.xls"
    proposal = propose_from(path, "total", *GIVEN, narrowed=False)
    (question,) = (one for one in proposal.questions if one.key == "numerator")
    assert {choice.answer for choice in question.choices} == {
        "n_chronically_absent",
        "n_10_to_20_pct",
        "n_greater_than_20_pct",
    }
    given = (*GIVEN, "numerator=n_chronically_absent")
    settled = propose_from(path, "total", *given, narrowed=False)
    assert settled.columns["denominator"].settings == {"column": "n_students"} or "n_students" in str(
        settled.columns["denominator"].settings
    )
    rate = settled.columns["published_rate"].settings
    assert isinstance(rate, dict)
    assert (rate["column"], rate["divide_by"]) == ("pct_chronically_absent", 100)
    year = settled.columns["period"]
    assert year.settings == {"column": "year", "read_as": "school_year_end"}
    assert any("says 2016-17" in note for note in year.notes)


def test_another_year_of_the_same_agency_with_drifted_headers(
    shared_data: Path, propose_from: Propose
) -> None:
    path = shared_data / "tn_education" / "chr_abs_District-Level_Suppression_2017-18.xlsx"
    proposal = propose_from(path, "total", *GIVEN, narrowed=False)
    numerator = proposal.columns["numerator"].settings
    assert isinstance(numerator, dict)
    assert (numerator["column"], numerator["marks"]) == ("# Chronically Absent", ["*", "**"])
    status = proposal.columns["value_status"].settings
    assert isinstance(status, dict)
    assert status["values"] == {"*": "suppressed", "**": "suppressed"}


def test_the_year_of_a_file_stands_in_its_name(shared_data: Path, propose_from: Propose) -> None:
    path = shared_data / "ct_absence" / "chronic-absenteeism__2015-16_race.csv"
    proposal = propose_from(path, "total", *GIVEN, narrowed=False)
    period = proposal.columns["period"]
    assert period.settings == {"constant": "2015-16"}
    assert any("a feed of its own" in note for note in period.notes)
    assert proposal.columns["area"].settings == "District"
