"""What stands around the figures: the learning summary, stories, money, what-if, open answers, withdrawn releases."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from html_checks import wrong_headings, wrong_ids, wrong_tables
from html_tree import Node, parse
from site_pages import Site, pages_of

from pipelines.report import render
from pipelines.report.handed import Handed, Withdrawn

YEAR = "2025-26"
BESIDE = (
    "create table agenda.outcome_stories as select * from (values "
    "('ready', 1, 'story', 'Two centres lost their bus.', null, null::date, null, null), "
    "('ready', 2, 'what_works', 'A call on the same day.', null, null, null, null), "
    "('ready', 3, 'next_step', 'Find a bus', null, date '2026-01-01', 'planned', null), "
    "('ready', 4, 'next_step', 'Promised', 'college_bridge', date '2099-01-01', 'planned', 'c1')) "
    "as t(outcome_id, position, kind, text, partner_id, due_on, status, commitment_id)",
)
VOICES = (
    "create schema voices",
    "create table voices.theme_shares as select * from (values "
    "('what_helped', 'Waiting', 'preschool', '2025-26', 80, 0.4, 0.07, 'published', 1), "
    "('what_helped', 'Hidden theme', 'preschool', '2025-26', null, null, null, 'suppressed', 2), "
    "('what_helped', 'Old', 'preschool', '2024-25', 80, 0.9, 0.07, 'published', 3)) "
    "as t(question_id, theme, sub_program_id, period_id, people, share, margin, status, position)",
    "create table voices.quotes as select 'They called us back the same day.' as text, "
    "'preschool' as sub_program_id, 'family' as role, 1 as position",
)
FACT = "kindergarten_readiness/preschool/2025-26/change"
LESSON = {
    "heading": "improved",
    "text": "Ready for kindergarten: 70% in 2025-26.",
    "sure": "Counted: 300 people.",
    "facts": [FACT],
    "by_machine": True,
}


@pytest.fixture
def summary() -> dict[str, object]:
    """A learning summary of one sentence."""
    cell = f"metric_values:kindergarten_readiness/preschool/{YEAR}/all/all/all/all"
    fact = {
        "cells": [cell, "reporting:2025-26"],
        "place": {"metric_id": "kindergarten_readiness", "sub_program_id": "preschool"},
    }
    headings = {"improved": "What improved", "questions": "Questions for the next meeting"}
    return {"headings": headings, "sentences": [LESSON], "facts": {FACT: fact}}


@pytest.fixture
def site_with(
    warehouse: Path, tmp_path: Path, earlier: Path, pictures: Path
) -> Callable[[dict[str, object] | None, Handed], Site]:
    """The site with a learning summary beside its pages and something handed in."""

    def rendered(summary: dict[str, object] | None, handed: Handed) -> Site:
        folder = tmp_path / "report"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        if summary is not None:
            (folder / "learning_summary.json").write_text(json.dumps(summary))
            (folder / "learning_summary.txt").write_text("What improved")
        render(warehouse, folder, release_id="r2", earlier=earlier, handed=handed, pictures=pictures)
        return pages_of(folder)

    return rendered


def _page(site: Site, address: str) -> Node:
    tree = parse(site[address])
    assert wrong_headings(tree) == wrong_ids(tree) == wrong_tables(tree) == []
    return tree


def test_each_lesson_says_how_sure_it_is_and_where_its_numbers_were_made(
    site_with: Callable[..., Site], summary: dict[str, object], report: Path
) -> None:
    site = site_with(summary, Handed())
    page = _page(site, "learned.html")
    (item,) = page.all("li", data_facts=FACT)
    assert "Ready for kindergarten: 70% in 2025-26." in item.text
    assert "Counted: 300 people." in item.text
    assert "worded by a machine" in item.text
    links = [link.attributes["href"] for link in item.all("a")]
    made, anchor = next(link for link in links if link.startswith("explain/")).split("#")
    assert f'id="{anchor}"' in (report / made).read_text()
    assert "Questions for the next meeting" not in page.text
    start = _page(site, "index.html").one("section", id="learned")
    assert "Ready for kindergarten: 70% in 2025-26." in start.text
    assert [link for link in start.all("a") if link.attributes["href"] == "learned.html"]
    assert all('href="learned.html"' in text or "../learned.html" in text for text in site.values())


def test_without_facts_there_is_no_page_and_no_way_to_it(site_with: Callable[..., Site]) -> None:
    site = site_with(None, Handed())
    assert "learned.html" not in site
    assert not [address for address, page in site.items() if "learned.html" in page]


def test_a_withdrawn_release_is_named_with_its_reason(site_with: Callable[..., Site]) -> None:
    taken_back = Withdrawn("2026-08-01-abc", date(2026, 8, 3), "A partner sent last year's rows.")
    start = _page(site_with(None, Handed(changes=(), withdrawn=(taken_back,))), "index.html")
    told = start.one("section", id="changes").text
    assert "2026-08-01-abc was withdrawn on 3 August 2026. A partner sent last year's rows." in told


def test_an_outcome_tells_its_story_and_steps_lead_to_the_plan(site_after: Callable[..., Site]) -> None:
    site = site_after(*BESIDE)
    story = _page(site, "outcomes/ready.html").one("section", id="story")
    assert "Two centres lost their bus." in story.text
    assert "Find a bus Backbone · by 1 January 2026 · ! Overdue planned" in story.text
    (link,) = [a.attributes["href"] for a in story.all("a") if "plan of action" in a.text]
    address, anchor = link.removeprefix("../").split("#")
    assert f'id="{anchor}"' in site[address]


def test_themes_and_quotes_stand_beside_the_figures_they_explain(site_after: Callable[..., Site]) -> None:
    site = site_after(*VOICES)
    page = _page(site, "outcomes/ready.html").text
    assert "Waiting what helped, Preschool 40% ± 7 points 80" in page
    assert "They called us back the same day. Somebody of a family, Preschool" in page
    assert "Hidden theme" not in "".join(site.values())
    assert "Old" not in _page(site, "outcomes/ready.html").one("section", aria_labelledby="themes-title").text
    assert "They called us back" not in site["outcomes/college.html"]


def test_money_stands_beside_the_result_that_it_paid_for(site_after: Callable[..., Site]) -> None:
    site = site_after(
        "drop table if exists metrics.cost_per_outcome",
        "create table metrics.cost_per_outcome as select 'kindergarten_readiness' as metric_id, 'all' as partner_id, "
        "'preschool' as sub_program_id, '2025-26' as period_id, 'gross' as cost_kind, 'USD' as currency, "
        "'money_received' as cost_basis, 5000.0 as program_cost, 50.0 as people_reached, 100.0 as value, "
        "100.0 as lower, 100.0 as upper, 'published' as status "
        "union all by name select 'kindergarten_readiness' as metric_id, 'all' as partner_id, 'after_school' as sub_program_id, "
        "'2025-26' as period_id, 'gross' as cost_kind, 'USD' as currency, 'money_received' as cost_basis, "
        "777.0 as program_cost, 3.0 as people_reached, 259.0 as value, 259.0 as lower, 259.0 as upper, 'suppressed' as status",
    )
    page = _page(site, "outcomes/ready.html").text
    assert "Preschool USD 5,000 money received 50 USD 100" in page
    assert "259" not in page
