"""Names that partners give to the columns of the contracts, beyond the synonyms that the contracts themselves list.

Words only, by column of the contract, separated by commas. What a name is worth as evidence is decided in `matching`.
"""

from __future__ import annotations

_NAMES = {
    "area": "postcode, postal code, zip5, ward, community, lives in, home zip, residence",
    "start_date": """
        joined, date joined, registered, registration date, enrolment date, admission date, admitted,
        intake date, opened, entry, first session, began, from, since, started, plan from, enrolled
        from, begin date""",
    "end_date": """
        leaving date, date left, exit, closed, discharge date, withdrawal date, last session, finished,
        to, until, ended, stopped, exited, plan to, enrolled to""",
    "gender": "gender identity, boy or girl",
    "race_ethnicity": "ethnic group, race and ethnicity, racial group",
    "economically_disadvantaged": """
        frpl, free or reduced lunch, economic disadvantage, pell, scholarship, free meals, lunch
        program, medicaid, reduced fee, voucher""",
    "disability": """
        disabled, special needs, sped, 504, iep or 504, has a plan (iep), has iep, accommodations""",
    "english_learner": """
        english language learner, lep, learning english, second language, english class, interpreter""",
    "service_date": """
        day, held, visited, attended, served, delivered, happened, when, event date, class date, visit""",
    "service_type": """
        title, activity type, session type, program activity, subject, class, topic, kind, therapy,
        lesson""",
    "hours": "minutes, mins, min, length, hrs, hour, dosage",
    "days_enrolled": "enrolled, enrolled days, roll days, possible days, days open, days booked",
    "days_absent": "absent, absent days, missed, missed days, days away",
    "outcome_date": "assessed, completed, tested, awarded, checked, day of check",
    "result": "outcome status, completion code, performance level",
    "school_year": "academic year, class of, cohort year",
    "instrument": "tool",
    "documented": "confirmed in writing, documentation",
    "denominator": "out of, whole, total students",
    "numerator": "how many",
    "published_rate": "rate, percent, printed rate",
    "group_value": "student subgroup, demographic",
    "period": "academic year, reporting year",
}
KNOWN_NAMES: dict[str, tuple[str, ...]] = {
    column: tuple(" ".join(name.split()) for name in names.split(",")) for column, names in _NAMES.items()
}
