"""What goes wrong at night: a source that cannot be read, a contract broken by every row, a run that is killed."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from runs import PROJECT, Run, run
from whole_release import hashes

from pipelines.release.files import altered
from pipelines.scaffold import scaffold
from pipelines.warehouse import connect

pytestmark = pytest.mark.slow
KEY = "a key that only the test suite uses"


@pytest.fixture(autouse=True)
def _same_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMMON_MEASURE_KEY", KEY)


def _ask(done: Run, query: str) -> list[tuple[Any, ...]]:
    with connect(done.release / "warehouse.duckdb", read_only=True) as released:
        return released.execute(query).fetchall()


def _served(done: Run) -> list[tuple[Any, ...]]:
    return _ask(
        done,
        "select period_id, numerator from metrics.metric_values where metric_id = 'people_served' and partner_id = 'all' "
        "and sub_program_id = 'all' and area_id = 'all' and group_type = 'all' order by all",
    )


def test_a_bad_night_keeps_the_last_good_data_in_force_and_says_so(tmp_path: Path) -> None:
    scaffold(tmp_path / "town")
    good = run(tmp_path / "town", tmp_path / "data", "town")
    assert good.code == 0, good.output
    first, served = good.release, _served(good)
    assert served

    (children,) = (tmp_path / "town" / "files").glob("children*.csv")
    (sessions,) = (tmp_path / "town" / "files").glob("sessions*.csv")
    children.write_bytes(b"\x00\x01\x02 this is no table \x00")
    header, *rows = sessions.read_text().splitlines()
    sessions.write_text("\n".join([header, *(row.replace("/", "-") + "9999" for row in rows)]) + "\n")
    bad = run(tmp_path / "town", tmp_path / "data", "town")

    assert bad.code == 0, bad.output
    assert bad.release != first
    assert "Its last accepted batch stays in force" in bad.output
    status = _ask(
        bad, "select feed_id, status, is_stale, rows_in_force > 0 from data_quality.feed_status order by all"
    )
    assert status == [("children", "failed", True, True), ("sessions", "held", True, True)]
    assert _served(bad) == served
    ((received, rejected),) = _ask(
        bad, "select rows_received, rows_quarantined from data_quality.reconciliation where rows_accepted = 0"
    )
    assert received == rejected == len(rows)


def test_a_run_that_is_killed_ten_times_ends_in_the_same_release(tmp_path: Path) -> None:
    scaffold(tmp_path / "town")
    calm = run(tmp_path / "town", tmp_path / "calm", "town")
    assert calm.code == 0, calm.output

    chance = random.Random(20260630)
    seconds = 0.0
    killed = 0
    for _ in range(10):
        limit = chance.uniform(3, max(20.0, seconds))
        started = time.monotonic()
        killed += _killed_after(limit, tmp_path / "town", tmp_path / "killed")
        seconds = max(seconds, time.monotonic() - started)
    assert killed >= 5, "the runs were over before they could be killed"

    done = run(tmp_path / "town", tmp_path / "killed", "town")
    assert done.code == 0, done.output
    assert done.release.name == calm.release.name
    assert hashes(done.release) == hashes(calm.release)
    assert (done.data / "releases" / "atom.xml").is_file()
    assert altered(done.release) == []
    assert not list((done.data / "releases").glob(".building-*"))


def _killed_after(seconds: float, folder: Path, home: Path) -> bool:
    """Start the command and kill it with all its children; false if it had ended by then."""
    process = subprocess.Popen(
        [sys.executable, "-c", "from pipelines.cli import main; main()", "run", str(folder), "--data-dir", str(home)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
    )  # fmt: skip
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return True
    return False
