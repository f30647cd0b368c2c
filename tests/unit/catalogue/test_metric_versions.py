"""Versions of a metric: how they are written, which is in force when, and that a released one is never edited."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipelines.catalogue.released import fingerprint, in_catalogue, released
from pipelines.catalogue.standard import by_version, load_catalogue, read_versions
from pipelines.initiative import Initiative, InitiativeError, load_initiative
from pipelines.initiative.drift import definition_entries, definitions
from pipelines.initiative.versions import metric_entries, metric_versions
from pipelines.scaffold import scaffold

HOURS: dict[str, Any] = {
    "id": "hours_given", "name": "Hours", "type": "count", "counted": "amount", "unit": "hours", "direction": "increase",
    "accountability": "how_much", "fact": "service", "amounts": {"got": "sum(hours)"}, "numerator": "got",
    "periods": ["school_year"], "record_types": ["service"], "source": "Own.",
}  # fmt: skip
OWN = """
custom:
  - &first
    id: hours_given
    version: 1
    name: Hours
    definition: Hours.
    type: count
    counted: amount
    unit: hours
    direction: increase
    accountability: how_much
    fact: service
    amounts: {got: sum(hours)}
    numerator: got
    periods: [school_year]
    record_types: [service]
    source: Own.
  - {<<: *first, version: 2, definition: Hours of at least one., where: hours >= 1}
"""


def test_no_released_version_was_edited_or_taken_away() -> None:
    now = in_catalogue()
    changed = {name for name, told in released().items() if now.get(name) != told}
    assert not changed, "make a new version, and leave the released one as it is"


def test_every_version_is_in_the_list() -> None:
    missing = set(in_catalogue()) - set(released())
    assert not missing, "run `python -m pipelines.catalogue.released`"


def test_a_fingerprint_follows_what_is_counted_and_not_how_it_is_worded() -> None:
    metric = load_catalogue()["service_hours"]
    assert fingerprint(metric.model_copy(update={"name": "Other", "source": "Other"})) == fingerprint(metric)
    assert fingerprint(metric.model_copy(update={"numerator": "received * 2"})) != fingerprint(metric)
    assert fingerprint(metric.model_copy(update={"definition": "Other."})) != fingerprint(metric)


def test_a_file_may_hold_several_versions() -> None:
    found = read_versions(
        {**HOURS, "versions": [{"version": 2, "definition": "B", "where": "hours > 1"}, {"definition": "A"}]}
    )
    assert [(metric.version, metric.definition) for metric in by_version(found)["hours_given"]] == [
        (1, "A"),
        (2, "B"),
    ]


@pytest.mark.parametrize(
    ("second", "says"),
    [
        ({"version": 1, "definition": "B"}, "hours_given.*a version is there twice"),
        ({"version": 2, "definition": "B", "unit": "days"}, "hours_given.*versions differ in unit"),
    ],
)
def test_entries_that_are_not_versions_of_one_metric_are_refused(second: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        by_version(read_versions({**HOURS, "versions": [{"version": 1, "definition": "A"}, second]}))


def _town(tmp_path: Path, stated: str = "") -> Path:
    """A town with a metric of its own in two versions."""
    folder = tmp_path / "town"
    scaffold(folder)
    subs = folder / "sub_programs.yaml"
    subs.write_text(subs.read_text().replace("retention_rate]", "retention_rate, hours_given]"))
    metrics = folder / "metrics.yaml"
    metrics.write_text(metrics.read_text() + OWN + stated)
    return folder


def _entries(initiative: Initiative) -> list[tuple[Any, ...]]:
    found = [each for each in metric_entries(initiative) if each["metric_id"] == "hours_given"]
    return [(each["metric_version"], each.get("since"), each.get("until")) for each in found]


def test_the_newest_version_counts_all_periods(tmp_path: Path) -> None:
    town = load_initiative(_town(tmp_path))
    assert _entries(town) == [(2, None, None)]
    assert town.catalogue["hours_given"].version == 2


def test_a_version_counts_from_the_period_that_the_initiative_says(tmp_path: Path) -> None:
    stated = 'versions: [{metric: hours_given, version: 2, since: "2025-26"}]\n'
    town = load_initiative(_town(tmp_path, stated))
    assert _entries(town) == [(1, None, "2025-07-01"), (2, "2025-07-01", None)]
    rows = [row for row in metric_versions(town) if row["metric_id"] == "hours_given"]
    assert [(row["metric_version"], row["is_in_force"], row["since"], row["until"]) for row in rows] == [
        (1, True, None, date(2025, 7, 1)),
        (2, True, date(2025, 7, 1), None),
    ]


def test_history_is_counted_under_every_version(tmp_path: Path) -> None:
    town = load_initiative(
        _town(tmp_path, 'versions: [{metric: hours_given, version: 2, since: "2025-26"}]\n')
    )
    found = {each["definition_id"]: each["metric"] for each in definition_entries(town)}
    assert {name: each["where"] for name, each in found.items()} == {
        "version_1": "",
        "version_2": "hours >= 1",
    }
    assert not any("since" in each or "until" in each for each in found.values())
    told = [row["definition_id"] for row in definitions(town) if row["metric_id"] == "hours_given"]
    assert told == ["agreed", "version_1", "version_2"]


@pytest.mark.parametrize(
    ("stated", "says"),
    [
        ('{metric: hours_given, version: 3, since: "2025-26"}', "'hours_given' has no version 3"),
        ('{metric: hours_taken, version: 2, since: "2025-26"}', "no metric in the catalogue 'hours_taken'"),
        ('{metric: hours_given, version: 2, since: "1999-00"}', "no period of the calendar '1999-00'"),
        (
            '{metric: hours_given, version: 2, since: "2025-26"}, {metric: hours_given, version: 1, since: "2025-26"}',
            "version 1 of 'hours_given' does not come after version 2",
        ),
    ],
)
def test_a_statement_that_leads_nowhere_is_told(tmp_path: Path, stated: str, says: str) -> None:
    with pytest.raises(InitiativeError) as caught:
        load_initiative(_town(tmp_path, f"versions: [{stated}]\n"))
    assert [problem.file for problem in caught.value.problems if says in problem.what] == ["metrics.yaml"]
