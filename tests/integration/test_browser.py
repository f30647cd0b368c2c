"""What people see: the report and the lineage page of the sample initiative, in a real browser."""

from __future__ import annotations

import json
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import Seen, around, open_browser, serve_dagster, take_picture, watch
from playwright.sync_api import Browser, FloatRect, Page, expect
from runs import SAMPLE, Run

pytestmark = pytest.mark.slow

WIDTHS = {"phone": 390, "tablet": 768, "desk": 1280}
PICTURES = {390: "report-phone.png", 768: "report-tablet.png", 1280: "report.png"}
MOST_BYTES = 400_000
SECTIONS = ("learned", "progress", "better-off", "partners", "evidence", "theory", "method")
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


@pytest.fixture(scope="module")
def report(sample_run: Run) -> str:
    return (sample_run.release / "report" / "index.html").as_uri()


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
def test_the_report_is_one_page_that_fits_and_needs_nothing(
    width: int, report: str, browser: Browser, tmp_path: Path
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    seen = watch(page)
    page.goto(report)
    page.wait_for_load_state("networkidle")
    top: FloatRect = {"x": 0, "y": 0, "width": width, "height": 1500}
    path = tmp_path / PICTURES[width]
    picture = take_picture(page, path, top, full_page=True, for_docs=width != WIDTHS["tablet"])
    assert picture.stat().st_size < MOST_BYTES
    assert seen.requests == [report]
    assert seen.failed == seen.errors == []
    assert page.title()
    assert page.locator("h1").inner_text().strip() in page.title()
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width
    for section in SECTIONS:
        expect(page.locator(f"#{section}")).to_be_visible()
        assert page.locator(f"#{section} h2").inner_text().strip()
    page.context.close()


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_the_report_says_the_same_without_javascript(width: int, report: str, browser: Browser) -> None:
    texts = []
    for allowed in (True, False):
        context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=allowed)
        page = context.new_page()
        page.goto(report)
        texts.append(page.locator("body").inner_text())
        context.close()
    with_javascript, without = texts
    assert len(without.split()) > 1000
    assert with_javascript == without


def test_the_report_can_be_reached_with_the_keyboard(report: str, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": WIDTHS["desk"], "height": 900})
    page.goto(report)
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
