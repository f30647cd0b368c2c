"""What is proposed from files of unseen layouts: the mapping, its evidence, and what is left to decide."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sheets import days, members, visits, write_csv, write_xlsx

from pipelines.connect.model import ConnectError, Proposal

Propose = Callable[..., Proposal]


def _keys(proposal: Proposal) -> set[str]:
    return {question.key for question in proposal.questions}


def test_a_list_of_members_with_title_rows_and_own_headers(tmp_path: Path, propose_from: Propose) -> None:
    titles = [["Riverside Reading Rooms"], ["Members of the year, printed in June"], []]
    proposal = propose_from(write_xlsx(tmp_path / "members.xlsx", members(), above=titles), "enrolment")
    assert {part: entry.settings for part, entry in proposal.identity.items()} == {
        "full_name": "Child",
        "birth_date": "D.O.B.",
        "birth_date_format": "%m/%d/%Y",
        "local_id": "Pupil's ID",
    }
    assert proposal.sub_program == "after_school"
    assert proposal.columns["start_date"].settings == {"column": "Date Joined", "format": "%m/%d/%Y"}
    assert proposal.columns["gender"].settings == {"column": "Sex", "values": {"F": "girl", "M": "boy"}}
    area = proposal.columns["area"].settings
    assert isinstance(area, dict)
    assert area["values"] == {"North Side": "north", "South side": "south"}
    assert proposal.unused_columns == ["Comments"]
    assert not proposal.questions


def test_the_order_of_a_date_comes_with_its_evidence(tmp_path: Path, propose_from: Propose) -> None:
    rows = visits([day.strftime("%d/%m/%Y") for day in days(12)])
    proposal = propose_from(write_csv(tmp_path / "visits.csv", rows), "service")
    assert proposal.columns["service_date"].settings == {"column": "Date of visit", "format": "%d/%m/%Y"}
    (note,) = (note for note in proposal.columns["service_date"].notes if "%d" in note)
    assert note == "assumed: %d/%m/%Y reads all 12 different dates; day 13 in line 4"


def test_an_ambiguous_order_is_never_chosen(tmp_path: Path, propose_from: Propose) -> None:
    rows = visits([f"0{month}/0{day}/2026" for month in (1, 2, 3) for day in (4, 5, 6)])
    path = write_csv(tmp_path / "visits.csv", rows)
    proposal = propose_from(path, "service")
    (question,) = proposal.questions
    assert (question.key, question.needed) == ("service_date.format", True)
    assert [choice.answer for choice in question.choices] == ["day-first", "month-first"]
    assert "service_date" not in proposal.columns
    for said, form in (("day-first", "%d/%m/%Y"), ("month-first", "%m/%d/%Y"), ("%m/%d/%Y", "%m/%d/%Y")):
        answered = propose_from(path, "service", f"service_date.format={said}")
        assert answered.columns["service_date"].settings == {"column": "Date of visit", "format": form}
        assert not answered.questions


def test_another_date_of_the_file_is_a_hint_and_no_decision(tmp_path: Path, propose_from: Propose) -> None:
    rows = members("%d/%m/%Y")
    joined = rows[0].index("Date Joined")
    for number, row in enumerate(rows[1:]):
        row[joined] = f"0{number % 9 + 1}/02/2026"
    proposal = propose_from(write_csv(tmp_path / "members.csv", rows), "enrolment")
    (question,) = proposal.questions
    assert question.key == "start_date.format"
    assert "'D.O.B.' in the same source is day-first" in question.text
    both = propose_from(tmp_path / "members.csv", "enrolment", "dates=day-first")
    assert both.columns["start_date"].settings == {"column": "Date Joined", "format": "%d/%m/%Y"}


def test_an_open_birth_date_shows_no_birth_date(tmp_path: Path, propose_from: Propose) -> None:
    rows = members()
    born = rows[0].index("D.O.B.")
    for number, row in enumerate(rows[1:]):
        row[born] = f"0{number % 9 + 1}/07/2015"
    proposal = propose_from(write_csv(tmp_path / "members.csv", rows), "enrolment")
    (question,) = proposal.questions
    assert question.column == "birth_date_format"
    assert "2015" not in str(question)
    assert "birth_date_format" not in proposal.identity


def test_a_date_that_is_no_date_in_some_cells_still_has_its_order(
    tmp_path: Path, propose_from: Propose
) -> None:
    rows = visits([*(day.strftime("%m/%d/%Y") for day in days(12)), "soon"])
    proposal = propose_from(write_csv(tmp_path / "visits.csv", rows), "service")
    assert proposal.columns["service_date"].settings == {"column": "Date of visit", "format": "%m/%d/%Y"}


def test_real_dates_of_a_spreadsheet_need_no_format(tmp_path: Path, propose_from: Propose) -> None:
    rows = visits([day.isoformat() for day in days(9)])
    proposal = propose_from(write_csv(tmp_path / "visits.csv", rows), "service")
    assert proposal.columns["service_date"].settings == "Date of visit"


def test_minutes_are_hours_where_the_header_says_so(tmp_path: Path, propose_from: Propose) -> None:
    iso = [day.isoformat() for day in days(9)]
    said = propose_from(write_csv(tmp_path / "a.csv", visits(iso)), "service")
    assert said.columns["hours"].settings == {"column": "Duration (min)", "divide_by": 60}
    assert any("minutes" in note for note in said.columns["hours"].notes)


def test_a_long_duration_without_a_unit_is_a_question(tmp_path: Path, propose_from: Propose) -> None:
    path = write_csv(tmp_path / "b.csv", visits([day.isoformat() for day in days(9)], header="Duration"))
    proposal = propose_from(path, "service")
    assert _keys(proposal) == {"hours.unit"}
    answered = propose_from(path, "service", "hours.unit=minutes")
    assert answered.columns["hours"].settings == {"column": "Duration", "divide_by": 60}


def test_months_and_days_present_make_an_attendance(tmp_path: Path, propose_from: Propose) -> None:
    rows = [["Student ID", "Month", "Days on roll", "Days Present"]]
    rows += [
        [f"S{number}", ["Sep 2025", "Oct 2025"][number % 2], "20", str(12 + number % 8)]
        for number in range(16)
    ]
    proposal = propose_from(
        write_csv(tmp_path / "months.csv", rows),
        "attendance",
        "setting=school",
        "sub_program=tutoring",
        narrowed=False,
    )
    assert proposal.columns["month"].settings == {"column": "Month", "format": "%b %Y", "read_as": "month"}
    assert proposal.columns["days_absent"].settings == {"column": "Days on roll", "minus": "Days Present"}
    assert proposal.columns["setting"].settings == {"constant": "school"}
    assert not proposal.questions


def test_school_years_of_two_years_are_read_and_a_single_year_is_asked_about(
    tmp_path: Path, propose_from: Propose
) -> None:
    def rows(year: str, header: str) -> list[list[str]]:
        names = ["State ID", header, "Result", "Completed on"]
        return [names, *([f"S{number}", year, "regular_diploma", "2026-05-20"] for number in range(8))]

    given = ("outcome_type=graduation", "sub_program=college")
    spans = write_csv(tmp_path / "spans.csv", rows("2025/2026", "Year"))
    found = propose_from(spans, "outcome", *given, narrowed=False)
    assert found.columns["school_year"].settings == {"column": "Year", "values": {"2025/2026": "2025-26"}}
    single = write_csv(tmp_path / "single.csv", rows("2026", "Year"))
    asked = propose_from(single, "outcome", *given, narrowed=False)
    assert _keys(asked) == {"school_year.year"}
    begins = propose_from(single, "outcome", *given, "school_year.year=begins", narrowed=False)
    assert begins.columns["school_year"].settings == {"column": "Year", "values": {"2026": "2026-27"}}
    named = write_csv(tmp_path / "named.csv", rows("2026", "Class of"))
    assert propose_from(named, "outcome", *given, narrowed=False).columns["school_year"].settings == {
        "column": "Class of",
        "read_as": "school_year_end",
    }


def test_two_columns_that_fit_equally_well_are_a_question(tmp_path: Path, propose_from: Propose) -> None:
    rows = visits([day.isoformat() for day in days(9)])
    rows[0].append("Session date")
    for row, day in zip(rows[1:], days(9, date(2026, 1, 2)), strict=True):
        row.append(day.isoformat())
    path = write_csv(tmp_path / "two.csv", rows)
    proposal = propose_from(path, "service")
    (question,) = proposal.questions
    assert {choice.answer for choice in question.choices} >= {"Date of visit", "Session date"}
    chosen = propose_from(path, "service", "service_date=session date")
    assert chosen.columns["service_date"].settings == "Session date"


def test_an_open_word_is_asked_about_and_stays_as_it_is(tmp_path: Path, propose_from: Propose) -> None:
    rows = members()
    rows[3][rows[0].index("Sex")] = "Q"
    path = write_csv(tmp_path / "members.csv", rows)
    proposal = propose_from(path, "enrolment")
    (question,) = proposal.questions
    assert (question.key, question.needed) == ("gender:Q", False)
    gender = propose_from(path, "enrolment", "gender:Q=girl").columns["gender"].settings
    assert isinstance(gender, dict)
    assert gender["values"]["Q"] == "girl"
    with pytest.raises(ConnectError, match="girl, boy"):
        propose_from(path, "enrolment", "gender:Q=purple")


def test_a_column_of_other_people_is_nobodys_name(tmp_path: Path, propose_from: Propose) -> None:
    rows = [["Parent first name", "Teacher", "Student number", "Start"]]
    rows += [["Ada", "Ben Stone", f"N{number}", day.isoformat()] for number, day in enumerate(days(8))]
    proposal = propose_from(write_csv(tmp_path / "people.csv", rows), "enrolment")
    assert set(proposal.identity) == {"local_id"}
    assert "Parent first name" in proposal.unused_columns


def test_an_answer_that_is_neither_column_nor_value_says_what_there_is(
    tmp_path: Path, propose_from: Propose
) -> None:
    path = write_csv(tmp_path / "members.csv", members())
    with pytest.raises(ConnectError, match="Date Joined"):
        propose_from(path, "enrolment", "start_date=Joinned")


def test_the_table_that_fits_is_taken_from_a_workbook_of_several(
    tmp_path: Path, propose_from: Propose
) -> None:
    import xlsxwriter

    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name, rows in {
            "Costs": [["Item", "Price"], ["Bus", 12], ["Hall", 30]],
            "Kids": members(),
        }.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    proposal = propose_from(path, "enrolment")
    assert proposal.sample.options["sheet"] == "Kids"


def test_all_suggestions_of_a_column_can_be_taken_at_once(tmp_path: Path, propose_from: Propose) -> None:
    rows = members()
    for number, row in enumerate(rows[1:]):
        row[rows[0].index("Sex")] = ["gi", "bo"][number % 2]
    path = write_csv(tmp_path / "members.csv", rows)
    assert _keys(propose_from(path, "enrolment")) == {"gender:gi", "gender:bo"}
    taken = propose_from(path, "enrolment", "gender:*=suggested")
    assert taken.columns["gender"].settings == {"column": "Sex", "values": {"gi": "girl", "bo": "boy"}}
    assert any("as suggested" in note for note in taken.columns["gender"].notes)
    assert not taken.questions


def test_values_that_only_a_condition_names_are_known_too(tmp_path: Path, propose_from: Propose) -> None:
    rows = [["Student ID", "Year", "Result", "Checked on"]]
    rows += [
        [f"S{number}", "2025-26", ["Ready", "Not ready"][number % 2], "2026-05-20"] for number in range(8)
    ]
    path = write_csv(tmp_path / "ready.csv", rows)
    given = ("outcome_type=kindergarten_readiness", "sub_program=preschool")
    found = propose_from(path, "outcome", *given, narrowed=False)
    assert found.columns["result"].settings == {
        "column": "Result",
        "values": {"Ready": "ready", "Not ready": "not_ready"},
    }


def test_rows_about_nobody_are_asked_whom_they_are_about(tmp_path: Path, propose_from: Propose) -> None:
    rows = [
        ["Ticket", "Day", "Hours"],
        *([f"T{number}", day.isoformat(), "1.5"] for number, day in enumerate(days(8))),
    ]
    path = write_csv(tmp_path / "tickets.csv", rows)
    (question,) = propose_from(path, "service").questions
    assert (question.key, question.needed) == ("local_id", True)
    assert propose_from(path, "service", "local_id=Ticket").identity["local_id"].settings == "Ticket"


def test_dates_of_eight_digits_are_dates_where_all_are(tmp_path: Path, propose_from: Propose) -> None:
    rows = [
        ["Case", "Opened"],
        *([f"W{number}", day.strftime("%Y%m%d")] for number, day in enumerate(days(8))),
    ]
    proposal = propose_from(write_csv(tmp_path / "cases.csv", rows), "enrolment")
    assert proposal.columns["start_date"].settings == {"column": "Opened", "format": "%Y%m%d"}


def _log(first: str, last: str) -> list[list[str]]:
    """A log of visits with the name in two columns."""
    people = [("Ada", "Quill"), ("Ben", "Norton"), ("Cleo", "Tull"), ("Dov", "Sand")]
    rows = [
        [*people[k % 4], f"04/{13 + k % 4}/2014", f"01/{13 + k}/2026", "Crafts", "1.5"] for k in range(12)
    ]
    return [[first, last, "DOB", "Came on", "Activity", "Hours"], *rows]


@pytest.mark.parametrize(
    ("first", "last"), [("Kid first name", "Surname"), ("member.given", "member.family")]
)
def test_names_are_found_under_the_words_that_partners_use(
    tmp_path: Path, propose_from: Propose, first: str, last: str
) -> None:
    proposal = propose_from(write_csv(tmp_path / "log.csv", _log(first, last)), "service")
    assert proposal.identity["first_name"].settings == first
    assert proposal.identity["last_name"].settings == last
    assert not _keys(proposal)


def test_half_a_person_is_a_question(tmp_path: Path, propose_from: Propose) -> None:
    path = write_csv(tmp_path / "log.csv", _log("Who", "Surname"))
    proposal = propose_from(path, "service")
    (question,) = proposal.questions
    assert (question.key, question.needed) == ("first_name", True)
    assert "Who" in [choice.answer for choice in question.choices]
    answered = propose_from(path, "service", "first_name=Who")
    assert answered.identity["first_name"].settings == "Who"
    assert not answered.questions
