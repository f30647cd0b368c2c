"""A whole release of a small initiative: every file is there, valid, the same each time, and safe to open."""

from __future__ import annotations

import csv
import email
import gzip
import io
import json
import os
import re
import shutil
from collections.abc import Iterator
from email import policy
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import duckdb
import frictionless
import pyshacl
import pytest
from leaks import find, texts, tokens, tokens_in, wanted, words_and_dates
from openpyxl import load_workbook
from pypdf import PdfReader
from runs import PROJECT, Run, command, run
from whole_release import ADDRESS, ATTACKS, FILES, FORMULA, KEY, hashes, hostile_town

from pipelines.release.files import altered
from pipelines.scaffold import scaffold

pytestmark = pytest.mark.slow
SHAPES = PROJECT / "tests" / "unit" / "exports" / "cids_basic_tier.ttl"
PLAN = """\
deliveries:
  - {id: report, what: report, to: [public, funders], form: [html, pdf]}
  - {id: workbook, what: workbook, to: [backbone], form: [xlsx]}
  - {id: open_data, what: open_data, to: [public], form: [json]}
  - {id: digest, what: digest, to: [funders], form: [eml, html, txt]}
"""
ATOM = {"a": "http://www.w3.org/2005/Atom"}
A4, LETTER = (595, 842), (612, 792)


@pytest.fixture(scope="module", autouse=True)
def _same_key() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COMMON_MEASURE_KEY", KEY)
        yield


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The town of `common-measure new`, run once."""
    folder = tmp_path_factory.mktemp("whole")
    scaffold(folder / "town")
    (folder / "town" / "communication.yaml").write_text(PLAN)
    done = run(folder / "town", folder / "data", "town")
    assert done.code == 0, done.output
    return done


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The town whose partners type attacks."""
    folder = tmp_path_factory.mktemp("hostile")
    done = run(hostile_town(folder / "town"), folder / "data", "town")
    assert done.code == 0, done.output
    return done


def test_every_file_is_there_and_in_the_manifest(town: Run) -> None:
    assert [path for path in FILES if not (town.release / path).is_file()] == []
    assert altered(town.release) == []
    told = json.loads((town.release / "manifest.json").read_text())["files"]
    assert {*told} == {*hashes(town.release), "warehouse.duckdb"}


def test_the_plan_finds_all_of_it_and_nothing_is_sent_without_a_server(town: Run) -> None:
    with duckdb.connect(str(town.data / "warehouse.duckdb"), read_only=True) as connection:
        rows = connection.execute(
            "select what, form, status, files from communication.deliveries where what <> 'scorecard'"
        ).fetchall()
        assert connection.execute("select count(*) from communication.digests_sent").fetchall() == [(0,)]
    assert {(what, form) for what, form, *_ in rows} == {
        ("report", "html"), ("report", "pdf"), ("workbook", "xlsx"), ("open_data", "json"),
        ("digest", "eml"), ("digest", "html"), ("digest", "txt"),
    }  # fmt: skip
    assert all(status == "made" and files > 0 for *_, status, files in rows)


def test_the_page_on_data_links_only_what_is_there(town: Run) -> None:
    page = (town.release / "report" / "data.html").read_text()
    links = re.findall(r'<a href="(\.\./[^"]+)" download', page)
    assert {"../workbook.xlsx", "../documents/report.pdf", "../datapackage.json", "../../atom.xml"} <= {
        *links
    }
    assert [link for link in links if not (town.release / "report" / link).is_file()] == []


def test_standards_are_met(town: Run) -> None:
    package = json.loads((town.release / "datapackage.json").read_text(encoding="utf-8"))
    report = frictionless.Package(package, basepath=str(town.release)).validate()
    assert report.valid, report.flatten(["name", "type", "message"])[:5]
    conforms, _, words = pyshacl.validate(
        str(town.release / "standards" / "cids.jsonld"), data_graph_format="json-ld",
        shacl_graph=str(SHAPES), shacl_graph_format="turtle",
    )  # fmt: skip
    assert conforms, str(words)[:1000]
    assert load_workbook(town.release / "workbook.xlsx")["Results"].max_row > 5
    for path in (town.release / "documents").rglob("*.pdf"):
        reader = PdfReader(path)
        assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"], path.name
        size = reader.pages[0].mediabox
        if path.parent.name != "slides":
            assert (round(size.width), round(size.height)) == LETTER, path.name
    assert len(PdfReader(town.release / "documents" / "cards" / "initiative.pdf").pages) == 1


def test_the_feed_names_the_release(town: Run) -> None:
    feed = ElementTree.parse(town.data / "releases" / "atom.xml").getroot()
    (entry,) = feed.findall("a:entry", ATOM)
    assert entry.findtext("a:summary", namespaces=ATOM) == "The first release."
    links = [link.attrib["href"] for link in entry.findall("a:link", ATOM)]
    assert len(links) == 5
    assert all((town.data / "releases" / link).is_file() for link in links)


def test_the_same_release_gives_the_same_bytes(town: Run, tmp_path: Path) -> None:
    again = run(town.folder, tmp_path / "data", "town")
    assert again.code == 0, again.output
    assert again.release.name == town.release.name
    assert hashes(again.release) == hashes(town.release)


def test_no_name_birth_date_number_or_token_of_a_child_is_in_it(town: Run) -> None:
    (children,) = (town.folder / "files").glob("children*.csv")
    with children.open(newline="") as file:
        rows = list(csv.DictReader(file))
    values = {row[name] for row in rows for name in ("First name", "Last name", "Birth date")}
    licences = (town.release / "report" / "assets").glob("*-licence.txt")
    words = words_and_dates(" ".join([*_of_the_project(), *(path.read_text("utf-8") for path in licences)]))
    parts = wanted(values) - words
    assert len(parts) > 100
    assert find(town.release.parent, parts) == {}
    known = tokens_in(town.data / "warehouse.duckdb")
    assert len(known) > 50
    assert find(town.release.parent, known, tokens) == {}


def _of_the_project() -> list[str]:
    """Words that the release has from the project itself: descriptions of tables, contracts, words of pages."""
    rooms = ("catalogue", "contracts", "documents", "explain", "exports", "learning", "report")
    places = (
        PROJECT / "dbt_project",
        PROJECT / "expectations",
        *(PROJECT / "pipelines" / room for room in rooms),
    )
    kinds = {".yml", ".yaml", ".sql", ".j2", ".typ", ".py", ".css"}
    return [path.read_text("utf-8") for place in places for path in place.rglob("*") if path.suffix in kinds]


def test_attacks_reach_every_output_as_text(hostile: Run) -> None:
    """They are really there: what is asked of them below could not be seen otherwise."""
    for path in (
        "report/index.html", "documents/report.pdf", "documents/cards/initiative.pdf", "workbook.xlsx",
        "csv/agenda/partners.csv", "standards/cids.jsonld", "documents/digest/digest.eml", "warehouse.duckdb",
    ):  # fmt: skip
        # A document divides words and lines.
        text = re.sub(r"[\s\u00ad-]", "", " ".join(texts(hostile.release / path)))
        assert "setpage(width:1pt)" in text, path


class _Elements(HTMLParser):
    """Tags, and attributes that run something or load from elsewhere."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.runs: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.runs += [name for name, value in attrs if name.startswith("on") or _is_elsewhere(name, value)]


def _is_elsewhere(name: str, value: str | None) -> bool:
    own = (value or "").startswith(ADDRESS)
    return name in ("href", "src") and not own and bool(re.match(r"(\w+:)?//|javascript:", value or ""))


def test_no_attack_becomes_markup(town: Run, hostile: Run) -> None:
    for path in sorted(hostile.release.rglob("*.html")):
        found = _Elements(path.read_text(encoding="utf-8"))
        assert not found.tags & {"script", "img", "iframe", "object", "embed", "form", "base"}, path.name
        assert found.runs == [], path.name
    assert not [page for page in hostile.release.rglob("*.html") if "60481729" in page.read_text("utf-8")]
    for release in (town.release, hostile.release):
        feed = ElementTree.parse(release.parent / "atom.xml")
        assert {element.tag for element in feed.iter()} <= {
            f"{{{ATOM['a']}}}{tag}"
            for tag in (
                "feed", "id", "title", "updated", "link", "author", "name", "entry", "published", "summary",
            )
        }  # fmt: skip
    linked = (hostile.release / "standards" / "cids.jsonld").read_text(encoding="utf-8")
    assert "<" not in linked
    json.loads(linked)


def test_no_attack_becomes_a_formula(hostile: Run) -> None:
    book = load_workbook(hostile.release / "workbook.xlsx")
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    assert any(cell.value == FORMULA for cell in cells)
    for path in sorted(hostile.release.rglob("*.csv*")):
        content = path.read_bytes()
        text = (gzip.decompress(content) if path.suffix == ".gz" else content).decode("utf-8")
        begun = [
            cell
            for row in csv.reader(io.StringIO(text))
            for cell in row
            if re.match(r"\s*[=+@]|\s*-\D", cell)
        ]
        assert begun == [], path.name


def test_no_attack_changes_a_document_or_begins_a_header(hostile: Run) -> None:
    for path in (hostile.release / "documents").rglob("*.pdf"):
        if path.parent.name == "slides":
            continue
        for page in PdfReader(path).pages:
            assert (round(page.mediabox.width), round(page.mediabox.height)) == A4, path.name
    draft = (hostile.release / "documents" / "digest" / "digest.eml").read_bytes()
    message = email.message_from_bytes(draft, policy=policy.default)
    assert {*message.keys()} == {"Subject", "X-Unsent", "Content-Type", "MIME-Version"}
    assert ATTACKS[0] in str(message["Subject"])
    plain = message.get_body(("plain",))
    assert plain is not None
    assert f"{ADDRESS}{hostile.release.name}/report/index.html" in plain.get_content()


def test_a_withdrawn_release_stays_explained_and_nothing_of_it_is_told_again(
    town: Run, tmp_path: Path
) -> None:
    """On a copy of the data folder, so that the other tests keep theirs."""
    home = tmp_path / "data"
    shutil.copytree(town.home, home, symlinks=True)
    releases = home / "town" / "releases"
    name = town.release.name
    done = command(
        "withdraw", str(town.folder), name, "--reason", "Counted <b>twice</b>.", "--on", "2026-07-01",
        "--data-dir", str(home), HOME=os.environ["HOME"],
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "no release stands now" in done.stdout
    assert not (releases / "current").exists()
    assert altered(releases / name) == []
    page = (releases / name / "report" / "index.html").read_text()
    assert "This release was withdrawn on 2026-07-01." in page
    feed = ElementTree.parse(releases / "atom.xml").getroot()
    assert (
        feed.findtext("a:entry/a:summary", namespaces=ATOM)
        == "Withdrawn on 2026-07-01. Counted <b>twice</b>."
    )
    again = run(town.folder, home, "town")
    assert f"nothing new: release {name} was withdrawn" in again.output
    assert not (releases / "current").exists()
