"""Assets of the release: protected tables, the report made from them, and the swap that makes both current."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple
from pathlib import Path

import dagster as dg

from pipelines.assets.documents import document_keys
from pipelines.assets.exports import export_keys
from pipelines.dbt.manifest import models
from pipelines.explain import write_metric_sql
from pipelines.ingest import read_states
from pipelines.initiative import Initiative
from pipelines.initiative.agenda_tables import SCHEMAS
from pipelines.lineage import asset_key, spec
from pipelines.paths import DataFolder
from pipelines.progress import progress
from pipelines.release.identity import release_id
from pipelines.release.ledger import Ledger
from pipelines.release.losses import as_markdown, together
from pipelines.release.publishing import being_built, building_folder, current_release, publish, start
from pipelines.release.tables import build_tables
from pipelines.release.withdrawal import published_releases, withdrawn_since
from pipelines.scenarios import TABLES as SCENARIO_TABLES

ATTACKED = "nothing_hidden_can_be_worked_out"
_NAMED = 20
_RELEASED_LAYERS = ("marts", "metrics", "data_quality")


def release_assets(initiative: Initiative) -> list[dg.AssetsDefinition]:
    """The three steps from the warehouse to the current release."""
    return [_tables(initiative), _report(initiative), _current(initiative)]


def _tables(initiative: Initiative) -> dg.AssetsDefinition:
    name = initiative.name
    shown = [model for model in models() if model.layer in _RELEASED_LAYERS]
    about = spec(
        asset_key(name, "release", "tables"),
        "The tables of the release, small counts of people hidden: a DuckDB file for analysts, and Parquet.",
        deps=[
            *(asset_key(name, model.layer, model.name) for model in shown),
            *(asset_key(name, "agenda", table) for table in SCHEMAS),
            # A forecast is frozen before anybody sees it.
            asset_key(name, "metrics", "forecast_ledger"),
            *(asset_key(name, "metrics", table) for table in SCENARIO_TABLES),
            *(asset_key(name, "voices", table) for table in ("theme_shares", "quotes")),
        ],
        kinds={"duckdb", "parquet"},
    )

    attacked = dg.AssetCheckSpec(
        ATTACKED, asset=about.key, blocking=True,
        description="No hidden figure can be worked out from what this release and earlier ones publish.",
    )  # fmt: skip

    @dg.multi_asset(name=f"{name}__release_tables", specs=[about], check_specs=[attacked])
    def release_tables() -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
        data = DataFolder.of(initiative.name)
        release = release_id(initiative, read_states(initiative, data))
        progress.debug("hiding small counts and writing the release")
        folder = start(data, release)
        built = build_tables(data.warehouse, folder, ledger=Ledger(data.ledger), release=release)
        write_metric_sql(data.dbt_target, folder)
        whole = together(built.losses)
        progress.info(
            "release %s: %d tables; %s of %s cells hidden to protect people, with %.0f%% of the people in them",
            release, len(built.rows), f"{whole.hidden_cells:,}", f"{whole.cells:,}",
            100 * whole.hidden_people / max(whole.people, 1),
        )  # fmt: skip
        yield dg.MaterializeResult(
            metadata={
                "dagster/row_count": sum(built.rows.values()),
                "release": release,
                "rows": built.rows,
                "hidden": dg.MetadataValue.md(as_markdown(built.losses)),
            }
        )
        yield _attack(about.key, data, folder)

    return release_tables


def _attack(key: dg.AssetKey, data: DataFolder, folder: Path) -> dg.AssetCheckResult:
    from pipelines.audit import audit, read_knowledge

    progress.debug("attacking the release")
    earlier = [path for path in reversed(published_releases(data)) if path.name != being_built(data)]
    found = audit(read_knowledge(folder), [read_knowledge(path) for path in earlier])
    # What leaks is not repeated here, only where.
    places = [str(weakness).rpartition(":")[0] for weakness in found.weaknesses[:_NAMED]]
    return dg.AssetCheckResult(
        asset_key=key,
        check_name=ATTACKED,
        passed=not found.weaknesses,
        severity=dg.AssetCheckSeverity.ERROR,
        metadata={
            "weaknesses": len(found.weaknesses),
            "hidden": found.hidden,
            "shown": found.shown,
            "places": places,
        },
    )


def _report(initiative: Initiative) -> dg.AssetsDefinition:
    name = initiative.name
    about = spec(
        asset_key(name, "report", "page"),
        "The report and the explanations of its figures, made from the protected tables alone.",
        # Its page on data offers the exports and the documents.
        deps=[
            asset_key(name, "release", "tables"),
            asset_key(name, "report", "learning_summary"),
            *export_keys(initiative),
            *document_keys(initiative),
        ],
        kinds={"html"},
    )

    @dg.multi_asset(name=f"{name}__report_page", specs=[about])
    def report_page() -> dg.MaterializeResult:
        # Drawing charts loads slowly, and only this step needs it.
        from pipelines.report import Handed, Withdrawn, render_explanations, render_site
        from pipelines.report.downloads import downloads_of

        data = DataFolder.of(initiative.name)
        release = being_built(data)
        progress.debug("drawing the report")
        folder = building_folder(data, release)
        earlier = current_release(data)
        taken_back = tuple(Withdrawn(*astuple(each)) for each in withdrawn_since(data, earlier))
        handed = Handed(downloads=downloads_of(folder), withdrawn=taken_back)
        built = render_site(
            folder / "warehouse.duckdb", folder / "report", release_id=release, earlier=earlier, handed=handed
        )
        explained = render_explanations(folder, folder / "report", release_id=release, earlier=earlier)
        progress.info(
            "report: %d pages, %d of them new or changed; %d metrics explained",
            len(built.pages), built.made, explained,
        )  # fmt: skip
        pages = {"dagster/row_count": len(built.pages) + explained, "pages_made_anew": built.made}
        return dg.MaterializeResult(metadata=pages)

    return report_page


def _current(initiative: Initiative) -> dg.AssetsDefinition:
    name = initiative.name
    about = spec(
        asset_key(name, "release", "current"),
        "The release that everybody sees. It replaces the one before in a single step; older ones are kept.",
        deps=[
            asset_key(name, "release", "tables"),
            *export_keys(initiative),
            *document_keys(initiative),
            asset_key(name, "report", "page"),
            asset_key(name, "report", "learning_summary"),
        ],
        kinds={"folder"},
    )

    @dg.multi_asset(name=f"{name}__release_current", specs=[about])
    def release_current() -> dg.MaterializeResult:
        data = DataFolder.of(initiative.name)
        release = being_built(data)
        folder = publish(initiative, data, release, read_states(initiative, data))
        Ledger(data.ledger).keep(release)
        path = dg.MetadataValue.path(str(folder))
        return dg.MaterializeResult(metadata={"dagster/row_count": 1, "release": release, "folder": path})

    return release_current
