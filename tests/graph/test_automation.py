"""When work starts by itself: the schedule, the sensor of the drop folders, and the code locations."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest
from ruamel.yaml import YAML

from pipelines.build import build_defs
from pipelines.definitions import defs as every_initiative
from pipelines.paths import INITIATIVES, PROJECT_ROOT
from pipelines.scaffold import scaffold

TOWN = "small_town"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    scaffold(tmp_path / TOWN)
    return tmp_path / TOWN


class Sensor:
    """The sensor of one initiative, ticked as the daemon does: each tick gets the cursor of the one before."""

    def __init__(self, folder: Path) -> None:
        self.defs = build_defs(folder)
        self.sensor = self.defs.resolve_sensor_def(f"{TOWN}_drop_folders")
        self.cursor: str | None = None

    def tick(self) -> list[str | None]:
        """The run keys that this tick asks for."""
        context = dg.build_sensor_context(cursor=self.cursor, repository_def=self.defs.get_repository_def())
        with context:
            found = self.sensor.evaluate_tick(context)
        self.cursor = found.cursor
        assert bool(found.run_requests) != bool(found.skip_message)
        return [request.run_key for request in found.run_requests or ()]


def test_the_schedule_runs_when_the_agenda_says(folder: Path) -> None:
    yaml, path = YAML(), folder / "agenda.yaml"
    agenda = yaml.load(path)
    agenda["calendar"] |= {"nightly_at": "23:05", "timezone": "America/Chicago"}
    yaml.dump(agenda, path)
    schedule = build_defs(folder).resolve_schedule_def(f"{TOWN}_every_night")
    assert schedule.cron_schedule == "5 23 * * *"
    assert schedule.execution_timezone == "America/Chicago"
    assert schedule.job_name == f"{TOWN}_nightly"


def test_the_job_takes_everything_and_runs_in_one_process(folder: Path) -> None:
    defs = build_defs(folder)
    job = defs.resolve_job_def(f"{TOWN}_nightly")
    assert job.executor_def is dg.in_process_executor
    assert job.asset_layer.asset_graph.materializable_asset_keys == set(defs.resolve_all_asset_keys())


def test_the_sensor_asks_once_for_the_files_that_are_there(folder: Path) -> None:
    sensor = Sensor(folder)
    assert len(sensor.tick()) == 1
    assert sensor.tick() == []


@pytest.mark.parametrize("change", ["appears", "changes", "goes"])
def test_the_sensor_sees_a_file_that(change: str, folder: Path) -> None:
    sensor = Sensor(folder)
    sensor.tick()
    file = next((folder / "files").glob("sessions*.csv"))
    if change == "appears":
        shutil.copy(file, file.with_name("sessions of the summer.csv"))
    elif change == "changes":
        with file.open("a") as more:
            more.write("1,07/01/2026,Homework club,60\n")
    else:
        file.unlink()
    assert len(sensor.tick()) == 1
    assert sensor.tick() == []


def test_a_file_that_no_feed_reads_asks_for_nothing(folder: Path) -> None:
    sensor = Sensor(folder)
    sensor.tick()
    (folder / "files" / "notes of the meeting.txt").write_text("nothing to pull")
    assert sensor.tick() == []


def test_a_file_that_comes_and_goes_asks_twice(folder: Path) -> None:
    """Dagster drops a request whose run key it has seen, so the way back needs a key of its own, or none."""
    sensor = Sensor(folder)
    keys = sensor.tick()
    extra = folder / "files" / "sessions of the summer.csv"
    shutil.copy(next((folder / "files").glob("sessions*.csv")), extra)
    keys += sensor.tick()
    extra.unlink()
    keys += sensor.tick()
    assert len(keys) == 3
    given = [key for key in keys if key is not None]
    assert len(set(given)) == len(given)


def test_all_initiatives_load_together() -> None:
    jobs = {job.name for job in every_initiative.resolve_all_job_defs()}
    folders = {path.parent.name for path in INITIATIVES.glob("*/agenda.yaml")}
    assert {f"{name}_nightly" for name in folders} <= jobs
    assert {key.path[0] for key in every_initiative.resolve_all_asset_keys()} == folders


def test_the_workspace_names_every_initiative() -> None:
    workspace = YAML(typ="safe").load(PROJECT_ROOT / "workspace.yaml")
    modules = [entry["python_module"] for entry in workspace["load_from"]]
    folders = sorted(path.name for path in INITIATIVES.iterdir() if path.is_dir())
    assert sorted(module["attribute"] for module in modules) == folders
    assert sorted(module["location_name"] for module in modules) == folders
    assert {module["module_name"] for module in modules} == {"pipelines.definitions"}


@pytest.mark.slow
def test_dagster_accepts_the_workspace(tmp_path: Path) -> None:
    (tmp_path / "dagster.yaml").write_text("telemetry:\n  enabled: false\n")
    done = subprocess.run(
        [sys.executable, "-m", "dagster", "definitions", "validate", "-w", "workspace.yaml"],
        cwd=PROJECT_ROOT, env={**os.environ, "DAGSTER_HOME": str(tmp_path)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
