"""All Dagster definitions of one initiative, from its folder alone."""

from __future__ import annotations

from pathlib import Path

import dagster as dg

from pipelines.assets.agenda import agenda_assets
from pipelines.assets.dbt_models import dbt_assets, reconciliation_check
from pipelines.assets.deliveries import delivery_assets
from pipelines.assets.digests import digest_assets
from pipelines.assets.documents import document_assets
from pipelines.assets.exports import export_assets
from pipelines.assets.feeds import feed_assets
from pipelines.assets.findings import findings_checks
from pipelines.assets.fix_lists import fix_list_assets
from pipelines.assets.forecasts import forecast_assets
from pipelines.assets.in_force import in_force_assets
from pipelines.assets.kits import kit_assets
from pipelines.assets.learning import learning_assets
from pipelines.assets.people import people_assets
from pipelines.assets.release import release_assets
from pipelines.assets.scenarios import scenario_assets
from pipelines.assets.sites import site_assets
from pipelines.assets.voices import voices_assets
from pipelines.automation import drop_folder_sensor, nightly_job, nightly_schedule, scenarios_job
from pipelines.initiative import load_initiative


def build_defs(folder: Path) -> dg.Definitions:
    """The definitions of the initiative in this folder; raises InitiativeError when the folder has problems."""
    initiative = load_initiative(folder)
    return dg.Definitions(
        assets=[
            agenda_assets(initiative),
            kit_assets(initiative),
            feed_assets(initiative),
            in_force_assets(initiative),
            people_assets(initiative),
            site_assets(initiative),
            voices_assets(initiative),
            fix_list_assets(initiative),
            *forecast_assets(initiative),
            dbt_assets(initiative),
            scenario_assets(initiative),
            *release_assets(initiative),
            *export_assets(initiative),
            document_assets(initiative),
            learning_assets(initiative),
            *delivery_assets(initiative),
            digest_assets(initiative),
        ],
        asset_checks=[reconciliation_check(initiative), *findings_checks(initiative)],
        jobs=[nightly_job(initiative), scenarios_job(initiative)],
        schedules=[nightly_schedule(initiative)],
        sensors=[drop_folder_sensor(initiative)],
        executor=dg.in_process_executor,
    )
