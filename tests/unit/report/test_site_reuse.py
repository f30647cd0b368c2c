"""What is not made anew: pages whose facts are those of the earlier release, and charts that were drawn before."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from html_tree import parse
from site_pages import pages_of

from pipelines.report.page import render_site
from pipelines.report.reuse import fingerprint

Changed = Callable[..., Path]
ONE_PARTNER = "update agenda.partners set about = 'Now with a boat.' where partner_id = 'parks'"


@pytest.fixture
def release(report: Path, warehouse: Path, tmp_path: Path) -> Path:
    """A whole earlier release that a test may change."""
    folder = tmp_path / "earlier"
    shutil.copytree(report, folder / "report")
    shutil.copyfile(warehouse, folder / "warehouse.duckdb")
    return folder


def test_only_the_pages_that_changed_are_made_anew(release: Path, changed: Changed, tmp_path: Path) -> None:
    built = render_site(changed(ONE_PARTNER), tmp_path / "new", release_id="r2", earlier=release)
    before, after = pages_of(release / "report"), pages_of(tmp_path / "new")
    differ = {
        page for page in after if parse(after[page]).one("main").text != parse(before[page]).one("main").text
    }
    # The start page says what changed since; the partner's own page shows the new text.
    assert differ == {"index.html", "partners/parks.html"}
    assert built.made < 5
    assert "Now with a boat." in after["partners/parks.html"]
    assert all("r2" in parse(page).one("footer").text for page in after.values())


def test_what_is_taken_over_is_what_would_have_been_made(
    release: Path, changed: Changed, pictures: Path, tmp_path: Path
) -> None:
    sheet = changed(ONE_PARTNER)
    shutil.copytree(release / "report" / "assets", tmp_path / "anew" / "assets")
    render_site(sheet, tmp_path / "over", release_id="r2", earlier=release)
    (release / "report" / "pages.json").unlink()
    built = render_site(sheet, tmp_path / "anew", release_id="r2", earlier=release, pictures=pictures)
    assert built.made == len(built.pages)
    assert pages_of(tmp_path / "over") == pages_of(tmp_path / "anew")


def test_a_name_that_other_pages_show_makes_them_anew(
    release: Path, changed: Changed, tmp_path: Path
) -> None:
    renamed = changed("update agenda.partners set name = 'Parks United' where partner_id = 'parks'")
    render_site(renamed, tmp_path / "new", release_id="r2", earlier=release)
    after = pages_of(tmp_path / "new")
    assert [page for page, text in after.items() if "Parks and Recreation" in text] == []
    assert "Parks United" in after["outcomes/attend.html"]


def test_a_page_that_was_edited_by_hand_is_not_taken_over(
    release: Path, warehouse: Path, tmp_path: Path
) -> None:
    path = release / "report" / "partners" / "parks.html"
    path.write_text(path.read_text().replace("Parks and Recreation", "Somebody else"))
    render_site(warehouse, tmp_path / "new", release_id="r2", earlier=release)
    assert "Somebody else" not in (tmp_path / "new" / "partners" / "parks.html").read_text()


def test_charts_are_drawn_once(warehouse: Path, report: Path, tmp_path: Path) -> None:
    shutil.copytree(report / "assets", tmp_path / "report" / "assets")
    first = render_site(warehouse, tmp_path / "report", release_id="r1", pictures=tmp_path / "kept")
    again = render_site(warehouse, tmp_path / "report", release_id="r1", pictures=tmp_path / "kept")
    assert first.drawn == len(list((tmp_path / "kept").glob("*.svg"))) > 20
    assert again.drawn == 0
    assert again.found == first.drawn + first.found


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        (
            "update metrics.metric_values set value = 0.5, numerator = denominator / 2 where period_id = '2025-26' "
            "and metric_id = 'fafsa_completion' and partner_id = 'all' and area_id = 'all' and group_type = 'all' "
            "and sub_program_id = 'all'",
            "FAFSA completed for 2025-26 is now 50.0%, before ",
        ),
        ("delete from agenda.partners where partner_id = 'parks'", "Parks and Recreation left."),
        (
            "update agenda.targets set target_value = 0.8 where metric_id = 'fafsa_completion'",
            "Target for FAFSA completed moved to 80% by 2027-28.",
        ),
        (
            "update agenda.metrics set metric_version = 2 where metric_id = 'retention_rate'",
            "Stayed in the program follows version 2 of its definition, before that version 1.",
        ),
        ("select 1", "No published figure, definition, target or partner changed."),
    ],
)
def test_the_start_page_says_what_changed(
    statement: str, sentence: str, release: Path, changed: Changed, pictures: Path, tmp_path: Path
) -> None:
    render_site(changed(statement), tmp_path / "new", release_id="r2", earlier=release, pictures=pictures)
    start = parse((tmp_path / "new" / "index.html").read_text())
    assert sentence in start.one("section", id="changes").text


def test_facts_that_cannot_be_hashed_are_refused() -> None:
    assert fingerprint({"a": {"x", "y"}}) == fingerprint({"a": {"y", "x"}})
    with pytest.raises(TypeError, match="object"):
        fingerprint({"a": object()})
