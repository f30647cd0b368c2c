"""What people see: the reports of both sample initiatives and the lineage page, in a real browser."""

from __future__ import annotations

import json
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlparse

import pytest
from browser import (
    Seen,
    around,
    open_browser,
    serve_dagster,
    take_picture,
    too_wide,
    violations,
    watch,
)
from playwright.sync_api import Browser, FloatRect, Page, expect
from runs import SAMPLE, Run

pytestmark = pytest.mark.slow

WIDTHS = {"phone": 390, "tablet": 768, "desk": 1280}
PICTURES = {390: "report-phone.png", 768: "report-tablet.png", 1280: "report.png"}
MOST_BYTES, MOST_PAGE_BYTES = 400_000, 300_000
CONDITIONS = (
    "common_agenda",
    "shared_measurement",
    "mutually_reinforcing_activities",
    "continuous_communication",
    "backbone_support",
)
_NO_TELEMETRY = "telemetry:\n  enabled: false\n"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as opened:
        yield opened


@pytest.fixture(scope="module", params=["sample_run", "relief_run"])
def site(request: pytest.FixtureRequest) -> Path:
    """The folder of the report, of one initiative and then of the other."""
    done: Run = request.getfixturevalue(request.param)
    return done.release / "report"


@pytest.fixture(scope="module")
def report(site: Path) -> str:
    """The address of the report's folder."""
    return site.as_uri()


@pytest.fixture(scope="module")
def pages(site: Path) -> list[str]:
    """Every page of the site."""
    return sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))


@pytest.fixture(scope="module")
def kinds(pages: list[str]) -> list[str]:
    """One page of each kind, and the start page first: one for each folder's first page and one below it."""
    firsts = [page for page in pages if "/" not in page or page.endswith("/index.html")]
    below = [page for page in pages if page not in firsts]
    each = {page.rpartition("/")[0].split("/")[0] + str(page.count("/")): page for page in below}
    return ["index.html", *(page for page in (*firsts, *each.values()) if page != "index.html")]


@pytest.fixture(scope="module")
def dagster(sample_run: Run, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the lineage page after the sample run."""
    folder = tmp_path_factory.mktemp("dagster")
    environment = {
        "COMMON_MEASURE_HOME": str(sample_run.home),
        "DAGSTER_HOME": str(sample_run.home / "dagster"),
        # Dagster keeps there whether somebody has seen its welcome.
        "HOME": str(folder),
    }
    command = (_command("dagster-webserver"), "-w", "workspace.yaml")
    with serve_dagster(*command, log=folder / "server.log", **environment) as address:
        yield address


def _dagster_page(browser: Browser) -> tuple[Page, Seen]:
    """A window for the lineage page; if Dagster's welcome comes up, it is put away."""
    page = browser.new_page(viewport={"width": 2000, "height": 1000})
    welcome = page.get_by_role("button", name="Skip", exact=True)
    page.add_locator_handler(welcome, lambda skip: skip.click())
    return page, watch(page)


def _assert_all_at_home(seen: Seen, address: str) -> None:
    assert [url for url in seen.requests if not url.startswith((address, "data:", "blob:"))] == []
    assert seen.failed == seen.errors == []


def _command(name: str) -> str:
    """A command of the environment that the tests run in."""
    return str(Path(sys.executable).parent / name)


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_every_kind_of_page_fits_and_axe_finds_nothing(
    width: int, site: Path, report: str, kinds: list[str], browser: Browser, tmp_path: Path
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    seen = watch(page)
    wrong: dict[str, object] = {}
    for kind in kinds:
        page.goto(f"{report}/{kind}")
        page.wait_for_load_state("networkidle")
        top: FloatRect = {"x": 0, "y": 0, "width": width, "height": 1500}
        name = PICTURES[width] if kind == "index.html" else f"{kind.replace('/', '-')}-{width}.png"
        is_shown = kind == "index.html" and width != WIDTHS["tablet"] and _is_of(site, SAMPLE)
        take_picture(page, tmp_path / name, top, full_page=True, for_docs=is_shown)
        assert page.title()
        wrong[kind] = violations(page) + ["too wide"] * (too_wide(page) > 0)
    assert {kind: found for kind, found in wrong.items() if found} == {}
    assert [url for url in seen.requests if not url.startswith(report)] == []
    assert seen.failed == seen.errors == []
    page.context.close()


def test_every_page_opens_without_an_error_on_a_phone(
    report: str, pages: list[str], browser: Browser
) -> None:
    page = browser.new_page(viewport={"width": WIDTHS["phone"], "height": 900})
    seen = watch(page)
    wide = []
    for address in pages:
        page.goto(f"{report}/{address}")
        wide += [address] if too_wide(page) > 0 else []
    assert wide == []
    assert [url for url in seen.requests if not url.startswith(report)] == []
    assert seen.failed == seen.errors == []
    page.context.close()


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_the_report_says_the_same_without_javascript(
    width: int, report: str, kinds: list[str], browser: Browser
) -> None:
    texts = []
    for allowed in (True, False):
        context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=allowed)
        page = context.new_page()
        found = []
        for kind in kinds:
            page.goto(f"{report}/{kind}")
            found.append(page.locator("body").inner_text())
        texts.append(found)
        context.close()
    with_javascript, without = texts
    assert sum(len(text.split()) for text in without) > 1000
    assert with_javascript == without


def test_print_opens_every_table_and_drops_what_is_only_for_the_screen(
    report: str, kinds: list[str], browser: Browser, tmp_path: Path
) -> None:
    page = browser.new_page(viewport={"width": 794, "height": 1123})
    page.goto(
        f"{report}/{next(kind for kind in kinds if kind.startswith('outcomes/') and 'index' not in kind)}"
    )
    hidden = page.locator("figure details table").first
    expect(hidden).not_to_be_visible()
    page.emulate_media(media="print")
    expect(hidden).to_be_visible()
    expect(page.get_by_role("navigation", name="Main")).not_to_be_visible()
    assert too_wide(page) <= 0
    document = page.pdf(path=tmp_path / "page.pdf", format="A4", tagged=True)
    assert document.startswith(b"%PDF")
    page.context.close()


def test_every_kind_of_page_fits_the_paper(
    report: str, kinds: list[str], browser: Browser, tmp_path: Path
) -> None:
    page = browser.new_page(viewport={"width": 794, "height": 1123})
    page.emulate_media(media="print")
    wide = []
    for kind in kinds:
        page.goto(f"{report}/{kind}")
        wide += [kind] if too_wide(page) > 0 else []
        assert page.pdf(path=tmp_path / "page.pdf", format="Letter", tagged=True).startswith(b"%PDF")
    assert wide == []
    page.context.close()


def test_every_link_leads_to_something_that_is_there(site: Path, pages: list[str], browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=True)
    page = context.new_page()
    ids: dict[str, set[str]] = {}
    links: list[tuple[str, str]] = []
    for address in pages:
        page.goto((site / address).as_uri(), wait_until="commit")
        page.wait_for_load_state("domcontentloaded")
        ids[(site / address).as_uri()] = set(
            page.evaluate("[...document.querySelectorAll('[id]')].map(each => each.id)")
        )
        links += [
            (address, link)
            for link in page.evaluate("[...document.querySelectorAll('a[href]')].map(each => each.href)")
        ]
    context.close()
    assert len(links) > 1000
    assert [found for found in links if not _leads_somewhere(found[1], ids)] == []


def test_no_page_is_heavy(site: Path, pages: list[str]) -> None:
    assert {page: size for page in pages if (size := (site / page).stat().st_size) >= MOST_PAGE_BYTES} == {}


def test_the_learning_summary_is_a_page_of_its_own(report: str, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": WIDTHS["phone"], "height": 900})
    page.goto(f"{report}/index.html")
    page.get_by_role("link", name="All that we learned").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What we learned")
    sentences = page.locator("li[data-facts]")
    assert sentences.count() >= 5
    assert all(each.get_attribute("data-facts") for each in sentences.all())
    page.context.close()


def test_an_outcome_tells_its_story_and_a_step_leads_to_the_plan(
    site: Path, report: str, browser: Browser
) -> None:
    page = browser.new_page(viewport={"width": WIDTHS["phone"], "height": 900})
    outcome = "regular_days" if _is_of(site, SAMPLE) else "needs_met"
    page.goto(f"{report}/outcomes/{outcome}.html")
    expect(page.get_by_role("heading", name="The story behind the curve")).to_be_visible()
    page.get_by_role("link", name="in the plan of action").first.click()
    assert "/partners/" in page.url
    expect(page.locator("tr:target")).to_be_visible()
    page.context.close()


def _leads_somewhere(link: str, ids: dict[str, set[str]]) -> bool:
    """Whether a file is there and, if it is a page, the place in it."""
    address, _, anchor = link.partition("#")
    if address in ids:
        return not anchor or unquote(anchor) in ids[address]
    return Path(unquote(urlparse(address).path)).is_file()


def _is_of(site: Path, initiative: Path) -> bool:
    return initiative.name in site.parts


def test_the_report_can_be_reached_with_the_keyboard(report: str, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": WIDTHS["desk"], "height": 900})
    page.goto(f"{report}/index.html")
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.context.close()


def test_the_lineage_page_shows_the_five_conditions(dagster: str, browser: Browser, tmp_path: Path) -> None:
    page, seen = _dagster_page(browser)
    page.goto(f"{dagster}/asset-groups")
    for condition in CONDITIONS:
        expect(page.locator(f'svg [data-tooltip="{condition}"]')).to_be_visible(timeout=60_000)
    groups = page.locator("svg foreignObject.group")
    expect(groups).to_have_count(len(CONDITIONS))
    expect(page.get_by_text("fetching statuses")).to_have_count(0, timeout=60_000)
    # A group under the mouse is drawn as chosen.
    page.mouse.move(5, 5)
    graph = around(groups, margin=24)
    picture = take_picture(page, tmp_path / "lineage.png", graph, for_docs=True)
    page.context.close()
    assert picture.stat().st_size < MOST_BYTES
    _assert_all_at_home(seen, dagster)


def test_the_page_of_a_feed_says_whose_it_is_and_how_it_fared(
    dagster: str, browser: Browser, tmp_path: Path
) -> None:
    page, seen = _dagster_page(browser)
    address = f"{dagster}/assets/cradle_to_career/accepted/library_system/visits"
    page.goto(address)
    expect(page.get_by_text("that met the contract")).to_be_visible(timeout=60_000)
    expect(page.get_by_text("library_system", exact=True).first).to_be_visible()
    page.goto(f"{address}?view=checks")
    expect(page.get_by_role("cell", name="rows to quarantine")).to_be_visible(timeout=60_000)
    expect(page.get_by_text("Give the hours as a number").first).to_be_visible()
    page.set_viewport_size({"width": 1600, "height": 960})
    picture = take_picture(page, tmp_path / "check.png", for_docs=True)
    page.context.close()
    assert picture.stat().st_size < MOST_BYTES
    _assert_all_at_home(seen, dagster)


def test_dg_dev_serves_every_initiative(tmp_path: Path) -> None:
    (tmp_path / "dagster.yaml").write_text(_NO_TELEMETRY)
    environment = {"DAGSTER_HOME": str(tmp_path), "COMMON_MEASURE_HOME": str(tmp_path / "data")}
    with serve_dagster(_command("dg"), "dev", log=tmp_path / "dg.log", **environment) as address:
        request = urllib.request.Request(
            f"{address}/graphql",
            data=json.dumps({"query": "{ assetNodes { assetKey { path } } }"}).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            nodes = json.load(answer)["data"]["assetNodes"]
    assert {node["assetKey"]["path"][0] for node in nodes} == {
        path.name for path in SAMPLE.parent.iterdir() if path.is_dir()
    }
