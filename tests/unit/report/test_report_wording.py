"""Sentences that hold for any agenda: many goals or none, one partner or twelve, six areas or hundreds."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from html_tree import Node, parse

SiteAfter = Callable[..., Mapping[str, str]]
# Figures that stay when an initiative measures no people and has set itself no goal.
BARE = (
    "delete from agenda.targets",
    "delete from agenda.metrics where metric_id not in ('chronic_absence_rate', 'graduation_rate')",
    "delete from agenda.sub_program_metrics where sub_program_id <> 'college_access'",
    "insert into agenda.sub_program_metrics values ('college_access', 'chronic_absence_rate', 0)",
    "delete from agenda.sub_programs where sub_program_id <> 'college_access'",
    "delete from agenda.partners where partner_id <> 'college_bridge'",
    "delete from data_quality.reporting where partner_id <> 'college_bridge'",
    "delete from data_quality.feed_status",
    "delete from data_quality.rejections",
    "delete from agenda.commitments",
    "delete from agenda.funding",
    "delete from agenda.activities",
    "delete from agenda.outputs",
    "delete from agenda.outcomes",
    "delete from agenda.theory_links",
)
MORE_AREAS = (
    "insert into agenda.areas select 'd' || i, 'District ' || i, 'district', 'harbour', null, 100 + i "
    "from range(40) as many(i)",
    "insert into metrics.metric_values by name select metric_values.* replace ('d' || i as area_id, "
    "case when i = 39 then null else 1000 - i end as denominator, "
    "case when i = 39 then 'suppressed' else status end as status) "
    "from metrics.metric_values, range(40) as many(i) "
    "where metric_id = 'chronic_absence_rate' and area_id = 'harbour_east'",
)


def numbers(site: Mapping[str, str]) -> list[str]:
    return [item.text for item in parse(site["index.html"]).one("ul", **{"class": "numbers"}).all("li")]


def areas_shown(site: Mapping[str, str]) -> Node:
    return parse(site["areas/index.html"]).one("div", aria_label="Main measures by area")


@pytest.mark.parametrize(
    ("kept", "title"),
    [
        ("'kindergarten_readiness'", "Target met: ready for kindergarten; no measure is behind its target"),
        ("'retention_rate'", "Furthest behind its target: stayed in the program"),
    ],
)
def test_the_title_does_without_a_best_or_a_worst(site_after: SiteAfter, kept: str, title: str) -> None:
    site = site_after(f"delete from agenda.targets where metric_id not in ({kept})")
    assert parse(site["index.html"]).one("h1").text == title


def test_measures_that_cannot_be_judged_are_counted(site_after: SiteAfter) -> None:
    site = site_after(
        "delete from agenda.targets where metric_id not in ('fafsa_completion', 'retention_rate')",
        "update metrics.metric_values set baseline = null, progress = null where metric_id = 'retention_rate'",
    )
    tree = parse(site["index.html"])
    assert tree.one("p", **{"class": "lead"}).text.endswith(
        "of 2 measures with a target, 1 is behind and 1 cannot be judged yet."
    )
    assert numbers(site)[1] == "0 of 2 measures on track or met 0 met, 0 on track, 1 behind, 1 not judged yet"
    support = parse(site["sub-programs/family_support.html"])
    status = support.one("figure", data_metric="retention_rate").one("p", **{"class": "status"}).text
    assert status == "· Not judged yet target 80% by 2027-28; the baseline is not one exact figure"


def test_a_measure_that_stands_where_it_began_neither_rose_nor_fell(site_after: SiteAfter) -> None:
    site = site_after(
        "delete from agenda.targets where metric_id <> 'fafsa_completion'",
        "update agenda.targets set baseline_period_id = '2025-26'",
        "update metrics.metric_values set value = 0.531, baseline = 0.531, progress = 0 "
        "where metric_id = 'fafsa_completion' and partner_id = 'all' and period_id = '2025-26'",
    )
    first = parse(site["index.html"]).one("ol", **{"class": "findings"}).all("li")[0].text
    assert first.startswith("FAFSA completed: 53.1% in 2025-26, on track for the target of 70% by 2027-28.")


def test_without_goals_and_people_the_page_leads_with_the_rates(site_after: SiteAfter) -> None:
    site = site_after(*BARE)
    tree = parse(site["index.html"])
    assert tree.one("h1").text == "Chronic absence 18.4% in 2025-26; graduated on time 82.0% in 2025-26"
    lead = tree.one("p", **{"class": "lead"}).text
    assert lead == "In 2025-26, 1 partner reported; 2 measures are shown, and no target has been set."
    assert numbers(site) == [
        "2 measures shown no target has been set",
        "100% of expected data received 1 of 1 report due",
        "1 of 1 partner reporting of those whose data is due",
    ]
    assert "College Bridge (nonprofit): College access" in parse(site["partners/index.html"]).text
    assert "No feed has been set up yet." in parse(site["methods.html"]).text
    assert "The agenda has no activities" in parse(site["outcomes/index.html"]).text
    assert "Target 7" not in site["index.html"]


def test_reports_that_have_not_come_are_counted(site_after: SiteAfter) -> None:
    site = site_after(
        "update data_quality.reporting set reported = due",
        "update data_quality.reporting set reported = 0 where partner_id = 'parks' and period_id = '2025-26'",
    )
    assert (
        "1 of 19 reports due for 2025-26 has not come"
        in parse(site["index.html"]).one("ol", **{"class": "findings"}).text
    )


def test_many_areas_are_cut_to_the_largest(site_after: SiteAfter) -> None:
    site = site_after(*MORE_AREAS)
    rows = [row.all("th")[0].text for row in areas_shown(site).one("tbody").all("tr")]
    assert len(rows) == 25
    assert rows[0] == "Harbour County"
    assert "District 0" in rows
    assert "District 38" not in rows
    assert "District 39" not in rows
    assert "The 25 largest of 46 areas are shown" in site["areas/index.html"]


def test_areas_are_ranked_by_population_where_all_have_one(site_after: SiteAfter) -> None:
    site = site_after(*MORE_AREAS, "update agenda.areas set population = position + 1")
    rows = [row.all("th")[0].text for row in areas_shown(site).one("tbody").all("tr")]
    assert rows == [f"District {i}" for i in range(15, 40)]


def test_few_areas_are_all_shown(site: Mapping[str, str]) -> None:
    assert len(areas_shown(site).one("tbody").all("tr")) == 6
    assert "largest of" not in site["areas/index.html"]


def test_pages_with_many_areas_stay_small(site_after: SiteAfter) -> None:
    assert max(len(page.encode()) for page in site_after(*MORE_AREAS).values()) < 300_000
