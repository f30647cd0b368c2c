"""story.yaml: read with file, line and fix, and turned into a table in which a step is told once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pipelines.initiative import InitiativeError, load_initiative
from pipelines.initiative.agenda_tables import SCHEMAS, agenda_tables
from pipelines.scaffold import scaffold

SAMPLES = sorted(path.parent for path in (Path(__file__).parents[3] / "initiatives").glob("*/story.yaml"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A scaffolded initiative: its outcome is stays_connected, and its partner promised two_clubs."""
    scaffold(tmp_path / "town")
    return tmp_path / "town"


def _problems(folder: Path, text: str) -> str:
    (folder / "story.yaml").write_text(text)
    with pytest.raises(InitiativeError) as caught:
        load_initiative(folder)
    return str(caught.value)


def test_a_story_becomes_a_row_a_line(folder: Path) -> None:
    (folder / "story.yaml").write_text(
        "stories:\n"
        "  - outcome: stays_connected\n"
        "    story: [Two centres lost their bus.]\n"
        "    what_works: [A call on the same day.]\n"
        "    next_steps:\n"
        "      - {owner: first_partner, commitment: two_clubs}\n"
        "      - {what: Find a bus, by: 2026-10-01}\n"
    )
    rows = agenda_tables(load_initiative(folder))["outcome_stories"]
    assert [tuple(row.values()) for row in rows] == [
        ("stays_connected", 1, "story", "Two centres lost their bus.", None, None, None, None),
        ("stays_connected", 2, "what_works", "A call on the same day.", None, None, None, None),
        (
            "stays_connected",
            3,
            "next_step",
            "Run two homework clubs",
            "first_partner",
            date(2026, 6, 30),
            "under_way",
            "two_clubs",
        ),
        ("stays_connected", 4, "next_step", "Find a bus", None, date(2026, 10, 1), "planned", None),
    ]
    assert set(rows[0]) == set(SCHEMAS["outcome_stories"])


def test_without_the_file_there_is_no_story(folder: Path) -> None:
    assert agenda_tables(load_initiative(folder))["outcome_stories"] == []


@pytest.mark.parametrize(
    ("step", "line", "what"),
    [
        ("{what: Find a bus, owner: nobody}", 4, "there is no partner 'nobody'"),
        ("{owner: first_partner, commitment: sing}", 4, "there is no commitment of first_partner 'sing'"),
        ("{commitment: two_clubs}", 4, "say whose commitment it is"),
        ("{owner: first_partner, commitment: two_clubs, by: 2026-10-01}", 4, "stand with the commitment"),
        ("{owner: first_partner}", 4, "say 'what' will be done"),
        ("{what: Find a bus, who: me}", 4, "there is no such key here"),
    ],
)
def test_a_step_that_cannot_be_is_named_with_its_line_and_the_fix(
    step: str, line: int, what: str, folder: Path
) -> None:
    told = _problems(folder, f"stories:\n  - outcome: stays_connected\n    next_steps:\n      - {step}\n")
    assert f"story.yaml:{line}: " in told
    assert what in told
    assert "fix: " in told


def test_an_outcome_that_is_unknown_or_told_twice_is_named(folder: Path) -> None:
    assert "there is no outcome 'elsewhere'" in _problems(folder, "stories:\n  - outcome: elsewhere\n")
    twice = "stories:\n  - outcome: stays_connected\n  - outcome: stays_connected\n"
    assert "story.yaml:3: the outcome 'stays_connected' stands here twice" in _problems(folder, twice)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)
def test_each_sample_tells_stories_with_steps_that_have_owners(sample: Path) -> None:
    rows = agenda_tables(load_initiative(sample))["outcome_stories"]
    steps = [row for row in rows if row["kind"] == "next_step"]
    assert {row["kind"] for row in rows} == {"story", "what_works", "next_step"}
    assert len({row["outcome_id"] for row in rows}) >= 5
    assert sum(row["commitment_id"] is not None for row in steps) >= 3
    assert all(row["due_on"] is not None for row in steps)


def test_both_samples_are_there() -> None:
    assert [path.name for path in SAMPLES] == ["cradle_to_career", "pandemic_relief"]
