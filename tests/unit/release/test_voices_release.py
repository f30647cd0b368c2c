"""Shares of themes in a release: small counts hidden so that no reader can subtract them back, quotes by their hash."""

from __future__ import annotations

import random
from itertools import product
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.release.voices import write_voices
from pipelines.release.voices_cells import ALL, Block, hidden_cells
from pipelines.voices import VOICES_SCHEMAS, text_hash
from pipelines.warehouse import write_table

SMALLEST = 4


World = dict[str, tuple[int, int]]


def block(people: dict[str, int], speak: dict[str, int]) -> Block:
    """A theme t, and a theme u of which nobody speaks, so that readers see how many people answered."""
    whole = {ALL: sum(people.values()), **people}
    told = {ALL: sum(speak.values()), **speak}
    return Block(
        people=whole,
        people_with={**{("t", name): told[name] for name in whole}, **{("u", name): 0 for name in whole}},
    )


def of_t(hidden: set[tuple[str, str]]) -> set[str]:
    """Where the theme t is hidden."""
    return {name for theme, name in hidden if theme == "t"}


def shown_worlds(whole: Block, hidden: set[tuple[str, str]]) -> list[World]:
    """Every way in which people may have answered (how many, how many of t), given what is shown and the whole.

    An attacker that tries all numbers; those of the last sub-program follow from the others.
    """
    *groups, last = [name for name in whole.people if name != ALL]
    everybody, speakers = whole.people[ALL], whole.people_with["t", ALL]
    choices = {}
    for name in (*groups, last):
        sizes = range(1, everybody + 1) if ("u", name) in hidden else [whole.people[name]]
        told = [whole.people_with["t", name]]
        choices[name] = {
            (size, count) for size in sizes for count in (range(size + 1) if ("t", name) in hidden else told)
        }
    worlds = []
    for numbers in product(*(choices[name] for name in groups)):
        left = (everybody - sum(size for size, _ in numbers), speakers - sum(count for _, count in numbers))
        if left in choices[last]:
            worlds.append(dict(zip((*groups, last), (*numbers, left), strict=True)))
    return worlds


def is_small(count: int) -> bool:
    return 0 < count < SMALLEST


def test_nothing_is_hidden_where_nothing_is_small() -> None:
    assert hidden_cells(block({"a": 10, "b": 12}, {"a": 5, "b": 0}), SMALLEST) == set()


def test_a_small_part_takes_another_with_it_or_the_whole() -> None:
    assert of_t(hidden_cells(block({"a": 10, "b": 12, "c": 20}, {"a": 2, "b": 6, "c": 9}), SMALLEST)) == {
        "a", "b",
    }  # fmt: skip
    # Everybody in the other part speaks of it, so it can hide nobody: nothing of the theme is shown.
    assert of_t(hidden_cells(block({"a": 30, "b": 30}, {"a": 2, "b": 30}), SMALLEST)) == {ALL, "a", "b"}


def test_those_who_do_not_speak_of_it_are_people_too() -> None:
    assert ("t", "a") in hidden_cells(block({"a": 10, "b": 12, "c": 20}, {"a": 9, "b": 6, "c": 9}), SMALLEST)


def test_a_group_of_few_is_never_shown() -> None:
    found = hidden_cells(block({"a": 3, "b": 12, "c": 20}, {"a": 0, "b": 6, "c": 9}), SMALLEST)
    assert {("t", "a"), ("t", "b")} <= found
    assert of_t(hidden_cells(block({"a": 3}, {"a": 1}), SMALLEST)) == {ALL, "a"}


@pytest.mark.parametrize("seed", range(40))
def test_an_attacker_who_tries_all_numbers_learns_no_small_count(seed: int) -> None:
    dice = random.Random(seed)
    for _ in range(5):
        people = {name: dice.randrange(1, 8) for name in "abc"[: dice.randrange(1, 4)]}
        speak = {name: dice.choice((0, count, dice.randrange(count + 1))) for name, count in people.items()}
        whole = block(people, speak)
        hidden = hidden_cells(whole, SMALLEST)
        for count in (sum(speak.values()), sum(people.values()) - sum(speak.values())):
            assert not is_small(count) or ("t", ALL) in hidden
        if ("t", ALL) in hidden:
            assert of_t(hidden) == {*whole.people}
            continue
        worlds = shown_worlds(whole, hidden)
        for name, size in people.items():
            counts = {
                "size": (size, {world[name][0] for world in worlds}),
                "speak": (speak[name], {world[name][1] for world in worlds}),
                "silent": (size - speak[name], {world[name][0] - world[name][1] for world in worlds}),
            }
            for what, (true, possible) in counts.items():
                if is_small(true):
                    assert {1, SMALLEST} <= possible, (what, name, people, speak, hidden)


def test_what_was_hidden_before_stays_hidden_and_is_protected_again() -> None:
    before = {("t", "a")}
    found = hidden_cells(block({"a": 10, "b": 12, "c": 20}, {"a": 5, "b": 6, "c": 9}), SMALLEST, before)
    assert found == before


class Town:
    """A pipeline's warehouse with one question in two periods, and the releases made of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.made = 0

    def release(self, rows: list[tuple[str, str, int, int]], **more: Any) -> Path:
        """A release of rows (period, sub-program, people who speak, people); the path of its warehouse."""
        self.made += 1
        source, path = self.folder / f"pipeline{self.made}.duckdb", self.folder / f"{self.made}.duckdb"
        with duckdb.connect(str(source)) as connection:
            write_table(
                connection, "voices", "theme_shares", VOICES_SCHEMAS["theme_shares"],
                [_share(*row, more.get("codebook", "c1")) for row in rows],
            )  # fmt: skip
            write_table(connection, "voices", "quotes", VOICES_SCHEMAS["quotes"], more.get("quotes", []))
        with duckdb.connect(str(path)) as connection:
            connection.execute("CREATE SCHEMA agenda")
            connection.execute("CREATE TABLE agenda.initiative AS SELECT DATE '2025-12-31' AS as_of")
            connection.execute(
                "CREATE TABLE agenda.periods AS SELECT * FROM (VALUES ('2024-25', DATE '2025-06-30'), "
                "('2025-26', DATE '2026-06-30')) AS found(period_id, ends_on)"
            )
            connection.execute(f"ATTACH '{source}' AS pipeline (READ_ONLY)")
            write_voices(connection, 11, more.get("earlier"))
        return path


def _share(period: str, sub_program: str, speak: int, people: int, codebook: str) -> dict[str, Any]:
    return {
        "question_id": "q", "period_id": period, "sub_program_id": sub_program, "theme_id": "waiting",
        "theme": "Waiting", "definition": "Time.", "position": 1, "people_with": speak, "people": people,
        "share": speak / people, "margin": 0.05, "method": "words", "codebook": codebook,
    }  # fmt: skip


def shares(path: Path) -> dict[str, tuple[Any, ...]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        found = connection.execute(
            "SELECT sub_program_id, people_with, people, share, margin, status FROM voices.theme_shares"
        ).fetchall()
    return {row[0]: row[1:] for row in found}


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town(tmp_path)


def test_a_release_carries_shares_of_periods_that_are_over(town: Town) -> None:
    found = shares(town.release([("2024-25", ALL, 40, 100), ("2025-26", ALL, 50, 90)]))
    assert found == {ALL: (40, 100, 0.4, 0.05, "published")}


def test_a_hidden_share_leaves_no_figure_behind(town: Town) -> None:
    path = town.release(
        [("2024-25", ALL, 40, 100), ("2024-25", "club", 5, 40), ("2024-25", "school", 35, 60)]
    )
    found = shares(path)
    assert found["club"] == found["school"] == (None, None, None, None, "suppressed")
    assert found[ALL][0] == 40
    assert b"answer_themes" not in path.read_bytes()


def test_a_count_that_would_move_by_a_few_people_stays_as_it_was(town: Town) -> None:
    first = town.release([("2024-25", ALL, 40, 100)])
    assert shares(town.release([("2024-25", ALL, 41, 101)], earlier=first)) == shares(first)
    assert shares(town.release([("2024-25", ALL, 40, 105)], earlier=first)) == shares(first)
    assert shares(town.release([("2024-25", ALL, 55, 130)], earlier=first))[ALL][:2] == (55, 130)


def test_another_codebook_may_move_shares_but_not_people(town: Town) -> None:
    first = town.release([("2024-25", ALL, 40, 100)])
    moved = town.release([("2024-25", ALL, 44, 100)], earlier=first, codebook="c2")
    assert shares(moved)[ALL][:2] == (44, 100)
    assert shares(town.release([("2024-25", ALL, 44, 101)], earlier=first, codebook="c2")) == shares(first)


def test_the_released_tables_explain_themselves(town: Town) -> None:
    with duckdb.connect(str(town.release([])), read_only=True) as connection:
        silent = connection.execute(
            "SELECT table_name, column_name FROM duckdb_columns() WHERE schema_name = 'voices' AND comment IS NULL"
        ).fetchall()
    assert silent == []


def test_a_quote_must_be_the_text_that_was_approved(town: Town) -> None:
    quote = {
        "position": 1, "sha256": text_hash("We waited."), "text": "We waited.", "role": "family",
        "sub_program_id": "club", "theme_ids": "waiting",
    }  # fmt: skip
    path = town.release([], quotes=[quote])
    with duckdb.connect(str(path), read_only=True) as connection:
        assert connection.execute("SELECT text FROM voices.quotes").fetchall() == [("We waited.",)]
    with pytest.raises(ValueError, match="not the text"):
        town.release([], quotes=[{**quote, "text": "We waited for Rosa."}])


def test_a_pipeline_without_open_answers_releases_none(tmp_path: Path) -> None:
    duckdb.connect(str(tmp_path / "empty.duckdb")).close()
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{tmp_path / 'empty.duckdb'}' AS pipeline (READ_ONLY)")
        assert write_voices(connection, 11) == []
