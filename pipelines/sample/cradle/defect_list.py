"""The defects of each feed, as data: rules, how many rows, and what stands in them.

Here: the list. Not here: how it is applied and counted (defects.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from pipelines.sample.defect import Defect, Feed
from pipelines.sample.writers import Row

_UNKNOWN_ZIP = "72399"
_PART: Row = {"Line": "Part", "Split by": "room", "House": "Room {n}"}


def _total(rule: str, *more: str, **cells: str | int | None) -> Defect:
    """A line that the shelter should not have sent, beside the figures that count; "_" in a name is a blank."""
    named = {name.replace("_", " "): value for name, value in cells.items()}
    among: Row = {"Measure": "Children helped", "Breakdown": "All", "Line": "Part"}
    return Defect((rule, *more), 1, {**_PART, **named}, among, "add")


DEFECTS: Mapping[Feed, tuple[Defect, ...]] = {
    ("library_system", "cards"): (
        Defect(("start_date.required",), 3, {"SINCE": None}),
        Defect(("start_date.type",), 2, {"SINCE": "last fall"}),
        Defect(("end_date.type",), 2, {"UNTIL": "moved away"}),
        Defect(("race_ethnicity.allowed",), 4, {"RACE": "prefer not to say"}),
        Defect(("grade_band.allowed",), 2, {"GRADES": "older"}),
        Defect(("end_not_before_start",), 3, {"UNTIL": "08/01/2022"}),
        Defect(("start_in_memory",), 2, {"SINCE": "09/05/1923"}),
        Defect(("person_identified",), 2, {"CARD": None, "BIRTH DATE": None}),
        Defect(("birth_date_readable",), 3, {"BIRTH DATE": "see card"}),
        Defect(("area.allowed",), 4, {"ZIP": _UNKNOWN_ZIP}),
        Defect((), 6, {"BIRTH DATE": None}),
        Defect(("one_row_per_stay",), 3, how="repeat"),
    ),
    ("county_early_learning", "enrolment"): (
        Defect(("sub_program.required",), 2, {"program": None}),
        Defect(("sub_program.allowed",), 2, {"program": "WIC"}),
        Defect(("disability.allowed",), 3, {"disability": 9}),
        Defect(("gender.allowed",), 2, {"gender": "?"}),
    ),
    ("homework_clubs", "children"): (
        Defect(("economically_disadvantaged.allowed",), 3, {"Free lunch": "Applied"}),
        Defect(("english_learner.allowed",), 2, {"English class": "Waiting list"}),
        Defect((), 5, {"Born": None}),
    ),
    ("therapy_clinic", "plans"): (
        Defect(("birth_date_readable",), 2, {"DOB": "on file"}),
        Defect(("one_row_per_stay",), 2, how="repeat"),
    ),
    ("library_system", "visits"): (
        Defect(("service_date.required",), 3, {"DATE": None}),
        Defect(("service_date.type",), 3, {"DATE": "spring break"}),
        Defect(("hours.required",), 4, {"MINUTES": None}),
        Defect(("hours.type",), 2, {"MINUTES": "all afternoon"}),
        Defect(("hours.range",), 3, {"MINUTES": 0}),
        Defect(("hours.range", "long_service"), 1, {"MINUTES": 1800}),
        Defect(("long_service",), 2, {"MINUTES": 780}),
        Defect(("service_not_in_future",), 3, {"DATE": "09/15/2027"}),
        Defect(("service_in_memory",), 2, {"DATE": "09/15/1923"}),
        Defect(("person_identified",), 3, {"CARD": None}),
        Defect(("one_row_per_service",), 5, how="repeat"),
    ),
    ("homework_clubs", "afternoons"): (
        Defect(("area.allowed",), 3, {"Area code": _UNKNOWN_ZIP}),
        Defect(("birth_date_readable", "person_identified"), 2, {"Born": "not known"}),
        Defect(("person_identified",), 3, {"Born": None}),
        Defect(("hours.type",), 4, {"Hours": "1,5 h"}),
    ),
    ("summit_tutoring", "sessions"): (
        Defect(("sub_program.required",), 3, {"Session / Program": None}),
        Defect(("sub_program.allowed",), 2, {"Session / Program": "Adult classes"}),
        Defect(("hours.range",), 2, {"Session / Minutes": -30}),
    ),
    ("field_and_court", "visits"): (
        Defect(("hours.required",), 3, {"visit/minutes": None}),
        Defect(("one_row_per_service",), 4, how="repeat"),
    ),
    ("code_and_make", "sessions"): (
        Defect(("sub_program.allowed",), 2, {"track": "summer camp"}),
        Defect(("long_service",), 1, {"minutes": 840}),
    ),
    ("county_early_learning", "attendance"): (
        Defect(("sub_program.required",), 2, {"program": None}),
        Defect(("sub_program.allowed",), 2, {"program": "WIC"}),
        Defect(("setting.required",), 2, {"setting": None}),
        Defect(("month.required",), 2, {"month": None}),
        Defect(("month.type",), 3, {"month": "winter"}),
        Defect(("days_enrolled.required",), 2, {"enrolled_days": None}),
        Defect(("days_enrolled.type",), 2, {"enrolled_days": "half"}),
        Defect(("days_enrolled.range",), 2, {"enrolled_days": 45}),
        Defect(("days_absent.required",), 2, {"absent_days": None}),
        Defect(("days_absent.type",), 3, {"absent_days": "2.5"}),
        Defect(("days_absent.range",), 2, {"absent_days": -2}),
        # Of rows about nobody, two in one month would also count as repeated.
        Defect(("person_identified",), 1, {"dob": None}, {"month": "2024-10"}),
        Defect(("person_identified",), 1, {"dob": None}, {"month": "2024-11"}),
        Defect(("birth_date_readable", "person_identified"), 1, {"dob": "pending"}, {"month": "2025-10"}),
        Defect(("birth_date_readable", "person_identified"), 1, {"dob": "pending"}, {"month": "2025-11"}),
        Defect(("month_not_in_future",), 2, {"month": "2026-09"}),
        Defect(("area.allowed",), 3, {"zip": _UNKNOWN_ZIP}),
        Defect(("one_row_per_month",), 4, how="repeat"),
    ),
    ("early_start_network", "attendance"): (Defect(("setting.allowed",), 3, {"Where": "At home"}),),
    ("unified_schools", "attendance_after_school"): (
        Defect(("absent_within_enrolled",), 4, {"Days / Present": -3}),
        Defect(("days_absent.required",), 3, {"Days / Present": "n/a"}),
        Defect(("days_enrolled.range",), 2, {"Days / Enrolled": 35, "Days / Present": 20}),
        Defect(("area.allowed",), 5, {"Pupil / ZIP": int(_UNKNOWN_ZIP)}),
        Defect(("person_identified",), 1, {"Pupil / Born": None}, {"Days / Month": "2025-10"}),
        Defect(("person_identified",), 1, {"Pupil / Born": None}, {"Days / Month": "2026-02"}),
    ),
    ("early_start_network", "readiness"): (
        Defect(("sub_program.required",), 2, {"Program": None}),
        Defect(("sub_program.allowed",), 2, {"Program": "Summer bridge"}),
        Defect(("outcome_type.required",), 2, {"Check": None}),
        Defect(("outcome_type.allowed",), 2, {"Check": "Hearing"}),
        Defect(("school_year.required",), 2, {"Spring of": None}),
        Defect(("school_year.allowed",), 2, {"Spring of": 2031}),
        Defect(("outcome_date.type",), 2, {"Checked on": "in May"}),
        Defect(("result.required",), 3, {"Level": None}),
        Defect(("result_fits_type",), 3, {"Level": "Nearly"}),
        Defect(("area.allowed",), 2, {"Area": _UNKNOWN_ZIP}),
    ),
    ("little_oaks", "readiness"): (
        Defect(("birth_date_readable", "person_identified"), 2, {"Date of birth": "ask parents"}),
    ),
    ("county_early_learning", "readiness"): (
        Defect(("assessed_with_instrument",), 3, {"tool": None}, {"result": "ready"}),
    ),
    ("unified_schools", "graduation"): (
        Defect(("documented.type",), 2, {"Confirmed in writing": "asked"}, {"Completion code": "TR"}),
        Defect(("person_identified",), 2, {"State ID": None}),
        Defect(("one_row_per_outcome",), 3, how="repeat"),
    ),
    ("unified_schools", "fafsa"): (
        Defect(("completed_has_date",), 4, {"Completed": None}, {"FAFSA status": "Complete"}),
        Defect(("outcome_not_in_future",), 2, {"Completed": date(2027, 3, 1)}, {"FAFSA status": "Complete"}),
    ),
    ("unified_schools", "college"): (
        Defect(("enrolled_has_date",), 3, {"Term began": None}, {"Fall record": "Credit"}),
    ),
    ("summit_tutoring", "voices"): (
        Defect(("birth_date_readable",), 2, {"Birth date": "ask the family"}),
        Defect(("sub_program.required",), 2, {"Program": None}),
        Defect(("sub_program.allowed",), 2, {"Program": "Summer camp"}),
        Defect(("area.allowed",), 2, {"ZIP": _UNKNOWN_ZIP}),
        Defect(("feedback_date.required",), 2, {"Date": None}),
        Defect(("feedback_date.type",), 2, {"Date": "in May"}),
        Defect(("feedback_not_in_future",), 1, {"Date": date(2027, 3, 1)}),
        Defect(("feedback_in_memory",), 1, {"Date": date(1926, 5, 4)}),
        Defect(("question.required",), 2, {"Question": None}),
        Defect(("question_is_a_name",), 1, {"Question": "What should change?"}),
        Defect(("role.allowed",), 2, {"Who": "Neighbour"}),
        Defect(("may_quote.type",), 1, {"May we print it?": "maybe"}),
        Defect(
            ("score_is_short",), 1, {"How was it (1 = very good)": "good, but the bus was late on most days of spring"}
        ),
        Defect(("one_row_per_answer",), 2, how="repeat"),
    ),
    ("harbor_shelter", "totals"): (
        _total("metric.required", Measure=None),
        _total("metric.allowed", Measure="Beds"),
        _total("sub_program.required", Program=None),
        _total("sub_program.allowed", Program="Night shelter"),
        _total("area.allowed", Area=_UNKNOWN_ZIP),
        _total("group_type.required", Breakdown=None),
        _total("group_type.allowed", Breakdown="Household"),
        _total("group_value.required", Group=None),
        _total("group_value.allowed", Group="Mothers"),
        _total("period.required", School_year=None),
        _total("period.allowed", School_year="2019-20"),
        _total("numerator.type", Count="about 20", Note="Not counted"),
        _total("numerator.range", Count=-4),
        _total("denominator.type", Out_of="most"),
        _total("denominator.range", "numerator_within_denominator", Out_of=-1),
        _total("numerator_within_denominator", Out_of=3),
        _total("value_status.required", Note=None),
        _total("value_status.allowed", Note="Draft"),
        _total("row_role.required", Line=None),
        _total("row_role.allowed", Line="Memo"),
        _total("published_rate.type", Printed_rate="high"),
        _total("published_rate.range", Printed_rate="250 %"),
        _total("published_has_figure", Count=None),
        _total("part_is_named", House=None),
        Defect(
            ("published_rate_agrees",), 1, {"Printed rate": "75.0 %"},
            {"Measure": "Still with us in May", "Breakdown": "All", "School year": "2024-25"},
        ),
        Defect(("one_row_per_figure",), 2, among={"Measure": "Children helped", "Line": "Part"}, how="repeat"),
    ),
}  # fmt: skip
