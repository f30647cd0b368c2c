"""Runs that several tests look at: the sample initiative and Tennessee, each once a session, by the command."""

from __future__ import annotations

import pytest
from runs import RELIEF, SAMPLE, Run, run
from tennessee import require_source, write_initiative


@pytest.fixture(scope="session")
def sample_run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The sample initiative, run once."""
    done = run(SAMPLE, tmp_path_factory.mktemp("sample") / "data", "cradle_to_career")
    assert done.code == 0, done.output
    return done


@pytest.fixture(scope="session")
def relief_run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Pandemic relief, run once."""
    done = run(RELIEF, tmp_path_factory.mktemp("relief") / "data", "pandemic_relief")
    assert done.code == 0, done.output
    return done


@pytest.fixture(scope="session")
def tennessee_run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The initiative around Tennessee's public files, run once."""
    require_source()
    folder = tmp_path_factory.mktemp("tennessee")
    done = run(write_initiative(folder / "tennessee"), folder / "data", "tennessee")
    assert done.code == 0, done.output
    return done
