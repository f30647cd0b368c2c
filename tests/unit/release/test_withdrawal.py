"""A withdrawn release is no longer current, stays explained, and never becomes current again."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from pipelines.initiative import Initiative, load_initiative
from pipelines.paths import DataFolder
from pipelines.release import withdrawal
from pipelines.release.publishing import current_release, point_to, publish, start
from pipelines.release.withdrawal import (
    Withdrawal,
    WithdrawalError,
    published_releases,
    withdraw,
    withdrawal_of,
)
from pipelines.scaffold import scaffold

DAY = date(2026, 11, 22)
REASON = "A partner sent <b>last year's</b> file."


@pytest.fixture
def initiative(tmp_path: Path) -> Initiative:
    scaffold(tmp_path / "town")
    return load_initiative(tmp_path / "town")


@pytest.fixture
def data(initiative: Initiative, tmp_path: Path) -> DataFolder:
    """Three releases: one after the other, the last of them current."""
    data = DataFolder(tmp_path / "data" / "town")
    for day, release in enumerate(("first", "second", "third"), 1):
        _publish(initiative, data, release)
        path = data.releases / release / "manifest.json"
        told = json.loads(path.read_text()) | {"published_at": f"2026-11-{day:02d}T02:00:00+00:00"}
        path.write_text(json.dumps(told))
    return data


def _publish(initiative: Initiative, data: DataFolder, release: str) -> None:
    folder = start(data, release)
    (folder / "report" / "explain").mkdir(parents=True)
    for name in ("index.html", "explain/metric.html"):
        (folder / "report" / name).write_text(f'<html><body class="page"><h1>{name}</h1></body></html>')
    publish(initiative, data, release, [])


def _current(data: DataFolder) -> str | None:
    folder = current_release(data)
    return folder.name if folder else None


def test_the_newest_release_that_stands_becomes_current(data: DataFolder) -> None:
    assert [folder.name for folder in published_releases(data)] == ["third", "second", "first"]
    withdraw(data, "second", REASON, DAY)
    assert _current(data) == "third"
    now = withdraw(data, "third", REASON, DAY)
    assert now is not None
    assert now.name == _current(data) == "first"


def test_the_folder_stays_and_says_when_and_why(data: DataFolder) -> None:
    withdraw(data, "third", REASON, DAY)
    folder = data.releases / "third"
    assert withdrawal_of(folder) == Withdrawal("third", DAY, REASON)
    assert json.loads((folder / "withdrawn.json").read_text())["withdrawn_on"] == "2026-11-22"
    for page in folder.rglob("*.html"):
        text = page.read_text()
        assert text.startswith('<html><body class="page"><!-- withdrawn --><aside')
        assert "This release was withdrawn on 2026-11-22." in text
        assert "&lt;b&gt;last year&#x27;s&lt;/b&gt;" in text
        assert "<h1>" in text
    assert not list(folder.rglob(".*"))
    assert withdrawal_of(data.releases / "first") is None


def test_without_a_release_that_stands_nothing_is_current(data: DataFolder) -> None:
    for release in ("first", "second", "third"):
        now = withdraw(data, release, REASON, DAY)
    assert now is None
    assert _current(data) is None
    assert not (data.releases / "current").is_symlink()


def test_a_withdrawn_release_never_becomes_current_again(initiative: Initiative, data: DataFolder) -> None:
    withdraw(data, "third", REASON, DAY)
    point_to(data, "third")
    assert _current(data) == "second"
    # The same inputs give the same release: a nightly run would publish it once more.
    _publish(initiative, data, "third")
    assert _current(data) == "second"
    _publish(initiative, data, "fourth")
    assert _current(data) == "fourth"


def test_killed_after_the_record_the_same_call_does_the_rest(
    data: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(withdrawal, "point_to", killed)
        with pytest.raises(KeyboardInterrupt):
            withdraw(data, "third", REASON, DAY)
    assert withdrawal_of(data.releases / "third") is not None
    withdraw(data, "third", "another reason", date(2027, 1, 1))
    assert _current(data) == "second"
    assert withdrawal_of(data.releases / "third") == Withdrawal("third", DAY, REASON)
    page = (data.releases / "third" / "report" / "index.html").read_text()
    assert page.count("This release was withdrawn") == 1


@pytest.mark.parametrize(
    ("release", "reason", "words"),
    [
        ("fourth", REASON, "there is no release 'fourth'; known: third, second, first"),
        ("../town", REASON, "there is no release"),
        ("current", REASON, "there is no release"),
        ("third", "  ", "say why"),
    ],
)
def test_what_can_not_be_withdrawn_is_said(data: DataFolder, release: str, reason: str, words: str) -> None:
    with pytest.raises(WithdrawalError, match=words):
        withdraw(data, release, reason, DAY)
    assert _current(data) == "third"
