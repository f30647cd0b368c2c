"""LibreOffice for tests: a spreadsheet filled in by it, and not by a library of ours. Skips where it is not there."""

from __future__ import annotations

import json
import shutil
import subprocess
import uuid
from dataclasses import dataclass
from pathlib import Path

import pytest

_SCRIPT = Path(__file__).parent / "fill_in_libreoffice.py"
_PYTHONS = ("/usr/bin/python3", "/usr/lib/libreoffice/program/python", "python3")


@dataclass(frozen=True)
class Entry:
    """What goes into one cell, as text or as typed."""

    sheet: str
    cell: str
    text: str
    is_text: bool = False


def fill(opened: Path, saved: Path, entries: list[Entry], profile: Path) -> None:
    """Open a file in LibreOffice, fill its cells and save it as .xlsx."""
    office, python = _programs()
    pipe = f"kit{uuid.uuid4().hex[:12]}"
    cells = json.dumps([[entry.sheet, entry.cell, entry.text, entry.is_text] for entry in entries])
    listening = f"--accept=pipe,name={pipe};urp;"
    flags = ["--headless", "--invisible", "--norestore", f"-env:UserInstallation={profile.as_uri()}"]
    running = subprocess.Popen(
        [office, *flags, listening], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        command = [python, str(_SCRIPT), pipe, str(opened), str(saved), cells]
        done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)
        assert done.returncode == 0, done.stderr[-2000:]
        running.wait(timeout=60)
    finally:
        if running.poll() is None:
            running.kill()


def _programs() -> tuple[str, str]:
    """LibreOffice and a Python that can talk to it."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed: apt-get install libreoffice-calc")
    for python in _PYTHONS:
        if shutil.which(python) and _can_talk(python):
            return office, python
    pytest.skip("no Python with LibreOffice's uno: apt-get install python3-uno")


def _can_talk(python: str) -> bool:
    return subprocess.run([python, "-c", "import uno"], capture_output=True, check=False).returncode == 0
