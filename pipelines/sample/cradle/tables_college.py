"""The tables of the partners for college readiness: advice, tutoring, the workforce board.

Here: columns and words as each of them writes them.
"""

from __future__ import annotations

from datetime import date

from pipelines.sample.cradle.school_calendar import THIS_YEAR
from pipelines.sample.cradle.services import Session, sessions
from pipelines.sample.cradle.taking_part import Stay, stays
from pipelines.sample.cradle.typos import written
from pipelines.sample.cradle.voices import QUESTION, Voice, voices
from pipelines.sample.sheets import Y_N, YES_NO, Sheet, number, sheet
from pipelines.sample.writers import Answers, Csv, Row, Xlsx

COMPASS, SUMMIT, BOARD, MENTORS = "college_compass", "summit_tutoring", "workforce_board", "mentor_line"
_RACES = {"black": "BL", "hispanic": "HI", "white": "WH", "asian": "AS", "multiracial": "MU", "another": "OT"}
_PROGRAMS = {"after_school": "Homework (K-8)", "college_readiness": "College prep"}


def sheets() -> list[Sheet]:
    """All tables of the college partners; the board has sent nothing for this year, the mentors' server is down."""
    summit_stays = [*_stays(SUMMIT, "after_school"), *_stays(SUMMIT, "college_readiness")]
    summit_sessions = [*sessions(SUMMIT, "after_school"), *sessions(SUMMIT, "college_readiness")]
    board_stays = [stay for stay in _stays(BOARD, "college_readiness") if stay.year != THIS_YEAR]
    board_sessions = [one for one in sessions(BOARD, "college_readiness") if one.stay.year != THIS_YEAR]
    hours = Xlsx(
        ("Summit Street Tutoring", "Sessions by student"), sheet="Sessions", total="Session / Minutes"
    )
    students = Xlsx(("Summit Street Tutoring", "Students"), sheet="Students")
    asked = Xlsx(("Summit Street Tutoring", "What families and students told us"), sheet="Answers")
    down = Sheet(
        MENTORS, "calls", f"stand_in/{MENTORS}_calls.json", Answers("down", "/mentor-line/v1/calls"), []
    )
    return [
        sheet(COMPASS, "students", ".csv", Csv(), _stays(COMPASS, "college_readiness"), _compass_student),
        sheet(COMPASS, "meetings", ".csv", Csv(), sessions(COMPASS, "college_readiness"), _compass_meeting),
        sheet(SUMMIT, "students", ".xlsx", students, summit_stays, _summit_student),
        sheet(SUMMIT, "sessions", ".xlsx", hours, summit_sessions, _summit_session),
        sheet(SUMMIT, "voices", ".xlsx", asked, voices(SUMMIT, tuple(_PROGRAMS), 0.8), _summit_voice),
        sheet(BOARD, "enrolment", ".csv", Csv(delimiter=";"), board_stays, _board_stay),
        sheet(BOARD, "services", ".csv", Csv(delimiter=";"), board_sessions, _board_service),
        down,
    ]


def _stays(partner: str, sub_program: str) -> list[Stay]:
    return [stay for stay in stays(sub_program) if stay.partner == partner]


def _end(stay: Stay) -> date | None:
    return None if stay.leaves is None and stay.year == THIS_YEAR else stay.last_day


def _compass_student(stay: Stay) -> Row:
    child, name = stay.child, written(stay.child, COMPASS)
    return {
        "First": name.first,
        "Last": name.last,
        "Birth date": name.birth,
        "Zip code": child.area,
        "Race / ethnicity": child.race_ethnicity.title(),
        "Gender": child.gender.title(),
        "Pell eligible": YES_NO[child.disadvantaged],
        "Accommodations": YES_NO[child.disability],
        "ESL": YES_NO[child.english_learner],
        "Entered": stay.start,
        "Exited": _end(stay),
    }


def _compass_meeting(session: Session) -> Row:
    name = written(session.stay.child, COMPASS)
    return {
        "First": name.first,
        "Last": name.last,
        "Birth date": name.birth,
        "Zip code": session.stay.child.area,
        "Meeting on": session.day,
        "Topic": session.kind,
        "Hours": round(session.minutes / 60, 2),
    }


def _summit_student(stay: Stay) -> Row:
    child, name = stay.child, written(stay.child, SUMMIT)
    return {
        "Student": name.last_first,
        "Birth date": name.birth.strftime("%m/%d/%Y"),
        "Program": _PROGRAMS[stay.sub_program],
        "ZIP": int(child.area),
        "Race": _RACES[child.race_ethnicity],
        "Gender": child.gender[0].upper(),
        "Scholarship": Y_N[child.disadvantaged],
        "IEP or 504": Y_N[child.disability],
        "English learner": Y_N[child.english_learner],
        "Grades": child.grade_band(stay.year),
        "First session": stay.start,
        "Last session": _end(stay),
    }


def _summit_session(session: Session) -> Row:
    name = written(session.stay.child, SUMMIT)
    return {
        "Student / Name": name.last_first,
        "Student / Birth date": name.birth.strftime("%m/%d/%Y"),
        "Student / ZIP": int(session.stay.child.area),
        "Session / Program": _PROGRAMS[session.stay.sub_program],
        "Session / Date": session.day,
        "Session / Subject": session.kind,
        "Session / Minutes": session.minutes,
    }


def _summit_voice(voice: Voice) -> Row:
    child, name = voice.stay.child, written(voice.stay.child, SUMMIT)
    return {
        "Student": name.last_first,
        "Birth date": name.birth.strftime("%m/%d/%Y"),
        "Program": _PROGRAMS[voice.stay.sub_program],
        "ZIP": int(child.area),
        "Date": voice.day,
        "Question": QUESTION,
        "Who": {"participant": "Student", "family": "Family"}[voice.role],
        "What helps, what should change?": voice.text,
        "May we print it?": None if voice.may_quote is None else YES_NO[voice.may_quote],
        "How was it (1 = very good)": voice.rating,
    }


def _board_stay(stay: Stay) -> Row:
    child, name = stay.child, written(stay.child, BOARD)
    return {
        "Case": number("WB", child),
        "Last name": name.last,
        "First name": name.first,
        "Born": name.birth,
        "ZIP": child.area,
        "Opened": f"{stay.start:%Y%m%d}",
        "Closed": f"{stay.last_day:%Y%m%d}",
    }


def _board_service(session: Session) -> Row:
    return {
        "Case": number("WB", session.stay.child),
        "Day": f"{session.day:%Y%m%d}",
        "Service": session.kind,
        "Hours": round(session.minutes / 60, 2),
    }
