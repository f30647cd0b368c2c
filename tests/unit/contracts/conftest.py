"""The town that the tests of contracts work on."""

from __future__ import annotations

from pathlib import Path

import pytest
from contract_town import Town

from pipelines.paths import DataFolder
from pipelines.scaffold import scaffold


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Town:
    monkeypatch.setenv("COMMON_MEASURE_HOME", str(tmp_path / "home"))
    scaffold(tmp_path / "town")
    return Town(tmp_path / "town", DataFolder.of("town"))
