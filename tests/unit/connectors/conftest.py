"""Fixtures for the tests of connectors: loopback servers, a patient policy without waits, public data."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from loopback import StartServer, loopback_servers

from connectors import HttpPolicy


@pytest.fixture
def serve() -> Iterator[StartServer]:
    """Start servers that answer by a function; all stop when the test ends."""
    with loopback_servers() as start:
        yield start


@pytest.fixture
def quick() -> HttpPolicy:
    """Repeat without waiting, so that only a Retry-After makes a test wait."""
    return HttpPolicy(connect_seconds=5, read_seconds=5, retries=2, backoff_seconds=0)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The recordings and public files beside the project; the test is skipped where they are not."""
    folder = Path(__file__).parents[4] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the shared data folder is not beside the project")
    return folder
