"""What children reached: ready for kindergarten, reading in grade 3, a diploma, a completed FAFSA, college.

Here: results in the contract's words. Not here: a partner's codes for them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from pipelines.sample.attendance import pupils_of
from pipelines.sample.chance import chance, top_share
from pipelines.sample.people import Child, children
from pipelines.sample.school_calendar import YEARS, open_days
from pipelines.sample.taking_part import stays

_READY = dict(zip(YEARS, (0.46, 0.505, 0.55), strict=True))
_DIPLOMA = dict(zip(YEARS, (0.775, 0.785, 0.79), strict=True))
_READING = dict(zip(YEARS, (0.33, 0.35, 0.38), strict=True))
_COLLEGE = dict(zip(YEARS[:-1], (0.49, 0.515), strict=True))
_FAFSA = dict(zip(YEARS, (0.52, 0.535, 0.55), strict=True))
_OTHER_ENDS = ("still_enrolled", "dropped_out", "other_credential", "transferred_out", "emigrated")
_OTHER_WEIGHTS = (34, 36, 12, 14, 4)


@dataclass(frozen=True)
class Result:
    """One result of one child; `confirmed` says whether leaving the cohort is confirmed in writing."""

    child: Child
    partner: str
    year: int
    result: str
    day: date | None
    confirmed: bool | None = None


def seniors(year: int) -> list[Child]:
    """The twelfth graders of a school year."""
    return [child for child in children() if child.grade(year) == 12]


@cache
def readiness(partner: str) -> tuple[Result, ...]:
    """Readiness assessments in the spring before kindergarten, at one preschool partner."""
    return tuple(result for year in YEARS for result in _readiness_of(year) if result.partner == partner)


@cache
def _readiness_of(year: int) -> tuple[Result, ...]:
    """Each child once, at the partner where it was in spring."""
    last = {
        stay.child.number: stay for stay in stays("preschool") if stay.year == year and stay.leaves is None
    }
    assessed = []
    found = []
    for stay in last.values():
        dice = chance("assessment", stay.child.number)
        day = date(year + 1, 4, 6) + timedelta(days=dice.randrange(40))
        if dice.random() < 0.04:
            found.append(Result(stay.child, stay.partner, year, "not_assessed", None))
        else:
            assessed.append((stay, day))
    ready = top_share(assessed, _READY[year], lambda entry: -1.8 * entry[0].child.hardship, "ready", year)
    for stay, day in assessed:
        result = "ready" if (stay, day) in ready else "not_ready"
        found.append(Result(stay.child, stay.partner, year, result, day))
    return tuple(found)


@cache
def graduation() -> tuple[Result, ...]:
    """How the fourth year of high school ended for every senior."""
    return tuple(result for year in YEARS for result in _graduation_of(year))


def _graduation_of(year: int) -> list[Result]:
    cohort = seniors(year)
    diploma = {
        child.number
        for child in top_share(cohort, _DIPLOMA[year], lambda one: -1.6 * one.hardship, "diploma", year)
    }
    found = []
    for child in cohort:
        dice = chance("end of school", child.number)
        if child.number in diploma:
            day = date(year + 1, 5, 16) + timedelta(days=dice.randrange(8))
            found.append(Result(child, "unified_schools", year, "regular_diploma", day))
            continue
        result = dice.choices(_OTHER_ENDS, _OTHER_WEIGHTS)[0]
        has_left = result in ("transferred_out", "emigrated")
        found.append(
            Result(child, "unified_schools", year, result, None, dice.random() < 0.75 if has_left else None)
        )
    return found


@cache
def fafsa() -> tuple[Result, ...]:
    """Whether each senior completed the FAFSA by the end of the school year; some do so later."""
    found: list[Result] = []
    for year in YEARS:
        cohort = seniors(year)
        done = {
            child.number
            for child in top_share(cohort, _FAFSA[year], lambda one: -1.7 * one.hardship, "fafsa", year)
        }
        for child in cohort:
            dice = chance("fafsa day", child.number)
            result, day = "not_completed", None
            if child.number in done:
                result, day = (
                    "completed",
                    date(year + 1, 1, 8) + timedelta(days=int(dice.triangular(0, 165, 50))),
                )
            elif year < YEARS[-1] and dice.random() < 0.06:
                result, day = "completed", date(year + 1, 7, 5) + timedelta(days=dice.randrange(40))
            found.append(Result(child, "unified_schools", year, result, day))
    return tuple(found)


@cache
def reading() -> tuple[Result, ...]:
    """The state's reading test of the district's third graders in after-school programs, in spring."""
    found: list[Result] = []
    for year in YEARS:
        pupils = [child for child in pupils_of("after_school", year) if child.grade(year) == 3]
        tested = [child for child in pupils if chance("reading test", child.number).random() >= 0.05]
        good = {
            child.number
            for child in top_share(tested, _READING[year], lambda one: -1.9 * one.hardship, "reading", year)
        }
        for child in pupils:
            if child not in tested:
                found.append(Result(child, "unified_schools", year, "no_valid_score", None))
                continue
            days = open_days(date(year + 1, 4, 8), date(year + 1, 4, 24))
            day = chance("reading day", child.number).choice(days)
            result = "proficient" if child.number in good else "not_proficient"
            found.append(Result(child, "unified_schools", year, result, day))
    return tuple(found)


@cache
def college() -> tuple[Result, ...]:
    """Where graduates were in the fall; that of the last class is not known yet."""
    found: list[Result] = []
    for year in YEARS[:-1]:
        graduates = [
            end.child for end in graduation() if end.year == year and end.result == "regular_diploma"
        ]
        gone = {
            child.number
            for child in top_share(
                graduates, _COLLEGE[year], lambda one: -1.8 * one.hardship, "college", year
            )
        }
        for child in graduates:
            dice = chance("college", child.number)
            result, day = "not_enrolled", None
            if child.number in gone:
                result, day = "enrolled", date(year + 1, 8, 18) + timedelta(days=dice.randrange(21))
            elif dice.random() < 0.09:
                # A later term, or courses without credit: neither is the fall after graduation.
                result, day = dice.choice(
                    (("enrolled", date(year + 2, 1, 12)), ("enrolled_without_credit", date(year + 1, 9, 2)))
                )
            found.append(Result(child, "unified_schools", year, result, day))
    return tuple(found)
