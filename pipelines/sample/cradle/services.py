"""Sessions: which child was with which partner on which day, for how long, for what.

Here: what happened. Not here: in which columns a partner writes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from pipelines.sample.chance import chance
from pipelines.sample.cradle.school_calendar import open_days
from pipelines.sample.cradle.taking_part import Stay, stays


@dataclass(frozen=True)
class Session:
    """One child at one partner on one day."""

    stay: Stay
    day: date
    minutes: int
    kind: str


@dataclass(frozen=True)
class _Style:
    """How a partner works: sessions a stay, lengths in minutes, what it offers."""

    sessions: float
    minutes: tuple[int, ...]
    kinds: tuple[str, ...]


_STYLES = {
    "library_system": _Style(5.5, (30, 45, 60, 90), ("Story circle", "Homework table", "Maker cart")),
    "homework_clubs": _Style(7.5, (60, 90, 120), ("Homework help", "Reading pairs")),
    "field_and_court": _Style(6.5, (60, 90), ("Team practice", "Study hall")),
    "code_and_make": _Style(6, (60, 90, 120), ("Robotics", "Web pages", "College projects")),
    "summit_tutoring": _Style(6, (45, 60, 90), ("Math tutoring", "Writing tutoring")),
    "music_project": _Style(5, (45, 60), ("Strings", "Choir")),
    "college_compass": _Style(6, (30, 60, 90), ("FAFSA clinic", "Campus visit", "Essay hour")),
    "workforce_board": _Style(5, (60, 120), ("Career hour", "Application day")),
    "therapy_clinic": _Style(8, (30, 45, 60), ("Speech therapy", "Occupational therapy")),
    "respite_alliance": _Style(6, (120, 180, 240), ("Saturday respite", "Family evening")),
    "county_early_learning": _Style(6, (45, 60), ("Home visit", "Play group")),
}  # fmt: skip
_FULL_STAY_DAYS = 165


@cache
def sessions(partner: str, sub_program: str) -> tuple[Session, ...]:
    """All sessions of a partner in a sub-program, by year, child and day."""
    style = _STYLES[partner]
    return tuple(
        session for stay in stays(sub_program) if stay.partner == partner for session in _of_stay(stay, style)
    )


def _of_stay(stay: Stay, style: _Style) -> list[Session]:
    dice = chance("sessions", stay.partner, stay.sub_program, stay.child.number, stay.year)
    days = open_days(stay.start, stay.last_day)
    wanted = style.sessions * len(days) / _FULL_STAY_DAYS * dice.uniform(0.7, 1.35)
    count = min(len(days), max(2, round(wanted)))
    return [
        Session(stay, day, dice.choice(style.minutes), dice.choice(style.kinds))
        for day in sorted(dice.sample(days, count))
    ]
