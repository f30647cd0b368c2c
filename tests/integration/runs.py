"""Runs of the command `common-measure`, as a newcomer types it, and what they leave behind."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
SAMPLE = PROJECT / "initiatives" / "cradle_to_career"
RELIEF = PROJECT / "initiatives" / "pandemic_relief"


@dataclass(frozen=True)
class Run:
    """What one run of the command left behind."""

    folder: Path
    home: Path
    initiative: str
    output: str
    code: int

    @property
    def data(self) -> Path:
        """The data folder of the initiative."""
        return self.home / self.initiative

    @property
    def release(self) -> Path:
        """The current release."""
        return (self.data / "releases" / "current").resolve()


def command(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `common-measure` with a wide terminal."""
    everything = {**os.environ, "COLUMNS": "200", "PYTHONPATH": str(PROJECT), **environment}
    everything.pop("DAGSTER_HOME", None)
    return subprocess.run(
        [sys.executable, "-c", "from pipelines.cli import main; main()", *arguments],
        capture_output=True, text=True, env=everything, check=False,
    )  # fmt: skip


def run(folder: Path, home: Path, initiative: str) -> Run:
    """Run the main job of a folder with its data below `home`."""
    done = command("run", str(folder), "--data-dir", str(home))
    return Run(folder, home, initiative, done.stdout + done.stderr, done.returncode)
