"""The steps from protected tables to a published release, run by Dagster on made tables: no source is pulled, dbt rests."""

from __future__ import annotations

import sys
from pathlib import Path

import dagster as dg
import pytest

from pipelines.assets.documents import document_assets, document_keys
from pipelines.assets.exports import export_assets, export_keys
from pipelines.assets.release import release_assets
from pipelines.initiative import load_initiative
from pipelines.lineage import asset_key
from pipelines.paths import DataFolder
from pipelines.release.files import altered
from pipelines.release.publishing import building_folder, current_release
from pipelines.scaffold import scaffold

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "unit" / "exports"))

from made_release import RELEASE, make_release

ADDRESS = "https://results.example.org/town/"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> DataFolder:
    return DataFolder(tmp_path_factory.mktemp("home") / "town")


@pytest.fixture(scope="module")
def facts(data: DataFolder, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, object]]:
    """What the lineage page shows of each step, by the last part of its key."""
    folder = tmp_path_factory.mktemp("folder") / "town"
    scaffold(folder)
    agenda = folder / "agenda.yaml"
    agenda.write_text(f"{agenda.read_text()}publication: {{paper: a4, address: {ADDRESS}}}\n")
    initiative = load_initiative(folder)
    make_release(building_folder(data, RELEASE))
    assets = [*export_assets(initiative), document_assets(initiative), *release_assets(initiative)]
    after = [
        asset_key("town", *key) for key in (("report", "page"), ("release", "current"), ("release", "feed"))
    ]
    chosen = dg.AssetSelection.assets(*export_keys(initiative), *document_keys(initiative), *after)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COMMON_MEASURE_HOME", str(data.root.parent))
        done = dg.materialize(assets, selection=chosen)
    made = [event.materialization for event in done.get_asset_materialization_events()]
    return {
        each.asset_key.path[-1]: {name: value.value for name, value in each.metadata.items()} for each in made
    }


def test_each_export_and_document_tells_its_files(facts: dict[str, dict[str, object]]) -> None:
    steps = (
        "contracts",
        "cids",
        "sdmx",
        "workbook",
        "data_package",
        "pdf",
        "report_cards",
        "slides",
        "digest",
    )
    for name in steps:
        assert int(str(facts[name]["dagster/row_count"])) > 0, name
        assert int(str(facts[name]["bytes"])) > 500, name
    assert facts["feed"]["dagster/row_count"] == 1


def test_the_release_is_current_and_whole(facts: dict[str, dict[str, object]], data: DataFolder) -> None:
    release = current_release(data)
    assert release is not None
    assert release.name == RELEASE == facts["current"]["release"]
    assert altered(release) == []


def test_the_agendas_address_is_in_digest_feed_and_linked_data(
    facts: dict[str, dict[str, object]], data: DataFolder
) -> None:
    release = data.releases / RELEASE
    report = f"{ADDRESS}{RELEASE}/report/index.html"
    assert report in (release / "documents" / "digest" / "digest.txt").read_text(encoding="utf-8")
    assert f'href="{report}"' in (data.releases / "atom.xml").read_text(encoding="utf-8")
    linked = (release / "standards" / "cids.jsonld").read_text(encoding="utf-8")
    assert f'"@id": "{ADDRESS}current/standards/cids.jsonld#initiative"' in linked
    assert "urn:" not in linked


def test_the_page_on_data_was_made_after_what_it_links(
    facts: dict[str, dict[str, object]], data: DataFolder
) -> None:
    page = (data.releases / RELEASE / "report" / "data.html").read_text(encoding="utf-8")
    for path in (
        "workbook.xlsx",
        "documents/report.pdf",
        "datapackage.json",
        "standards/cids.jsonld",
        "../atom.xml",
    ):
        assert f'href="../{path}"' in page
        assert (data.releases / RELEASE / path).is_file()
