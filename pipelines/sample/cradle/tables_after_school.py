"""The tables of the after-school partners: library, homework clubs, sports, coding, music.

Here: columns and words as each of them writes them.
"""

from __future__ import annotations

from datetime import date

from pipelines.sample.cradle.school_calendar import THIS_YEAR
from pipelines.sample.cradle.services import Session, sessions
from pipelines.sample.cradle.taking_part import Stay, stays
from pipelines.sample.cradle.typos import written
from pipelines.sample.cradle.voices import Voice, voices
from pipelines.sample.sheets import Y_N, YES_NO, Sheet, answers, number, sheet
from pipelines.sample.writers import Answers, Cell, Csv, Row

LIBRARY, CLUBS, FIELD, CODE, MUSIC = (
    "library_system", "homework_clubs", "field_and_court", "code_and_make", "music_project",
)  # fmt: skip
_BANDS = {"k_2": "K-2", "grades_3_5": "3-5", "grades_6_8": "6-8", "grades_9_12": "9-12"}
_RACES = {
    "black": "Black", "hispanic": "Latino/a", "white": "White", "asian": "Asian", "multiracial": "Several",
    "another": "Another",
}  # fmt: skip


def sheets() -> list[Sheet]:
    """All tables of the after-school partners; coding also has its older students who prepare for college."""
    latin = Csv(delimiter=";", encoding="latin-1")
    code_stays = [*_stays(CODE), *(stay for stay in stays("college_readiness") if stay.partner == CODE)]
    code_sessions = [*sessions(CODE, "after_school"), *sessions(CODE, "college_readiness")]
    return [
        sheet(LIBRARY, "cards", ".csv", Csv(), _stays(LIBRARY), _library_card),
        sheet(LIBRARY, "visits", ".csv", Csv(), sessions(LIBRARY, "after_school"), _library_visit),
        sheet(CLUBS, "children", ".csv", latin, _stays(CLUBS), _club_child),
        sheet(CLUBS, "afternoons", ".csv", latin, sessions(CLUBS, "after_school"), _club_afternoon),
        answers(FIELD, "sign_up", Answers("kobo", "aFieldCourtSignUp2023xx"), _stays(FIELD), _field_child),
        answers(FIELD, "visits", Answers("kobo", "aFieldCourtVisits2023x"), _field_sessions(), _field_visit),
        answers(FIELD, "voices", Answers("kobo", "aFieldCourtVoices2024x"), _field_voices(), _field_voice),
        answers(
            CODE, "members", Answers("page_number", "/code-and-make/v1/members"), code_stays, _code_member
        ),
        answers(
            CODE, "sessions", Answers("next_url", "/code-and-make/v1/sessions"), code_sessions, _code_session
        ),
        sheet(MUSIC, "pupils", ".csv", Csv(delimiter="\t"), _stays(MUSIC), _music_pupil),
        sheet(MUSIC, "lessons", ".csv", Csv(delimiter="\t"), sessions(MUSIC, "after_school"), _music_lesson),
    ]


def _stays(partner: str) -> list[Stay]:
    return [stay for stay in stays("after_school") if stay.partner == partner]


def _field_sessions() -> list[Session]:
    """A form is filled in day by day, so its submissions stand in the order of days."""
    return sorted(sessions(FIELD, "after_school"), key=lambda session: session.day)


def _field_voices() -> list[Voice]:
    return sorted(voices(FIELD, ("after_school",), 0.9), key=lambda voice: voice.day)


def _end(stay: Stay) -> date | None:
    return None if stay.leaves is None and stay.year == THIS_YEAR else stay.last_day


def _us(day: date | None) -> Cell:
    return f"{day:%m/%d/%Y}" if day else None


def _library_card(stay: Stay) -> Row:
    child, name = stay.child, written(stay.child, LIBRARY)
    return {
        "CARD": number("L", child),
        "LAST NAME": name.last,
        "FIRST NAME": name.first,
        "BIRTH DATE": _us(name.birth),
        "ZIP": child.area,
        "SINCE": _us(stay.start),
        "UNTIL": _us(_end(stay)),
        "RACE": _RACES[child.race_ethnicity],
        "GENDER": child.gender,
        "LUNCH PROGRAM": Y_N[child.disadvantaged],
        "DISABILITY": Y_N[child.disability],
        "LEARNS ENGLISH": Y_N[child.english_learner],
        "GRADES": _BANDS[child.grade_band(stay.year)],
    }


def _library_visit(session: Session) -> Row:
    return {
        "CARD": number("L", session.stay.child),
        "DATE": _us(session.day),
        "ACTIVITY": session.kind,
        "MINUTES": session.minutes,
        "WI-FI VOUCHER": Y_N[session.minutes > 60],
    }


def _club_child(stay: Stay) -> Row:
    child, name = stay.child, written(stay.child, CLUBS)
    return {
        "Member": number("HC-", child),
        "First name": name.first,
        "Family name": name.last,
        "Born": f"{name.birth:%d.%m.%Y}",
        "Area code": child.area,
        "Race/ethnicity": _RACES[child.race_ethnicity],
        "Gender": {"female": "f", "male": "m", "nonbinary": "x"}[child.gender],
        "Free lunch": YES_NO[child.disadvantaged],
        "Special education": YES_NO[child.disability],
        "English class": YES_NO[child.english_learner],
        "Grades": _BANDS[child.grade_band(stay.year)],
        "Started": f"{stay.start:%d.%m.%Y}",
        "Stopped": f"{end:%d.%m.%Y}" if (end := _end(stay)) else None,
    }


def _club_afternoon(session: Session) -> Row:
    child, name = session.stay.child, written(session.stay.child, CLUBS)
    return {
        "First name": name.first,
        "Family name": name.last,
        "Born": f"{name.birth:%d.%m.%Y}",
        "Area code": child.area,
        "Day": f"{session.day:%d.%m.%Y}",
        "What": session.kind,
        "Hours": round(session.minutes / 60, 2),
    }


def _field_child(stay: Stay) -> Row:
    child, name = stay.child, written(stay.child, FIELD)
    return {
        "child/first_name": name.first,
        "child/last_name": name.last,
        "child/birth_date": name.birth,
        "home/zip": child.area,
        "about/race": child.race_ethnicity,
        "about/gender": child.gender,
        "about/snap_or_medicaid": YES_NO[child.disadvantaged].lower(),
        "about/disability": YES_NO[child.disability].lower(),
        "about/learns_english": YES_NO[child.english_learner].lower(),
        "about/grades": child.grade_band(stay.year),
        "season/first_day": stay.start,
        "season/last_day": _end(stay),
    }


def _field_visit(session: Session) -> Row:
    name = written(session.stay.child, FIELD)
    return {
        "child/first_name": name.first,
        "child/last_name": name.last,
        "child/birth_date": name.birth,
        "visit/day": session.day,
        "visit/what": session.kind,
        "visit/minutes": session.minutes,
    }


def _field_voice(voice: Voice) -> Row:
    name = written(voice.stay.child, FIELD)
    return {
        "child/first_name": name.first,
        "child/last_name": name.last,
        "child/birth_date": name.birth,
        "talk/day": voice.day,
        "talk/who": voice.role,
        "talk/what_should_change": voice.text,
        "talk/may_print": None if voice.may_quote is None else YES_NO[voice.may_quote].lower(),
        "talk/how_was_it": voice.rating,
    }


def _code_member(stay: Stay) -> Row:
    child, name = stay.child, written(stay.child, CODE)
    return {
        "id": f"m{child.number}-{stay.year}-{stay.sub_program[0]}",
        "participant.id": number("CM", child),
        "participant.given_name": name.first,
        "participant.family_name": name.last,
        "participant.born": name.birth,
        "participant.zip": child.area,
        "track": _track(stay),
        "demographics.race": child.race_ethnicity.upper(),
        "demographics.gender": child.gender.upper(),
        "demographics.low_income": str(child.disadvantaged).lower(),
        "demographics.disability": str(child.disability).lower(),
        "demographics.english_learner": str(child.english_learner).lower(),
        "grades": child.grade_band(stay.year),
        "joined": stay.start,
        "left": _end(stay),
    }


def _code_session(session: Session) -> Row:
    return {
        "id": f"s{session.stay.child.number}-{session.day:%y%m%d}-{session.stay.sub_program[0]}",
        "participant.id": number("CM", session.stay.child),
        "track": _track(session.stay),
        "held_on": session.day,
        "title": session.kind,
        "minutes": session.minutes,
    }


def _track(stay: Stay) -> str:
    return {"after_school": "makers", "college_readiness": "next step"}[stay.sub_program]


def _music_pupil(stay: Stay) -> Row:
    child, name = stay.child, written(stay.child, MUSIC)
    return {
        "Pupil": f"{name.first} {name.last}",
        "Birthday": f"{name.birth:%d %b %Y}",
        "Postcode": child.area,
        "From": stay.start,
        "To": _end(stay),
        "Grades": _BANDS[child.grade_band(stay.year)],
    }


def _music_lesson(session: Session) -> Row:
    name = written(session.stay.child, MUSIC)
    return {
        "Pupil": f"{name.first} {name.last}",
        "Birthday": f"{name.birth:%d %b %Y}",
        # The mapping knows this column as "Date": the sheet was tidied up, and the feed is held.
        "Session day": session.day,
        "Kind": session.kind,
        "Hours": round(session.minutes / 60, 2),
    }
