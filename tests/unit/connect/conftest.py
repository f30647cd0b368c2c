"""Fixtures for connecting a partner: a scaffolded initiative, a proposal from a file, public data."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.connect.answers import Answers
from pipelines.connect.file_sample import read_file
from pipelines.connect.model import Proposal, Sample
from pipelines.connect.propose import propose
from pipelines.connect.vocabulary import Vocabulary, narrowed_vocabulary, plain_vocabulary
from pipelines.initiative import load_initiative
from pipelines.scaffold import scaffold

Propose = Callable[..., Proposal]


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small initiative; tests do not write into it."""
    folder = tmp_path_factory.mktemp("connect") / "town"
    scaffold(folder)
    return folder


@pytest.fixture(scope="session")
def propose_from(town: Path) -> Propose:
    """Propose a feed from a file, in the words of the small initiative or of the contract alone."""
    initiative = load_initiative(town)
    samples: dict[tuple[Path, str], Sample] = {}

    def make(path: Path, record_type: str, *answers: str, narrowed: bool = True) -> Proposal:
        words: Vocabulary = plain_vocabulary(record_type)
        if narrowed:
            words = narrowed_vocabulary(initiative, record_type, ["after_school"], None)
        given = Answers(answers)
        # Looking into a file takes a process of its own, so a file is looked into once.
        if (path, record_type) not in samples:
            samples[path, record_type] = read_file(path, None, words, given)
        sample = samples[path, record_type]
        return propose(sample, words, given, feed="feed", sub_program=None)

    return make


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The public files beside the project; the test is skipped where they are not."""
    folder = Path(__file__).parents[4] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the shared data folder is not beside the project")
    return folder
