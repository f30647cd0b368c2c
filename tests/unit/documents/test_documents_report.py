"""The PDF report: what the released table holds, what is hidden, how it is tagged, and that text stays text."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pikepdf
import pytest
from attacks import ATTACK, ATTACKS, TYPED, type_into
from made_initiative import PARTNERS
from pdf_text import pages, structure, without_spaces, words
from pypdf import PdfReader

from pipelines.documents import NotAReleaseError, Paper, Source, read_source, write_report

Changed = Callable[..., Source]
DOCS = Path(__file__).parents[3] / "docs" / "documents.md"
WHOLE = "partner_id = 'all' and area_id = 'all' and group_type = 'all' and period_id = '2025-26'"


@pytest.fixture(scope="module")
def report(source: Source, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_report(source, tmp_path_factory.mktemp("report") / "report.pdf")


@pytest.fixture(scope="module")
def text(report: Path) -> str:
    return words(report)


def test_it_holds_the_figures_of_the_released_table(release: Path, text: str) -> None:
    """Read from the released file by SQL of its own: every count and every pair behind a rate."""
    query = f"""
      select value, numerator, denominator, metric_type from metrics.metric_values
      join agenda.sub_program_metrics using (metric_id, sub_program_id)
      where {WHOLE} and status = 'published' and value is not null
    """
    with duckdb.connect(str(release / "warehouse.duckdb"), read_only=True) as connection:
        rows = connection.execute(query).fetchall()
    assert len(rows) >= 8
    for value, numerator, denominator, metric_type in rows:
        wanted = f"{numerator:,.0f} of {denominator:,.0f}" if metric_type == "rate" else f"{value:,.0f}"
        assert wanted in text


def test_it_holds_every_partner_every_group_and_every_definition(release: Path, report: Path) -> None:
    found = without_spaces(words(report))
    with duckdb.connect(str(release / "warehouse.duckdb"), read_only=True) as connection:
        definitions = [
            row[0] for row in connection.execute("select definition from agenda.metrics").fetchall()
        ]
        groups = [
            row[0] for row in connection.execute("select group_value_name from agenda.groups").fetchall()
        ]
    names = [name for name, _, _ in PARTNERS.values()]
    assert [each for each in (*definitions, *groups, *names) if without_spaces(each) not in found] == []


def test_a_hidden_group_keeps_its_row_with_marks(text: str) -> None:
    assert "American Indian or Alaska Native [c] [c] [c]" in text


def test_what_is_hidden_leaves_no_trace_in_the_bytes(changed: Changed, report: Path, tmp_path: Path) -> None:
    leaked = changed(
        "update metrics.metric_values set numerator = 7.00, denominator = 9.00, value = 0.777, lower = 0.7, "
        "upper = 0.8, people = 9, progress = 0.5 where status <> 'published'"
    )
    assert write_report(leaked, tmp_path / "leaked.pdf").read_bytes() == report.read_bytes()


def test_the_same_release_gives_the_same_bytes_in_another_process(
    release: Path, report: Path, tmp_path: Path
) -> None:
    code = (
        "import sys; from pathlib import Path; from pipelines.documents import read_source, write_report; "
        "write_report(read_source(Path(sys.argv[1])), Path(sys.argv[2]))"
    )
    environment = os.environ | {"PYTHONHASHSEED": "77", "TZ": "Pacific/Auckland", "PYTHONPATH": os.getcwd()}
    other = tmp_path / "other.pdf"
    subprocess.run([sys.executable, "-c", code, str(release), str(other)], check=True, env=environment)
    assert other.read_bytes() == report.read_bytes()


def test_it_says_that_it_is_tagged_and_in_which_language_under_its_title(
    report: Path, source: Source
) -> None:
    with pikepdf.open(report) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "en-US"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert str(pdf.docinfo.Title) == source.headline
        assert pdf.open_metadata()["pdfuaid:part"] == "1"
        assert str(pdf.docinfo.CreationDate).startswith("D:20260915000000")


def test_every_chart_has_an_alternative_and_every_table_its_headings(report: Path, source: Source) -> None:
    tags = structure(report)
    drawn = [figure for figure in source.figures if figure.first] + list(source.group_figures)
    alternatives = [alternative for tag, alternative in tags if tag == "/Figure"]
    assert len(alternatives) == len(drawn)
    assert all(alternative and figure.metric.name in alternative
               for alternative, figure in zip(alternatives, drawn, strict=True))  # fmt: skip
    names = [tag for tag, _ in tags]
    assert names.count("/THead") == names.count("/Table") > 8
    assert names.count("/Caption") >= len(drawn)
    assert {"/H1", "/H2", "/H3", "/TH", "/TD", "/TOC", "/L"} <= set(names)


def test_pages_are_numbered_and_the_contents_lead_to_them(report: Path, source: Source) -> None:
    found = pages(report)
    assert "Page" not in found[0]
    for number, page in enumerate(found[1:], 2):
        assert f"Page {number} of {len(found)}" in page
        assert source.release_id in page
    # The contents name the page on which a chapter begins.
    for section in source.sections:
        at = re.search(rf"{re.escape(section.name)} [. ]*(\d+)", found[1])
        assert at
        assert section.name in found[int(at.group(1)) - 1]
    outline = [entry.title for entry in PdfReader(report).outline if not isinstance(entry, list)]
    assert [section.name for section in source.sections] == outline[1 : 1 + len(source.sections)]


def test_figures_are_numbered_as_in_the_report(report: Path, text: str, source: Source) -> None:
    numbers = [int(each) for each in re.findall(r"Figure (\d+) ·", text)]
    assert numbers == list(range(1, len(source.figures) + len(source.group_figures) + 1))


@pytest.mark.parametrize(("paper", "size"), [(Paper.LETTER, (612, 792)), (Paper.A4, (595, 842))])
def test_it_is_printed_on_the_paper_that_was_asked_for(
    source: Source, tmp_path: Path, paper: Paper, size: tuple[int, int]
) -> None:
    reader = PdfReader(write_report(source, tmp_path / "report.pdf", paper=paper))
    assert {(round(page.mediabox.width), round(page.mediabox.height)) for page in reader.pages} == {size}


def test_text_of_partners_stays_text(changed: Changed, tmp_path: Path) -> None:
    source = changed(*(type_into(place, f"{place} {ATTACK}") for place in TYPED))
    path = write_report(source, tmp_path / "attacked.pdf")
    found = without_spaces(words(path))
    for place in TYPED:
        assert without_spaces(f"{place} {ATTACK}") in found, place
    assert all(without_spaces(each) in found for each in ATTACKS)
    with pikepdf.open(path) as pdf:
        active = [
            o
            for o in pdf.objects
            if isinstance(o, pikepdf.Dictionary) and {"/URI", "/JS", "/EF"} & set(o.keys())
        ]
    assert active == []


def test_letters_that_no_font_has_are_question_marks_and_the_rest_stays(
    changed: Changed, tmp_path: Path
) -> None:
    names = "Ω Ж é 日本 😀 \x07bell\u202eevil\x00\nline"
    source = changed("update agenda.partners set name = " + " || ".join(
        f"chr({ord(each)})" for each in names if each != "\x00"))  # fmt: skip
    assert "Ω Ж é ?? ? bellevil line" in words(write_report(source, tmp_path / "letters.pdf"))


def test_a_release_without_figures_still_gives_a_document(empty: Source, tmp_path: Path) -> None:
    assert "No figures have been published" in words(write_report(empty, tmp_path / "empty.pdf"))


def test_what_is_no_release_is_said(tmp_path: Path, release: Path) -> None:
    with pytest.raises(NotAReleaseError, match="Release first"):
        read_source(tmp_path)
    (tmp_path / "warehouse.duckdb").write_bytes((release / "warehouse.duckdb").read_bytes())
    with pytest.raises(NotAReleaseError, match="manifest"):
        read_source(tmp_path)
    assert read_source(tmp_path, release_id="being-built").release_id == "being-built"


def test_the_example_of_the_docs_runs(release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (example, _) = re.findall(r"```python\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    (tmp_path / "data" / "cradle_to_career").mkdir(parents=True)
    (tmp_path / "data" / "cradle_to_career" / "releases").symlink_to(release.parent)
    (release.parent / "current").symlink_to(release.name)
    monkeypatch.chdir(tmp_path)
    try:
        exec(compile(example, str(DOCS), "exec"), {})
    finally:
        (release.parent / "current").unlink()
    made = {
        path.relative_to(tmp_path / "out").as_posix()
        for path in (tmp_path / "out").rglob("*")
        if path.is_file()
    }
    assert {"report.pdf", "cards/initiative.pdf", "slides/alternatives.txt", "digest/digest.eml"} <= made
