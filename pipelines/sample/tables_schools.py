"""The tables of the school district: attendance, reading in grade 3, its seniors, and what became of them.

Here: columns and codes as the district writes them.
"""

from __future__ import annotations

from datetime import date

from pipelines.sample.attendance import Month, school_months
from pipelines.sample.outcomes import Result, college, fafsa, graduation, reading, seniors
from pipelines.sample.people import Child
from pipelines.sample.school_calendar import YEARS, school_year
from pipelines.sample.sheets import Y_N, Sheet, number, sheet
from pipelines.sample.typos import written
from pipelines.sample.writers import Csv, Row, Xlsx

PARTNER = "unified_schools"
_RACES = {"black": "B", "hispanic": "H", "white": "W", "asian": "A", "multiracial": "M", "another": "O"}
_SEXES = {"female": "F", "male": "M", "nonbinary": "X"}
_ENDS = {
    "regular_diploma": "RD", "other_credential": "OC", "still_enrolled": "SE", "dropped_out": "DO",
    "transferred_out": "TR", "emigrated": "EM",
}  # fmt: skip
_LEVELS = {"proficient": ("3", "4"), "not_proficient": ("1", "2"), "no_valid_score": ("NV", "NV")}
_FALL = {"enrolled": "Credit", "enrolled_without_credit": "No credit", "not_enrolled": "No record"}


def sheets() -> list[Sheet]:
    """All tables of the district."""
    ends = {result.child.number: result for result in graduation()}
    cohort = [(year, child, ends[child.number]) for year in YEARS for child in seniors(year)]
    fafsa_form = Xlsx(("FAFSA status of twelfth graders", "Source: state aid office"), sheet="Status")
    return [
        *_attendance("attendance_after_school", "after_school"),
        *_attendance("attendance_special_needs", "special_needs"),
        sheet(PARTNER, "seniors", ".csv", Csv(), cohort, _senior),
        sheet(PARTNER, "graduation", ".csv", Csv(delimiter="|"), graduation(), _graduation),
        sheet(PARTNER, "fafsa", ".xlsx", fafsa_form, fafsa(), _fafsa),
        sheet(PARTNER, "reading", ".csv", Csv(), reading(), _reading),
        sheet(PARTNER, "college", ".csv", Csv(), college(), _college),
    ]


def _attendance(feed: str, sub_program: str) -> list[Sheet]:
    """One workbook a year, as the district's portal exports them."""
    found = []
    for year in YEARS:
        months = [
            month
            for month in school_months(sub_program)
            if date(year, 7, 1) <= month.month < date(year + 1, 7, 1)
        ]
        titles = ("Monthly attendance", f"School year {school_year(year)}", "Days present include half days")
        form = Xlsx(titles, sheet="Attendance", total="Days / Present")
        found.append(sheet(PARTNER, feed, f"_{school_year(year)}.xlsx", form, months, _month))
    return found


def _month(month: Month) -> Row:
    name = written(month.child, PARTNER)
    return {
        "Pupil / Last name": name.last,
        "Pupil / First name": name.first,
        "Pupil / Born": name.birth.strftime("%m/%d/%Y"),
        "Pupil / ZIP": int(month.child.area),
        "Days / Month": f"{month.month:%Y-%m}",
        "Days / Enrolled": month.enrolled,
        "Days / Present": month.enrolled - month.absent,
    }


def _senior(entry: tuple[int, Child, Result]) -> Row:
    year, child, end = entry
    name = written(child, PARTNER)
    has_left = end.result in ("dropped_out", "transferred_out", "emigrated")
    exit_day = date(year + 1, 1, 5 + child.number % 20) if has_left else date(year + 1, 5, 22)
    return {
        "State ID": number("S", child),
        "Surname": name.last,
        "Given name": name.first,
        "DOB": name.birth.strftime("%m/%d/%Y"),
        "ZIP": child.area,
        "Race": _RACES[child.race_ethnicity],
        "Sex": _SEXES[child.gender],
        "FRL": Y_N[child.disadvantaged],
        "IEP": Y_N[child.disability],
        "ELL": Y_N[child.english_learner],
        "Entry": f"{date(year, 8, 7):%m/%d/%Y}",
        "Exit": f"{exit_day:%m/%d/%Y}",
    }


def _graduation(result: Result) -> Row:
    confirmed = None if result.confirmed is None else Y_N[result.confirmed]
    return {
        "State ID": number("S", result.child),
        "Cohort year": result.year + 1,
        "Completion code": _ENDS[result.result],
        "Completed on": f"{result.day:%m/%d/%Y}" if result.day else None,
        "Confirmed in writing": confirmed,
    }


def _fafsa(result: Result) -> Row:
    return {
        "State ID": number("S", result.child),
        "Home ZIP": int(result.child.area),
        "Class of": result.year + 1,
        "Application": "FAFSA",
        "FAFSA status": "Complete" if result.result == "completed" else "Not complete",
        "Completed": result.day,
    }


def _reading(result: Result) -> Row:
    name = written(result.child, PARTNER)
    return {
        "Last name": name.last,
        "First name": name.first,
        "Born": name.birth.strftime("%m/%d/%Y"),
        "Spring of": result.year + 1,
        "Test": None if result.day is None else "State reading test",
        "Tested on": f"{result.day:%m/%d/%Y}" if result.day else None,
        "Level": _LEVELS[result.result][result.child.number % 2],
    }


def _college(result: Result) -> Row:
    return {
        "State ID": number("S", result.child),
        "Class of": result.year + 1,
        "Fall record": _FALL[result.result],
        "Term began": f"{result.day:%m/%d/%Y}" if result.day else None,
    }
