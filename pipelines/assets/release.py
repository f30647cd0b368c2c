"""Assets of the release: protected tables, the report made from them, and the swap that makes both current."""

from __future__ import annotations

import dagster as dg

from pipelines.dbt.manifest import models
from pipelines.explain import write_metric_sql
from pipelines.ingest import read_states
from pipelines.initiative import Initiative
from pipelines.initiative.agenda_tables import SCHEMAS
from pipelines.lineage import asset_key, spec
from pipelines.paths import DataFolder
from pipelines.progress import progress
from pipelines.release.identity import release_id
from pipelines.release.publishing import being_built, building_folder, current_release, publish, start
from pipelines.release.tables import build_tables
from pipelines.scenarios import TABLES as SCENARIO_TABLES

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

    @dg.multi_asset(name=f"{name}__release_tables", specs=[about])
    def release_tables() -> dg.MaterializeResult:
        data = DataFolder.of(initiative.name)
        release = release_id(initiative, read_states(initiative, data))
        progress.debug("hiding small counts and writing the release")
        folder = start(data, release)
        rows = build_tables(data.warehouse, folder)
        write_metric_sql(data.dbt_target, folder)
        progress.info("release %s: %d tables", release, len(rows))
        count = sum(rows.values())
        return dg.MaterializeResult(metadata={"dagster/row_count": count, "release": release, "rows": rows})

    return release_tables


def _report(initiative: Initiative) -> dg.AssetsDefinition:
    name = initiative.name
    about = spec(
        asset_key(name, "report", "page"),
        "The report and the explanations of its figures, made from the protected tables alone.",
        deps=[asset_key(name, "release", "tables")],
        kinds={"html"},
    )

    @dg.multi_asset(name=f"{name}__report_page", specs=[about])
    def report_page() -> dg.MaterializeResult:
        # Drawing charts loads slowly, and only this step needs it.
        from pipelines.report import render_explanations, render_site

        data = DataFolder.of(initiative.name)
        release = being_built(data)
        progress.debug("drawing the report")
        folder = building_folder(data, release)
        earlier = current_release(data)
        built = render_site(
            folder / "warehouse.duckdb", folder / "report", release_id=release, earlier=earlier
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
        path = dg.MetadataValue.path(str(folder))
        return dg.MaterializeResult(metadata={"dagster/row_count": 1, "release": release, "folder": path})

    return release_current
