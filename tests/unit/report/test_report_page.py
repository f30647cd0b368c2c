"""Every page of the site: nothing from outside, nothing hidden shown, usable by everybody, small."""

from __future__ import annotations

import os
import posixpath
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from html_checks import reaches_outside, wrong_headings, wrong_ids, wrong_pictures, wrong_tables
from html_tree import Node, parse
from made_initiative import AREAS, METRICS, PARTNERS, SUB_PROGRAMS
from released_warehouse import build_empty
from site_pages import Site, pages_of

from pipelines.report import render

MOST_BYTES = 300_000


@pytest.fixture(scope="module")
def trees(site: Site) -> dict[str, Node]:
    return {address: parse(text) for address, text in site.items()}


@pytest.fixture(scope="module")
def tree(trees: dict[str, Node]) -> Node:
    return trees["index.html"]


def test_there_is_a_page_for_everything_that_the_agenda_names(site: Site) -> None:
    wanted = {"index.html", "methods.html", "data.html"}
    wanted |= {f"{part}/index.html" for part in ("outcomes", "sub-programs", "partners", "areas")}
    wanted |= {f"outcomes/{each}.html" for each in ("ready", "attend", "belong", "college")}
    wanted |= {f"sub-programs/{each}.html" for each in SUB_PROGRAMS}
    wanted |= {f"partners/{each}.html" for each in PARTNERS} | {f"areas/{each}.html" for each in AREAS}
    wanted |= {f"explain/{each}.html" for each in METRICS}
    assert wanted == {address for address in site if address.count("/") < 2}


def test_the_same_release_gives_the_same_bytes_in_another_process(
    report: Path, warehouse: Path, tmp_path: Path
) -> None:
    code = (
        "import sys; from pathlib import Path; from pipelines.report import render, render_explanations; "
        "w = Path(sys.argv[1]); f = Path(sys.argv[2]); render(w, f, release_id='r-2026-09-15-0001'); "
        "render_explanations(w.parent, f, release_id='r-2026-09-15-0001')"
    )
    environment = os.environ | {"PYTHONHASHSEED": "77", "TZ": "Pacific/Auckland", "PYTHONPATH": os.getcwd()}
    subprocess.run([sys.executable, "-c", code, str(warehouse), str(tmp_path)], check=True, env=environment)
    files = {path.relative_to(report) for path in report.rglob("*") if path.is_file()}
    assert files == {path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file()}
    assert [
        str(file) for file in files if (report / file).read_bytes() != (tmp_path / file).read_bytes()
    ] == []


@pytest.mark.parametrize("check", [reaches_outside, wrong_headings, wrong_ids, wrong_tables, wrong_pictures])
def test_every_page_is_well_made(trees: dict[str, Node], check: Callable[[Node], list[str]]) -> None:
    assert {address: wrong for address, tree in trees.items() if (wrong := check(tree))} == {}


def test_every_link_leads_somewhere(trees: dict[str, Node], report: Path) -> None:
    """Relative links only, so that the folder can be moved; the downloads lie beside the report."""
    ids = {a: {n.attributes["id"] for n in tree.walk() if "id" in n.attributes} for a, tree in trees.items()}
    lost: list[str] = []
    for address, tree in trees.items():
        for link in tree.all("a"):
            target, _, anchor = link.attributes["href"].partition("#")
            path = (
                posixpath.normpath(posixpath.join(posixpath.dirname(address), target)) if target else address
            )
            is_download = path == "../warehouse.duckdb" or path.startswith("../parquet/")
            if not is_download and (path not in trees or (anchor and anchor not in ids[path])):
                lost.append(f"{address}: {link.attributes['href']}")
        sheet = tree.one("link", rel="stylesheet").attributes["href"]
        assert (report / posixpath.dirname(address) / sheet).is_file()
    assert lost == []


def test_every_page_can_be_reached_from_the_start(trees: dict[str, Node]) -> None:
    known, open_ = {"index.html"}, ["index.html"]
    while open_:
        address = open_.pop()
        for link in trees[address].all("a"):
            target = link.attributes["href"].partition("#")[0]
            path = posixpath.normpath(posixpath.join(posixpath.dirname(address), target))
            if target and path in trees and path not in known:
                known.add(path)
                open_.append(path)
    assert known == set(trees)


def test_the_style_sheet_loads_only_what_lies_beside_it(report: Path) -> None:
    sheet = (report / "assets" / "report.css").read_text(encoding="utf-8")
    named = [part.split(")")[0].strip("\"'") for part in sheet.split("url(")[1:]]
    assert named
    assert all((report / "assets" / name).is_file() for name in named)
    assert "@import" not in sheet


def test_every_page_is_light_with_all_that_it_loads(site: Site, report: Path) -> None:
    assets = sum(path.stat().st_size for path in (report / "assets").iterdir() if path.suffix != ".txt")
    heaviest = max(site, key=lambda address: len(site[address].encode()))
    assert len(site[heaviest].encode()) + assets < MOST_BYTES, heaviest


def test_header_way_back_and_footer_stand_on_every_page(trees: dict[str, Node]) -> None:
    for address, tree in trees.items():
        assert tree.one("html").attributes["lang"] == "en"
        assert tree.all("a")[0].attributes["href"] == f"#{tree.one('main').attributes['id']}"
        main = tree.one("nav", aria_label="Main")
        assert len(main.all("a")) == 7
        assert len([link for link in main.all("a") if "aria-current" in link.attributes]) == 1
        ways = tree.all("nav", aria_label="Breadcrumb")
        assert len(ways) == (address != "index.html")
        assert "r-2026-09-15-0001" in tree.one("footer").text
        assert tree.one("h1").text in tree.one("head").one("title").text or address.startswith("explain")


def test_titles_differ(trees: dict[str, Node]) -> None:
    titles = [tree.all("title")[0].text for tree in trees.values()]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("metric_id", METRICS)
def test_every_metric_has_a_figure_and_a_definition(trees: dict[str, Node], metric_id: str) -> None:
    made = METRICS[metric_id]
    figures = trees[f"sub-programs/{made.sub_programs[0]}.html"].all("figure", data_metric=metric_id)
    assert figures[0].all("h3")[0].text.startswith(f"{made.name}: ")
    methods = trees["methods.html"]
    assert made.definition in methods.one("dl").text
    assert methods.one("dt", id=f"metric-{metric_id}").text == made.name


def test_what_is_suppressed_leaves_no_trace(site: Site, site_after: Callable[..., Site]) -> None:
    leaked = site_after(
        "update metrics.metric_values set numerator = 7.00, denominator = 9.00, value = 0.777, lower = 0.7, "
        "upper = 0.8, people = 9, progress = 0.5 where status <> 'published'",
        "update metrics.equity_gaps set rate = 0.777, reference_rate = 0.5, gap = 0.277, gap_lower = 0.1, "
        "gap_upper = 0.3, people_to_close = 7, denominator = 9 where status <> 'published'",
    )
    assert [address for address in leaked if leaked[address] != site[address]] == []


def test_a_suppressed_forecast_is_not_shown(site_after: Callable[..., Site]) -> None:
    page = site_after("update metrics.forecasts set forecast = 0.777, status = 'suppressed'")[
        "outcomes/ready.html"
    ]
    assert "77.7" not in page
    assert "forecast" not in parse(page).one("main").text


def test_a_suppressed_group_keeps_its_row_with_a_mark(trees: dict[str, Node]) -> None:
    figure = trees["outcomes/ready.html"].all("figure", data_metric="kindergarten_readiness")[1]
    (row,) = [row for row in figure.all("tr") if "Alaska Native" in row.text]
    assert [cell.text for cell in row.all("td")] == ["[c]", "[c]", "[c]"]
    assert all("[c]" in svg.text for svg in figure.all("svg"))


def test_chart_text_is_readable_on_a_phone(trees: dict[str, Node]) -> None:
    drawn = [svg for tree in trees.values() for svg in tree.all("svg")]
    shown_on_phones = [svg for svg in drawn if "wide" not in svg.attributes["class"].split()]
    assert shown_on_phones
    for svg in shown_on_phones:
        size = float(svg.attributes["font-size"].removesuffix("px"))
        width = float(svg.attributes["viewbox"].split()[2])
        assert size * 350 / width >= 12
        assert not [node for node in svg.walk() if "font-size" in node.attributes]


def test_sample_data_says_so_first(trees: dict[str, Node], site_after: Callable[..., Site]) -> None:
    for tree in trees.values():
        assert tree.one("p", **{"class": "sample"}).text == "Generated sample data: nobody in it is real."
    real = site_after("update agenda.initiative set is_sample = false")
    assert [address for address, text in real.items() if "Generated sample data" in text] == []


def test_methods_name_the_smallest_count_and_versions_no_longer_in_force(trees: dict[str, Node]) -> None:
    method = trees["methods.html"].text
    assert "Counts of 1 to 10 people" in method
    assert "Version 0, no longer in force: People who stayed, counted by hand." in method


def test_every_partner_stands_in_the_matrix_and_the_grid(trees: dict[str, Node]) -> None:
    for address in ("partners/index.html", "methods.html"):
        assert [name for name, _, _ in PARTNERS.values() if name not in trees[address].text] == []


def test_an_outcome_page_tells_its_forecast_gaps_and_what_contributes(trees: dict[str, Node]) -> None:
    page = trees["outcomes/attend.html"]
    assert "The forecast was frozen on 15 September 2026: a straight line" in page.text
    assert "too few for an interval" in page.text
    rows = [row.text for row in page.one("figure", **{"class": "curve"}).one("tbody").all("tr")]
    assert rows[-1].startswith("2027-28 forecast 12.7%")
    gap = page.one("div", aria_label="Differences in chronic absence").one("tbody").text
    assert gap.startswith("With a disability Disability 24.0% Without a disability 17.0% +7.0 +1.0 to +13.0")
    contributes = page.one("section", id="contributes").text
    assert "Tutoring after school" in contributes
    assert "Train 20 volunteer tutors" in contributes
    assert "We assume: Pupils who keep up keep coming. Evidence: Own records, three years" in contributes
    assert "Beacon Club" in contributes
    assert "68.8%" in trees["outcomes/ready.html"].text
    assert "65.8% to 71.8%" in trees["outcomes/ready.html"].text


def test_a_partner_page_shows_its_own_figures_and_no_other_partner(trees: dict[str, Node]) -> None:
    page = trees["partners/college_bridge.html"].one("main")
    assert "FAFSA completed" in page.text
    assert "Hold an aid night at each of the five high schools" in page.text
    others = [name for key, (name, *_) in PARTNERS.items() if key != "college_bridge"]
    assert [name for name in others if name in page.text] == []


def test_a_release_without_figures_still_gives_a_site(tmp_path: Path, report: Path) -> None:
    warehouse = build_empty(tmp_path / "empty.duckdb")
    render(warehouse, tmp_path / "report", release_id="r1")
    trees = {address: parse(text) for address, text in pages_of(tmp_path / "report").items()}
    assert len(trees) == 7
    assert trees["index.html"].one("h1").text == "New initiative: where we stand"
    assert "0 of 0" in trees["index.html"].text
    assert {address: wrong for address, tree in trees.items() if (wrong := wrong_headings(tree))} == {}


def test_without_a_warehouse_the_error_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="Release first"):
        render(tmp_path / "none.duckdb", tmp_path, release_id="r1")
