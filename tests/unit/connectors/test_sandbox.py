"""The process that files are read in: bombs, hangs and crashes end as named failures, and nothing stays behind."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sandbox_jobs as jobs

from connectors import PermanentFailure
from connectors.reading.sandbox import Limits, limits_for, run

MEGABYTE = 1024 * 1024


def failure(function: object, *arguments: object, limits: Limits | None = None) -> PermanentFailure:
    with pytest.raises(PermanentFailure) as caught:
        run("a.xlsx", function, *arguments, limits=limits)  # type: ignore[arg-type]
    assert "a.xlsx" in str(caught.value)
    return caught.value


def test_values_come_back_from_another_process() -> None:
    value = {"rows": [["a", None], ["ñ", "1"]], "content": bytes(range(256)), "where": (1, 2.5)}
    assert run("a.xlsx", jobs.give_back, value) == value
    assert run("a.xlsx", jobs.process_id) != os.getpid()


def test_a_process_is_used_again() -> None:
    assert len({run("a.xlsx", jobs.process_id) for _ in range(5)}) == 1


@pytest.mark.parametrize("job", [jobs.take_memory, jobs.take_memory_at_once, jobs.abort])
def test_too_much_memory_is_a_named_failure(job: object) -> None:
    caught = failure(job, limits=Limits(memory=200 * MEGABYTE))
    assert caught.reason == "too_large"
    assert "200 MB" in str(caught)


@pytest.mark.parametrize("job", [jobs.turn_forever, jobs.wait_forever])
def test_too_much_time_is_a_named_failure(job: object) -> None:
    assert failure(job, limits=Limits(seconds=0.5)).reason == "too_slow"


def test_time_on_a_busy_machine_is_not_held_against_a_file() -> None:
    assert run("list.csv", jobs.wait_a_while, limits=Limits(seconds=0.5)) == "read"


def test_a_crash_is_a_named_failure() -> None:
    assert failure(jobs.crash).reason == "unreadable_file"


def test_failures_keep_their_reason_and_errors_lose_their_values() -> None:
    assert failure(jobs.refuse).reason == "no_table"
    caught = failure(jobs.fail_with_a_value)
    assert caught.reason == "unreadable_file"
    assert "KeyError" in str(caught)
    assert "Quintanilla" not in str(caught)


def test_an_answer_cannot_name_code_to_run() -> None:
    assert failure(jobs.answer_with_code).reason == "unreadable_file"


def test_the_process_can_write_no_file_and_sees_no_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOME_TOKEN", "secret")
    failure(jobs.take_memory, limits=Limits(memory=100 * MEGABYTE))  # so that a new process starts
    assert "SOME_TOKEN" not in run("a.xlsx", jobs.environment)
    assert failure(jobs.write_a_file, str(tmp_path / "left")).reason == "unreadable_file"
    assert not (tmp_path / "left").exists() or not (tmp_path / "left").read_bytes()


def test_after_a_failure_the_next_reading_works() -> None:
    for job in (jobs.take_memory, jobs.turn_forever, jobs.crash):
        failure(job, limits=Limits(memory=100 * MEGABYTE, seconds=0.5))
        assert run("a.xlsx", jobs.give_back, "next") == "next"


def test_threads_share_a_few_processes() -> None:
    with ThreadPoolExecutor(12) as threads:
        found = list(threads.map(lambda number: run("a.xlsx", jobs.give_back, number), range(60)))
        used = set(threads.map(lambda _: run("a.xlsx", jobs.process_id), range(30)))
    assert found == list(range(60))
    assert len(used) <= max(2, os.cpu_count() or 2)


def test_no_process_is_left_as_a_zombie() -> None:
    before = set(_children())
    threads = [threading.Thread(target=failure, args=(jobs.crash,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not [state for pid, state in _children().items() if pid not in before and state == "Z"]


def test_processes_end_with_the_one_that_started_them() -> None:
    folder = Path(__file__).parent
    code = f"""
import os, sys
sys.path.insert(0, {str(folder)!r})
import sandbox_jobs
from connectors.reading.sandbox import run
print(run("a.xlsx", sandbox_jobs.process_id), flush=True)
os._exit(0)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={**os.environ}
    )
    worker = int(done.stdout)
    deadline = time.monotonic() + 10
    while _is_running(worker) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _is_running(worker)


def test_a_fork_leaves_the_processes_to_its_parent() -> None:
    mine = run("a.xlsx", jobs.process_id)
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(write, str(run("a.xlsx", jobs.process_id)).encode())
        os._exit(0)
    os.waitpid(child, 0)
    assert int(os.read(read, 100)) != mine
    assert run("a.xlsx", jobs.process_id) == mine


def test_large_files_get_more_of_both() -> None:
    assert limits_for(1000) == Limits()
    large = limits_for(80 * MEGABYTE)
    assert large.memory > Limits().memory
    assert large.seconds == 2 * Limits().seconds


def _children() -> dict[int, str]:
    """The state of every process that this one started."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state, parent = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
        except OSError:
            continue
        if int(parent) == os.getpid():
            found[int(folder.name)] = state
    return found


def _is_running(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
