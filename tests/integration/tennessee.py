"""Writes an initiative around the public files of the Tennessee Department of Education, into a temporary folder.

The files stay where they are (`../shared/data/tn_education`); the folder gets links to them.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

SOURCE = Path(__file__).resolve().parents[3] / "shared" / "data" / "tn_education"
ABSENCE_2017 = "chr_abs_District-Level_Suppression_2016-17.xls"
ABSENCE_2018 = "chr_abs_District-Level_Suppression_2017-18.xlsx"
GRADUATION = "data_graduation_cohort_2016-17.csv"

# The publisher's words for groups, with the kind of group and the group they stand for.
GROUPS = {
    "All Students": ("all", "all"),
    "American Indian or Alaska Native": ("race_ethnicity", "american_indian"),
    "Asian": ("race_ethnicity", "asian"),
    "Black or African American": ("race_ethnicity", "black"),
    "Hispanic": ("race_ethnicity", "hispanic"),
    "Native Hawaiian or Other Pacific Islander": ("race_ethnicity", "pacific_islander"),
    "White": ("race_ethnicity", "white"),
    "Economically Disadvantaged": ("economically_disadvantaged", "eco_yes"),
    "Non-Economically Disadvantaged": ("economically_disadvantaged", "eco_no"),
    "Students with Disabilities": ("disability", "dis_yes"),
    "Non-Students with Disabilities": ("disability", "dis_no"),
    "English Learners": ("english_learner", "ell_yes"),
    "English Learners with Transitional 1-4": ("english_learner", "ell_yes"),
    "Non-English Learners": ("english_learner", "ell_no"),
    "Black/Hispanic/Native American": ("accountability", "bhn"),
    "Super Subgroup": ("accountability", "super"),
}


def require_source() -> None:
    """Skip the test where the public files are not at hand."""
    if not SOURCE.is_dir():
        pytest.skip("the public files of ../shared/data/tn_education are not here")


def write_initiative(folder: Path) -> Path:
    """Write the initiative folder and return it."""
    (folder / "partners").mkdir(parents=True)
    (folder / "files").mkdir()
    for name in (ABSENCE_2017, ABSENCE_2018, GRADUATION):
        (folder / "files" / name).write_bytes((SOURCE / name).read_bytes())
    documents = {
        "agenda.yaml": _agenda(),
        "sub_programs.yaml": {
            "sub_programs": [
                {
                    "id": "school_age",
                    "name": "School age",
                    "record_types": ["total"],
                    "metrics": ["chronic_absence_rate", "graduation_rate"],
                }
            ]
        },
        "partners/state_department.yaml": _partner(),
    }
    for name, document in documents.items():
        # JSON is YAML too, and needs no quoting rules for keys such as the empty one.
        (folder / name).write_text(json.dumps(document, indent=1))
    return folder


def _districts() -> dict[str, str]:
    sheet = CalamineWorkbook.from_path(SOURCE / ABSENCE_2017).get_sheet_by_index(0).to_python()
    newer = CalamineWorkbook.from_path(SOURCE / ABSENCE_2018).get_sheet_by_index(0).to_python()
    names = {str(int(row[1])): str(row[2]) for row in [*sheet[1:], *newer[1:]]}
    with (SOURCE / GRADUATION).open(newline="") as file:
        for row in csv.DictReader(file):
            if row["system"] != "0.0":
                names.setdefault(str(int(float(row["system"]))), row["system_name"])
    return names


def _agenda() -> dict[str, Any]:
    kinds: dict[str, list[str]] = {}
    for kind, value in GROUPS.values():
        if kind != "all" and value not in kinds.setdefault(kind, []):
            kinds[kind].append(value)
    districts = _districts()
    state = {"id": "tennessee", "name": "Tennessee", "level": "state"}
    return {
        "initiative": "tennessee",
        "name": "Public schools of Tennessee",
        "vision": "Every child attends school and graduates.",
        "population": {"description": "Pupils of public schools in Tennessee"},
        "backbone": {"name": "Test suite"},
        "areas": [
            state,
            *[
                {"id": code, "name": name, "level": "district", "parent": "tennessee"}
                for code, name in sorted(districts.items())
            ],
        ],
        "groups": [
            {
                "id": kind,
                "name": kind.replace("_", " "),
                "totals_only": kind == "accountability",
                "values": [{"id": value, "name": value} for value in values],
            }
            for kind, values in kinds.items()
        ],
        "calendar": {"first_year": 2016, "as_of": "2018-07-31"},
    }


def _partner() -> dict[str, Any]:
    return {
        "partner": "state_department",
        "name": "Tennessee Department of Education",
        "sector": "government",
        "sub_programs": ["school_age"],
        "feeds": [
            _absence_2017(),
            _absence_2018(),
            _graduation(),
        ],
    }


def _groups_of(column: str) -> dict[str, Any]:
    return {
        "group_type": {"column": column, "values": {word: kind for word, (kind, _) in GROUPS.items()}},
        "group_value": {"column": column, "values": {word: value for word, (_, value) in GROUPS.items()}},
    }


def _figures(count: str, whole: str, rate: str, suppressed: list[str]) -> dict[str, Any]:
    return {
        "numerator": {"column": count, "marks": suppressed},
        "denominator": {"column": whole, "marks": suppressed},
        "published_rate": {"column": rate, "marks": suppressed, "divide_by": 100},
        "value_status": {
            "column": count,
            "values": {**dict.fromkeys(suppressed, "suppressed"), "": "suppressed"},
            "otherwise": "published",
        },
    }


def _absence_2017() -> dict[str, Any]:
    return {
        "id": "absence_2016_17",
        "record_type": "total",
        "sub_program": "school_age",
        "connector": "excel",
        "options": {"path": f"files/{ABSENCE_2017}"},
        "first_period": "2016-17",
        "last_period": "2016-17",
        "mapping": {
            "columns": {
                "metric": {"constant": "chronic_absence_rate"},
                "row_role": {"constant": "counted"},
                "area": {"column": "system", "read_as": "code"},
                "period": {"column": "year", "read_as": "school_year_end"},
                **_groups_of("subgroup"),
                **_figures("n_chronically_absent", "n_students", "pct_chronically_absent", ["*", "**"]),
            }
        },
    }


def _absence_2018() -> dict[str, Any]:
    return {
        "id": "absence_2017_18",
        "record_type": "total",
        "sub_program": "school_age",
        "connector": "excel",
        "options": {"path": f"files/{ABSENCE_2018}"},
        "first_period": "2017-18",
        "mapping": {
            "columns": {
                "metric": {"constant": "chronic_absence_rate"},
                "row_role": {"constant": "counted"},
                "area": {"column": "District", "read_as": "code"},
                "period": {"column": "Year", "read_as": "school_year_end"},
                **_groups_of("Student Group"),
                **_figures("# Chronically Absent", "# Students", "% Chronically Absent", ["*", "**"]),
            },
            "rows": [
                {
                    "when_not": {"Grade Band": "All Grades"},
                    "set": {"row_role": "part", "part_kind": "grade_band"},
                    "set_from": {"part_label": "Grade Band"},
                }
            ],
        },
    }


def _graduation() -> dict[str, Any]:
    return {
        "id": "graduation_2016_17",
        "record_type": "total",
        "sub_program": "school_age",
        "connector": "csv",
        "options": {"path": f"files/{GRADUATION}"},
        "first_period": "2016-17",
        "last_period": "2016-17",
        "mapping": {
            "columns": {
                "metric": {"constant": "graduation_rate"},
                "row_role": {"constant": "counted"},
                "period": {"constant": "2016-17"},
                "area": {"column": "system", "read_as": "code"},
                **_groups_of("subgroup"),
                **_figures("grad_count", "grad_cohort", "grad_rate", []),
            },
            "rows": [
                {"when": {"system": "0.0"}, "set": {"row_role": "control", "area": "tennessee"}},
                {
                    "when_not": {"school": "0.0"},
                    "set": {"row_role": "part", "part_kind": "school"},
                    "set_from": {"part_label": "school"},
                },
            ],
        },
    }
