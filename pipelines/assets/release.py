"""Assets of the release: protected tables, the report made from them, and the swap that makes both current."""

from __future__ import annotations

import dagster as dg

from pipelines.dbt.manifest import models
from pipelines.ingest import read_states
from pipelines.initiative import Initiative
from pipelines.initiative.agenda_tables import SCHEMAS
from pipelines.lineage import asset_key, spec
from pipelines.paths import DataFolder
from pipelines.progress import progress
from pipelines.release.identity import release_id
from pipelines.release.publishing import building_folder, publish, start
from pipelines.release.tables import build_tables

_RELEASED_LAYERS = ("marts", "metrics", "data_quality")


def release_assets(initiative: Initiative) -> list[dg.AssetsDefinition]:
    """The three steps from the warehouse to the current release."""
    name = initiative.name
    tables, report = asset_key(name, "release", "tables"), asset_key(name, "report", "page")
    models_shown = [model for model in models() if model.layer in _RELEASED_LAYERS]
    released = [asset_key(name, model.layer, model.name) for model in models_shown]
    released += [asset_key(name, "agenda", table) for table in SCHEMAS]
    about_tables = spec(
        tables,
        "The tables of the release, small counts of people hidden: a DuckDB file for analysts, and Parquet.",
        deps=released,
        kinds={"duckdb", "parquet"},
    )
    about_report = spec(
        report,
        "The report: one page, made from the protected tables alone.",
        deps=[tables],
        kinds={"html"},
    )
    about_current = spec(
        asset_key(name, "release", "current"),
        "The release that everybody sees. It replaces the one before in a single step; older ones are kept.",
        deps=[tables, report],
        kinds={"folder"},
    )

    @dg.multi_asset(name=f"{name}__release_tables", specs=[about_tables])
    def release_tables() -> dg.MaterializeResult:
        data, release = _now(initiative)
        progress.debug("hiding small counts and writing the release")
        rows = build_tables(data.warehouse, start(data, release))
        progress.info("release %s: %d tables", release, len(rows))
        return dg.MaterializeResult(
            metadata={"dagster/row_count": sum(rows.values()), "release": release, "rows": rows}
        )

    @dg.multi_asset(name=f"{name}__report_page", specs=[about_report])
    def report_page() -> dg.MaterializeResult:
        from pipelines.report import render

        data, release = _now(initiative)
        progress.debug("drawing the report")
        folder = building_folder(data, release)
        page = render(folder / "warehouse.duckdb", folder / "report", release_id=release)
        progress.info("report: %d kB", page.stat().st_size // 1000)
        return dg.MaterializeResult(metadata={"dagster/row_count": 1, "bytes": page.stat().st_size})

    @dg.multi_asset(name=f"{name}__release_current", specs=[about_current])
    def release_current() -> dg.MaterializeResult:
        data, release = _now(initiative)
        folder = publish(initiative, data, release, read_states(initiative, data))
        return dg.MaterializeResult(
            metadata={
                "dagster/row_count": 1,
                "release": release,
                "folder": dg.MetadataValue.path(str(folder)),
            }
        )

    return [release_tables, report_page, release_current]


def _now(initiative: Initiative) -> tuple[DataFolder, str]:
    data = DataFolder.of(initiative.name)
    return data, release_id(initiative, read_states(initiative, data))
