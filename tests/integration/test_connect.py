"""`common-measure connect` by the command: an unseen file or API becomes a feed, and its rows are accepted."""

from __future__ import annotations

import os
import pty
import re
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from click.testing import CliRunner, Result

from pipelines.cli import main
from pipelines.connect.answers import Answers
from pipelines.connect.model import Question
from pipelines.connect.questions import settle
from pipelines.connect.request import Request
from pipelines.connect.session import Session
from pipelines.ingest.pulling import FeedOutcome, ingest
from pipelines.initiative import load_initiative
from pipelines.paths import DataFolder
from pipelines.scaffold import scaffold

sys.path.insert(0, str(Path(__file__).parents[1] / "unit" / "connect"))

import paged_api
from sheets import NAMES, days, members, visits, write_csv, write_xlsx


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """A small initiative of the test's own."""
    scaffold(tmp_path / "town")
    return tmp_path / "town"


def connect(*arguments: str | Path, code: int = 0) -> Result:
    """Run the command as a script would, without a terminal."""
    result = CliRunner().invoke(main, ["connect", *map(str, arguments)], env={"COLUMNS": "200"})
    assert result.exit_code == code, result.output
    return result


def ingested(town: Path, data: Path, feed: str) -> FeedOutcome:
    """What the nightly ingest makes of one feed."""
    initiative = load_initiative(town)
    feeds = [pair for pair in initiative.feeds if pair[1].id == feed]
    (outcome,) = ingest(initiative, DataFolder(data), feeds)
    return outcome


def test_an_unseen_spreadsheet_is_connected_and_its_rows_are_accepted(town: Path, tmp_path: Path) -> None:
    titles = [["Riverside Reading Rooms"], ["Members of the year"], []]
    rows = members()
    rows[5][rows[0].index("Date Joined")] = "soon"
    path = write_xlsx(town / "files" / "members.xlsx", rows, above=titles)
    shown = connect(
        path,
        "--partner",
        "Riverside Rooms",
        "--record-type",
        "enrolment",
        "--initiative",
        town,
        "--sector",
        "nonprofit",
    )
    assert "Of 24 rows 23 would be accepted, 1 rejected" in shown.output
    assert "start_date.type" in shown.output
    assert "List 1 row 9" in shown.output
    text = (town / "partners" / "riverside_rooms.yaml").read_text()
    assert "path: files/members.xlsx" in text
    assert "# assumed: %m/%d/%Y reads all" in text
    outcome = ingested(town, tmp_path / "data", "enrolment")
    assert outcome.verdict is not None
    assert (outcome.verdict.rows_accepted, outcome.verdict.rows_quarantined) == (23, 1)


def test_nobodys_name_and_no_free_text_is_shown(town: Path) -> None:
    path = write_xlsx(town / "files" / "members.xlsx", members())
    shown = connect(
        path,
        "--partner",
        "Rooms",
        "--record-type",
        "enrolment",
        "--initiative",
        town,
        "--sector",
        "nonprofit",
    )
    words = {word for name in NAMES for word in name.split()}
    assert not [word for word in words if re.search(rf"\b{word}", shown.output)]
    assert "mother of" not in shown.output
    assert "01/03/2014" not in shown.output
    assert "***" in shown.output


def test_an_open_order_of_dates_makes_a_draft_that_no_run_reads(town: Path, tmp_path: Path) -> None:
    rows = visits([f"0{month}/0{day}/2026" for month in (1, 2, 3) for day in (4, 5, 6)])
    path = write_csv(town / "files" / "visits.csv", rows)
    asked = (
        "--partner",
        "first_partner",
        "--record-type",
        "service",
        "--initiative",
        town,
        "--feed",
        "visits",
    )
    partner = town / "partners" / "first_partner.yaml"
    before = partner.read_text()
    shown = connect(path, *asked)
    assert "service_date.format" in shown.output
    assert "requires 'service_date'" in shown.output
    assert partner.read_text() == before
    draft = partner.with_name("first_partner.yaml.draft").read_text()
    assert "# to decide: Day or month first in 'Date of visit'?" in draft
    load_initiative(town)
    connect(path, *asked, "--answer", "service_date.format=month-first")
    assert partner.read_text().startswith(before.rstrip("\n"))
    outcome = ingested(town, tmp_path / "data", "visits")
    assert outcome.verdict is not None
    assert outcome.verdict.rows_accepted == 9


def test_an_unseen_api_is_connected_and_all_its_pages_are_accepted(
    town: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLINIC_TOKEN", "t0p-secret-value")
    records = [
        {
            "id": number,
            "participant": {"id": f"C{number % 5}", "zip": ["North side", "South side"][number % 2]},
            "held_on": day.isoformat(),
            "minutes": 45,
        }
        for number, day in enumerate(days(13))
    ]
    with paged_api.serving(paged_api.cursor, records, token="t0p-secret-value") as (url, _):
        shown = connect(
            url, "--partner", "Play Clinic", "--record-type", "service", "--initiative", town,
            "--sector", "business", "--bearer-env", "CLINIC_TOKEN",
        )  # fmt: skip
        assert "page two was asked for" in shown.output
        outcome = ingested(town, tmp_path / "data", "service")
    text = (town / "partners" / "play_clinic.yaml").read_text()
    assert "token_env: CLINIC_TOKEN" in text
    assert "t0p-secret-value" not in shown.output + text
    assert outcome.verdict is not None
    assert (outcome.verdict.rows_received, outcome.verdict.rows_accepted) == (13, 13)


def test_a_feed_whose_paging_is_not_known_is_a_draft(town: Path) -> None:
    records = [
        {"id": number, "client_id": "C1", "held_on": day.isoformat(), "hours": 1}
        for number, day in enumerate(days(9))
    ]
    with paged_api.serving(paged_api.stuck, records) as (url, _):
        shown = connect(
            url,
            "--partner",
            "Play Clinic",
            "--record-type",
            "service",
            "--initiative",
            town,
            "--sector",
            "business",
        )
    assert "'total' says 9" in shown.output
    assert (town / "partners" / "play_clinic.yaml.draft").is_file()
    assert not (town / "partners" / "play_clinic.yaml").exists()


@pytest.fixture
def datasette(tmp_path: Path) -> Iterator[str]:
    """A real Datasette on loopback with a table of visits."""
    pytest.importorskip("datasette", reason="datasette is not installed")
    path = tmp_path / "clinic.db"
    with sqlite3.connect(path) as base:
        base.execute(
            "create table visits (id integer primary key, client_number text, visited_on text, length integer)"
        )
        rows = [
            (f"C{number % 40}", day.isoformat(), 30 + number % 3 * 15)
            for number, day in enumerate(days(230, step=1))
        ]
        base.executemany("insert into visits (client_number, visited_on, length) values (?, ?, ?)", rows)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "datasette", "serve", str(path), "-p", str(port), "-h", "127.0.0.1"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}/clinic/visits.json"
    try:
        for _ in range(120):
            try:
                requests.get(address, timeout=5).raise_for_status()
                break
            except requests.ConnectionError:
                time.sleep(0.5)
        yield address
    finally:
        server.terminate()
        server.wait()


@pytest.mark.slow
def test_a_real_datasette_is_connected_over_three_pages(datasette: str, town: Path, tmp_path: Path) -> None:
    shown = connect(
        f"{datasette}?_shape=objects", "--partner", "Clinic", "--record-type", "service", "--initiative", town,
        "--sector", "business", "--answer", "hours.unit=minutes",
    )  # fmt: skip
    assert "Of 230 rows 230 would be accepted" in shown.output
    outcome = ingested(town, tmp_path / "data", "service")
    assert outcome.verdict is not None
    assert outcome.verdict.rows_accepted == 230


def test_a_link_to_a_file_is_kept_as_a_link(town: Path, tmp_path: Path) -> None:
    content = write_csv(tmp_path / "v.csv", visits([day.isoformat() for day in days(9)])).read_bytes()

    def answer(
        base: str, query: dict[str, str], records: list[paged_api.Record]
    ) -> tuple[bytes, dict[str, str]]:
        return content, {"Content-Type": "text/csv"}

    with paged_api.serving(answer, []) as (url, _):
        connect(
            f"{url}/visits.csv", "--partner", "Link", "--record-type", "service", "--initiative", town,
            "--sector", "business",
        )  # fmt: skip
        outcome = ingested(town, tmp_path / "data", "service")
    assert "type: http" in (town / "partners" / "link.yaml").read_text()
    assert outcome.verdict is not None
    assert outcome.verdict.rows_accepted == 9


def test_without_an_initiative_the_file_is_written_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = write_csv(tmp_path / "visits.csv", visits([day.isoformat() for day in days(9)]))
    asked = (path, "--partner", "Chess Club", "--record-type", "service", "--sub-program", "chess")
    shown = connect(*asked)
    assert "sector" in shown.output
    text = (tmp_path / "chess_club.yaml").read_text()
    assert "# to decide: Which sector is the partner in?" in text
    assert connect(*asked, code=1).output.count("already") == 1
    connect(*asked, "--yes", "--sector", "nonprofit")
    assert "feeds:" in (tmp_path / "chess_club.yaml").read_text()


def test_a_file_that_is_not_the_partners_is_not_written_over(tmp_path: Path, town: Path) -> None:
    path = write_csv(tmp_path / "visits.csv", visits([day.isoformat() for day in days(9)]))
    notes = tmp_path / "notes.yaml"
    notes.write_text("mine: true\n")
    asked = (
        path,
        "--partner",
        "Chess Club",
        "--record-type",
        "service",
        "--sector",
        "business",
        "--initiative",
        town,
    )
    shown = connect(*asked, "--out", notes, code=1)
    assert "--yes" in shown.output
    assert notes.read_text() == "mine: true\n"


def test_the_yaml_alone_goes_to_standard_output(tmp_path: Path, town: Path) -> None:
    path = write_csv(tmp_path / "visits.csv", visits([day.isoformat() for day in days(9)]))
    shown = connect(
        path,
        "--partner",
        "Chess",
        "--record-type",
        "service",
        "--sector",
        "business",
        "--initiative",
        town,
        "--out",
        "-",
    )
    assert shown.stdout.startswith("# ")
    assert "would be accepted" in shown.stderr
    assert not (town / "partners" / "chess.yaml").exists()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--record-type", "visit"], "There are: "),
        (["--record-type", "outcome"], "No sub-program of town collects 'outcome'"),
        (
            ["--record-type", "service", "--sub-program", "preschool"],
            "'service' is collected by after_school",
        ),
        (["--record-type", "service", "--answer", "colour=red"], "Nothing asks for --answer colour"),
    ],
)
def test_what_cannot_be_is_said_with_what_can(
    arguments: list[str], says: str, tmp_path: Path, town: Path
) -> None:
    path = write_csv(tmp_path / "visits.csv", visits([day.isoformat() for day in days(9)]))
    shown = connect(
        path, "--partner", "Chess", "--sector", "business", "--initiative", town, *arguments, code=1
    )
    assert says in shown.output


def test_each_question_is_asked_once_and_its_answer_settles_it(tmp_path: Path, town: Path) -> None:
    rows = visits([f"0{month}/0{day}/2026" for month in (1, 2, 3) for day in (4, 5, 6)], header="Duration")
    path = write_csv(tmp_path / "visits.csv", rows)
    session = Session(Request(str(path), "first_partner", "service", initiative=town), Answers())
    told = {"service_date.format": "day-first", "hours.unit": "minutes"}
    asked: list[str] = []

    def ask(question: Question) -> str | None:
        asked.append(question.key)
        return told.get(question.key)

    proposal = settle(session, ask)
    assert sorted(asked) == sorted(told)
    assert not proposal.questions
    assert proposal.columns["hours"].settings == {"column": "Duration", "divide_by": 60}


@pytest.mark.slow
def test_questions_are_asked_at_a_terminal(town: Path) -> None:
    rows = visits([f"0{month}/0{day}/2026" for month in (1, 2, 3) for day in (4, 5, 6)])
    path = write_csv(town / "files" / "visits.csv", rows)
    command = [sys.executable, "-c", "from pipelines.cli import main; main()", "connect", str(path)]
    command += [
        "--partner",
        "first_partner",
        "--record-type",
        "service",
        "--feed",
        "visits",
        "--initiative",
        str(town),
    ]
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        command, stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as run:
        # The second answer of the one question: month first.
        os.write(ours, b"2\n")
        assert run.stdout is not None
        shown = run.stdout.read()
    os.close(ours)
    os.close(theirs)
    assert run.returncode == 0, shown
    assert "1. day-first" in shown
    feed = next(feed for _, feed in load_initiative(town).feeds if feed.id == "visits")
    assert feed.mapping.columns["service_date"].formats == ["%m/%d/%Y"]


def test_a_feed_of_which_no_row_is_accepted_is_a_draft(town: Path) -> None:
    rows = visits([day.isoformat() for day in days(12)])
    path = write_csv(town / "files" / "visits.csv", rows)
    shown = connect(
        path, "--partner", "Riverside Rooms", "--record-type", "service", "--initiative", town,
        "--sector", "nonprofit", "--answer", "service_date=-",
    )  # fmt: skip
    assert "Of 12 rows 0 would be accepted" in shown.output
    assert (town / "partners" / "riverside_rooms.yaml.draft").is_file()
    assert not (town / "partners" / "riverside_rooms.yaml").exists()


def test_a_secret_in_place_of_a_variable_is_refused_and_not_repeated(town: Path) -> None:
    for option in (
        "--api-key=X-Api-Key=demo-key-123",
        "--bearer-env=demokey123",
        "--basic-env=demokey123:other",
    ):
        refused = connect(
            "http://127.0.0.1:9/list",
            "--partner",
            "R",
            "--record-type",
            "service",
            "--initiative",
            town,
            option,
            code=2,
        )
        assert "environment variable" in refused.output
        assert "123" not in refused.output
