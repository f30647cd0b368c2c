"""The tables of the three preschool partners: children, months of attendance, readiness for kindergarten.

Here: columns and words as each of them writes them.
"""

from __future__ import annotations

from pipelines.sample.cradle.attendance import Month, preschool_months
from pipelines.sample.cradle.outcomes import Result, readiness
from pipelines.sample.cradle.school_calendar import THIS_YEAR
from pipelines.sample.cradle.taking_part import Stay, stays
from pipelines.sample.cradle.typos import written
from pipelines.sample.cradle.voices import Voice, voices
from pipelines.sample.sheets import YES_NO, Sheet, number, sheet
from pipelines.sample.writers import Cell, Csv, Ods, Row, Xlsx

NETWORK, OAKS, COUNTY = "early_start_network", "little_oaks", "county_early_learning"
_RACE_WORDS = {
    "black": "Black or African American", "hispanic": "Hispanic or Latino", "white": "White", "asian": "Asian",
    "multiracial": "Two or more", "another": "Other",
}  # fmt: skip
_RACE_NUMBERS = {"black": 1, "hispanic": 2, "white": 3, "asian": 4, "multiracial": 5, "another": 6}
_OAKS_LEVELS = {"ready": "green", "not_ready": "amber", "not_assessed": "absent that week"}
_NETWORK_LEVELS = {"ready": "Ready", "not_ready": "Not yet", "not_assessed": "Not assessed"}


def sheets() -> list[Sheet]:
    """All tables of the preschool partners, the county's stays for children with special needs among them."""
    network, oaks = _stays(NETWORK), _stays(OAKS)
    county = sorted([*_stays(COUNTY), *_stays(COUNTY, "special_needs")], key=lambda stay: stay.start)
    days = Xlsx(("Early Start Network: days by child and month",), sheet="Days", total="Days open")
    return [
        sheet(
            NETWORK, "children", ".xlsx", Xlsx(("Early Start Network: children",)), network, _network_child
        ),
        sheet(NETWORK, "attendance", ".xlsx", days, preschool_months(NETWORK), _network_month),
        sheet(NETWORK, "readiness", ".csv", Csv(delimiter=";"), readiness(NETWORK), _network_result),
        sheet(NETWORK, "voices", ".csv", Csv(), voices(NETWORK, ("preschool",), 0.9), _network_voice),
        sheet(OAKS, "children", ".ods", Ods(), oaks, _oaks_child),
        sheet(OAKS, "attendance", ".ods", Ods(), preschool_months(OAKS), _oaks_month),
        sheet(OAKS, "readiness", ".csv", Csv(), readiness(OAKS), _oaks_result),
        sheet(COUNTY, "enrolment", ".csv", Csv(), county, _county_stay),
        sheet(COUNTY, "attendance", ".csv", Csv(), preschool_months(COUNTY), _county_month),
        sheet(COUNTY, "readiness", ".csv", Csv(), readiness(COUNTY), _county_result),
    ]


def _stays(partner: str, sub_program: str = "preschool") -> list[Stay]:
    return [stay for stay in stays(sub_program) if stay.partner == partner]


def _end(stay: Stay) -> Cell:
    """Empty while the child still takes part."""
    return None if stay.leaves is None and stay.year == THIS_YEAR else stay.last_day


def _network_child(stay: Stay) -> Row:
    child, name = stay.child, written(stay.child, NETWORK)
    return {
        "Child number": number("ES", child),
        "First name": name.first,
        "Last name": name.last,
        "Birthday": name.birth,
        "Postcode": int(child.area),
        "Ethnicity": _RACE_WORDS[child.race_ethnicity],
        "Girl or boy": {"female": "Girl", "male": "Boy", "nonbinary": "Neither"}[child.gender],
        "Free meals": YES_NO[child.disadvantaged],
        "Has a plan (IEP)": YES_NO[child.disability],
        "Learning English": YES_NO[child.english_learner],
        "First day": stay.start,
        "Last day": _end(stay),
    }


def _network_voice(voice: Voice) -> Row:
    # Families tick words, on a scale that begins with the best.
    words = ("Very happy", "Happy", "Neither", "Unhappy", "Very unhappy", "Don't know", "Prefer not to say")
    return {
        "Child number": number("ES", voice.stay.child),
        "Postcode": int(voice.stay.child.area),
        "Filled in on": voice.day,
        "What should change?": voice.text,
        "You may print this": None if voice.may_quote is None else YES_NO[voice.may_quote],
        "How happy are you?": words[voice.rating - 1],
    }


def _network_month(month: Month) -> Row:
    return {
        "Child number": number("ES", month.child),
        "Where": "Centre",
        "Month": f"{month.month:%B %Y}",
        "Days open": month.enrolled,
        "Days away": month.absent,
    }


def _network_result(result: Result) -> Row:
    return {
        "Child number": number("ES", result.child),
        "Program": "Pre-K",
        "Area": result.child.area,
        "Check": "Kindergarten readiness",
        "Spring of": result.year + 1,
        "Checked on": f"{result.day:%d.%m.%Y}" if result.day else None,
        "Level": _NETWORK_LEVELS[result.result],
        "Tool": "Ready Steps 2" if result.result != "not_assessed" else None,
    }


def _oaks_child(stay: Stay) -> Row:
    child, name = stay.child, written(stay.child, OAKS)
    return {
        "Child": name.last_first,
        "Date of birth": name.birth,
        "ZIP": child.area,
        "Race": _RACE_NUMBERS[child.race_ethnicity],
        "Gender": child.gender,
        "Voucher": YES_NO[child.disadvantaged].lower(),
        "Disability": YES_NO[child.disability].lower(),
        "Second language": YES_NO[child.english_learner].lower(),
        "Joined": stay.start,
        "Left": _end(stay),
    }


def _oaks_month(month: Month) -> Row:
    name = written(month.child, OAKS)
    return {
        "Child": name.last_first,
        "Date of birth": name.birth,
        "Month": month.month,
        "Days booked": month.enrolled,
        "Days missed": month.absent,
    }


def _oaks_result(result: Result) -> Row:
    name = written(result.child, OAKS)
    return {
        "Child": name.last_first,
        "Date of birth": name.birth,
        "Class of": result.year + 1,
        "Day of check": result.day,
        "Light": _OAKS_LEVELS[result.result],
    }


def _county_stay(stay: Stay) -> Row:
    child, name = stay.child, written(stay.child, COUNTY)
    return {
        "case_no": number("C", child),
        "first": name.first,
        "last": name.last,
        "dob": name.birth.strftime("%Y%m%d"),
        "program": {"preschool": "PK", "special_needs": "SN"}[stay.sub_program],
        "zip": child.area,
        "race": child.race_ethnicity,
        "gender": child.gender[0].upper(),
        "low_income": int(child.disadvantaged),
        "disability": int(child.disability),
        "ell": int(child.english_learner),
        "band": child.grade_band(stay.year),
        "opened": stay.start,
        "closed": _end(stay),
    }


def _county_month(month: Month) -> Row:
    name = written(month.child, COUNTY)
    return {
        "first": name.first,
        "last": name.last,
        "dob": name.birth.strftime("%Y%m%d"),
        "program": "PK",
        "setting": "program",
        "zip": month.child.area,
        "month": f"{month.month:%Y-%m}",
        "enrolled_days": month.enrolled,
        "absent_days": month.absent,
    }


def _county_result(result: Result) -> Row:
    return {
        "case_no": number("C", result.child),
        "school_year": f"{result.year}-{(result.year + 1) % 100}",
        "assessed_on": result.day,
        "result": result.result,
        "tool": "Ready Steps 2" if result.day else None,
    }
