"""The page as a whole: the same bytes, nothing from outside, nothing hidden shown, usable by everybody."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from html_tree import Node, parse
from made_initiative import METRICS, PARTNERS
from released_warehouse import build_empty

from pipelines.report import render

TYPED = (
    "agenda.initiative.name",
    "agenda.initiative.vision",
    "agenda.partners.name",
    "agenda.sub_programs.name",
    "agenda.sub_programs.description",
    "agenda.metrics.name",
    "agenda.metrics.definition",
    "agenda.metrics.source",
    "agenda.areas.name",
    "agenda.groups.group_type_name",
    "agenda.groups.group_value_name",
    "agenda.periods.name",
    "agenda.activities.description",
    "agenda.outputs.name",
    "agenda.outcomes.name",
    "agenda.theory_links.assumption",
    "agenda.commitments.what",
    "agenda.funding.funder",
    "data_quality.feed_status.message",
    "data_quality.rejections.fix",
)
HEADINGS = ("h1", "h2", "h3", "h4")


@pytest.fixture(scope="module")
def tree(page: str) -> Node:
    return parse(page)


def test_the_same_release_gives_the_same_bytes_in_another_process(
    page: str, warehouse: Path, tmp_path: Path
) -> None:
    code = (
        "import sys; from pathlib import Path; from pipelines.report import render; "
        "render(Path(sys.argv[1]), Path(sys.argv[2]), release_id='r-2026-09-15-0001')"
    )
    environment = os.environ | {"PYTHONHASHSEED": "77", "TZ": "Pacific/Auckland", "PYTHONPATH": os.getcwd()}
    subprocess.run([sys.executable, "-c", code, str(warehouse), str(tmp_path)], check=True, env=environment)
    assert (tmp_path / "index.html").read_text(encoding="utf-8") == page


def test_the_page_is_one_file_that_loads_nothing(tree: Node, page: str) -> None:
    assert not tree.all("script", "img", "iframe", "object", "embed", "source", "image", "use")
    # An empty icon, so that a browser does not ask the server for one.
    assert [link.attributes for link in tree.all("link")] == [{"rel": "icon", "href": "data:,"}]
    assert "@import" not in page
    assert "@font-face" not in page
    assert not re.findall(r"url\((?!#)", page)
    assert not [node for node in tree.walk() if any(name.startswith("on") for name in node.attributes)]
    outside = [
        n.attributes["href"] for n in tree.walk() if re.match("(https?:)?//", n.attributes.get("href", ""))
    ]
    assert outside == []


@pytest.mark.parametrize("metric_id", METRICS)
def test_every_metric_has_a_figure_and_a_definition(tree: Node, metric_id: str) -> None:
    figures = tree.all("figure", data_metric=metric_id)
    made = METRICS[metric_id]
    assert figures
    assert figures[0].all("h4")[0].text.startswith(f"{made.name}: ")
    assert made.definition in tree.one("dl").text
    assert tree.one("dt", id=f"metric-{metric_id}").text == made.name


def test_what_is_suppressed_leaves_no_trace(page: str, page_after: Callable[..., str]) -> None:
    leaked = page_after(
        "update metrics.metric_values set numerator = 7.00, denominator = 9.00, value = 0.777, lower = 0.7, "
        "upper = 0.8, people = 9, progress = 0.5 where status <> 'published'"
    )
    assert leaked == page


def test_a_suppressed_group_keeps_its_row_with_a_mark(tree: Node) -> None:
    figure = tree.all("figure", data_metric="kindergarten_readiness")[-1]
    (row,) = [row for row in figure.all("tr") if "Alaska Native" in row.text]
    assert [cell.text for cell in row.all("td")] == ["[c]", "[c]", "[c]"]
    assert all("[c]" in svg.text for svg in figure.all("svg"))


def test_markup_in_names_is_text(page_after: Callable[..., str]) -> None:
    """Everything that a person may have typed carries an attack; each must come out as text."""
    attack = "\"''><script>{}</script></style><svg onload=x>"
    page = page_after(
        *(
            f"update {place.rpartition('.')[0]} set {place.rpartition('.')[2]} = '{attack.format(place)}'"
            for place in TYPED
        )
    )
    tree = parse(page)
    assert not tree.all("script")
    assert not [node for node in tree.walk() if "onload" in node.attributes]
    assert [place for place in TYPED if f"&lt;script&gt;{place}&lt;/script&gt;" not in page] == []


def test_headings_go_down_one_level_at_a_time(tree: Node) -> None:
    levels = [int(node.tag[1]) for node in tree.walk() if node.tag in HEADINGS]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_chart_is_described_and_has_its_table(tree: Node) -> None:
    ids = [node.attributes["id"] for node in tree.walk() if "id" in node.attributes]
    assert len(ids) == len(set(ids))
    for figure in tree.all("figure"):
        assert figure.one("table").one("caption").text
        assert figure.all("svg")
        for svg in figure.all("svg"):
            assert svg.attributes["role"] == "img"
            assert svg.one("title").text
            assert svg.one("desc").text
            assert svg.attributes["aria-labelledby"].split() == [
                svg.one("title").attributes["id"],
                svg.one("desc").attributes["id"],
            ]
    assert len(tree.all("svg")) == len([svg for figure in tree.all("figure") for svg in figure.all("svg")])


def test_tables_name_their_headers_and_scroll_by_keyboard(tree: Node) -> None:
    tables = tree.all("table")
    assert tables
    assert all(table.one("caption").text for table in tables)
    assert all("scope" in cell.attributes for table in tables for cell in table.all("th"))
    regions = tree.all("div", role="region", tabindex="0")
    assert len(regions) == len(tables)
    assert all(region.attributes["aria-label"] and region.one("table") for region in regions)


def test_links_within_the_page_lead_somewhere(tree: Node) -> None:
    ids = {node.attributes.get("id") for node in tree.walk()}
    links = [node.attributes["href"] for node in tree.all("a")]
    assert [link for link in links if link.startswith("#") and link[1:] not in ids] == []
    outside = {link for link in links if not link.startswith(("#", "explain/"))}
    assert outside == {"../warehouse.duckdb", "../parquet/"}


def test_chart_text_is_readable_on_a_phone(tree: Node) -> None:
    shown_on_phones = [svg for svg in tree.all("svg") if "wide" not in svg.attributes["class"]]
    assert shown_on_phones
    for svg in shown_on_phones:
        size = float(svg.attributes["font-size"].removesuffix("px"))
        width = float(svg.attributes["viewbox"].split()[2])
        assert size * 350 / width >= 12
        assert not [node for node in svg.walk() if "font-size" in node.attributes]


def test_language_landmarks_and_skip_link(tree: Node) -> None:
    assert tree.one("html").attributes["lang"] == "en"
    assert tree.all("a")[0].attributes["href"] == f"#{tree.one('main').attributes['id']}"
    assert tree.one("nav").attributes["aria-label"]


def test_sample_data_says_so_first(tree: Node, page_after: Callable[..., str]) -> None:
    assert tree.one("p", **{"class": "sample"}).text == "Generated sample data: nobody in it is real."
    assert "Generated sample data" not in page_after("update agenda.initiative set is_sample = false")


def test_method_names_release_date_and_the_smallest_count(tree: Node) -> None:
    method = tree.one("section", id="method").text
    assert "r-2026-09-15-0001" in method
    assert "15 September 2026" in method
    assert "Counts of 1 to 10 people" in method


def test_every_partner_stands_in_the_matrix_and_the_grid(tree: Node) -> None:
    for section in ("partners", "evidence"):
        text = tree.one("section", id=section).text
        assert [name for name, _, _ in PARTNERS.values() if name not in text] == []


def test_a_release_without_figures_still_gives_a_page(tmp_path: Path) -> None:
    warehouse = build_empty(tmp_path / "empty.duckdb")
    tree = parse(render(warehouse, tmp_path / "report", release_id="r1").read_text(encoding="utf-8"))
    assert tree.one("h1").text == "New initiative: where we stand"
    assert "0 of 0" in tree.text


def test_without_a_warehouse_the_error_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="Release first"):
        render(tmp_path / "none.duckdb", tmp_path, release_id="r1")
