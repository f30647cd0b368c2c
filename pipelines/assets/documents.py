"""Assets of the documents: the release that is being built as PDF, report cards, slides and e-mail digest.

One step makes all of them from one reading of the protected tables. Sending the digest is in digests.py.
"""

from __future__ import annotations

from collections.abc import Iterator

import dagster as dg

from pipelines.assets.made import made
from pipelines.initiative import Initiative
from pipelines.lineage import asset_key, spec
from pipelines.paths import DataFolder
from pipelines.progress import progress
from pipelines.release.publishing import being_built, building_folder

_DOCUMENTS = {
    "pdf": ("The report as a document for funders and boards, with cover, contents and page numbers.", {"pdf"}),
    "report_cards": ("One printed page for the whole initiative and one for each sub-program.", {"pdf"}),
    "slides": ("A picture for each headline figure with its alternative text, and all as one file.", {"png", "pdf"}),
    "digest": ("What is new since the last release, as an e-mail that is ready to be sent.", {"html", "text"}),
}  # fmt: skip


def document_keys(initiative: Initiative) -> list[dg.AssetKey]:
    """The documents that a release waits for."""
    return [asset_key(initiative.name, "report", name) for name in _DOCUMENTS]


def document_assets(initiative: Initiative) -> dg.AssetsDefinition:
    """The documents of the release that is being built."""
    name = initiative.name
    specs = [
        spec(asset_key(name, "report", each), words, deps=[asset_key(name, "release", "tables")], kinds=kinds)
        for each, (words, kinds) in _DOCUMENTS.items()
    ]

    @dg.multi_asset(name=f"{name}__documents", specs=specs)
    def write_documents() -> Iterator[dg.MaterializeResult]:
        # Drawing and typesetting load slowly, and only this step needs them.
        from pipelines import documents
        from pipelines.exports.addresses import report_address
        from pipelines.exports.feed import WHAT_CHANGED

        publication = initiative.agenda.publication
        data = DataFolder.of(name)
        release = being_built(data)
        folder = building_folder(data, release)
        place, paper = folder / documents.FOLDER, documents.paper_of(publication.paper)
        source = documents.read_source(folder, release_id=release)
        address = report_address(publication.address, release)

        def digest() -> None:
            before = documents.read_before(folder)
            documents.write_digest(source, place / "digest", before=before, report_address=address)
            documents.write_what_changed(source, folder / WHAT_CHANGED, before=before)

        writers = {
            "pdf": lambda: documents.write_report(source, place / "report.pdf", paper=paper),
            "report_cards": lambda: documents.write_report_cards(source, place / "cards", paper=paper),
            "slides": lambda: documents.write_slides(source, place / "slides"),
            "digest": digest,
        }
        for each in _DOCUMENTS:
            yield made(asset_key(name, "report", each), folder, writers[each])
        progress.info("documents: %s", ", ".join(each.replace("_", " ") for each in _DOCUMENTS))

    return write_documents
