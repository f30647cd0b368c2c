"""How assets are named, grouped and owned, so that the lineage page reads as the five conditions of collective impact.

Not here: what an asset does.
"""

from __future__ import annotations

from collections.abc import Sequence

import dagster as dg

BACKBONE_TEAM = "team:backbone"

_GROUPS = {
    "agenda": "common_agenda",
    "kits": "shared_measurement",
    "landing": "shared_measurement",
    "accepted": "shared_measurement",
    "quarantine": "shared_measurement",
    "staging": "shared_measurement",
    "intermediate": "shared_measurement",
    "marts": "shared_measurement",
    "metrics": "shared_measurement",
    "ledger": "backbone_support",
    "voices": "shared_measurement",
    "fix_lists": "continuous_communication",
    "data_quality": "backbone_support",
    "release": "continuous_communication",
    "report": "continuous_communication",
    "scorecards": "continuous_communication",
    "communication": "continuous_communication",
}
# Tables of the agenda that belong to another condition than the agenda as a whole.
_TABLE_GROUPS = {
    ("agenda", "activities"): "mutually_reinforcing_activities",
    ("agenda", "commitments"): "mutually_reinforcing_activities",
    ("agenda", "claims"): "mutually_reinforcing_activities",
    ("agenda", "partner_sub_programs"): "mutually_reinforcing_activities",
    ("agenda", "communication_plan"): "continuous_communication",
    ("agenda", "outcome_stories"): "mutually_reinforcing_activities",
    ("agenda", "funding"): "backbone_support",
    ("agenda", "costs"): "backbone_support",
    ("agenda", "counterfactuals"): "backbone_support",
    ("agenda", "asked_fields"): "backbone_support",
    ("agenda", "field_uses"): "backbone_support",
    ("agenda", "feed_funders"): "backbone_support",
    ("agenda", "definition_partners"): "backbone_support",
    ("agenda", "mappings"): "backbone_support",
    ("agenda", "mapping_words"): "backbone_support",
    ("metrics", "forecast_ledger"): "backbone_support",
    ("accepted", "feed_status"): "backbone_support",
    ("quarantine", "rule_results"): "backbone_support",
    ("accepted", "batch_history"): "backbone_support",
    ("quarantine", "rejection_history"): "backbone_support",
    ("accepted", "changes"): "backbone_support",
    ("accepted", "sites_to_review"): "backbone_support",
    ("metrics", "outcomes_by_combination"): "mutually_reinforcing_activities",
    ("metrics", "outcomes_by_dose"): "mutually_reinforcing_activities",
    ("metrics", "service_overlap"): "mutually_reinforcing_activities",
    ("metrics", "service_gaps"): "mutually_reinforcing_activities",
    ("metrics", "claimed_change"): "mutually_reinforcing_activities",
    ("data_quality", "plan_progress"): "mutually_reinforcing_activities",
    ("data_quality", "claims_check"): "mutually_reinforcing_activities",
    ("accepted", "grant_changes"): "backbone_support",
    ("accepted", "to_review"): "backbone_support",
    ("voices", "theme_proposals"): "backbone_support",
    ("voices", "quotes"): "continuous_communication",
}
# Where the tables that dbt reads as the source `ingest` stand in the lineage.
_INGEST_PLACES = {
    "batches": "accepted",
    "feed_status": "accepted",
    "rule_results": "quarantine",
    "batch_history": "accepted",
    "rejection_history": "quarantine",
    "changes": "accepted",
    "grant_changes": "accepted",
}


def asset_key(initiative: str, layer: str, *names: str) -> dg.AssetKey:
    """[initiative, layer, ...]: the initiative comes first, so that two code locations never clash."""
    return dg.AssetKey([initiative, layer, *names])


def table_key(initiative: str, schema: str, table: str) -> dg.AssetKey:
    """The asset that a table of the pipeline's warehouse belongs to."""
    # Who is who, and which listings are one place, follow from the accepted rows alone, so they stand beside them.
    beside = {"people": "accepted", "sites": "accepted"}
    layer = _INGEST_PLACES[table] if schema == "ingest" else beside.get(schema, schema)
    return asset_key(initiative, layer, table)


def group_of(key: dg.AssetKey) -> str:
    """The condition of collective impact that an asset serves."""
    layer, *names = key.path[1:]
    return _TABLE_GROUPS.get((layer, names[0]) if len(names) == 1 else ("", ""), _GROUPS[layer])


def spec(
    key: dg.AssetKey,
    description: str,
    *,
    deps: Sequence[dg.AssetKey] = (),
    kinds: set[str] | None = None,
    owners: Sequence[str] = (BACKBONE_TEAM,),
    columns: Sequence[tuple[str, str, str]] = (),
    freshness: dg.FreshnessPolicy | None = None,
    skippable: bool = False,
) -> dg.AssetSpec:
    """An asset with everything that the lineage page shows of it; columns are (name, type, description)."""
    metadata = {"dagster/column_schema": column_schema(columns)} if columns else {}
    return dg.AssetSpec(
        key=key,
        description=description,
        deps=list(deps),
        kinds=kinds or {"duckdb"},
        owners=list(owners),
        group_name=group_of(key),
        metadata=metadata,
        freshness_policy=freshness,
        skippable=skippable,
    )


def column_schema(columns: Sequence[tuple[str, str, str]]) -> dg.TableSchema:
    """Dagster's form of (name, type, description)."""
    return dg.TableSchema(
        columns=[
            dg.TableColumn(name=name, type=kind or "unknown", description=words)
            for name, kind, words in columns
        ]
    )


def is_selected(context: dg.AssetExecutionContext, event: dg.MaterializeResult | dg.AssetCheckResult) -> bool:
    """Whether a step that can be subset was asked for what this event reports."""
    assert event.asset_key is not None
    if isinstance(event, dg.MaterializeResult):
        return event.asset_key in context.selected_asset_keys
    assert event.check_name is not None
    return dg.AssetCheckKey(event.asset_key, event.check_name) in context.selected_asset_check_keys
