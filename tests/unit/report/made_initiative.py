"""The made-up initiative behind the test release: partners, areas, groups, metrics. Nobody in it is real."""

from __future__ import annotations

from typing import Any, NamedTuple

YEARS = ("2023-24", "2024-25", "2025-26")
SUB_PROGRAMS = {
    "preschool": "Preschool",
    "after_school": "After-school",
    "college_access": "College access",
    "family_support": "Family support",
}
PARTNERS = {
    "acorn_house": ("Acorn House", "nonprofit", ("preschool", "family_support")),
    "beacon_club": ("Beacon Club", "nonprofit", ("after_school",)),
    "bright_start": ("Bright Start Preschools", "business", ("preschool",)),
    "city_library": ("City Library", "government", ("after_school", "preschool")),
    "college_bridge": ("College Bridge", "nonprofit", ("college_access",)),
    "east_side_y": ("East Side Community Centre", "nonprofit", ("after_school", "preschool")),
    "family_first": ("Family First", "nonprofit", ("family_support",)),
    "harbour_schools": (
        "Harbour City Schools",
        "government",
        ("preschool", "after_school", "college_access"),
    ),
    "lakeview_tutors": ("Lakeview Tutors", "business", ("after_school", "college_access")),
    "northgate": ("Northgate Neighbours", "nonprofit", ("after_school", "family_support")),
    "parks": ("Parks and Recreation", "government", ("after_school",)),
    "riverside_college": ("Riverside Community College", "government", ("college_access",)),
}
AREAS = {
    "harbour": ("Harbour County", "county", None),
    "harbour_east": ("East Harbour", "neighbourhood", "harbour"),
    "harbour_north": ("Northgate", "neighbourhood", "harbour"),
    "harbour_south": ("South Quay", "neighbourhood", "harbour"),
    "harbour_west": ("West Hill", "neighbourhood", "harbour"),
    "harbour_centre": ("Old Town", "neighbourhood", "harbour"),
}
GROUPS = {
    ("race_ethnicity", "Race and ethnicity"): {
        "native": "American Indian or Alaska Native",
        "asian": "Asian",
        "black": "Black or African American",
        "hispanic": "Hispanic or Latino",
        "two_or_more": "Two or more races",
        "white": "White",
    },
    ("gender", "Gender"): {"female": "Female", "male": "Male", "non_binary": "Non-binary"},
    ("economically_disadvantaged", "Family income"): {"yes": "Low income", "no": "Not low income"},
    ("disability", "Disability"): {"yes": "With a disability", "no": "Without a disability"},
    ("english_learner", "English learners"): {"yes": "English learner", "no": "Not an English learner"},
    ("grade_band", "Grade"): {
        "pk": "Before kindergarten",
        "k_5": "Kindergarten to grade 5",
        "6_8": "Grades 6 to 8",
        "9_12": "Grades 9 to 12",
    },
}


class Made(NamedTuple):
    """A metric of the test release: its catalogue row and the level it moves from and to."""

    name: str
    definition: str
    metric_type: str
    counted: str
    unit: str
    direction: str
    accountability: str
    record_type: str
    sub_programs: tuple[str, ...]
    levels: tuple[float, float, float]
    target: float | None
    parameters: dict[str, Any]


METRICS = {
    "people_served": Made(
        "People served",
        "People who took part at least once in the period, each counted once.",
        "distinct",
        "people",
        "people",
        "increase",
        "how_much",
        "service",
        tuple(SUB_PROGRAMS),
        (0, 0, 0),
        None,
        {},
    ),
    "service_hours": Made(
        "Service hours",
        "Hours of service that people received.",
        "count",
        "amount",
        "hours",
        "increase",
        "how_much",
        "service",
        ("after_school", "family_support"),
        (0, 0, 0),
        None,
        {},
    ),
    "attendance_rate": Made(
        "Program attendance",
        "Days attended out of the days enrolled in the program.",
        "rate",
        "amount",
        "percent",
        "increase",
        "how_well",
        "attendance",
        ("preschool", "after_school"),
        (0.81, 0.84, 0.862),
        0.9,
        {},
    ),
    "chronic_absence_rate": Made(
        "Chronic absence",
        "Pupils who missed at least 10 % of the school days they were enrolled for.",
        "rate",
        "people",
        "percent",
        "decrease",
        "better_off",
        "attendance",
        ("after_school",),
        (0.241, 0.215, 0.184),
        0.15,
        {"threshold": 10, "minimum_days": 10},
    ),
    "retention_rate": Made(
        "Stayed in the program",
        "People enrolled at the start of the year who were still enrolled at its end.",
        "rate",
        "people",
        "percent",
        "increase",
        "how_well",
        "enrolment",
        ("family_support",),
        (0.7, 0.72, 0.66),
        0.8,
        {},
    ),
    "kindergarten_readiness": Made(
        "Ready for kindergarten",
        "Children at the ready level out of those assessed at entry.",
        "rate",
        "people",
        "percent",
        "increase",
        "better_off",
        "outcome",
        ("preschool",),
        (0.46, 0.53, 0.612),
        0.6,
        {},
    ),
    "graduation_rate": Made(
        "Graduated on time",
        "Members of the four-year cohort with a regular diploma by the end of year four.",
        "rate",
        "people",
        "percent",
        "increase",
        "better_off",
        "outcome",
        ("college_access",),
        (0.79, 0.805, 0.82),
        None,
        {},
    ),
    "fafsa_completion": Made(
        "FAFSA completed",
        "Grade 12 students who completed the federal aid form by 30 June.",
        "rate",
        "people",
        "percent",
        "increase",
        "better_off",
        "outcome",
        ("college_access",),
        (0.52, 0.525, 0.531),
        0.7,
        {},
    ),
}
