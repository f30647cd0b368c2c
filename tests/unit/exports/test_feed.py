"""The feed of releases, and the command that withdraws one."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from injections import CORPUS
from made_release import make_release

from pipelines.cli import main
from pipelines.exports import write_feed
from pipelines.paths import DataFolder
from pipelines.release.publishing import point_to
from pipelines.release.withdrawal import withdraw
from pipelines.scaffold import scaffold

ATOM = {"a": "http://www.w3.org/2005/Atom"}
HOSTILE = CORPUS[16] + CORPUS[21]


@pytest.fixture
def data(tmp_path: Path) -> DataFolder:
    data = DataFolder(tmp_path / "data" / "town")
    for day in (1, 2):
        name = f"2026-09-0{day}-abcd000{day}"
        folder = make_release(data.releases / name)
        (folder / "report").mkdir()
        (folder / "report" / "index.html").write_text("<html><body></body></html>")
        told = {"as_of": f"2026-09-0{day}", "published_at": f"2026-09-0{day}T02:00:00+00:00", "release": name}
        (folder / "manifest.json").write_text(json.dumps(told))
        point_to(data, name)
    return data


def _feed(data: DataFolder, address: str | None = None) -> ElementTree.Element:
    path = write_feed(data, address=address)
    assert path is not None
    return ElementTree.parse(path).getroot()


def _texts(feed: ElementTree.Element, path: str) -> list[str | None]:
    return [element.text for element in feed.findall(path, ATOM)]


def test_one_entry_a_release_the_newest_first(data: DataFolder) -> None:
    feed = _feed(data)
    assert _texts(feed, "a:entry/a:title") == ["Results as of 2026-09-02", "Results as of 2026-09-01"]
    assert _texts(feed, "a:updated") == ["2026-09-02T02:00:00+00:00"]
    ids = _texts(feed, "a:entry/a:id")
    assert len({*ids}) == 2
    # What RFC 4287 asks of every feed and entry.
    for element in (feed, *feed.findall("a:entry", ATOM)):
        assert all(len(_texts(element, f"a:{name}")) == 1 for name in ("id", "title", "updated"))
    assert _texts(feed, "a:author/a:name") == ["Harbour Together"]


def test_links_lead_to_files_that_are_there(data: DataFolder) -> None:
    links = [link.attrib["href"] for link in _feed(data).findall("a:entry/a:link", ATOM)]
    assert len(links) == 2
    assert all((data.releases / link).is_file() for link in links)
    there = _feed(data, "https://data.example/town/").findall("a:entry/a:link", ATOM)
    assert [link.attrib["href"] for link in there] == [f"https://data.example/town/{link}" for link in links]


def test_what_changed_is_told_as_text(data: DataFolder) -> None:
    newest = data.releases / "2026-09-02-abcd0002"
    (newest / "what_changed.txt").write_text(f"Two partners more. {HOSTILE}\n", encoding="utf-8")
    (told, _) = _texts(_feed(data), "a:entry/a:summary")
    assert told is not None
    assert told.startswith("Two partners more. ]]></title><img")
    assert "\x07" not in told
    assert b"<img" not in (data.releases / "atom.xml").read_bytes()


def test_a_withdrawn_release_stays_and_is_marked(data: DataFolder) -> None:
    before = _texts(_feed(data), "a:entry/a:id")
    withdraw(data, "2026-09-02-abcd0002", "Counted twice.", date(2026, 9, 5))
    feed = _feed(data)
    assert _texts(feed, "a:entry/a:id") == before
    assert _texts(feed, "a:entry/a:title")[0] == "Withdrawn: Results as of 2026-09-02"
    assert _texts(feed, "a:entry/a:summary")[0] == "Withdrawn on 2026-09-05. Counted twice."
    assert _texts(feed, "a:updated") == ["2026-09-05T00:00:00+00:00"]
    assert len(feed.findall("a:entry/a:category[@term='withdrawn']", ATOM)) == 1


def test_the_same_releases_give_the_same_bytes(data: DataFolder) -> None:
    _feed(data)
    first = (data.releases / "atom.xml").read_bytes()
    _feed(data)
    assert (data.releases / "atom.xml").read_bytes() == first


def test_before_the_first_release_there_is_no_feed(tmp_path: Path) -> None:
    assert write_feed(DataFolder(tmp_path / "nothing")) is None


def test_the_command_withdraws_and_writes_the_feed_anew(data: DataFolder, tmp_path: Path) -> None:
    scaffold(tmp_path / "town")
    arguments = ["withdraw", str(tmp_path / "town"), "2026-09-02-abcd0002", "--on", "2026-09-05"]
    home = ["--data-dir", str(data.root.parent)]
    done = CliRunner().invoke(main, [*arguments, "--reason", "Counted twice.", *home])
    assert done.exit_code == 0, done.output
    assert done.output == "withdrew 2026-09-02-abcd0002\ncurrent is 2026-09-01-abcd0001\n"
    assert "Counted twice." in (data.releases / "atom.xml").read_text()
    done = CliRunner().invoke(main, [*arguments[:2], "unknown", "--reason", "x", *home])
    assert done.exit_code == 1
    assert "there is no release 'unknown'" in done.output
