"""The YAML that is written: comments beside the lines, other feeds untouched, nothing replaced unasked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from ruamel.yaml import YAML
from sheets import days, visits, write_csv

from pipelines.connect.model import ConnectError, Entry, Proposal
from pipelines.connect.paper import comment_lines, entry_lines, feed_lines
from pipelines.connect.partner_file import feed_indent, identifier_of, with_feed
from pipelines.initiative.models.partner import Feed

SAMPLE = Path(__file__).parents[3] / "initiatives" / "cradle_to_career" / "partners"
FEED = ["  - id: new_feed", "    record_type: service"]


def _feeds(text: str) -> list[dict[str, object]]:
    return list(YAML(typ="safe").load(text)["feeds"])


@pytest.mark.parametrize("path", sorted(SAMPLE.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_feed_is_added_and_every_other_line_stays(path: Path) -> None:
    before = path.read_text()
    after = with_feed(before, "new_feed", FEED, replace=False)
    left = after.replace("\n".join(["", *FEED, ""]), "", 1)
    assert left.rstrip("\n") == before.rstrip("\n")
    assert [feed["id"] for feed in _feeds(after)] == [*(feed["id"] for feed in _feeds(before)), "new_feed"]


def test_a_feed_goes_before_the_key_that_follows_the_feeds() -> None:
    text = "partner: a\nfeeds:\n- id: one\n  x: 1 # kept\n\n# about the rest\nsub_programs: [b]\n"
    assert feed_indent(text) == 0
    after = with_feed(text, "two", ["- id: two"], replace=False)
    assert after.index("- id: two") < after.index("# about the rest")
    assert "x: 1 # kept" in after
    assert [feed["id"] for feed in _feeds(after)] == ["one", "two"]


@pytest.mark.parametrize(
    "text", ["partner: a\n", "partner: a\nfeeds: []\n", "partner: a\nfeeds: []\nname: b\n"]
)
def test_the_first_feed_of_a_partner(text: str) -> None:
    after = with_feed(text, "two", ["  - id: two"], replace=False)
    assert [feed["id"] for feed in _feeds(after)] == ["two"]
    assert YAML(typ="safe").load(after)["partner"] == "a"


def test_a_feed_of_the_same_id_is_replaced_only_if_asked() -> None:
    text = "feeds:\n  - id: one\n    x: 1\n\n  # about two\n  - id: two\n    x: 2\n"
    with pytest.raises(ConnectError, match="--yes"):
        with_feed(text, "one", ["  - id: one", "    x: 9"], replace=False)
    after = with_feed(text, "one", ["  - id: one", "    x: 9"], replace=True)
    assert [feed["x"] for feed in _feeds(after)] == [9, 2]
    assert "# about two" in after


def test_words_that_yaml_would_misread_come_back_as_they_are() -> None:
    values = {"Yes": "yes", "03801": "3801", "n/a: x": "no", "# 1": "a", "1.0": "b", "": "c"}
    lines = entry_lines("gender", {"column": "Sex: M/F", "values": values}, 4)
    assert YAML(typ="safe").load("\n".join(lines)) == {"gender": {"column": "Sex: M/F", "values": values}}


def test_a_long_entry_stands_on_several_lines() -> None:
    values = {f"Word number {number}": f"value_{number}" for number in range(20)}
    lines = entry_lines("area", {"column": "Area", "values": values}, 0)
    assert len(lines) == 23
    assert YAML(typ="safe").load("\n".join(lines))["area"]["values"] == values


def test_a_line_break_in_a_header_does_not_end_a_comment() -> None:
    assert all(
        line.startswith("  #") for line in comment_lines(["not used: Name\nof child, " + "x" * 200], 2)
    )


def test_an_open_question_stands_in_the_file_with_the_lines_that_answer_it(
    tmp_path: Path, propose_from: Callable[..., Proposal]
) -> None:
    rows = visits([f"0{month}/0{day}/2026" for month in (1, 2, 3) for day in (4, 5, 6)])
    proposal = propose_from(write_csv(tmp_path / "visits.csv", rows), "service")
    lines = feed_lines(proposal)
    day_first = next(line for line in lines if "# service_date:" in line and "%d/%m/%Y'}" in line)
    month_first = next(line for line in lines if "# service_date:" in line and "%m/%d/%Y'}" in line)
    assert "4 January 2026" in month_first
    assert "1 April 2026" in day_first
    for chosen, form in ((day_first, "%d/%m/%Y"), (month_first, "%m/%d/%Y")):
        settled = [line.replace("# ", "", 1) if line == chosen else line for line in lines]
        (feed,) = YAML(typ="safe").load("\n".join(settled))
        assert Feed.model_validate(feed).mapping.columns["service_date"].formats == [form]


def test_what_is_written_reads_back_as_what_was_proposed(
    tmp_path: Path, propose_from: Callable[..., Proposal]
) -> None:
    proposal = propose_from(
        write_csv(tmp_path / "v.csv", visits([day.isoformat() for day in days(9)])), "service"
    )
    proposal.columns["service_type"] = Entry(
        {"column": "Activity", "values": {"Chess": "chess"}}, ("a: b # c",)
    )
    (feed,) = YAML(typ="safe").load("\n".join(feed_lines(proposal)))
    read = Feed.model_validate(feed)
    assert read.mapping.columns["service_type"].values == {"Chess": "chess"}
    assert read.options == proposal.sample.options


def test_a_name_becomes_a_short_name() -> None:
    assert identifier_of("St. Mary's Reading Rooms") == "st_mary_s_reading_rooms"
    with pytest.raises(ConnectError, match="begin it with a letter"):
        identifier_of("4U")
