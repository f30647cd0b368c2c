"""Open answers through the whole pipeline: from partners' forms to shares and quotes of a release, and to nobody else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner
from leaks import find
from runs import Run

from pipelines.cli import main
from pipelines.initiative import load_initiative
from pipelines.learning import released_themes
from pipelines.sample.cradle.generate import SAMPLE, sheets
from pipelines.voices import Gate
from pipelines.voices.texts import normalised

pytestmark = pytest.mark.slow
QUESTIONS = {
    "summit_tutoring": "What helps, what should change?",
    "field_and_court": "talk/what_should_change",
    "early_start_network": "What should change?",
}


def texts() -> set[str]:
    """Every answer that a partner holds."""
    found = {
        row[QUESTIONS[sheet.partner]] for sheet in sheets() if sheet.feed == "voices" for row in sheet.rows
    }
    return {text for text in found if isinstance(text, str) and len(text) > 20}


def rows(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def _shown(command: str, run: Run) -> str:
    """What a command on open answers prints."""
    done = CliRunner().invoke(main, [command, str(SAMPLE)], env={"COMMON_MEASURE_HOME": str(run.home)})
    assert done.exit_code == 0, done.output
    return done.output


def test_the_release_carries_shares_and_approved_quotes_only(sample_run: Run) -> None:
    warehouse = sample_run.release / "warehouse.duckdb"
    tables = rows(
        warehouse, "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'voices' ORDER BY ALL"
    )
    assert tables == [("quotes",), ("theme_shares",)]
    approved = {one.sha256 for one in load_initiative(SAMPLE).quotes.approved}
    quotes = rows(warehouse, "SELECT sha256, text FROM voices.quotes")
    assert {sha256 for sha256, _ in quotes} == approved
    gate = Gate(known_words=load_initiative(SAMPLE).codebook.known_words)
    assert all(gate.passes(str(text)) for _, text in quotes)


def test_no_small_count_of_people_is_in_the_shares(sample_run: Run) -> None:
    found = rows(
        sample_run.release / "warehouse.duckdb",
        "SELECT people_with, people, status FROM voices.theme_shares",
    )
    shown = [(speak, people) for speak, people, status in found if status == "published"]
    assert len(shown) > 10
    assert not [one for one in shown for count in (*one, one[1] - one[0]) if 0 < count < 11]
    assert all(one[:2] == (None, None) for one in found if one[2] != "published")
    assert any(status == "suppressed" for *_, status in found)


def test_no_unapproved_text_is_anywhere_below_the_data_folder(sample_run: Run) -> None:
    """The partner's own fix list goes back to the partner, and is not looked at."""
    quotes = rows(sample_run.release / "warehouse.duckdb", "SELECT text FROM voices.quotes")
    # The generated answers share sentences: a short one may stand within a longer one that was approved.
    wanted = {text for text in texts() if not any(normalised(text) in approved for (approved,) in quotes)}
    assert len(wanted) > 150
    assert find(sample_run.data, wanted, lambda content: {text for text in wanted if text in content}) == {}


def test_the_learning_summary_says_what_people_wrote(sample_run: Run) -> None:
    warehouse = sample_run.release / "warehouse.duckdb"
    assert released_themes(warehouse)
    told = (sample_run.release / "report" / "learning_summary.txt").read_text(encoding="utf-8")
    assert "people who answered in 2025-26" in told


def test_the_backbone_is_shown_only_what_may_be_quoted(sample_run: Run) -> None:
    output = _shown("quotes", sample_run)
    gate = Gate(known_words=load_initiative(SAMPLE).codebook.known_words)
    refused = {text for text in texts() if not gate.passes(text)}
    assert refused
    assert not [text for text in refused if f"“{normalised(text)}”" in output]
    assert "10 of 10 approved texts may be printed." in output


def test_themes_that_the_codebook_lacks_are_proposed_to_the_backbone_alone(sample_run: Run) -> None:
    output = _shown("themes", sample_run)
    assert "hungry" in output
    for path in sample_run.release.rglob("*.parquet"):
        assert path.stem not in ("theme_proposals", "answer_themes")
