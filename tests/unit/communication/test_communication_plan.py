"""communication.yaml: read with file, line and fix, turned into a table, and held against what was made."""

from __future__ import annotations

import stat
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.communication import DELIVERIES_SCHEMA, DeliveryLedger, deliver, due_partners
from pipelines.communication.answers import Answer, answers
from pipelines.communication.cadence import is_due, stretch
from pipelines.initiative import Initiative, InitiativeError, load_initiative
from pipelines.initiative.agenda_tables import SCHEMAS, agenda_tables
from pipelines.paths import DataFolder
from pipelines.scaffold import scaffold
from pipelines.warehouse import connect, write_table

PLAN = """\
deliveries:
  - {id: fix_lists, what: fix_list, to: [partners], form: [xlsx]}
  - {id: scorecards, what: scorecard, to: [first_partner], when: monthly, form: [html]}
  - {id: report, what: report, to: [public, funders], when: every_run, form: [html]}
"""
MARCH, LATE_MARCH, APRIL = date(2026, 3, 2), date(2026, 3, 30), date(2026, 4, 1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    scaffold(tmp_path / "town")
    return tmp_path / "town"


@pytest.fixture
def planned(folder: Path) -> Callable[[str], Initiative]:
    def load(text: str) -> Initiative:
        (folder / "communication.yaml").write_text(text)
        return load_initiative(folder)

    return load


def test_without_the_file_partners_get_theirs_and_the_public_the_report(folder: Path) -> None:
    rows = agenda_tables(load_initiative(folder))["communication_plan"]
    assert [(row["what"], row["audience"], row["partner_id"], row["form"]) for row in rows] == [
        ("kit", "partners", "first_partner", "xlsx"),
        ("fix_list", "partners", "first_partner", "xlsx"),
        ("scorecard", "partners", "first_partner", "html"),
        ("report", "public", None, "html"),
    ]


def test_the_table_has_a_row_for_each_receiver_and_form(planned: Callable[[str], Initiative]) -> None:
    text = "deliveries:\n  - {id: all_of_it, what: report, to: [public, funders, first_partner, partners], form: [html, pdf]}\n"
    rows = agenda_tables(planned(text))["communication_plan"]
    assert [(row["audience"], row["partner_id"], row["form"]) for row in rows] == [
        ("public", None, "html"),
        ("public", None, "pdf"),
        ("funders", None, "html"),
        ("funders", None, "pdf"),
        ("partners", "first_partner", "html"),
        ("partners", "first_partner", "pdf"),
    ]
    assert {row["cadence"] for row in rows} == {"every_run"}
    assert set(rows[0]) == set(SCHEMAS["communication_plan"])


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("what: scorecard", "what: score_card", 3, "'scorecard'"),
        ("when: monthly", "when: hourly", 3, "'monthly'"),
        ("to: [first_partner]", "to: [first_parter]", 3, "there is no audience or partner 'first_parter'"),
        ("to: [first_partner]", "to: [public]", 3, "goes to that partner alone"),
        ("to: [first_partner]", "to: []", 3, "at least 1 item"),
        ("form: [xlsx]", "form: [html]", 2, "there is no fix_list as html; it comes as xlsx"),
        ("id: report", "id: fix_lists", 4, "the delivery 'fix_lists' stands here twice"),
        ("what: fix_list, ", "what: fix_list, colour: red, ", 2, "there is no such key here"),
        ("what: fix_list, ", "what: board, ", 1, "name the measures on it under board"),
        (
            "deliveries:",
            "board: [people_served]\ndeliveries:",
            1,
            "no measure that counts no people 'people_served'",
        ),
    ],
)
def test_what_is_wrong_is_said_with_line_and_fix(
    planned: Callable[[str], Initiative], old: str, new: str, line: int, says: str
) -> None:
    with pytest.raises(InitiativeError) as caught:
        planned(PLAN.replace(old, new))
    (problem,) = caught.value.problems
    assert (problem.file, problem.line) == ("communication.yaml", line)
    assert says in problem.what
    assert problem.fix


@pytest.mark.parametrize(
    ("cadence", "same", "next_day"),
    [
        ("weekly", date(2026, 3, 8), date(2026, 3, 9)),
        ("monthly", date(2026, 3, 31), date(2026, 4, 1)),
        ("quarterly", date(2026, 3, 31), date(2026, 4, 1)),
        ("yearly", date(2026, 12, 31), date(2027, 1, 1)),
    ],
)
def test_a_delivery_is_due_once_in_its_stretch_of_time(cadence: str, same: date, next_day: date) -> None:
    assert is_due(cadence, None, MARCH)
    assert not is_due(cadence, MARCH, same)
    assert is_due(cadence, same, next_day)
    assert is_due("every_run", MARCH, MARCH)


def test_weeks_are_those_of_the_calendar_around_new_year() -> None:
    assert stretch("weekly", date(2027, 1, 1)) == stretch("weekly", date(2026, 12, 31)) == "2026-W53"


class Town:
    """An initiative with its data folder, and files in it as the makers of each kind would write them."""

    def __init__(self, initiative: Initiative, data: DataFolder) -> None:
        self.initiative, self.data = initiative, data
        self.partner = data.outbox / "first_partner"
        self.partner.mkdir(parents=True)
        self.release = data.releases / "2026-03-01-aaaa"
        (self.release / "report").mkdir(parents=True)
        (self.release / "report" / "index.html").write_text("<html>one</html>")

    def run(self, day: date, answered: Answer | None = None) -> dict[tuple[str, str], dict[str, Any]]:
        found = {"first_partner": answered or Answer()}
        rows = deliver(self.initiative, self.data, self.release, found, day)
        return {(row["delivery_id"], row["audience"]): row for row in rows}


@pytest.fixture
def town(planned: Callable[[str], Initiative], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Town:
    monkeypatch.setenv("COMMON_MEASURE_HOME", str(tmp_path / "data"))
    return Town(planned(PLAN), DataFolder.of("town"))


CARD, FIX, PUBLIC = ("scorecards", "partners"), ("fix_lists", "partners"), ("report", "public")


def test_a_run_says_what_is_new_and_what_is_not_there(town: Town) -> None:
    rows = town.run(MARCH)
    assert {key: row["status"] for key, row in rows.items()} == {
        FIX: "nothing_to_send",
        CARD: "not_made",
        PUBLIC: "made",
        ("report", "funders"): "made",
    }
    report = rows[PUBLIC]
    assert (report["files"], report["bytes"], report["made_on"]) == (1, 16, MARCH)
    assert report["release"] == "2026-03-01-aaaa"


def test_the_same_files_are_no_new_delivery(town: Town) -> None:
    town.run(MARCH)
    ledger = town.data.deliveries.read_bytes()
    rows = town.run(LATE_MARCH)
    assert rows[PUBLIC]["status"] == "unchanged"
    assert rows[PUBLIC]["made_on"] == MARCH
    assert town.data.deliveries.read_bytes() == ledger


def test_what_changes_every_day_is_new_every_day_and_a_monthly_one_once_a_month(town: Town) -> None:
    card = town.partner / "scorecard.html"
    card.write_text("one")
    assert town.run(MARCH)[CARD]["status"] == "made"
    assert (
        due_partners(town.initiative, DeliveryLedger(town.data.deliveries), "scorecard", LATE_MARCH) == set()
    )
    card.write_text("two")
    (town.release / "report" / "index.html").write_text("<html>two</html>")
    rows = town.run(LATE_MARCH)
    assert (rows[CARD]["status"], rows[CARD]["made_on"]) == ("not_due", MARCH)
    assert (rows[PUBLIC]["status"], rows[PUBLIC]["made_on"]) == ("made", LATE_MARCH)
    ledger = DeliveryLedger(town.data.deliveries)
    assert due_partners(town.initiative, ledger, "scorecard", APRIL) == {"first_partner"}
    assert town.run(APRIL)[CARD]["status"] == "made"


def test_a_fix_list_is_seen_with_its_answer(town: Town) -> None:
    (town.partner / "fix_list_visits.xlsx").write_bytes(b"one")
    row = town.run(MARCH, Answer(open=2, corrected=1, sent_again=1, rows_open=9))[FIX]
    assert (row["status"], row["files"]) == ("made", 1)
    assert (row["fix_list_answered"], row["fix_list_open"], row["fix_list_sent_again"]) == ("partly", 2, 1)
    (town.partner / "fix_list_visits.xlsx").unlink()
    row = town.run(LATE_MARCH, Answer(corrected=3))[FIX]
    assert (row["status"], row["fix_list_answered"]) == ("nothing_to_send", "answered")
    assert town.run(LATE_MARCH)[CARD]["fix_list_answered"] is None


def test_a_line_that_a_killed_run_left_half_written_is_skipped(town: Town) -> None:
    town.run(MARCH)
    with town.data.deliveries.open("a") as file:
        file.write('{"delivery_id": "rep')
    (town.release / "report" / "index.html").write_text("<html>two</html>")
    assert town.run(LATE_MARCH)[PUBLIC]["status"] == "made"
    assert town.run(LATE_MARCH)[PUBLIC]["status"] == "unchanged"


def test_the_table_of_deliveries_can_be_queried(town: Town, tmp_path: Path) -> None:
    rows = list(town.run(MARCH).values())
    with connect(tmp_path / "w.duckdb") as connection:
        assert write_table(connection, "communication", "deliveries", DELIVERIES_SCHEMA, rows) == 4
        found = connection.execute(
            "select audience, made_on from communication.deliveries where status = 'made' order by 1"
        ).fetchall()
    assert found == [("funders", MARCH), ("public", MARCH)]


def test_answers_come_from_the_history_of_rejected_rows() -> None:
    connection = duckdb.connect()
    connection.execute("create schema data_quality")
    connection.execute(
        "create table data_quality.rejection_history(partner_id varchar, is_open boolean, closed_by varchar, "
        "batches integer, rows_at_last bigint)"
    )
    history = [
        ("all_done", False, "partner", 2, 4),
        ("half", False, "partner", 2, 4),
        ("half", True, None, 3, 5),
        ("silent", True, None, 1, 7),
        ("by_rules", False, "rules", 1, 2),
    ]
    connection.executemany("insert into data_quality.rejection_history values (?, ?, ?, ?, ?)", history)
    found = answers(connection, ["all_done", "half", "silent", "by_rules", "clean"])
    assert {name: answer.state for name, answer in found.items()} == {
        "all_done": "answered",
        "half": "partly",
        "silent": "not_yet",
        "by_rules": "nothing_asked",
        "clean": "nothing_asked",
    }
    assert (found["half"].sent_again, found["half"].rows_open) == (1, 5)


def test_the_ledger_names_nobody_but_partners(town: Town) -> None:
    (town.partner / "fix_list_visits.xlsx").write_bytes(b"Ada Byrd")
    town.run(MARCH)
    assert b"Ada" not in town.data.deliveries.read_bytes()
    assert stat.S_ISREG(town.data.deliveries.stat().st_mode)
