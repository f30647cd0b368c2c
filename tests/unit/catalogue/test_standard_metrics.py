"""The standard metrics of cradle to career: their sources, their classes, and the definitions they can be given."""

from __future__ import annotations

import json
from typing import Any

import duckdb
import pytest
from ruamel.yaml import YAML

from pipelines.catalogue import Metric, load_catalogue, resolve
from pipelines.paths import DBT_PROJECT

CATALOGUE = load_catalogue()
EDUCATION = [
    "attendance_rate", "average_daily_attendance", "chronic_absence_per_school", "chronic_absence_rate",
    "college_enrolment", "dosage_reached", "fafsa_completion", "grade_3_reading", "grade_3_reading_tested",
    "graduation_rate", "graduation_rate_five_year", "graduation_rate_six_year", "hours_per_participant",
    "hours_with_several_partners", "kindergarten_assessed", "kindergarten_readiness", "new_people_served",
    "on_track_grade_8", "people_served", "reporting_coverage", "reporting_timeliness", "retention_cohort",
    "retention_rate", "returning_people_served", "service_hours", "services",
]  # fmt: skip
# The ids that were read in the standards themselves; an id that only sounds right is worse than none.
KNOWN_IDS = {
    "IRIS+": {"PI3786", "PI4060", "PI8732", "PI9319"},
    "CEDS": {"30903", "30904", "30906", "30919", "30936", "30937", "30948", "30952"},
    "SDG": {"4.1.2"},
}
DEFINITIONS = DBT_PROJECT / "models" / "data_quality" / "_unit_tests" / "chronic_absence_definitions.yml"


def _class_counts(metric: Metric, band: str, rows: str) -> list[tuple[Any, ...]]:
    """Each row of amounts with the number of classes that it falls into."""
    classes = resolve(metric, [], {})["bands"][band].values()
    counted = " + ".join(f"cast({when} as integer)" for when in classes)
    return duckdb.sql(f"select *, {counted} as classes from ({rows})").fetchall()


@pytest.mark.parametrize("metric_id", EDUCATION)
def test_a_metric_names_its_source_and_no_id_that_nobody_read(metric_id: str) -> None:
    metric = CATALOGUE[metric_id]
    assert len(metric.source) > 20
    for standard in metric.standards:
        assert standard.id in KNOWN_IDS[standard.authority]
        if standard.authority == "CEDS":
            assert standard.url == f"https://ceds.ed.gov/connectReport.aspx?uid={standard.id}"


@pytest.mark.parametrize("metric_id", [name for name in EDUCATION if CATALOGUE[name].type == "rate"])
def test_the_definition_of_a_rate_says_of_what_and_who_is_left_out(metric_id: str) -> None:
    words = CATALOGUE[metric_id].definition
    assert "out of" in words or "divided by" in words
    if CATALOGUE[metric_id].counted == "people":
        assert any(told in words for told in ("left out", "stay in the whole", "no figure", "leave it"))


def test_eight_definitions_of_chronic_absence_are_settings_of_one_metric() -> None:
    (test,) = YAML(typ="safe").load(DEFINITIONS)["unit_tests"]
    told = next(
        given["rows"] for given in test["given"] if given["input"] == "source('agenda', 'definitions')"
    )
    settings = {row["definition_id"]: json.loads(row["parameters"]) for row in told}
    entries = {entry["definition_id"]: entry["metric"] for entry in test["overrides"]["vars"]["definitions"]}
    metric = CATALOGUE["chronic_absence_rate"]
    resolved = {name: resolve(metric, ["after_school"], own) for name, own in settings.items()}
    for entry in resolved.values():
        # In how many steps dbt adds up is no part of a definition.
        del entry["parts"], entry["amounts_of_parts"]
    assert entries == resolved
    shares = {
        row["definition_id"]: round(100 * row["numerator"] / row["denominator"])
        for row in test["expect"]["rows"]
    }
    assert list(shares.values()) == [83, 83, 75, 67, 33, 67, 67, 50]


def test_every_pupil_is_in_one_class_of_absence_and_chronic_is_the_upper_two() -> None:
    metric = CATALOGUE["chronic_absence_rate"]
    pupils = "select enrolled, absent from range(10, 201) as e(enrolled), range(0, 201) as a(absent) where absent <= enrolled"
    assert {row[-1] for row in _class_counts(metric, "absence_band", pupils)} == {1}
    entry = resolve(metric, [], {})
    upper = " or ".join(entry["bands"]["absence_band"][name] for name in ("moderate", "severe"))
    differing = f"select count(*) from ({pupils}) where ({upper}) <> ({entry['numerator']})"
    assert duckdb.sql(differing).fetchall() == [(0,)]


def test_every_participant_is_in_one_class_of_hours() -> None:
    metric = CATALOGUE["dosage_reached"]
    hours = "select cast(quarter / 4 as decimal(9, 2)) as received from range(1, 2000) as q(quarter)"
    assert {row[-1] for row in _class_counts(metric, "dosage_band", hours)} == {1}
    classes = resolve(metric, [], {})["bands"]["dosage_band"]
    edges = "select cast(44.5 as decimal(9, 2)) as received"
    assert duckdb.sql(f"select {classes['hours_15_44']} from ({edges})").fetchall() == [(True,)]


@pytest.mark.parametrize(
    ("settings", "enrolled", "absent", "is_chronic"),
    [
        ({}, 180, 18, True),
        ({"inclusive": 0}, 180, 18, False),
        ({"inclusive": 0}, 180, 19, True),
        ({"threshold_percent": 7.5}, 40, 3, True),
        ({"threshold_percent": 7.5, "inclusive": 0}, 40, 3, False),
        ({"threshold_days": 18}, 200, 18, True),
        ({"threshold_days": 18}, 100, 17, False),
        ({"minimum_days": 20, "keep_short": 1}, 19, 19, False),
    ],
)
def test_the_edges_of_chronic_absence(
    settings: dict[str, int | float | str], enrolled: int, absent: int, is_chronic: bool
) -> None:
    entry = resolve(CATALOGUE["chronic_absence_rate"], [], settings)
    pupil = f"select {enrolled} as enrolled, {absent} as absent"
    found = duckdb.sql(f"select {entry['denominator']}, {entry['numerator']} from ({pupil})").fetchall()
    assert found == [(True, is_chronic)]
