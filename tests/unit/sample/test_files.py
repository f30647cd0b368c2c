"""The sample initiative's folder: it loads, its files are those that the generator writes, and all say so."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from pipelines.initiative import load_initiative
from pipelines.sample.cradle.defects import DOWN_FEED, DRIFTED_FEED, HELD_FEED, LATE_PARTNER
from pipelines.sample.cradle.generate import SAMPLE, generate, identity_values, sheets
from pipelines.sample.cradle.people import children

MOST_BYTES = 4_000_000
SHORTEST_NAME = 7


@pytest.fixture(scope="module")
def again(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with everything generated once more."""
    folder = tmp_path_factory.mktemp("again")
    generate(folder)
    return folder


def test_the_folder_loads_without_problems() -> None:
    initiative = load_initiative(SAMPLE)
    assert initiative.agenda.sample
    assert len(initiative.partners) >= 13
    assert {partner.sector for partner in initiative.partners} == {"nonprofit", "business", "government"}


def test_every_feed_has_its_file_and_every_file_its_feed() -> None:
    feeds = {(partner.partner, feed.id) for partner, feed in load_initiative(SAMPLE).feeds}
    assert {(sheet.partner, sheet.feed) for sheet in sheets()} == feeds
    assert {DOWN_FEED, DRIFTED_FEED, HELD_FEED} <= feeds
    assert LATE_PARTNER in {partner for partner, _ in feeds}


def test_the_committed_files_are_what_the_generator_writes(again: Path) -> None:
    assert _generated_files(SAMPLE) == _generated_files(again)
    for name in _generated_files(again):
        assert _content(SAMPLE / name) == _content(again / name), name


def test_generating_twice_gives_the_same_bytes(again: Path, tmp_path: Path) -> None:
    generate(tmp_path)
    for name in _generated_files(again):
        assert (tmp_path / name).read_bytes() == (again / name).read_bytes(), name


def test_about_fifty_thousand_rows_in_less_than_four_megabytes() -> None:
    assert 47_000 <= sum(len(sheet.rows) for sheet in sheets()) <= 55_000
    assert sum((SAMPLE / name).stat().st_size for name in _generated_files(SAMPLE)) < MOST_BYTES


def test_every_file_says_that_it_is_generated() -> None:
    for name in _generated_files(SAMPLE):
        content = _content(SAMPLE / name)
        whole = b"".join(content.values()) if isinstance(content, dict) else content
        assert b"Generated sample data" in whole, name


def test_siblings_and_twins_are_among_the_children() -> None:
    births: dict[tuple[str, str], set[str]] = {}
    for child in children():
        births.setdefault((child.last, child.birth.isoformat()), set()).add(child.first)
    assert any(len(firsts) > 1 for firsts in births.values())
    assert len({(child.first, child.last, child.birth) for child in children()}) == len(children())


def test_identity_values_stand_nowhere_in_the_written_files_of_the_folder() -> None:
    texts = [path.read_text(encoding="utf-8").casefold() for path in SAMPLE.rglob("*.yaml")]
    values = identity_values()
    assert len(values) > 10_000
    for value in values:
        assert not any(value.casefold() in text for text in texts), (
            "a sample name or date is also in the YAML"
        )


def test_names_are_long_enough_to_be_found_by_a_leak_test_and_by_nothing_else() -> None:
    """A short name would turn up by chance in a few megabytes of encrypted text."""
    names = {value for value in identity_values() if not any(letter.isdigit() for letter in value)}
    assert min(map(len, names)) >= SHORTEST_NAME


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
