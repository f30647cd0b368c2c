"""What the page says about the figures: how measures stand, ranges, gaps in a series, feeds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise
from pathlib import Path

import pytest
from html_tree import Node, parse
from made_initiative import METRICS

from pipelines.report.drawing import apart
from pipelines.report.figures import sections
from pipelines.report.queries import read

Site = Mapping[str, str]
SiteAfter = Callable[..., Site]
Changed = Callable[..., Path]
LATEST = "partner_id = 'all' and area_id = 'all' and group_type = 'all' and period_id = '2025-26'"


def figure(site: Site, metric_id: str) -> Node:
    """A measure's small multiple, that of the whole initiative before those of sub-programs."""
    pages = ["sub-programs/index.html", *(page for page in site if page.startswith("sub-programs/"))]
    found = [node for page in pages for node in parse(site[page]).all("figure", data_metric=metric_id)]
    return found[0]


def set_latest(metric_id: str, value: float) -> str:
    return (
        f"update metrics.metric_values set value = {value}, lower = {value}, upper = {value}, numerator = "
        f"{value} * denominator, progress = ({value} - baseline) / (target - baseline) "
        f"where metric_id = '{metric_id}' and {LATEST}"
    )


@pytest.mark.parametrize(
    ("metric_id", "value", "status"),
    [
        ("chronic_absence_rate", 0.14, "✓ Target met"),
        ("chronic_absence_rate", 0.15, "✓ Target met"),
        ("chronic_absence_rate", 0.18, "→ On track"),
        ("chronic_absence_rate", 0.22, "! Behind"),
        ("chronic_absence_rate", 0.3, "! Behind"),
        ("fafsa_completion", 0.71, "✓ Target met"),
        ("fafsa_completion", 0.66, "→ On track"),
        ("fafsa_completion", 0.53, "! Behind"),
    ],
)
def test_standing_follows_direction_and_time(
    changed: Changed, metric_id: str, value: float, status: str
) -> None:
    """Two of the four years from baseline to target are gone, so half of the way keeps the pace."""
    found = sections(read(changed(set_latest(metric_id, value))))
    (standing,) = {f.standing for s in found for f in s.figures if f.metric.metric_id == metric_id}
    assert f"{standing.glyph} {standing.word}" == status


def test_the_status_stands_at_the_figure(site: Site) -> None:
    status = figure(site, "kindergarten_readiness").one("p", **{"class": "status"}).text
    assert status == "✓ Target met 60% by 2027-28, from 46% in 2023-24"


def test_a_measure_without_target_is_not_judged(site: Site) -> None:
    assert figure(site, "graduation_rate").one("p", **{"class": "status"}).text == "· No target"


def test_percents_are_whole_below_two_hundred(site_after: SiteAfter) -> None:
    latest = (
        "update metrics.metric_values set numerator = {0}, denominator = {1}, value = {0} / {1} "
        f"where {LATEST}"
    )
    site = site_after(
        f"{latest.format(101, 150)} and metric_id = 'graduation_rate'",
        f"{latest.format(1010, 1500)} and metric_id = 'fafsa_completion'",
    )
    assert figure(site, "graduation_rate").one("h3").text == "Graduated on time: 67%"
    assert figure(site, "fafsa_completion").one("h3").text == "FAFSA completed: 67.3%"


def test_a_range_is_shown_as_a_range(site: Site) -> None:
    tree = parse(site["index.html"])
    low, high = "4,032", "4,193"
    assert f"{low}–{high}" in figure(site, "people_served").one("h3").text
    assert f"between {low} and {high} people" in tree.one("section", aria_labelledby="headline").text


def test_hidden_and_missing_years(site_after: SiteAfter) -> None:
    """No line is drawn across a hidden year; a measure with older data says its year."""
    site = site_after(
        "update metrics.metric_values set status = 'suppressed' where metric_id = 'graduation_rate' "
        "and period_id = '2024-25'",
        "delete from metrics.metric_values where metric_id = 'fafsa_completion' and period_id = '2025-26'",
    )
    assert figure(site, "fafsa_completion").one("h3").text.endswith("(2024-25)")
    shown = figure(site, "graduation_rate")
    assert "[c]" in shown.one("svg").text
    assert shown.all("tr")[2].text == "2024-25 [c] [c] 10 of 11"
    strokes = [n for n in shown.one("svg").all("path") if n.attributes.get("stroke-width") == "2.5"]
    assert all("L" not in node.attributes["d"] for node in strokes)


def test_a_year_that_is_not_yet_due_is_not_the_headline(site_after: SiteAfter) -> None:
    site = site_after("update agenda.initiative set as_of = date '2026-03-01'")
    shown = figure(site, "fafsa_completion")
    assert shown.all("tr")[3].text.startswith("2025-26 so far")
    assert shown.one("h3").text == f"FAFSA completed: {shown.all('tr')[2].all('td')[0].text}"
    assert "2024-25" in parse(site["index.html"]).all("p", **{"class": "eyebrow"})[0].text


def test_sentences_rest_on_metrics_of_the_release(site: Site) -> None:
    stated = [
        node.attributes["data-facts"]
        for page in site.values()
        for node in parse(page).walk()
        if "data-facts" in node.attributes
    ]
    assert {metric_id for facts in stated for metric_id in facts.split()} <= set(METRICS)
    assert len([facts for facts in stated if facts]) >= 5


def test_title_and_findings_follow_the_figures(site_after: SiteAfter) -> None:
    groups = "partner_id = 'all' and area_id = 'all' and period_id = '2025-26' and group_type = 'disability'"
    site = site_after(
        set_latest("chronic_absence_rate", 0.1),
        set_latest("retention_rate", 0.4),
        "update metrics.metric_values set value = case group_value when 'yes' then 0.05 else 0.95 end "
        f"where metric_id = 'fafsa_completion' and {groups}",
    )
    tree = parse(site["index.html"])
    assert tree.one("h1").text == "Target met: chronic absence; furthest behind: stayed in the program"
    best, worst, gap, _ = (item.text for item in tree.one("ol", **{"class": "findings"}).all("li"))
    assert best.startswith(
        "Chronic absence fell from 24.1% in 2023-24 to 10.0% in 2025-26, which meets the target of 15%"
    )
    assert worst.startswith(
        "Furthest behind: stayed in the program, at 40.0% in 2025-26, with a target of 80%"
    )
    assert gap.startswith(
        "Widest difference between groups: FAFSA completed by disability, 5% for “With a disability” against "
        "95.0% for “Without a disability”: 90 points, up from "
    )


def test_a_failed_feed_is_named_with_its_fix(site: Site) -> None:
    feeds = parse(site["methods.html"]).one("div", aria_label="Feeds that need attention")
    assert "! Failed; last good data kept" in feeds.text
    assert "Renew the access token of the form." in feeds.text
    assert (
        "Parks and Recreation rest on older data"
        in parse(site["index.html"]).one("ol", **{"class": "findings"}).text
    )


def test_disagreements_are_counted_and_cut(site: Site) -> None:
    section = parse(site["methods.html"]).one("section", id="limits")
    assert "23 figures that publishers printed" in section.text
    rows = section.one("div", aria_label="Published numbers that disagree").one("tbody").all("tr")
    assert len(rows) == 20
    assert [row.text.count("1 figure below is withheld") for row in rows].count(1) == 1
    assert [row.text.count("3 figures below are withheld") for row in rows].count(1) == 1


def test_outcomes_show_their_value_or_say_that_there_is_none(site: Site) -> None:
    tree = parse(site["outcomes/index.html"])
    boxes = {item.one("strong").text: item.text for item in tree.one("section", id="theory").all("li")}
    assert "no data yet" in boxes["Young people feel that they belong"]
    assert "% chronic absence" in boxes["Pupils come to school"]
    assert "! Overdue" in parse(site["partners/index.html"]).one("div", aria_label="Commitments").text


@pytest.mark.parametrize("places", [[50.0, 51.0, 52.0], [150.0, 149.0, 148.0], [10.0, 90.0, 91.0], [40.0]])
def test_labels_keep_apart_and_inside(places: list[float]) -> None:
    moved = apart(places, lowest=150.0, gap=17.0)
    ordered = sorted(moved)
    assert all(below - above >= 17.0 for above, below in pairwise(ordered))
    assert ordered[-1] <= 150.0
    assert [places[i] for i in sorted(range(len(moved)), key=lambda i: moved[i])] == sorted(places)
