"""Writes an initiative around the portal exports of Connecticut's schools, into a temporary folder.

One file a year and breakdown, for the districts and for the state; year and breakdown stand in the file's name alone.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

SOURCE = Path(__file__).resolve().parents[3] / "shared" / "data" / "ct_absence"
YEARS = ["2011-12", "2012-13", "2013-14", "2014-15", "2015-16"]
RATE = "% Chronically Absent"
WITHHELD = "*"
# In most files of districts the state's own row stands between them.
STATE_CODE = '="0000000"'
# The breakdown in the file's name, with the kind of group and the column that names the group.
BREAKDOWNS = {
    "all-students": ("all", ""),
    "ell": ("ell", "English Learner Status"),
    "gender": ("sex", "Gender"),
    "grade": ("grade", "Grade"),
    "lunch": ("lunch", "Free/Reduced Price Meal Eligibility"),
    "race": ("race", "Race/Ethnicity"),
    "special-education": ("special_education", "Special Education Status"),
}


def require_source() -> None:
    """Skip the test where the public files are not at hand."""
    if not SOURCE.is_dir():
        pytest.skip("the public files of ../shared/data/ct_absence are not here")


def file_name(year: str, breakdown: str, *, of_state: bool) -> str:
    """The name under which the portal gave the file."""
    return f"chronic-absenteeism__{year}_{breakdown}{'_ct' if of_state else ''}.csv"


def rows(year: str, breakdown: str, *, of_state: bool) -> list[dict[str, str]]:
    """The rows of one file, below its titles."""
    with (SOURCE / file_name(year, breakdown, of_state=of_state)).open(newline="") as file:
        lines = file.readlines()[3:]
    return [row for row in csv.DictReader(lines) if row[RATE] is not None]


def group_id(word: str) -> str:
    """The publisher's word for a group as an id: Grade   1 becomes grade_1."""
    return "_".join("".join(c if c.isalnum() else " " for c in word.lower()).split())


def write_initiative(folder: Path, years: Sequence[str] = YEARS) -> Path:
    """Write the initiative folder for some years, or all, and return it."""
    (folder / "partners").mkdir(parents=True)
    (folder / "files").mkdir()
    for path in SOURCE.glob("*.csv"):
        (folder / "files" / path.name).write_bytes(path.read_bytes())
    sub_program = {"id": "school_age", "name": "School age", "record_types": ["total"]}
    documents = {
        "agenda.yaml": _agenda(),
        "sub_programs.yaml": {"sub_programs": [{**sub_program, "metrics": ["chronic_absence_rate"]}]},
        "partners/state_department.yaml": {
            "partner": "state_department",
            "name": "Connecticut State Department of Education",
            "sector": "government",
            "sub_programs": ["school_age"],
            "feeds": list(_feeds(years)),
        },
    }
    for name, document in documents.items():
        (folder / name).write_text(json.dumps(document, indent=1))
    return folder


def _agenda() -> dict[str, Any]:
    districts = {
        row["District Code"]: row["District"]
        for year in YEARS
        for row in rows(year, "all-students", of_state=False)
    }
    kinds = {kind: column for kind, column in BREAKDOWNS.values() if kind != "all"}
    names = {kind: name for name, (kind, _) in BREAKDOWNS.items()}
    words = {
        kind: list(dict.fromkeys(row[column] for year in YEARS for row in rows(year, names[kind], of_state=True)))
        for kind, column in kinds.items()
    }  # fmt: skip
    return {
        "initiative": "connecticut",
        "name": "Public schools of Connecticut",
        "vision": "Every child attends school.",
        "population": {"description": "Pupils of public schools in Connecticut"},
        "backbone": {"name": "Test suite"},
        "areas": [
            {"id": "connecticut", "name": "Connecticut", "level": "state"},
            *[
                {"id": _code(text), "name": name, "level": "district", "parent": "connecticut"}
                for text, name in sorted(districts.items())
            ],
        ],
        "groups": [
            {
                "id": kind,
                "name": column,
                "totals_only": True,
                "values": [{"id": group_id(word), "name": word} for word in words[kind]],
            }
            for kind, column in kinds.items()
        ],
        "calendar": {"first_year": 2011, "as_of": "2016-07-31"},
    }


def _code(text: str) -> str:
    return text.strip('="')


_STATE_ROW = {"when": {"District Code": STATE_CODE}, "set": {"row_role": "control", "area": "connecticut"}}


def _feeds(years: Sequence[str]) -> Iterator[dict[str, Any]]:
    for year in years:
        for breakdown, (kind, column) in BREAKDOWNS.items():
            for of_state in (False, True):
                yield {
                    "id": f"{'state' if of_state else 'districts'}_{kind}_{year.replace('-', '_')}",
                    "record_type": "total",
                    "sub_program": "school_age",
                    "connector": "csv",
                    "options": {"path": f"files/{file_name(year, breakdown, of_state=of_state)}"},
                    "first_period": year,
                    "last_period": year,
                    "mapping": {
                        "columns": _columns(year, breakdown, kind, column, of_state=of_state),
                        "rows": [] if of_state else [_STATE_ROW],
                    },
                }


def _columns(year: str, breakdown: str, kind: str, column: str, *, of_state: bool) -> dict[str, Any]:
    found = rows(year, breakdown, of_state=of_state)
    groups = {row[column]: group_id(row[column]) for row in found} if column else {}
    texts = set() if of_state else {row["District Code"] for row in found} - {STATE_CODE}
    codes = {text: _code(text) for text in sorted(texts)}
    return {
        "metric": {"constant": "chronic_absence_rate"},
        "row_role": {"constant": "control" if of_state else "counted"},
        "period": {"constant": year},
        "area": {"constant": "connecticut"} if of_state else {"column": "District Code", "values": codes},
        "group_type": {"constant": kind},
        "group_value": {"column": column, "values": groups} if column else {"constant": "all"},
        # The exports hold rates and no counts of pupils.
        "value_status": {"column": RATE, "values": {WITHHELD: "suppressed"}, "otherwise": "missing"},
        "published_rate": {"column": RATE, "marks": [WITHHELD], "divide_by": 100},
    }
