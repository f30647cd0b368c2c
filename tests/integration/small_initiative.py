"""A small made-up initiative: its agenda, and the seeded accepted rows of people who do not exist.

Only what is true before dbt runs. What the metrics should be is computed in `brute_force.py`.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from pipelines.catalogue import load_catalogue, resolve

Row = dict[str, Any]

AS_OF = date(2025, 12, 31)
SUB_PROGRAMS = ["after_school", "preschool", "school_support"]
PARTNERS = {
    "alder": ["after_school"],
    "birch": ["after_school", "preschool"],
    "cedar": ["preschool", "school_support"],
    "dogwood": ["after_school", "school_support"],
}
PARENTS: dict[str, str | None] = {
    "east": None,
    "west": None,
    "east_1": "east",
    "east_2": "east",
    "west_1": "west",
}
GROUPS = {"gender": ["female", "male"], "english_learner": ["yes", "no"], "grade_band": ["k_5", "6_8"]}
SELECTED = {
    "after_school": ["people_served", "service_hours", "attendance_rate", "retention_rate", "meals_served"],
    "preschool": ["people_served", "kindergarten_readiness", "retention_rate"],
    "school_support": [
        "people_served", "chronic_absence_rate", "graduation_rate", "fafsa_completion", "poverty_rate",
    ],
}  # fmt: skip
RECORD_TYPES = {
    "people_served": "service, attendance",
    "service_hours": "service",
    "attendance_rate": "attendance",
    "chronic_absence_rate": "attendance",
    "retention_rate": "enrolment",
    "kindergarten_readiness": "outcome",
    "graduation_rate": "outcome",
    "fafsa_completion": "outcome",
    "meals_served": "total",
    "poverty_rate": "total",
}
TOTALS_ONLY = {"meals_served": ("count", "amount"), "poverty_rate": ("population", "people")}


def periods() -> list[Row]:
    """Three school years and the quarters of the last two."""
    rows: list[Row] = []
    for year in (2023, 2024, 2025):
        name = f"{year}-{(year + 1) % 100}"
        rows.append(_period(name, "school_year", date(year, 7, 1), date(year + 1, 6, 30)))
        if year > 2023:
            starts = [date(year, 7, 1), date(year, 10, 1), date(year + 1, 1, 1), date(year + 1, 4, 1)]
            ends = [*(start - timedelta(days=1) for start in starts[1:]), date(year + 1, 6, 30)]
            for number, (start, end) in enumerate(zip(starts, ends, strict=True), start=1):
                rows.append(_period(f"{name}-Q{number}", "quarter", start, end))
    return rows


def _period(period_id: str, period_type: str, starts_on: date, ends_on: date) -> Row:
    return {
        "period_id": period_id,
        "period_type": period_type,
        "name": period_id,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "start_count_on": starts_on + timedelta(days=60),
        "end_count_on": ends_on - timedelta(days=45),
        "due_on": ends_on + timedelta(days=30),
        "previous_period_id": None,
        "position": 1,
    }


def ancestors(area: str) -> list[str]:
    """The area itself and every larger one, without the whole."""
    parent = PARENTS[area]
    return [area] if parent is None else [area, *ancestors(parent)]


def standard_metrics() -> list[Row]:
    """The catalogue's entries as dbt gets them, with the sub-programs that selected them here."""
    return [
        resolve(metric, [name for name in SUB_PROGRAMS if metric.id in SELECTED[name]], {})
        for metric in load_catalogue().values()
        if any(metric.id in selected for selected in SELECTED.values())
    ]


@dataclass
class Accepted:
    """Accepted rows by record type, numbered within their batch."""

    rows: dict[str, list[Row]] = field(
        default_factory=lambda: {t: [] for t in ("enrolment", "service", "attendance", "outcome", "total")}
    )

    def add(self, record_type: str, partner: str, **values: Any) -> None:
        """Add a row to the one batch of the partner's feed of this record type."""
        batch = f"{partner}_{record_type}_b1"
        number = 1 + sum(row["batch_id"] == batch for row in self.rows[record_type])
        origin = {"partner_id": partner, "feed_id": f"{partner}_{record_type}", "batch_id": batch}
        self.rows[record_type].append({**origin, "row_number": number, **values})


def accepted_rows() -> Accepted:
    """Sixty made-up people at three partners that give rows, and a fourth that gives totals only."""
    accepted, chance = Accepted(), random.Random(7)
    for number in range(60):
        partners = chance.sample(["alder", "birch", "cedar"], chance.choice([1, 1, 2, 3]))
        for partner in sorted(partners):
            for _ in range(chance.choice([1, 1, 2])):
                _add_person(accepted, chance, number, partner, chance.choice(PARTNERS[partner]))
    for total in TOTALS:
        accepted.add("total", "dogwood", **{**TOTAL_DEFAULTS, **total})
    return accepted


def _add_person(
    accepted: Accepted, chance: random.Random, number: int, partner: str, sub_program: str
) -> None:
    visit = Visit(chance, number, partner, sub_program)
    accepted.add("enrolment", partner, **visit.identity(), **_enrolment(chance))
    for _ in range(chance.randrange(4)):
        accepted.add("service", partner, **visit.identity(), **_service(chance))
    for setting in ("program", "school"):
        for month in range(9, 9 + chance.randrange(4)):
            accepted.add("attendance", partner, **visit.identity(), **_attendance(chance, setting, month))
    for outcome_type, results in RESULTS.items():
        if chance.random() < 0.5:
            accepted.add("outcome", partner, **visit.identity(), **_outcome(chance, outcome_type, results))


@dataclass
class Visit:
    """One person in one sub-program of one partner, told with the gaps that real rows have."""

    chance: random.Random
    number: int
    partner: str
    sub_program: str

    def identity(self) -> Row:
        """Tokens, of which one may be missing, and an area that may be unknown; every ninth person has no name."""
        nameless = self.number % 9 == 0
        dropped = (
            "person_token" if nameless else self.chance.choice([None, None, "person_token", "local_token"])
        )
        tokens = {"person_token": f"p{self.number}", "local_token": f"{self.partner}_{self.number}"}
        area = self.chance.choice([*PARENTS, "elsewhere", None])
        kept = {name: None if name == dropped else token for name, token in tokens.items()}
        return {**kept, "sub_program": self.sub_program, "area": area}


def _enrolment(chance: random.Random) -> Row:
    start = date(2023, 7, 1) + timedelta(days=chance.randrange(800))
    end = chance.choice([None, start + timedelta(days=chance.randrange(30, 500))])
    groups = {name: chance.choice([*values, None, "unheard_of"]) for name, values in GROUPS.items()}
    return {"start_date": start, "end_date": end, **groups}


def _service(chance: random.Random) -> Row:
    day = date(2023, 7, 1) + timedelta(days=chance.randrange(1000))
    return {"service_date": day, "service_type": "tutoring", "hours": chance.randrange(25, 400) / 100}


def _attendance(chance: random.Random, setting: str, month: int) -> Row:
    enrolled = chance.randrange(3, 22)
    absent = chance.randrange(enrolled + 1) // chance.choice([1, 4])
    days = {"days_enrolled": enrolled, "days_absent": absent}
    return {"setting": setting, "month": date(2024, month, 1), **days}


def _outcome(chance: random.Random, outcome_type: str, results: list[str]) -> Row:
    day = chance.choice([None, date(2025, 5, 1) + timedelta(days=chance.randrange(120))])
    told = {"outcome_type": outcome_type, "school_year": "2024-25", "outcome_date": day}
    told["instrument"] = "one_test" if day else None
    return {**told, "result": chance.choice(results), "documented": chance.choice([True, False, None])}


RESULTS = {
    "kindergarten_readiness": ["ready", "not_ready", "not_assessed"],
    "graduation": ["regular_diploma", "regular_diploma", "dropped_out", "transferred_out", "died"],
    "fafsa": ["completed", "not_completed"],
}
TOTAL_DEFAULTS: Row = {
    "sub_program": "after_school",
    "area": None,
    "group_type": "all",
    "group_value": "all",
    "period": "2024-25",
    "numerator": None,
    "denominator": None,
    "value_status": "published",
    "row_role": "counted",
    "part_kind": None,
    "part_label": None,
    "published_rate": None,
}
_SCHOOL = {"metric": "graduation_rate", "sub_program": "school_support"}
_MEALS = {"metric": "meals_served"}
_POVERTY = {"metric": "poverty_rate", "sub_program": "school_support"}
TOTALS: list[Row] = [
    # Distinct people: two areas of one partner overlap to an unknown extent.
    {"metric": "people_served", "area": "east_1", "numerator": 30},
    {"metric": "people_served", "area": "east_2", "numerator": 12},
    # A figure for the whole partner stands beside its areas; one area is suppressed.
    {**_MEALS, "numerator": 1000},
    {**_MEALS, "area": "east", "numerator": 500},
    {**_MEALS, "area": "east_1", "numerator": 200},
    {**_MEALS, "area": "east_2", "value_status": "suppressed"},
    {**_MEALS, "area": "west_1", "numerator": 250},
    {**_MEALS, "period": "2023-24", "area": "east_1", "numerator": 90},
    {**_MEALS, "period": "2023-24", "area": "west_1", "value_status": "suppressed"},
    {**_MEALS, "period": "2025-26", "value_status": "suppressed"},
    # An area that the agenda does not know is not the whole.
    {**_MEALS, "period": "2023-24", "area": "elsewhere", "numerator": 7777},
    # A rate, with a control that disagrees, parts that agree, parts that do not, and a rate misprinted.
    {**_SCHOOL, "area": "east", "numerator": 80, "denominator": 100, "published_rate": 0.8},
    {**_SCHOOL, "area": "west", "numerator": 45, "denominator": 90, "published_rate": 0.61},
    {**_SCHOOL, "numerator": 130, "denominator": 190, "row_role": "control"},
    {
        **_SCHOOL,
        "area": "east",
        "numerator": 30,
        "denominator": 40,
        "row_role": "part",
        "part_kind": "school",
        "part_label": "north",
    },
    {
        **_SCHOOL,
        "area": "east",
        "numerator": 50,
        "denominator": 60,
        "row_role": "part",
        "part_kind": "school",
        "part_label": "south",
    },
    {
        **_SCHOOL,
        "area": "west",
        "numerator": 45,
        "denominator": 80,
        "row_role": "part",
        "part_kind": "school",
        "part_label": "hill",
    },
    # A population's figures are never added.
    {**_POVERTY, "area": "east", "numerator": 10, "denominator": 40},
    {**_POVERTY, "area": "west", "numerator": 20, "denominator": 50},
]
