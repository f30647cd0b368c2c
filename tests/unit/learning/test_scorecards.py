"""The scorecard of one partner: what stands on it, what must not, and who may read the file."""

from __future__ import annotations

import itertools
import re
import stat
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

from pipelines.scorecards import (
    SCORECARD,
    earlier_release,
    scorecard,
    scorecard_page,
    sweep_scorecards,
    write_scorecard,
)
from pipelines.scorecards.results import Result

Changed = Callable[..., Path]


def _result(town: Path, partner: str, title: str) -> Result:
    card = scorecard(town.parent, partner)
    return next(one for one in card.results if one.title == title)


def test_own_figures_stand_beside_the_range_of_the_peers(town: Path) -> None:
    retention = _result(town, "acorn", "Retention (After school)")
    assert (retention.now, retention.period, retention.people) == ("60%", "2025-26", 100)
    assert retention.peers is not None
    # Beacon, Cedar and Dove; Elm's figure is hidden and its own is not among them.
    assert (retention.peers.partners, retention.peers.low_text, retention.peers.high_text) == (
        3,
        "70%",
        "90%",
    )


@pytest.mark.parametrize(
    "statement",
    [
        "update metrics.metric_values set status = 'suppressed', value = null where partner_id = 'dove'",
        "update metrics.metric_values set people = 29 where partner_id = 'dove'",
    ],
    ids=["hidden", "few people"],
)
def test_with_fewer_than_three_peers_there_is_no_range(changed: Changed, statement: str) -> None:
    retention = _result(changed(statement), "acorn", "Retention (After school)")
    assert retention.peers is None
    assert retention.why_no_range == "fewer than 3 other partners with enough people"


def test_sizes_are_not_compared(town: Path) -> None:
    hours = _result(town, "acorn", "Service hours (After school)")
    assert (hours.now, hours.peers, hours.why_no_range) == ("800 hours", None, "sizes are not compared")


def test_a_partners_own_hidden_figure_stays_hidden(changed: Changed) -> None:
    # The value is left in the file on purpose: only the status may decide.
    path = changed(
        "update metrics.metric_values set numerator = 4, denominator = 13, value = 4/13, people = 13 "
        "where metric_id = 'retention' and partner_id = 'elm'"
    )
    retention = _result(path, "elm", "Retention (After school)")
    assert (retention.now, retention.value, retention.people) == ("[c]", None, None)
    page = scorecard_page(scorecard(path.parent, "elm"))
    assert "[c] is hidden to protect people" in page
    assert "31%" not in page
    assert not re.search(r"\b13 people", page)


def test_no_other_partner_is_named(town: Path) -> None:
    page = scorecard_page(scorecard(town.parent, "acorn"))
    assert "Acorn House" in page
    assert not [name for name in ("Beacon", "Cedar", "Dove", "Elm") if name in page]


def test_reports_rows_fix_list_and_burden(town: Path) -> None:
    late = scorecard(town.parent, "dove")
    assert [(one.period, one.due, one.reported) for one in late.reports] == [("2025-26", 2, 1)]
    assert late.feeds[0].standing == "received, late"
    card = scorecard(town.parent, "acorn")
    (feed,) = card.feeds
    assert (feed.received, feed.accepted, feed.rejected) == (100, 95, 5)
    (fix,) = card.fixes
    assert (fix.feed, fix.column, fix.fix, fix.rows) == ("visits", "Hrs", "Give the hours as a number.", 5)
    assert (card.burden.minutes, card.burden.minutes_unused, card.burden.fields_unused) == (90.0, 30.0, 1)


def test_it_says_what_changed_since_the_release_before(town: Path, changed: Changed) -> None:
    now = changed(
        "update metrics.metric_values set numerator = 65, value = 0.65 where metric_id = 'retention' and partner_id = 'acorn'",
        "delete from data_quality.rejection_history",
        "update data_quality.reporting set reported = reported + 1 where partner_id = 'acorn'",
    )
    card = scorecard(now.parent, "acorn", town.parent)
    assert card.changed == [
        "Revised: Retention (After school) for 2025-26 is 65%; it was 60%.",
        "Reports received: 1 more than last time.",
        "No longer on the fix list: 1 of its entries, 5 rows. Thank you.",
    ]
    assert scorecard(now.parent, "beacon", town.parent).changed == []
    assert scorecard(now.parent, "acorn").changed is None


def test_a_new_partner_has_nothing_to_compare_with(town: Path, changed: Changed) -> None:
    old = changed("delete from agenda.partners where partner_id = 'acorn'")
    assert scorecard(town.parent, "acorn", old.parent).changed == ["This is your first scorecard."]


def test_an_unknown_partner_is_refused(town: Path) -> None:
    with pytest.raises(KeyError):
        scorecard(town.parent, "nobody")


def test_it_goes_to_the_partners_own_folder_closed_to_others(town: Path, tmp_path: Path) -> None:
    outbox = tmp_path / "outbox" / "town"
    write_scorecard(town.parent, outbox, "acorn")
    path = outbox / "acorn" / SCORECARD
    assert [one.relative_to(outbox).as_posix() for one in outbox.rglob("*") if one.is_file()] == [
        "acorn/scorecard.html"
    ]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(outbox.stat().st_mode) == 0o700


def test_the_same_release_gives_the_same_bytes_and_leaves_the_file(town: Path, tmp_path: Path) -> None:
    outbox = tmp_path / "outbox" / "town"
    write_scorecard(town.parent, outbox, "acorn")
    path = outbox / "acorn" / SCORECARD
    before, content = path.stat(), path.read_bytes()
    write_scorecard(town.parent, outbox, "acorn")
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == (before.st_mtime_ns, before.st_ino)
    path.write_text("half")
    write_scorecard(town.parent, outbox, "acorn")
    assert path.read_bytes() == content


def test_the_scorecard_of_a_partner_that_left_is_taken_away(town: Path, tmp_path: Path) -> None:
    outbox = tmp_path / "outbox" / "town"
    for partner in ("acorn", "beacon"):
        write_scorecard(town.parent, outbox, partner)
    (outbox / "beacon" / "fix_list_visits.xlsx").touch()
    sweep_scorecards(outbox, ["acorn"])
    assert sorted(one.relative_to(outbox).as_posix() for one in outbox.rglob("*") if one.is_file()) == [
        "acorn/scorecard.html",
        "beacon/fix_list_visits.xlsx",
    ]


def test_the_release_before_is_the_one_published_before(tmp_path: Path) -> None:
    for name, published in (
        ("b", "2026-02-01T00:00:00"),
        ("a", "2026-03-01T00:00:00"),
        ("c", "2026-01-01T00:00:00"),
    ):
        (tmp_path / name).mkdir()
        (tmp_path / name / "manifest.json").write_text(f'{{"published_at": "{published}"}}')
        (tmp_path / name / "warehouse.duckdb").touch()
    (tmp_path / ".building-d").mkdir()
    (tmp_path / "current").symlink_to("a")
    assert earlier_release(tmp_path, tmp_path / "a") == tmp_path / "b"
    assert earlier_release(tmp_path, tmp_path / "c") is None
    (tmp_path / "b" / "warehouse.duckdb").unlink()
    assert earlier_release(tmp_path, tmp_path / "a") == tmp_path / "c"


class _Page(HTMLParser):
    """Collects the elements, and checks that what opens closes."""

    VOID = frozenset({"meta", "br", "line", "rect", "circle"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        self.addresses += [str(value) for name, value in attrs if name in ("href", "src", "action", "style")]
        assert not [name for name, _ in attrs if name.startswith("on")]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self.open.pop() == tag


INJECTIONS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }}",
    "</style><b>",
    "=cmd|'/c'!A1",
)


@pytest.mark.parametrize("text", INJECTIONS)
def test_text_of_partners_never_becomes_markup(changed: Changed, text: str) -> None:
    quoted = text.replace("'", "''")
    path = changed(
        f"update agenda.partners set name = '{quoted}' where partner_id = 'acorn'",
        f"update data_quality.rejections set fix = '{quoted}'",
        f"update agenda.mappings set partner_columns = '{quoted}'",
        f"update data_quality.burden set asked_as = '{quoted}'",
        f"update data_quality.feed_status set status = 'held', message = '{quoted}'",
        f"update agenda.initiative set name = '{quoted}', backbone_name = '{quoted}'",
    )
    page = scorecard_page(scorecard(path.parent, "acorn"))
    parsed = _Page()
    parsed.feed(page)
    assert parsed.open == []
    assert not {"script", "img", "b"} & set(parsed.seen)
    assert "49" not in re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)


def test_the_page_is_whole_and_asks_for_nothing(town: Path) -> None:
    page = scorecard_page(scorecard(town.parent, "acorn"))
    parsed = _Page()
    parsed.feed(page)
    assert parsed.open == []
    assert parsed.addresses == []
    assert not re.search(r"url\(|@import|https?:", page)
    assert len(page.encode()) < 30_000
    levels = [int(tag[1]) for tag in parsed.seen if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
