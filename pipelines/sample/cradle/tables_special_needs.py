"""The tables of the partners for children with special needs: a clinic, a respite alliance, the county's services.

Here: columns and words as each of them writes them.
"""

from __future__ import annotations

from datetime import date

from pipelines.sample.cradle.school_calendar import THIS_YEAR
from pipelines.sample.cradle.services import Session, sessions
from pipelines.sample.cradle.taking_part import Stay, stays
from pipelines.sample.cradle.typos import written
from pipelines.sample.sheets import YES_NO, Sheet, answers, number, sheet
from pipelines.sample.writers import Answers, Csv, Ods, Row, Xlsx

CLINIC, RESPITE, COUNTY = "therapy_clinic", "respite_alliance", "county_early_learning"
_BANDS = {"k_2": "K to 2", "grades_3_5": "3 to 5", "grades_6_8": "6 to 8", "grades_9_12": "9 to 12"}
_RACES = {
    "black": "Black", "hispanic": "Hispanic", "white": "White", "asian": "Asian", "multiracial": "Multiracial",
    "another": "Other",
}  # fmt: skip


def sheets() -> list[Sheet]:
    """All tables of these partners except the county's enrolments, which stand with its preschool children."""
    patients = Xlsx(("Children's Therapy Clinic", "Plans of care"), sheet="Plans")
    visits = Xlsx(("Children's Therapy Clinic", "Visits"), sheet="Visits", total="Minutes")
    respite_form = Answers("kobo", "aRespiteEvenings2023xx")
    return [
        sheet(CLINIC, "plans", ".xlsx", patients, _stays(CLINIC), _plan),
        sheet(CLINIC, "visits", ".xlsx", visits, sessions(CLINIC, "special_needs"), _visit),
        sheet(RESPITE, "families", ".ods", Ods("Families"), _stays(RESPITE), _family),
        answers(RESPITE, "evenings", respite_form, _evenings(), _evening),
        sheet(COUNTY, "services", ".csv", Csv(), sessions(COUNTY, "special_needs"), _county_service),
    ]


def _stays(partner: str) -> list[Stay]:
    return [stay for stay in stays("special_needs") if stay.partner == partner]


def _evenings() -> list[Session]:
    """A form is filled in day by day, so its submissions stand in the order of days."""
    return sorted(sessions(RESPITE, "special_needs"), key=lambda session: session.day)


def _end(stay: Stay) -> date | None:
    return None if stay.leaves is None and stay.year == THIS_YEAR else stay.last_day


def _plan(stay: Stay) -> Row:
    child, name = stay.child, written(stay.child, CLINIC)
    return {
        "Chart": number("T", child),
        "Family name": name.last,
        "Given name": name.first,
        "DOB": name.birth,
        "ZIP": int(child.area),
        "Race": _RACES[child.race_ethnicity],
        "Sex": child.gender[0].upper(),
        "Medicaid": YES_NO[child.disadvantaged],
        "Interpreter": YES_NO[child.english_learner],
        "Grades": _BANDS[child.grade_band(stay.year)],
        "Plan from": stay.start,
        "Plan to": _end(stay),
    }


def _visit(session: Session) -> Row:
    return {
        "Chart": number("T", session.stay.child),
        "Visit": session.day,
        "Therapy": session.kind,
        "Minutes": session.minutes,
    }


def _family(stay: Stay) -> Row:
    child, name = stay.child, written(stay.child, RESPITE)
    return {
        "Child's first name": name.first,
        "Child's last name": name.last,
        "Birth date": name.birth,
        "Area": child.area,
        "Race": _RACES[child.race_ethnicity],
        "Gender": child.gender.title(),
        "Reduced fee": YES_NO[child.disadvantaged],
        "English at home": YES_NO[not child.english_learner],
        "Grades": _BANDS[child.grade_band(stay.year)],
        "Joined": stay.start,
        "Ended": _end(stay),
    }


def _evening(session: Session) -> Row:
    name = written(session.stay.child, RESPITE)
    return {
        "guest/first_name": name.first,
        "guest/last_name": name.last,
        "guest/birth_date": name.birth,
        "day": session.day,
        "kind": session.kind,
        "hours": session.minutes // 60,
    }


def _county_service(session: Session) -> Row:
    return {
        "case_no": number("C", session.stay.child),
        "zip": session.stay.child.area,
        "date": session.day,
        "service": session.kind,
        "minutes": session.minutes,
    }
