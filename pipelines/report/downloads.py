"""The files of a release that the page on data offers beside the warehouse: those that are there, with their size.

Only names, words and sizes belong here; the files are made by pipelines/exports and pipelines/documents.
"""

from __future__ import annotations

from pathlib import Path

from pipelines.report.handed import Download

_KNOWN = (
    ("workbook.xlsx", "Workbook", "Results, charts, partners and a dictionary, for spreadsheets (Excel)."),
    ("board.xlsx", "Board", "What partners have and need by their newest reports, for partners that can help (Excel)."),
    ("documents/report.pdf", "Report as a document", "The whole report with numbered pages, to print (PDF)."),
    (
        "documents/cards/initiative.pdf",
        "Report card",
        "One printed page; beside it in the folder one for each sub-program (PDF).",
    ),
    ("documents/slides/slides.pdf", "Slides", "A slide for each headline figure (PDF); as pictures beside it."),
    ("datapackage.json", "Data package", "All tables as CSV with their schema (Data Package 2)."),
    ("standards/cids.jsonld", "Common Impact Data Standard", "Outcomes, indicators and reports as JSON-LD (CIDS 3.2)."),
    ("standards/sdmx/metric_values.csv.gz", "SDMX", "The metric values as SDMX-CSV 2.0."),
)  # fmt: skip
_CONTRACTS = "standards/contracts"
_FEED = Download("../atom.xml", "Feed of releases", "Tells a feed reader of each new release (Atom).")


def downloads_of(release: Path) -> tuple[Download, ...]:
    """The downloads of a release folder, also of one that is still being built; paths begin at that folder.

    The feed stands beside the releases and is written once the release is there, so it is always named.
    """
    found = [
        Download(path, name, f"{words} {_size(release / path)}.")
        for path, name, words in _KNOWN
        if (release / path).is_file()
    ]
    contracts = sorted((release / _CONTRACTS).glob("*.yaml"))
    found += [
        Download(
            path.relative_to(release).as_posix(),
            f"Contract: {path.name.removesuffix('.odcs.yaml').replace('.v', ', version ')}",
            f"What the rows were held to (Open Data Contract Standard). {_size(path)}.",
        )
        for path in contracts
    ]
    return (*found, _FEED)


def _size(path: Path) -> str:
    size = path.stat().st_size
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(1, round(size / 1000))} kB"
