"""Totals mapped without care: what would be counted twice is found in the figures themselves and said with the fix."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from runs import Run, run
from tennessee import GROUPS, require_source, write_initiative

from pipelines.warehouse import connect

STATE_AS_DISTRICT = "0"
BANDS = {"All Grades": "all_grades", "K through 8th": "grades_k_8", "9th through 12th": "grades_9_12"}
TRAPS = (
    "select trap, told_by, members, violations, comparisons, outcome, fix from data_quality.overlap_traps "
    "where feed_id = ? and outcome = 'violated'"
)


def _id(word: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", word.lower())


def _change(path: Path, edit: Any) -> None:
    document = json.loads(path.read_text())
    edit(document)
    path.write_text(json.dumps(document, indent=1))


def _naive_agenda(agenda: dict[str, Any]) -> None:
    """The state among its districts, every subgroup of one kind, and all grades among the bands."""
    agenda["areas"].append(
        {"id": STATE_AS_DISTRICT, "name": "State", "level": "district", "parent": "tennessee"}
    )
    for kind, values in (("subgroup", [_id(word) for word in GROUPS]), ("grades", list(BANDS.values()))):
        groups = [{"id": value, "name": value} for value in values]
        agenda["groups"].append({"id": kind, "name": kind, "totals_only": True, "values": groups})


def _naive_partner(partner: dict[str, Any]) -> None:
    """Every row is counted, whatever it is a total or a part of."""
    absence_2017, absence_2018, graduation = (feed["mapping"] for feed in partner["feeds"])
    absence_2017["columns"]["group_type"] = {"constant": "subgroup"}
    absence_2017["columns"]["group_value"] = {
        "column": "subgroup",
        "values": {word: _id(word) for word in GROUPS},
    }
    absence_2018["rows"] = [
        {
            "when": {"Student Group": "All Students", "Grade Band": band},
            "set": {"group_type": "grades", "group_value": group},
        }
        for band, group in BANDS.items()
    ]
    graduation["rows"] = []


@pytest.fixture(scope="module")
def naive_run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    require_source()
    folder = tmp_path_factory.mktemp("naive")
    initiative = write_initiative(folder / "tennessee")
    _change(initiative / "agenda.yaml", _naive_agenda)
    _change(initiative / "partners" / "state_department.yaml", _naive_partner)
    done = run(initiative, folder / "data", "tennessee")
    assert done.code == 0, done.output
    return done


def _rows(done: Run, query: str, *values: Any) -> list[tuple[Any, ...]]:
    with connect(done.data / "warehouse.duckdb", read_only=True) as connection:
        return connection.execute(query, list(values)).fetchall()


def _traps(done: Run, feed: str) -> dict[tuple[str, str], tuple[Any, ...]]:
    return {(trap, told_by): rest for trap, told_by, *rest in _rows(done, TRAPS, feed)}


@pytest.mark.slow
def test_a_state_among_its_districts_is_found_by_its_figures(naive_run: Run) -> None:
    found = _traps(naive_run, "graduation_2016_17")
    members, violations, comparisons, _, fix = found["total_beside_parts", "area"]
    assert members == STATE_AS_DISTRICT
    # Some district withholds a figure in every group: four sums agree to the last graduate, six to the last pupil of
    # the cohort, and of the other groups nothing can be told.
    assert (violations, comparisons) == (10, 10)
    assert "control or part" in fix


@pytest.mark.slow
def test_all_grades_beside_the_bands_is_found(naive_run: Run) -> None:
    members, violations, comparisons, *_ = _traps(naive_run, "absence_2017_18")[
        "total_beside_parts", "grades"
    ]
    # Three rows a district are compared, and one of them is the sum of the other two.
    assert (members, violations) == ("all_grades", 128)
    assert comparisons < 3 * violations


@pytest.mark.slow
def test_a_group_that_holds_others_is_found(naive_run: Run) -> None:
    """Black/Hispanic/Native American beside the three groups that it is made of."""
    members, violations, *_ = _traps(naive_run, "absence_2016_17")["group_contains_others", "subgroup"]
    assert members == "black_hispanic_native_american"
    assert violations > 20


@pytest.mark.slow
def test_rows_of_schools_counted_as_their_district_stay_out(naive_run: Run) -> None:
    (row,) = _rows(
        naive_run,
        "select violations from data_quality.rule_results where rule_id = 'one_row_per_figure' and feed_id = ?",
        "graduation_2016_17",
    )
    assert row[0] > 4000


@pytest.mark.slow
def test_groups_are_never_added_and_the_warning_names_what_areas_add(naive_run: Run) -> None:
    """No cell adds groups, whatever they share. Areas beside each other are added: hence the warning."""
    figures = dict(
        _rows(
            naive_run,
            "select group_type || '/' || group_value, numerator from metrics.metric_values where area_id = '792' and "
            "metric_id = 'chronic_absence_rate' and period_id = '2017-18' and partner_id = 'all' and sub_program_id = 'all'",
        )
    )
    assert figures["grades/all_grades"] == 13417
    assert "all/all" not in figures
    (doubled,) = _rows(
        naive_run,
        "select numerator from metrics.metric_values where metric_id = 'graduation_rate' and area_id = 'tennessee' "
        "and group_type = 'all' and partner_id = 'all' and sub_program_id = 'all'",
    )
    assert doubled[0] == 2 * 64407


@pytest.mark.slow
def test_with_care_only_the_groups_that_share_people_are_told(tennessee_run: Run) -> None:
    """The publisher's own mapping: 'Super Subgroup' and 'Black/Hispanic/Native American' hold the same pupils."""
    found = _rows(
        tennessee_run,
        "select distinct trap, told_by from data_quality.overlap_traps where outcome = 'violated'",
    )
    assert ("groups_exceed_whole", "accountability") in found
    assert not [trap for trap in found if trap[0] == "total_beside_parts"]
