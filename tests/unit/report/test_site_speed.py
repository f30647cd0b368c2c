"""How long the site of an initiative with a hundred partners takes, from nothing and when one partner changed."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from site_pages import pages_of

from pipelines.report.page import render_site

pytestmark = pytest.mark.benchmark

SECONDS, MOST_BYTES = 60.0, 300_000
MANY = (
    "insert into agenda.partners by name select partners.* replace ('p' || i as partner_id, 'Partner ' || i as name) "
    "from agenda.partners, range(88) as many(i) where partner_id = 'lakeview_tutors'",
    "insert into agenda.partner_sub_programs select 'p' || i, sub_program_id "
    "from agenda.partner_sub_programs, range(88) as many(i) where partner_id = 'lakeview_tutors'",
    # Each partner has figures of its own, so that no chart is the same as another.
    "insert into metrics.metric_values by name select metric_values.* replace ('p' || i as partner_id, "
    "value * (1 - i / 200) as value, numerator * (200 - i) / 200 as numerator) "
    "from metrics.metric_values, range(88) as many(i) where partner_id = 'lakeview_tutors'",
    "insert into agenda.areas select 'd' || i, 'District ' || i, 'district', 'harbour', 100 + i, 100 + i "
    "from range(80) as many(i)",
    "insert into metrics.metric_values by name select metric_values.* replace ('d' || i as area_id, "
    "value * (1 - i / 200) as value, numerator * (200 - i) / 200 as numerator) "
    "from metrics.metric_values, range(80) as many(i) where area_id = 'harbour_east'",
)


def test_two_hundred_pages_take_less_than_a_minute(changed: Callable[..., Path], tmp_path: Path) -> None:
    warehouse = changed(*MANY)
    release = tmp_path / "first"
    started, used = time.perf_counter(), time.process_time()
    built = render_site(warehouse, release / "report", release_id="r1")
    seconds, cpu = time.perf_counter() - started, time.process_time() - used
    pages = pages_of(release / "report")
    heaviest = max(len(page.encode()) for page in pages.values())
    print(
        f"{len(pages)} pages, {built.drawn} charts: {seconds:.1f} s, {cpu:.1f} s of CPU, heaviest {heaviest} bytes"
    )
    assert len(pages) >= 200
    assert heaviest < MOST_BYTES
    assert cpu < SECONDS
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("update agenda.partners set about = 'Now with a boat.' where partner_id = 'p1'")
    started, used = time.perf_counter(), time.process_time()
    again = render_site(warehouse, tmp_path / "second" / "report", release_id="r2", earlier=release)
    print(f"again: {again.made} pages made, {time.process_time() - used:.1f} s of CPU")
    # The partner's page, the list of partners, and what names partners and tells changes: methods and the start.
    assert again.made <= 4
