"""The folder of pandemic relief: its files are those that the generator writes, and what is in them hangs together."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from pipelines.sample.relief.defects import DOWN_FEED, DRIFTED_FEED, HELD_FEED, LATE_PARTNER
from pipelines.sample.relief.generate import SAMPLE, generate, identity_values, sheets
from pipelines.sample.relief.handouts import handouts
from pipelines.sample.relief.households import households
from pipelines.sample.relief.requests import requests
from pipelines.sample.relief.supplies import counts, shift_capacity
from pipelines.sample.relief.volunteers import shifts, volunteers

MOST_BYTES = 2_000_000
PARTNERS = {path.stem: YAML(typ="safe").load(path) for path in sorted((SAMPLE / "partners").glob("*.yaml"))}


@pytest.fixture(scope="module")
def again(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with everything generated once more."""
    folder = tmp_path_factory.mktemp("again")
    generate(folder)
    return folder


def test_at_least_25_partners_of_three_sectors() -> None:
    assert len(PARTNERS) >= 25
    assert {partner["sector"] for partner in PARTNERS.values()} == {"nonprofit", "business", "government"}


def test_every_feed_has_its_files_and_every_file_its_feed() -> None:
    feeds = {(name, feed["id"]) for name, partner in PARTNERS.items() for feed in partner["feeds"]}
    assert {(sheet.partner, sheet.feed) for sheet in sheets()} == feeds
    assert {DOWN_FEED, DRIFTED_FEED, HELD_FEED} <= feeds
    assert LATE_PARTNER in PARTNERS


def test_the_committed_files_are_what_the_generator_writes(again: Path) -> None:
    assert _generated_files(SAMPLE) == _generated_files(again)
    for name in _generated_files(again):
        assert _content(SAMPLE / name) == _content(again / name), name


def test_about_ten_thousand_rows_that_all_say_that_they_are_generated() -> None:
    assert 8_000 <= sum(len(sheet.rows) for sheet in sheets()) <= 15_000
    assert sum((SAMPLE / name).stat().st_size for name in _generated_files(SAMPLE)) < MOST_BYTES
    for name in _generated_files(SAMPLE):
        content = _content(SAMPLE / name)
        whole = b"".join(content.values()) if isinstance(content, dict) else content
        assert b"Generated sample data" in whole, name


def test_a_folder_gets_one_file_a_week() -> None:
    dropped = [sheet for sheet in sheets() if (sheet.partner, sheet.feed) == ("county_emergency", "hotline")]
    assert len(dropped) > 60


def test_identities_are_unique_and_twins_are_among_them() -> None:
    people = [person for household in households() for person in household.people] + list(volunteers())
    identities = Counter((person.first, person.last, person.birth) for person in people)
    # Volunteers who are helped themselves stand in both lists.
    assert sum(count > 1 for count in identities.values()) == 20
    births = Counter((person.household, person.birth) for person in people if person.household >= 0)
    assert sum(count > 1 for count in births.values()) > 5


def test_households_turn_to_several_partners() -> None:
    partners: dict[int, set[str]] = {}
    for partner in ("county_emergency", "elder_line", "eastside_mutual_aid", "hillside_neighbours"):
        for request in requests(partner):
            partners.setdefault(request.person.household, set()).add(partner)
    for partner in ("north_side_pantry", "river_pantry", "kitchen_collective", "school_meals"):
        for handout in handouts(partner):
            partners.setdefault(handout.person.household, set()).add(partner)
    assert sum(len(found) > 1 for found in partners.values()) > len(partners) / 3


def test_stores_add_up_and_filled_shifts_are_the_shifts_that_took_place() -> None:
    series: dict[str, int] = {}
    for count in counts("regional_food_bank", weekly=True):
        if count.item in series:
            assert series[count.item] + count.received - count.issued == count.on_hand
        series[count.item] = count.on_hand
    worked = sum(shift.given is not None for shift in shifts("volunteer_centre"))
    assert sum(capacity.filled for capacity in shift_capacity("volunteer_centre")) == worked


def test_no_name_stands_in_the_yaml_of_the_folder() -> None:
    texts = [path.read_text(encoding="utf-8").casefold() for path in SAMPLE.rglob("*.yaml")]
    for value in identity_values():
        assert not any(value.casefold() in text for text in texts), "a sample name is also in the YAML"


def _generated_files(folder: Path) -> list[str]:
    found = [
        path for part in ("samples", "stand_in") for path in (folder / part).rglob("*") if path.is_file()
    ]
    return sorted(path.relative_to(folder).as_posix() for path in found)


def _content(path: Path) -> bytes | dict[str, bytes]:
    """The bytes; of a packed file those of its members, which another zlib packs otherwise."""
    content = path.read_bytes()
    if path.suffix not in (".xlsx", ".ods"):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
