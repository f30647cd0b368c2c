"""Which version is in force when, what the folder may say about it, and rows in force of two versions."""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb
import pytest
from contract_town import DAYS, PARTNER, SECOND, Town

from pipelines.contracts.versions import InForce, in_force, versions_used
from pipelines.ingest import read_states
from pipelines.ingest.in_force import write_in_force
from pipelines.initiative.vocabulary import feed_contract, feed_grace


def _agree(town: Town, **other: Any) -> None:
    entry = {name: value for name, value in {**SECOND, **other}.items() if value is not None}
    town.change("contracts.yaml", lambda tree: tree.setdefault("versions", []).append(entry))


def _attend(town: Town) -> None:
    (town.folder / "files" / "days.csv").write_text(
        "Child,Month,On roll,Absent\n1,2026-04,20,2\n2,2026-04,0,0\n"
    )
    town.change(PARTNER, lambda partner: partner["feeds"].append(DAYS))
    town.change(
        "sub_programs.yaml", lambda tree: tree["sub_programs"][0]["record_types"].append("attendance")
    )


def test_version_one_is_in_force_until_another_is_agreed(town: Town) -> None:
    assert in_force(town.load(), "attendance", date(2099, 1, 1)) == InForce(1)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 4, 30), InForce(1)),
        (date(2026, 5, 1), InForce(2, 1, date(2026, 9, 30))),
        (date(2026, 9, 30), InForce(2, 1, date(2026, 9, 30))),
        (date(2026, 10, 1), InForce(2)),
    ],
)
def test_the_day_decides_which_version_is_in_force(town: Town, day: date, expected: InForce) -> None:
    _agree(town)
    assert in_force(town.load(), "attendance", day) == expected
    assert in_force(town.load(), "enrolment", day) == InForce(1)


def test_a_feed_is_judged_by_the_version_of_its_day(town: Town) -> None:
    _attend(town)
    _agree(town)
    initiative = town.load()
    (partner, feed) = next(pair for pair in initiative.feeds if pair[1].id == "days")
    assert feed_contract(initiative, partner, feed, date(2026, 4, 30)).version == "1.0.0"
    assert feed_grace(initiative, partner, feed, date(2026, 4, 30)) is None
    assert feed_contract(initiative, partner, feed).version == "2.0.0"
    grace = feed_grace(initiative, partner, feed)
    assert grace is not None
    assert grace.earlier.version == "1.0.0"
    assert grace.earlier.column("sub_program").allowed == ("after_school",)
    assert versions_used(initiative, "attendance") == [2, 1]


def test_in_the_grace_period_rows_of_both_versions_are_in_force_with_the_columns_of_both(town: Town) -> None:
    _attend(town)
    _agree(town)
    verdict = town.pull("days")["days"].verdict
    assert verdict is not None
    assert verdict.rows_accepted == 2
    assert {r.rule_id: r.violations for r in verdict.results if r.violations} == {"days_enrolled.range.v2": 1}
    assert _rows_in_force(town) == [(20, None, None), (0, None, None)]


def test_after_the_grace_period_they_are_not(town: Town) -> None:
    _attend(town)
    _agree(town, grace_until=None)
    verdict = town.pull("days")["days"].verdict
    assert verdict is not None
    assert (verdict.rows_accepted, verdict.rows_quarantined) == (1, 1)
    assert _rows_in_force(town) == [(20, None, None)]


def test_without_an_agreed_version_nothing_changes(town: Town) -> None:
    _attend(town)
    verdict = town.pull("days")["days"].verdict
    assert verdict is not None
    assert verdict.versions == ["1.0.0"]
    assert _rows_in_force(town) == [(20, None, None), (0, None, None)]


def test_a_mapping_may_name_the_columns_of_a_version_to_come(town: Town) -> None:
    _attend(town)
    _agree(town, **{"from": date(2027, 1, 1), "grace_until": None})
    town.change(PARTNER, lambda p: p["feeds"][2]["mapping"]["columns"].update(days_excused="Excused"))
    assert town.load().name == "town"


def _rows_in_force(town: Town) -> list[tuple[Any, ...]]:
    with duckdb.connect() as connection:
        write_in_force(connection, town.data, read_states(town.load(), town.data))
        return connection.execute(
            "SELECT days_enrolled, days_excused, instruction_mode FROM accepted.attendance ORDER BY row_number"
        ).fetchall()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"version": 7}, "there is no version 7 of the contract 'attendance'"),
        ({"record_type": "gossip"}, "there is no record type 'gossip'"),
        ({"from": date(2026, 2, 1)}, "in force before it was agreed"),
        ({"grace_until": date(2026, 4, 1)}, "ends before the version is in force"),
        ({"version": 1}, "greater than or equal to 2"),
    ],
)
def test_a_version_that_cannot_be_is_told_with_its_line(
    town: Town, change: dict[str, Any], says: str
) -> None:
    _agree(town, **change)
    told = [problem for problem in town.problems() if says in problem.what]
    assert told, town.problems()
    assert told[0].file == "contracts.yaml"
    assert told[0].line > 0


def test_versions_stand_in_order(town: Town) -> None:
    _agree(town)
    _agree(town)
    assert any("does not follow version 2" in problem.what for problem in town.problems())
