"""What a whole release consists of, and the town whose partners type what they should not. Only for test_whole_release."""

from __future__ import annotations

import hashlib
from pathlib import Path

from pipelines.scaffold import scaffold

KEY = "a key that only the test suite uses"
ADDRESS = "https://results.example.org/town/"
# Files that every release has, whatever the initiative.
FILES = (
    "warehouse.duckdb", "manifest.json", "workbook.xlsx", "datapackage.json", "what_changed.txt",
    "csv/metrics/metric_values.csv", "csv/agenda/partners.csv", "parquet/metrics/metric_values.parquet",
    "standards/cids.jsonld", "standards/sdmx/metric_values.csv.gz",
    "standards/contracts/enrolment.v1.odcs.yaml", "report/index.html", "report/data.html",
    "report/learning_summary.json", "report/learning_summary.txt", "documents/report.pdf",
    "documents/cards/initiative.pdf", "documents/cards/after_school.pdf", "documents/slides/slides.pdf",
    "documents/slides/alternatives.txt", "documents/digest/digest.eml", "documents/digest/digest.html",
    "documents/digest/digest.txt",
)  # fmt: skip

# Each would do something somewhere if it were not text.
ATTACKS = (
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "=HYPERLINK(1)",
    "#set page(width: 1pt) $x$ *b*",
    "]]></title><b>",
    "{{ 7777 * 7777 }}",
)
ATTACK = " ".join(ATTACKS)
FORMULA = "=1+1 " + ATTACK


def hashes(release: Path) -> dict[str, str]:
    """Every file of a release but the two that are no mere function of it.

    The manifest tells when it was published, and DuckDB lays out its file as its threads come to it.
    """
    return {
        path.relative_to(release).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(release.rglob("*"))
        if path.is_file() and path.name not in ("manifest.json", "warehouse.duckdb")
    }


def hostile_town(folder: Path) -> Path:
    """The scaffold's town, in which everything that somebody types is an attack; A4, with an address."""
    scaffold(folder)
    quoted = "'" + FORMULA.replace("'", "''") + "'"
    _change(folder / "agenda.yaml", "name: My initiative", f"name: {quoted}")
    _change(
        folder / "agenda.yaml",
        "vision: Every child has a safe place to learn after school.",
        f"vision: {quoted}",
    )
    _change(folder / "agenda.yaml", "  name: Our backbone organisation", f"  name: {quoted}")
    _change(folder / "agenda.yaml", "name: North side,", f"name: {quoted},")
    _change(folder / "agenda.yaml", "name: Girls}", f"name: {quoted}}}")
    publication = f"  smallest_count: 11\npublication: {{paper: a4, address: {ADDRESS}}}"
    _change(folder / "agenda.yaml", "  smallest_count: 11", publication)
    partner = folder / "partners" / "first_partner.yaml"
    _change(partner, "name: Our first partner", f"name: {quoted}\nabout: {quoted}")
    _change(partner, "what: Run two homework clubs,", f"what: {quoted},")
    _change(folder / "sub_programs.yaml", "name: After school", f"name: {quoted}\n    description: {quoted}")
    _change(folder / "theory_of_change.yaml", "name: Homework clubs", f"name: {quoted}")
    _change(folder / "theory_of_change.yaml", "name: Children come to the clubs", f"name: {quoted}")
    _change(folder / "theory_of_change.yaml", "name: Children stay connected to a club", f"name: {quoted}")
    _change(folder / "theory_of_change.yaml", "Children who are welcomed come back.", quoted)
    _change(folder / "funding.yaml", "funder: A local foundation", f"funder: {quoted}")
    _change(folder / "metrics.yaml", "source: Our first survey", f"source: {quoted}")
    # What a partner writes into its rows: an activity, and an area that nobody knows.
    (sessions,) = (folder / "files").glob("sessions*.csv")
    cell = '"' + FORMULA.replace('"', '""') + '"'
    sessions.write_text(sessions.read_text().replace("Homework club", cell))
    (children,) = (folder / "files").glob("children*.csv")
    children.write_text(children.read_text().replace("South side", cell, 3))
    return folder


def _change(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path.name}"
    path.write_text(text.replace(old, new))
