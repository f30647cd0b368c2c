"""100 partners with 300 feeds of 1,000 rows: pulling them costs little more than the slowest server and parsing.

A third of the feeds are csv files, a third workbooks, a third pages of an API whose servers take from 0.1 to 2 seconds
a page. All is measured in one run; the claim is a ratio.
"""

from __future__ import annotations

import csv
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from ruamel.yaml import YAML
from slow_server import visit

from connectors import CONNECTORS, Pull, pull
from pipelines.ingest import PULLS_AT_ONCE, ingest
from pipelines.initiative import Initiative, load_initiative
from pipelines.initiative.models.partner import Feed
from pipelines.paths import DataFolder
from pipelines.scaffold import scaffold

pytestmark = pytest.mark.benchmark

PARTNERS, ROWS, PAGE = 100, 1_000, 500
COLUMNS = ("child", "day", "activity", "minutes")
LIMIT = 1.5


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    program = Path(__file__).with_name("slow_server.py")
    with subprocess.Popen([sys.executable, program], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
        process.terminate()


@pytest.fixture(scope="module")
def initiative(server: str, tmp_path_factory: pytest.TempPathFactory) -> Initiative:
    """An initiative of many partners, each with a csv file, a workbook and an API."""
    folder = tmp_path_factory.mktemp("many") / "many_partners"
    scaffold(folder)
    for path in (folder / "partners" / "first_partner.yaml", folder / "funding.yaml"):
        path.unlink()
    for number in range(PARTNERS):
        name = f"partner_{number:03d}"
        _write_files(folder / "files" / name)
        # From a tenth of a second to two seconds a page.
        wait = 100 + 1_900 * number // (PARTNERS - 1)
        feeds = [
            _feed("by_csv", "csv", {"path": f"files/{name}/visits.csv"}),
            _feed("by_workbook", "excel", {"path": f"files/{name}/visits.xlsx"}),
            _feed("by_api", "rest", _api(f"{server}/{ROWS}/{wait}")),
        ]
        partner = {
            "partner": name,
            "name": f"Partner {number}",
            "sector": "nonprofit",
            "sub_programs": ["after_school"],
            "feeds": feeds,
        }
        with (folder / "partners" / f"{name}.yaml").open("w") as file:
            YAML().dump(partner, file)
    return load_initiative(folder)


def _write_files(folder: Path) -> None:
    folder.mkdir(parents=True)
    rows = [[visit(number)[name] for name in COLUMNS] for number in range(ROWS)]
    with (folder / "visits.csv").open("w", newline="") as file:
        csv.writer(file).writerows([COLUMNS, *rows])
    with xlsxwriter.Workbook(folder / "visits.xlsx") as book:
        sheet = book.add_worksheet("Visits")
        for index, row in enumerate([COLUMNS, *rows]):
            sheet.write_row(index, 0, row)


def _feed(name: str, connector: str, options: dict[str, Any]) -> dict[str, Any]:
    columns = {
        "service_date": {"column": "day", "format": "%m/%d/%Y"},
        "service_type": "activity",
        "hours": {"column": "minutes", "divide_by": 60},
    }
    return {
        "id": name,
        "record_type": "service",
        "sub_program": "after_school",
        "connector": connector,
        "options": options,
        "identity": {"local_id": "child"},
        "mapping": {"columns": columns},
    }


def _api(url: str) -> dict[str, Any]:
    paging = {"type": "page_number", "size_param": "per_page", "size": PAGE, "total": "total"}
    return {"url": url, "records": "visits", "id": "id", "pagination": paging}


def _pulled(initiative: Initiative, feed: Feed, **changes: Any) -> Pull:
    options = CONNECTORS[feed.connector].Options.model_validate({**feed.options, **changes})
    return pull(feed.connector, options, base_dir=initiative.folder)


def _parsing_seconds(initiative: Initiative, server: str) -> float:
    """Every feed one after the other, with servers that answer at once."""
    start = time.perf_counter()
    for _, feed in initiative.feeds:
        at_once = {"url": f"{server}/{ROWS}/0"} if feed.connector == "rest" else {}
        assert len(_pulled(initiative, feed, **at_once).rows) == ROWS
    return time.perf_counter() - start


def test_pulling_300_feeds(initiative: Initiative, server: str, tmp_path: Path) -> None:
    feeds = [feed for _, feed in initiative.feeds]
    assert len(feeds) == 3 * PARTNERS
    # The first pull starts what later ones share.
    _pulled(initiative, feeds[1])
    slowest = max(feeds, key=lambda feed: str(feed.options.get("url", "")).rpartition("/")[2].zfill(6))
    start = time.perf_counter()
    _pulled(initiative, slowest)
    slowest_seconds = time.perf_counter() - start
    parsing_seconds = _parsing_seconds(initiative, server)

    start = time.perf_counter()
    with ThreadPoolExecutor(max_workers=PULLS_AT_ONCE) as pool:
        pulls = list(pool.map(lambda feed: _pulled(initiative, feed), feeds))
    pulling_seconds = time.perf_counter() - start
    assert sum(len(one.rows) for one in pulls) == 3 * PARTNERS * ROWS

    start = time.perf_counter()
    outcomes = list(ingest(initiative, DataFolder(tmp_path / "data"), initiative.feeds))
    ingest_seconds = time.perf_counter() - start
    assert all(outcome.state.status == "ok" for outcome in outcomes)

    ratio = pulling_seconds / (slowest_seconds + parsing_seconds)
    print(
        f"\n{len(feeds)} feeds of {ROWS} rows: slowest server {slowest_seconds:.1f} s, parsing one after the other "
        f"{parsing_seconds:.1f} s, pulling side by side {pulling_seconds:.1f} s: {ratio:.2f} (limit {LIMIT}). "
        f"With landing and contracts {ingest_seconds:.1f} s."
    )
    assert ratio <= LIMIT
