"""The learning summary of a released warehouse, read through its public door."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from pipelines.learning import HEADINGS, Sentence, Summary, ThemeShare, as_json, as_text, summarise
from pipelines.learning.chance import newcombe, wilson
from pipelines.learning.checker import problems
from pipelines.learning.vocabulary import CAUSAL, CAUSAL_PHRASES

Changed = Callable[..., Path]
ABSENCE_CELL = "metric_id = 'absence' and period_id = '2025-26' and partner_id = 'all' and group_type = 'all'"
HIDE = "update metrics.metric_values set status = 'suppressed', numerator = null, denominator = null, value = null, lower = null, upper = null, people = null where "


def _texts(summary: Summary, heading: str) -> list[str]:
    return [sentence.text for sentence in summary.under(heading)]


def test_what_improved_says_where_it_was_and_how_sure_it_is(summary: Summary) -> None:
    (sentence,) = summary.under("improved")
    assert sentence.text == (
        "Chronic absence (After school): 20.0% in 2025-26, down from 28.0% in 2024-25 (it was 30.0% in 2023-24)."
    )
    assert sentence.sure == (
        "Counted: 1,000 people. The change is larger than chance alone would make it. All 5 partners reported."
    )
    assert sentence.facts == ("absence/club/2025-26/change", "absence/club/2025-26/since/2023-24")


def test_what_got_worse_or_may_be_chance_did_not_improve(summary: Summary) -> None:
    reading, retention, _ = summary.under("not_improved")
    assert "47.0% in 2025-26, down from 56.0%" in reading.text
    assert "behind the target of 65% by 2026-27: an even pace would be at 60.0% by now" in reading.text
    assert "70.5% in 2025-26, up from 70.2%" in retention.text
    assert "A change of this size can be chance." in retention.sure


def test_what_cannot_be_better_is_no_failure(changed: Changed) -> None:
    all_stay = "update metrics.metric_values set value = {0}, numerator = {0} * denominator where metric_id = 'retention'"
    told = [
        [sentence.text for sentence in summarise(changed(all_stay.format(share))).under("not_improved")]
        for share in (0.9, 1.0)
    ]
    assert [any("Retention" in text for text in texts) for texts in told] == [True, False]


def test_gaps_say_who_is_behind_and_between_what_bounds(summary: Summary) -> None:
    gap = next(
        one for one in summary.under("for_whom") if one.facts[0].startswith("reading/club/2025-26/gap")
    )
    assert gap.text == (
        "Reading at grade level (After school): 30.0% for “Low income” and 60.0% for “Not low income” in 2025-26. "
        "The gap is 30.0 points; in 2024-25 it was 21.5 points."
    )
    assert "it lies between 24 and 36 points" in gap.sure


def test_a_turn_and_a_change_that_hangs_on_one_partner_surprise(summary: Summary) -> None:
    turn, without = summary.under("surprised")
    assert "turned round: 50.0% in 2023-24, 56.0% in 2024-25, 47.0% in 2025-26" in turn.text
    assert "without Acorn House it goes the other way, from 3,375 hours to 3,325 hours" in without.text


def test_a_figure_outside_its_frozen_forecast_surprises(changed: Changed) -> None:
    score = (
        "insert into metrics.forecast_scores (metric_id, sub_program_id, period_id, made_on, actual, forecast_lower, "
        "forecast_upper, is_within_interval, status) values "
        "('absence', 'club', '2025-26', '2025-08-31', 0.2, 0.24, 0.3, {}, 'published')"
    )
    summary = summarise(changed(score.format("false")))
    assert _texts(summary, "surprised")[0] == (
        "Chronic absence (After school): 20.0% in 2025-26. The forecast frozen on 31 August 2025 expected between "
        "24.0% and 30.0%."
    )
    inside = summarise(changed(score.format("true")))
    assert not any("forecast" in text for text in _texts(inside, "surprised"))


def test_limits_name_what_is_missing_hidden_and_counted_in_two_ways(summary: Summary) -> None:
    text = "\n".join(_texts(summary, "limits"))
    assert "1 of 10 reports due for 2025-26 has not come: from Dove Tutors." in text
    assert "20.0% in 2025-26 as we agreed to count it; 12.0% the way Elm Schools counts it" in text
    assert "between 500 and 560 in 2025-26; nobody knows which." in text
    (people,) = [one for one in summary.under("limits") if one.text.startswith("People served")]
    assert people.sure.startswith(
        "The lower number takes everybody in bare totals for somebody counted already"
    )
    assert "Family income: 1 of 5 figures for 2025-26 is hidden" in text
    assert "25 of 500 rows" in text
    assert "Totals without single records come from Elm Schools" in text


def test_a_range_with_a_middle_value_comes_from_doubtful_records(changed: Changed) -> None:
    after = summarise(changed("update metrics.metric_values set value = 500 where metric_id = 'people'"))
    (people,) = [one for one in after.under("limits") if one.text.startswith("People served")]
    assert (
        people.sure == "The lower number takes every doubtful match for one person, the higher one for two."
    )


def test_an_amount_says_that_chance_is_not_known(summary: Summary) -> None:
    (hours,) = [one for one in summary.under("not_improved") if one.text.startswith("Service hours")]
    assert "How much of the change is chance is not known." in hours.sure


def test_periods_that_are_not_over_do_not_hide_shorter_ones_that_are(changed: Changed) -> None:
    # Seen from the middle of a first year, the quarters that are over count.
    quarters = (
        "update agenda.periods set period_type = 'quarter'",
        "insert into agenda.periods (period_id, period_type, name, starts_on, ends_on) values "
        "('whole', 'school_year', 'The year', '2023-07-01', '2027-06-30')",
        "insert into metrics.metric_values by name (select * replace ('whole' as period_id) from metrics.metric_values "
        "where period_id = '2025-26')",
    )
    (improved,) = summarise(changed(*quarters)).under("improved")
    assert "20.0% in 2025-26, down from 28.0% in 2024-25" in improved.text


def test_questions_ask_and_name_no_figure_that_is_not_a_fact(summary: Summary) -> None:
    questions = summary.under("questions")
    assert len(questions) == 6
    assert all(one.text.endswith("?") and one.facts[0] in summary.facts for one in questions)


def test_every_number_of_every_sentence_is_a_printed_figure_of_its_facts(summary: Summary) -> None:
    refused = {one.text: problems(one, one.text, list(one.facts), summary.facts) for one in summary.sentences}
    assert {text: found for text, found in refused.items() if found} == {}


def test_no_sentence_says_why(summary: Summary) -> None:
    for one in summary.sentences:
        words = set(re.findall(r"[a-z]+", f"{one.text} {one.sure}".lower()))
        # "a good result" of a person, "reports due" and "more than chance makes" name no cause.
        assert not words & (CAUSAL - {"result", "makes", "due"}), one
        assert not any(phrase in one.text.lower() for phrase in CAUSAL_PHRASES if phrase != "so that")


def test_every_cell_that_a_fact_rests_on_is_published(summary: Summary, town: Path) -> None:
    with duckdb.connect(str(town), read_only=True) as connection:
        published = {
            "metric_values:" + "/".join(row)
            for row in connection.execute(
                "select metric_id, sub_program_id, period_id, group_type, group_value, area_id, partner_id "
                "from metrics.metric_values where status = 'published'"
            ).fetchall()
        }
    used = {
        cell for fact in summary.facts.values() for cell in fact.cells if cell.startswith("metric_values:")
    }
    assert used
    assert used <= published


def _cells_told(summary: Summary) -> dict[str, set[str]]:
    """For each cell, the sentences that rest on it."""
    told: dict[str, set[str]] = {}
    for sentence in summary.sentences:
        for cell in (cell for name in sentence.facts for cell in summary.facts[name].cells):
            if cell.startswith("metric_values:"):
                told.setdefault(cell, set()).add(sentence.text)
    return told


def test_a_sentence_disappears_with_any_cell_that_it_rests_on(summary: Summary, changed: Changed) -> None:
    told = _cells_told(summary)
    assert len(told) > 15
    names = ("metric_id", "sub_program_id", "period_id", "group_type", "group_value", "area_id", "partner_id")
    for cell, texts in told.items():
        place = zip(names, cell.removeprefix("metric_values:").split("/"), strict=True)
        # The tables beside the cells are made from them and hide the same figure.
        metric_id, _, period_id, *_ = cell.removeprefix("metric_values:").split("/")
        beside = f"metric_id = '{metric_id}' and period_id = '{period_id}'"
        after = summarise(
            changed(
                HIDE + " and ".join(f"{name} = '{value}'" for name, value in place),
                f"update metrics.equity_gaps set status = 'suppressed', gap = null where {beside}",
                f"update metrics.metric_pace set status = 'suppressed', value = null where {beside}",
            )
        )
        assert not [fact for fact in after.facts.values() if cell in fact.cells]
        # A question speaks of the present figure only, and stays where an earlier one is hidden.
        still = {sentence.text for sentence in after.sentences if sentence.heading != "questions"}
        assert not texts & still


def test_a_hidden_value_that_stays_in_the_file_is_not_read(changed: Changed) -> None:
    after = summarise(changed(f"update metrics.metric_values set status = 'suppressed' where {ABSENCE_CELL}"))
    assert "20.0% in 2025-26" not in as_text(after)


def test_partners_that_reported_throughout_can_contradict_a_change(changed: Changed) -> None:
    line = (
        "insert into metrics.like_for_like (metric_id, sub_program_id, period_id, period_type, compared_from, "
        "compared_to, value, all_partners_value, status) values "
        "('absence', 'club', '{}', 'school_year', '2023-24', '2025-26', {}, {}, 'published')"
    )
    agreeing = summarise(changed(line.format("2024-25", 0.29, 0.28), line.format("2025-26", 0.25, 0.2)))
    (improved,) = agreeing.under("improved")
    assert "The partners that reported throughout moved the same way." in improved.sure
    against = summarise(changed(line.format("2024-25", 0.22, 0.28), line.format("2025-26", 0.25, 0.2)))
    assert not against.under("improved")
    (sentence,) = [one for one in against.under("not_improved") if one.text.startswith("Chronic absence")]
    assert "moved the other way, so read it with care" in sentence.sure


def test_fewer_people_make_the_same_shares_less_sure(changed: Changed) -> None:
    fewer = summarise(
        changed(
            "update metrics.metric_values set numerator = numerator / 10, denominator = denominator / 10, people = 100 "
            "where metric_id = 'absence' and group_type = 'all' and partner_id = 'all'"
        )
    )
    assert not fewer.under("improved")


def test_the_same_release_gives_the_same_bytes(town: Path, summary: Summary) -> None:
    again = summarise(town)
    assert as_json(again).encode() == as_json(summary).encode()
    assert as_text(again) == as_text(summary)


def test_an_empty_release_has_nothing_to_say(changed: Changed) -> None:
    tables = ("metrics.metric_values", "metrics.equity_gaps", "metrics.metric_pace", "metrics.leave_one_out")
    tables += ("data_quality.reporting", "data_quality.feed_status", "data_quality.plan_progress")
    after = summarise(changed(*(f"delete from {table}" for table in tables), "delete from agenda.partners"))
    assert after.sentences == ()
    assert as_text(after) == ""


def test_a_missing_release_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="Release first"):
        summarise(tmp_path / "warehouse.duckdb")


def test_themes_come_with_their_margin_and_small_ones_do_not(town: Path) -> None:
    safe = ThemeShare("safety", "feeling safe", "all", "2025-26", 80, 200, 0.03, 0.3, "2024-25")
    near = ThemeShare("staff", "kind staff", "club", "2025-26", 60, 200, 0.03, 0.31, "2024-25")
    small = ThemeShare("food", "the food", "all", "2025-26", 7, 200, 0.03)
    nearly_all = ThemeShare("room", "the room", "all", "2025-26", 195, 200, 0.03)
    summary = summarise(town, [small, near, nearly_all, safe])
    first, second = summary.under("voices")
    assert (
        first.text
        == "Of 200 people who answered in 2025-26, 40.0% speak of “feeling safe”; in 2024-25 it was 30.0%."
    )
    assert first.sure == "The share can be off by 3.0 points either way."
    assert second.sure.endswith("The two shares are too near to call it a change.")
    assert "the food" not in as_json(summary)
    assert "the room" not in as_json(summary)


def test_headings_keep_their_order_and_their_measure(summary: Summary) -> None:
    order = [list(HEADINGS).index(one.heading) for one in summary.sentences]
    assert order == sorted(order)
    assert all(len(summary.under(heading)) <= 7 for heading in HEADINGS)
    assert all(isinstance(one, Sentence) and not one.by_machine for one in summary.sentences)


def test_names_of_partners_stay_text(changed: Changed) -> None:
    name = '<script>alert(1)</script> & "Co"'
    after = summarise(changed(f"update agenda.partners set name = '{name}' where partner_id = 'dove'"))
    assert any(name in sentence.text for sentence in after.sentences)
    assert "<script>" in as_text(after)


@pytest.mark.parametrize(
    ("counts", "low", "high"),
    # Newcombe 1998, table II, method 10.
    [
        ((56, 70, 48, 80), 0.0524, 0.3339),
        ((9, 10, 3, 10), 0.1705, 0.8090),
        ((10, 10, 0, 20), 0.6791, 1.0),
    ],
)
def test_intervals_are_those_of_the_paper(counts: tuple[int, int, int, int], low: float, high: float) -> None:
    assert newcombe(*counts) == pytest.approx((low, high), abs=0.0001)


def test_wilsons_interval_is_that_of_the_paper() -> None:
    # Newcombe 1998, Statistics in Medicine 17, 857-872, table I: 81 of 263.
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=0.0001)
