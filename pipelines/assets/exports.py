"""Assets of the exports: the release that is being built as open data, as a workbook and in standards; then its feed.

One step writes all but the feed, which stands beside the releases and follows the one that became current.
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

# In the order in which they are made; the data package last, as it lists files.
_EXPORTS = {
    "board": ("What partners have and need by their newest reports, for partners that can help.", {"excel"}),
    "contracts": ("The contracts in force, as documents of the Open Data Contract Standard.", {"yaml"}),
    "cids": ("Outcomes, indicators and published figures in the Common Impact Data Standard.", {"json"}),
    "sdmx": ("The metric values as SDMX-CSV, for statistical offices and their tools.", {"csv"}),
    "workbook": ("The results as a workbook with charts and a dictionary, for spreadsheets.", {"excel"}),
    "data_package": ("All tables as CSV and Parquet under one Data Package with their schema.", {"csv", "json"}),
}  # fmt: skip


def export_keys(initiative: Initiative) -> list[dg.AssetKey]:
    """The exports that a release waits for."""
    return [asset_key(initiative.name, "release", name) for name in _exports_of(initiative)]


def _exports_of(initiative: Initiative) -> dict[str, tuple[str, set[str]]]:
    """Those that the initiative asks for: a board only where it says what stands on it."""
    return {
        each: told for each, told in _EXPORTS.items() if each != "board" or initiative.communication.board
    }


def export_assets(initiative: Initiative) -> list[dg.AssetsDefinition]:
    """The exports of the release that is being built, and the feed of all releases."""
    return [_exports(initiative), _feed(initiative)]


def _exports(initiative: Initiative) -> dg.AssetsDefinition:
    name, wanted = initiative.name, _exports_of(initiative)
    specs = [
        spec(
            asset_key(name, "release", each), words, deps=[asset_key(name, "release", "tables")], kinds=kinds
        )
        for each, (words, kinds) in wanted.items()
    ]

    @dg.multi_asset(name=f"{name}__exports", specs=specs)
    def write_exports() -> Iterator[dg.MaterializeResult]:
        # The libraries for workbooks and contracts load slowly, and only this step needs them.
        from pipelines import exports
        from pipelines.exports.addresses import things_address

        data = DataFolder.of(name)
        release = being_built(data)
        folder = building_folder(data, release)
        base = things_address(initiative.agenda.publication.address)
        writers = {
            "board": lambda: exports.write_board(
                folder, metrics=initiative.communication.board, release_id=release
            ),
            "contracts": lambda: exports.write_contracts(folder, initiative),
            "cids": lambda: exports.write_cids(folder, base=base),
            "sdmx": lambda: exports.write_sdmx(folder),
            "workbook": lambda: exports.write_workbook(folder, release_id=release),
            "data_package": lambda: exports.write_data_package(folder, release_id=release),
        }
        for each in wanted:
            yield made(asset_key(name, "release", each), folder, writers[each])
        progress.info("exports: %s", ", ".join(each.replace("_", " ") for each in wanted))

    return write_exports


def _feed(initiative: Initiative) -> dg.AssetsDefinition:
    name = initiative.name
    about = spec(
        asset_key(name, "release", "feed"),
        "The Atom feed of all releases, the newest first; withdrawn ones say when and why.",
        deps=[asset_key(name, "release", "current")],
        kinds={"xml"},
    )

    @dg.multi_asset(name=f"{name}__feed", specs=[about])
    def feed() -> dg.MaterializeResult:
        from pipelines.exports import write_feed
        from pipelines.release.withdrawal import published_releases

        data = DataFolder.of(name)
        write_feed(data, address=initiative.agenda.publication.address)
        return dg.MaterializeResult(metadata={"dagster/row_count": len(published_releases(data))})

    return feed
